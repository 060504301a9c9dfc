"""Observations as numbers with their uncertainty and source, from a targets file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.arithmetic import FormulaError, read_formula
from kth_sim.evidence.checking import nearest, unknown_name
from kth_sim.evidence.document import Document, Where
from kth_sim.evidence.register import Register
from kth_sim.evidence.yaml_source import parse, read_document
from kth_sim.runs.external_quantities import PEOPLE, QUANTITIES, Quantity, Z
from kth_sim.runs.external_schema import Figure, TargetChoice, TargetsFile
from kth_sim.scenarios.locate import config_folders
from kth_sim.scenarios.resolve import Scenario

SHIPPED = Path("targets") / "external.yaml"
NONE = "none"


@dataclass(frozen=True)
class Target:
    """One observation.

    Attributes:
        id: its key in the file.
        label: what was observed, where and when.
        quantity: id of the simulated quantity.
        observed: the value.
        low, high: its 95 % interval; nan where none can be given.
        spread: what the interval rests on: `n`, `interval`, `se`, `count` or `none`.
        n: people behind it; nan where not known.
        ids: the evidence that it is computed from.
        fitted_by: parameters taken from it.
        source: where it was read.
        note: what a reader must know.
    """

    id: str
    label: str
    quantity: str
    observed: float
    low: float
    high: float
    spread: str
    n: float
    ids: frozenset[str]
    fitted_by: tuple[str, ...]
    source: str
    note: str

    @property
    def about(self) -> Quantity:
        """What it is held against."""
        return QUANTITIES[self.quantity]


def find_targets() -> Path:
    """The targets file shipped with the project.

    Raises:
        UserError: there is none.
    """
    for folder in config_folders():
        if (folder / SHIPPED).is_file():
            return folder / SHIPPED
    raise UserError("no targets file found: run in the project's folder or name one")


def load_targets(path: Path, register: Register) -> list[Target]:
    """The observations of a file, in its order.

    Raises:
        UserError: there is no such file.
        ConfigError: the first mistake in it, at its place.
    """
    document = read_document(path)
    reader = _Reader(document, register, register.names(register.values()))
    return [
        reader.target(name, said) for name, said in parse(document, TargetsFile).targets.items()
    ]


def use_of(target: Target, scenario: Scenario, register: Register) -> str:
    """`calibration` where the scenario takes a parameter from the observation, else `independent`.

    An alternative counts only if its formula rests on the same evidence; a parameter that the
    scenario sets, or that its structure leaves unused, does not.
    """
    for name in target.fitted_by:
        if name in scenario.overrides or _unused(name, scenario):
            continue
        chosen = scenario.choices.get(name)
        if chosen is None or target.ids & _behind(register, name, chosen):
            return "calibration"
    return "independent"


def _unused(name: str, scenario: Scenario) -> bool:
    """Whether the scenario's structure leaves a parameter out, or reads it otherwise."""
    needs = {
        "or_death_30d_kth": {"effect_measure": "odds_ratio", "effect_denominator": "operated"},
        "cost_increment_3m": {"cost_anchor": "observed"},
    }
    return any(scenario.structure[key] != value for key, value in needs.get(name, {}).items())


def _behind(register: Register, name: str, chosen: str | None) -> frozenset[str]:
    """The ids that a parameter's formula names."""
    formula = register.estimate(name, chosen).formula
    return read_formula(formula).names if formula else frozenset()


@dataclass(frozen=True)
class _Reader:
    """Turns what the file says into numbers.

    Attributes:
        document: the file, for the place of a mistake.
        register: the evidence.
        known: every number that a formula may name.
    """

    document: Document
    register: Register
    known: Mapping[str, float]

    def target(self, name: str, said: TargetChoice) -> Target:
        """One observation.

        Raises:
            ConfigError: a mistake, at its place.
        """
        where: Where = ("targets", name)
        if said.quantity not in QUANTITIES:
            what = f"no such quantity: {unknown_name(said.quantity, QUANTITIES)}"
            raise self.document.error((*where, "quantity"), what)
        self._check_parameters((*where, "fitted_by"), said.fitted_by)
        observed = self._number((*where, "observed"), said.observed)
        self._check_range((*where, "observed"), said.quantity, observed)
        low, high, spread, n = self._spread(where, said, observed)
        if not low <= observed <= high and spread != NONE:
            what = f"{observed:g} lies outside its interval [{low:g}, {high:g}]"
            raise self.document.error((*where, "observed"), what)
        ids = self._ids(said.observed)
        return Target(
            name, said.label, said.quantity, observed, low, high, spread, n, ids,
            said.fitted_by, self._source(where, said, ids), said.note or "",
        )  # fmt: skip

    def _spread(
        self, where: Where, said: TargetChoice, observed: float
    ) -> tuple[float, float, str, float]:
        """The 95 % interval of an observation, what it rests on, and the people behind it."""
        if said.n is not None:
            n = self._positive((*where, "n"), said.n)
            if QUANTITIES[said.quantity].unit != "share":
                what = "only a share has people behind it: give interval or se"
                raise self.document.error((*where, "n"), what, at_key=True)
            return (*wilson(observed, n), "n", n)
        if said.interval is not None:
            low, high = (
                self._number((*where, "interval", i), end) for i, end in enumerate(said.interval)
            )
            return low, high, "interval", math.nan
        if said.se is not None:
            se = self._positive((*where, "se"), said.se)
            return observed - Z * se, observed + Z * se, "se", math.nan
        if said.quantity == PEOPLE:  # a count: its variance is its mean
            wide = Z * math.sqrt(observed)
            return observed - wide, observed + wide, "count", math.nan
        return math.nan, math.nan, NONE, math.nan

    def _number(self, where: Where, said: Figure) -> float:
        if not isinstance(said, str):
            return said
        try:
            formula = read_formula(said)
            for unknown in sorted(formula.names - self.known.keys()):
                near = nearest(unknown, self.known)
                hint = f"did you mean {near!r}?" if near else "see: kth-sim evidence list"
                raise FormulaError(f"{unknown!r} is no number of the evidence: {hint}")
            return formula.evaluate(self.known)
        except FormulaError as error:
            raise self._error(where, str(error)) from None

    def _positive(self, where: Where, said: Figure) -> float:
        value = self._number(where, said)
        if value > 0:
            return value
        raise self._error(where, f"{value:g} is not above 0")

    def _check_range(self, where: Where, quantity: str, value: float) -> None:
        about = QUANTITIES[quantity]
        if about.unit == "share" and not 0 <= value <= 1:
            raise self._error(where, f"{value:g} is no share: it lies outside [0, 1]")
        if quantity not in {"cost_difference_3m", "cost_per_life_saved_3m"} and value < 0:
            raise self._error(where, f"{value:g} is negative")
        if about.scale != "linear" and value == 0:
            raise self._error(where, "0 is not above 0")

    def _check_parameters(self, where: Where, names: tuple[str, ...]) -> None:
        parameters = self.register.parameters()
        for i, name in enumerate(names):
            if name not in parameters:
                what = f"{name!r} is no parameter: {unknown_name(name, parameters)}"
                raise self._error((*where, i), what)

    def _ids(self, said: Figure) -> frozenset[str]:
        names = read_formula(said).names if isinstance(said, str) else frozenset()
        owners = (n if n in self.register.entries else n.rpartition("_")[0] for n in names)
        return frozenset(owners)

    def _source(self, where: Where, said: TargetChoice, ids: frozenset[str]) -> str:
        if said.source is not None:
            return f"{said.source.cite}: {said.source.where}"
        sources = [self.register.entries[name].source for name in sorted(ids)]
        if not sources:
            raise self._error((*where, "observed"), "names no evidence: add a source")
        return "; ".join(dict.fromkeys(f"{one.cite}: {one.where}" for one in sources))

    def _error(self, where: Where, what: str) -> ConfigError:
        return self.document.error(where, what)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share observed among n people.

    Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212.

    >>> [round(end, 4) for end in wilson(15 / 148, 148)]  # Newcombe 1998, table I: 15 of 148
    [0.0624, 0.1605]
    """
    z2 = Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)
