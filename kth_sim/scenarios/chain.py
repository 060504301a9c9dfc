"""A scenario and what it is based on: read, checked file by file, and laid over each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kth_sim.errors import ConfigError
from kth_sim.evidence.document import Document
from kth_sim.evidence.register import Register
from kth_sim.evidence.yaml_source import parse, read_document
from kth_sim.scenarios.analyses import check_analyses
from kth_sim.scenarios.locate import exists, printable
from kth_sim.scenarios.schema import ScenarioFile


@dataclass(frozen=True)
class Layer:
    """One scenario file.

    Attributes:
        document: with the place of every key.
        content: what it says.
    """

    document: Document
    content: ScenarioFile

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.document.path.stem


def read_chain(path: Path, register: Register) -> list[Layer]:
    """The scenario's layers, from the outermost base to the scenario itself.

    Raises:
        UserError: a file is missing.
        ConfigError: a mistake in one of the files, or a base that leads back to itself.
    """
    layers: list[Layer] = []
    seen: list[Path] = []
    while True:
        layer = read_layer(path, register)
        layers.insert(0, layer)
        seen.append(path.resolve())
        if layer.content.base is None:
            return layers
        path = base_path(layer)
        if path.resolve() in seen:
            names = " -> ".join([*(p.stem for p in seen), path.stem])
            raise layer.document.error(("base",), f"circular base: {names}: remove one of them")


def read_layer(path: Path, register: Register) -> Layer:
    """One scenario file, checked by itself."""
    document = read_document(path)
    layer = Layer(document, parse(document, ScenarioFile))
    for check in (check_once, check_choices, check_numbers, check_analyses):
        check(layer, register)
    return layer


def base_path(layer: Layer) -> Path:
    """The file that a layer's base names: a path from its own folder, or a name there."""
    name = layer.content.base or ""
    folder = layer.document.path.parent
    path = folder / name if name.endswith((".yaml", ".yml")) else folder / f"{name}.yaml"
    if not (exists(path) and path.is_file()):
        what = f"{printable(path)}: no such scenario: name one that exists"
        raise layer.document.error(("base",), what)
    return path


def unknown(layer: Layer, where: tuple[str, ...], name: str, register: Register) -> ConfigError:
    """The error for a parameter that does not exist, with the nearest name."""
    near = register.suggest(name)
    hint = f"did you mean {near!r}?" if near else "see: kth-sim evidence list"
    return layer.document.error((*where, name), f"unknown parameter: {hint}", at_key=True)


def check_choices(layer: Layer, register: Register) -> None:
    """Every chosen alternative must exist."""
    for name, alternative in layer.content.choose.items():
        if name not in register.entries:
            raise unknown(layer, ("choose",), name, register)
        there_are = register.entries[name].alternatives
        if alternative not in there_are and alternative != BASE_VALUE:
            names = ", ".join([BASE_VALUE, *there_are])
            what = f"no alternative {alternative!r}: there are {names}"
            raise layer.document.error(("choose", name), what)


BASE_VALUE = "base"  # chooses the entry's own value again, where a base chose another


def check_numbers(layer: Layer, register: Register) -> None:
    """Every number set must belong to a parameter and lie in its unit's range."""
    for name, number in layer.content.set.items():
        if name not in register.entries:
            raise unknown(layer, ("set",), name, register)
        entry = register.entries[name]
        if entry.role != "parameter" or entry.unit in {"date", "text"}:
            what = f"is no number of the model (role {entry.role}, unit {entry.unit}): remove it"
            raise layer.document.error(("set", name), what, at_key=True)
        if what_is_wrong := register.complaint(name, number):
            raise layer.document.error(("set", name), what_is_wrong)


def check_once(layer: Layer, _: Register) -> None:
    """No parameter may both be chosen and set."""
    for name in layer.content.set:
        if name in layer.content.choose:
            what = "stands under choose too: keep one"
            raise layer.document.error(("set", name), what, at_key=True)


def overlay(layers: list[Layer]) -> dict[str, Any]:
    """What the layers say together, later ones on top; a cohort's clusters are replaced whole."""
    merged: dict[str, Any] = {"choose": {}, "set": {}, "structure": {}, "cohort": {}, "run": {}}
    merged["voi"] = {}
    for layer in layers:
        content = layer.content
        for name in (*content.choose, *content.set):
            merged["choose"].pop(name, None)
            merged["set"].pop(name, None)
        merged["choose"] |= {k: v for k, v in content.choose.items() if v != BASE_VALUE}
        merged["set"] |= content.set
        for section in ("structure", "cohort", "run"):
            said = dict(getattr(content, section))
            merged[section] |= {key: value for key, value in said.items() if value is not None}
        voi = dict(content.analyses.voi)
        merged["voi"] |= {key: value for key, value in voi.items() if value is not None}
    return merged
