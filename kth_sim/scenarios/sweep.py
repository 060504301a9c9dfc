"""Sweep files: found, read, checked, and every point resolved to a scenario (and a plan)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.evidence.document import Document
from kth_sim.evidence.register import Register
from kth_sim.evidence.yaml_source import parse, read_document
from kth_sim.scenarios.locate import config_folders, exists, find_scenario, printable
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.sweep_design import Value, axis_id, design, grid
from kth_sim.scenarios.sweep_points import Bases, Change, changes_listed, changes_picked, resolved
from kth_sim.scenarios.sweep_schema import DESIGNED, MOST_POINTS, SweepFile
from kth_sim.scenarios.sweep_types import Axis, Point, Sweep

FOLDER = "sweeps"


def sweep_paths() -> dict[str, Path]:
    """The sweeps that can be called by name."""
    found: dict[str, Path] = {}
    for folder in reversed(config_folders()):
        found |= {path.stem: path for path in sorted((folder / FOLDER).glob("*.yaml"))}
    return dict(sorted(found.items()))


def find_sweep(name: str) -> Path:
    """The sweep file of that path or name.

    Raises:
        UserError: there is none; names the nearest.
    """
    path, known = Path(name), sweep_paths()
    if name in known and not path.is_file():
        return known[name]
    if exists(path):
        return path
    if path.suffix in {".yaml", ".yml"}:
        raise UserError(f"{printable(path)}: no such file: check the name and the folder")
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(known)
    raise UserError(f"{printable(name)}: no such sweep: {hint}")


def is_sweep(path: Path) -> bool:
    """Whether a file is a sweep: it says of what kind its points are.

    Raises:
        UserError: the file cannot be read.
        ConfigError: it is not the YAML this project accepts.
    """
    data = read_document(path).data
    return isinstance(data, dict) and "kind" in data and ("axes" in data or "points" in data)


def load_sweep(path: Path, register: Register) -> Sweep:
    """The sweep of a file, every point resolved against the evidence.

    Raises:
        UserError: a file is missing.
        ConfigError: the first mistake in one of the files, at its place.
    """
    document = read_document(path)
    said = parse(document, SweepFile)
    check_size(document, said)
    check_axes(document, said)
    base = load_scenario(base_path(document, said), register)
    seed = base.seed if said.seed is None else said.seed
    bases = Bases(base_path(document, said), register, document)
    points = tuple(
        Point(index, change.label, change.values, *resolved(change, bases))
        for index, change in enumerate(changes_of(said, seed))
    )
    check_plans(document, points)
    points = with_values(points)
    return Sweep(
        name=path.stem,
        label=said.label,
        rationale=said.rationale,
        kind=said.kind,
        base=base,
        axes=axes_of(points, said, register),
        points=points,
        draws=said.draws,
        patients=said.patients,
        method=said.method,
        seed=seed,
        wtp=said.wtp or (),
        register=register,
    )


def base_path(document: Document, said: SweepFile) -> Path:
    """The scenario file that the sweep's base names."""
    beside = document.path.parent / said.base
    neighbour = document.path.parent.parent / "scenarios" / f"{said.base}.yaml"
    for path in (beside, neighbour):
        if path.suffix in {".yaml", ".yml"} and exists(path) and path.is_file():
            return path
    try:
        return find_scenario(said.base)
    except UserError as error:
        raise document.error(("base",), str(error)) from None


def changes_of(said: SweepFile, seed: int) -> list[Change]:
    """What each point changes of the base."""
    if said.kind == "list":
        return changes_listed(said.points)
    if said.kind in DESIGNED and said.size is not None:
        return changes_picked(said.axes, design(said.axes, said.kind, said.size, seed))
    return changes_picked(said.axes, grid(said.axes))


def check_size(document: Document, said: SweepFile) -> None:
    """A grid may not grow out of hand."""
    n = 1
    for axis in said.axes if said.kind == "grid" else ():
        lists = (axis.values, axis.choices, axis.plan, axis.scenario)
        n *= axis.steps or max(len(listed or ()) for listed in lists)
    if n > MOST_POINTS:
        what = f"{n:,} points: at most {MOST_POINTS:,}: take fewer values, or kind sobol"
        raise document.error(("axes",), what)


def check_axes(document: Document, said: SweepFile) -> None:
    """No two axes may vary the same thing."""
    names = [axis_id(axis) for axis in said.axes]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise document.error(("axes", place), f"{name} stands on an axis already: keep one")


def check_plans(document: Document, points: Sequence[Point]) -> None:
    """All points have a plan, or none: they are measured in different figures."""
    for point in points:
        if (point.plan is None) != (points[0].plan is None):
            what = "some points have a plan and some have none: give each one, or none"
            raise document.error(("points", point.index), what)


def with_values(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points, each with the value that it has on every axis that any of them varies."""
    names: dict[str, Value] = {}
    for point in points:
        for name, value in point.values.items():
            if isinstance(names.get(name, ""), str):  # a number anywhere makes it one of numbers
                names[name] = value
    return tuple(
        replace(point, values={name: value_at(point, name, names[name]) for name in names})
        for point in points
    )


def value_at(point: Point, name: str, like: Value) -> Value:
    """A point's value on an axis, whether it says so or its base does.

    Args:
        point: one of a sweep.
        name: of the axis.
        like: a value that some point has there: a number, or a name.
    """
    scenario = point.scenario
    if name in point.values and isinstance(point.values[name], str) == isinstance(like, str):
        return point.values[name]
    if name in scenario.parameters and not isinstance(like, str):
        return scenario.value(name)
    if name in scenario.structure:
        return scenario.structure[name]
    if name in scenario.parameters:
        return "set" if name in scenario.overrides else scenario.choices.get(name, "base")
    return scenario.bases[0]  # the axis `scenario`: what the point would be without its changes


def axes_of(points: Sequence[Point], said: SweepFile, register: Register) -> tuple[Axis, ...]:
    """The axes of these points, in the order of the file."""
    subjects = {axis_id(axis): axis.subject for axis in said.axes}
    return tuple(
        Axis(
            id=name,
            subject=subjects.get(name) or subject_of(name, points[0].values[name], points[0]),
            label=label_of(name, register),
            unit=unit_of(name, points[0].values[name], register),
            values=tuple(dict.fromkeys(point.values[name] for point in points)),
        )
        for name in points[0].values
    )


def subject_of(name: str, value: Value, point: Point) -> str:
    """What an axis of a list varies."""
    if name in point.scenario.structure:
        return "switch"
    if name in point.scenario.parameters:
        return "alternative" if isinstance(value, str) else "parameter"
    return name


def label_of(name: str, register: Register) -> str:
    """An axis' name for people."""
    return register.entries[name].label if name in register.entries else name.replace("_", " ")


def unit_of(name: str, value: Value, register: Register) -> str:
    """The unit of an axis of numbers; else empty."""
    return register.entries[name].unit if not isinstance(value, str) else ""
