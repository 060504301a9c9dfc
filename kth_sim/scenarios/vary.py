"""A scenario whose numbers are varied: each set is resolved as if the scenario's file set it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.evidence.distributions import Distribution
from kth_sim.evidence.draws import uncertain
from kth_sim.evidence.register import Register
from kth_sim.evidence.yaml_source import read_document
from kth_sim.scenarios.chain import Layer, read_chain
from kth_sim.scenarios.resolve import Scenario, resolve_layers

Bounds = tuple[float, float]
_ENDS = 2


@dataclass(frozen=True)
class Variable:
    """A scenario to vary.

    Attributes:
        layers: its files.
        register: the evidence.
        base: the scenario as it is.
        distributions: what is uncertain in it, by parameter id.
    """

    layers: list[Layer]
    register: Register
    base: Scenario
    distributions: Mapping[str, Distribution]

    def at(self, numbers: Mapping[str, float]) -> Scenario:
        """The scenario with these numbers set; all that follows from them follows.

        Raises:
            ConfigError: a number lies outside what its unit or the model allows.
        """
        return resolve_layers(self.layers, self.register, numbers) if numbers else self.base

    def parameter(self, name: str) -> str:
        """The id of the parameter of that name, which must be a number of the model.

        Raises:
            UserError: there is none; names the nearest.
        """
        entry = self.register.entry(name)
        if entry.id not in self.base.parameters:
            what = f"is no number of the model (role {entry.role}, unit {entry.unit})"
            raise UserError(f"{entry.id}: {what}: leave it out")
        return entry.id


def variable(path: Path, register: Register) -> Variable:
    """The scenario of a file, to vary.

    Raises:
        UserError: a file is missing.
        ConfigError: a mistake in one of the files.
    """
    layers = read_chain(path, register)
    base = resolve_layers(layers, register)
    return Variable(layers, register, base, uncertain(register, base.choices, base.overrides))


def read_bounds(text: str, variable: Variable) -> dict[str, Bounds]:
    """Bounds by parameter id: from `PARAM=LOW:HIGH`, or from a YAML file of `PARAM: [LOW, HIGH]`.

    Raises:
        UserError: it is neither, a parameter is unknown, or low does not lie below high, each
            inside the range of the unit.
    """
    if "=" in text and not Path(text).exists():
        name, _, ends = text.partition("=")
        given: dict[str, object] = {name.strip(): ends.split(":")}
    else:
        given = _in_file(Path(text))
    return {variable.parameter(name): _bounds(name, ends, variable) for name, ends in given.items()}


def _in_file(path: Path) -> dict[str, object]:
    if path.suffix not in {".yaml", ".yml"}:
        raise UserError(f"--bounds {path}: give PARAM=LOW:HIGH, or a .yaml file of such bounds")
    data = read_document(path).data
    if not isinstance(data, dict):
        raise UserError(f"{path}: holds no bounds: write PARAM: [LOW, HIGH] on each line")
    return data


def _bounds(name: str, ends: object, variable: Variable) -> Bounds:
    where = f"bounds of {name}"
    if not isinstance(ends, list) or len(ends) != _ENDS:
        raise UserError(f"{where}: two numbers are expected: LOW:HIGH, in a file [LOW, HIGH]")
    low, high = (_number(where, end) for end in ends)
    if not low < high:
        raise UserError(f"{where}: low {low:g} does not lie below high {high:g}: change them")
    for end in (low, high):
        if what := variable.register.complaint(name, end):
            raise UserError(f"{where}: {what}")
    return low, high


def _number(where: str, end: object) -> float:
    try:
        number = float(str(end))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or isinstance(end, bool):
        raise UserError(f"{where}: {str(end)!r} is no number")
    return number
