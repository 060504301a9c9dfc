"""From what a point of a sweep changes to its scenario, as if a scenario file had said it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.document import Document, Where
from kth_sim.evidence.register import Register
from kth_sim.scenarios.chain import Layer, check_choices, check_numbers, check_once, read_chain
from kth_sim.scenarios.locate import exists, find_scenario
from kth_sim.scenarios.resolve import Scenario, resolve_layers
from kth_sim.scenarios.rollout_plan import find_plan, load_plan
from kth_sim.scenarios.rollout_types import Plan
from kth_sim.scenarios.schema import ScenarioFile, StructureChoice
from kth_sim.scenarios.sweep_design import Picked, Value, axis_id
from kth_sim.scenarios.sweep_schema import AxisChoice, PointChoice

SECTIONS = {"parameter": "set", "alternative": "choose", "switch": "structure"}
BASE = "base"  # what a point without changes is called


@dataclass(frozen=True)
class Change:
    """What one point changes.

    Attributes:
        label: its name for people.
        values: by axis.
        said: `{section of a scenario file: {key: value}}`.
        places: where each stands in the sweep's file, by `(section, key)`.
        scenario: in place of the sweep's base.
        plan: a rollout plan.
    """

    label: str
    values: Mapping[str, Value]
    said: Mapping[str, Mapping[str, Value]]
    places: Mapping[Where, Where]
    scenario: str | None = None
    plan: str | None = None


@dataclass
class Bases:
    """Scenario chains and plans of a sweep, each read once.

    Attributes:
        base: the file of the sweep's own base.
        register: the evidence.
        document: the sweep's file.
    """

    base: Path
    register: Register
    document: Document
    _chains: dict[str | None, list[Layer]] = field(default_factory=dict)
    _plans: dict[str, Plan] = field(default_factory=dict)

    def chain(self, name: str | None, where: Where) -> list[Layer]:
        """The layers of the scenario of that name; None: of the sweep's base.

        Raises:
            ConfigError: there is none, or a mistake in its files.
        """
        if name not in self._chains:
            path = self.base if name is None else self._found(name, where)
            self._chains[name] = read_chain(path, self.register)
        return self._chains[name]

    def plan(self, name: str, where: Where) -> Plan:
        """The rollout plan of that name.

        Raises:
            ConfigError: there is none, or a mistake in its file.
        """
        if name not in self._plans:
            try:
                beside = self.document.path.parent.parent / "rollouts" / f"{name}.yaml"
                path = beside if exists(beside) else find_plan(name)
                self._plans[name] = load_plan(path, self.register)
            except ConfigError:
                raise
            except UserError as error:
                raise self.document.error(where, str(error)) from None
        return self._plans[name]

    def _found(self, name: str, where: Where) -> Path:
        beside = self.base.parent / f"{name}.yaml"
        try:
            return beside if exists(beside) else find_scenario(name)
        except UserError as error:
            raise self.document.error(where, str(error)) from None


def changes_picked(
    axes: Sequence[AxisChoice], picked: Sequence[tuple[Picked, ...]]
) -> list[Change]:
    """The changes of points that are given by one value of each axis."""
    return [change_picked(axes, point) for point in picked]


def change_picked(axes: Sequence[AxisChoice], point: tuple[Picked, ...]) -> Change:
    """The change of one such point."""
    said: dict[str, dict[str, Value]] = {}
    places: dict[Where, Where] = {}
    values, whole = {}, {}
    for axis, picked in zip(axes, point, strict=True):
        name = axis_id(axis)
        values[name] = picked.value
        if axis.subject not in SECTIONS:
            whole[axis.subject] = str(picked.value)
            places[(axis.subject,)] = picked.where
            continue
        section = SECTIONS[axis.subject]
        said.setdefault(section, {})[name] = picked.value
        places[(section, name)] = picked.where
    return Change(label_of(values), values, said, places, **whole)


def changes_listed(points: Sequence[PointChoice]) -> list[Change]:
    """The changes of points that are written out."""
    return [change_listed(point, ("points", place)) for place, point in enumerate(points)]


def change_listed(point: PointChoice, where: Where) -> Change:
    """The change of one such point."""
    structure = {key: str(value) for key, value in point.structure if value is not None}
    said: dict[str, Mapping[str, Value]] = {}
    said |= {"set": point.set, "choose": point.choose, "structure": structure}
    values: dict[str, Value] = {**point.choose, **point.set, **structure}
    values |= {k: v for k in ("scenario", "plan") if (v := getattr(point, k)) is not None}
    places: dict[Where, Where] = {
        (section, key): (*where, section, key) for section, keys in said.items() for key in keys
    }
    places |= {("scenario",): (*where, "scenario"), ("plan",): (*where, "plan"), (): where}
    label = point.label or label_of(values)
    return Change(label, values, said, places, point.scenario, point.plan)


def label_of(values: Mapping[str, Value]) -> str:
    """What a point is called that has no name of its own.

    >>> label_of({"or_death_30d_kth": 0.6, "later_care_costs": "included"})
    'or_death_30d_kth 0.6, later_care_costs included'
    """
    parts = [f"{k} {v if isinstance(v, str) else format(v, '.6g')}" for k, v in values.items()]
    return ", ".join(parts) or BASE


def resolved(change: Change, bases: Bases) -> tuple[Scenario, Plan | None]:
    """A point's scenario, and its plan.

    Raises:
        ConfigError: the point asks for what cannot be; says where in the sweep's file.
    """
    chain = bases.chain(change.scenario, change.places.get(("scenario",), ()))
    layer = layer_of(change, bases.document)
    for check in (check_once, check_choices, check_numbers):
        check(layer, bases.register)
    scenario = resolve_layers([*chain, layer], bases.register)
    if change.plan is None:
        return scenario, None
    return scenario, bases.plan(change.plan, change.places.get(("plan",), ()))


def layer_of(change: Change, document: Document) -> Layer:
    """What a point changes as a layer over its base, each key where the sweep's file says it."""
    structure = {str(k): v for k, v in change.said.get("structure", {}).items()}
    content = ScenarioFile(
        label=change.label,
        rationale=change.label,
        choose={k: str(v) for k, v in change.said.get("choose", {}).items()},
        set={k: float(v) for k, v in change.said.get("set", {}).items()},
        structure=StructureChoice.model_validate(structure),
    )
    marks = {where: document.marks[nearest_mark(document, at)] for where, at in changed(change)}
    return Layer(Document(document.path, document.data, marks), content)


def changed(change: Change) -> list[tuple[Where, Where]]:
    """Each path of a scenario file that the point's layer may be blamed for, and where it is."""
    whole = change.places.get((), next(iter(change.places.values()), ()))
    return [((), whole), *((where, at) for where, at in change.places.items() if where)]


def nearest_mark(document: Document, where: Where) -> Where:
    """The path itself, or the nearest thing around it that has a place."""
    while where not in document.marks:
        where = where[:-1]
    return where
