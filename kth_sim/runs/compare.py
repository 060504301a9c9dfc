"""Stored runs side by side: what differs in what they were asked, and in what they found."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.runs.compare_inputs import Input, inputs_of
from kth_sim.runs.compare_results import Figures, figures_of, results_table
from kth_sim.runs.dsa_folder import write_folder
from kth_sim.runs.library import folder_of, read_record
from kth_sim.runs.sweep_record import point_of

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.reporting.language import Language

MOST = len(string.ascii_uppercase)
KIND = "compare"


@dataclass(frozen=True)
class Compared:
    """One run, or one point of a sweep.

    Attributes:
        name: of its folder; of a point, with its number behind a colon.
        label: of its scenario, for people.
        record: what its `run.json` says of it.
        figures: what it found.
    """

    name: str
    label: str
    record: Mapping[str, Any]
    figures: Figures


@dataclass(frozen=True)
class Comparison:
    """Runs side by side.

    Attributes:
        runs: in the order given; the first is what the others are compared with.
        inputs: a row a thing that differs: `section, id, label, unit`, a column a run, and one of
            what its value rests on.
        results: a row a strategy and measure that differs: `strategy, measure, label, unit`, a
            column a run, and each run's difference from the first, its error and interval.
        luck: what keeps the runs from sharing random numbers: pairs of a kind and its numbers.
    """

    runs: tuple[Compared, ...]
    inputs: pd.DataFrame
    results: pd.DataFrame
    luck: tuple[tuple[str, dict[str, object]], ...]


def compare_runs(names: Sequence[str | Path], out: Path = Path("outputs")) -> Comparison:
    """What differs between stored runs, or points of sweeps (`SWEEP:3`).

    Raises:
        UserError: fewer than two or too many are given, one twice, or one holds no finished run
            of strategies.
    """
    if not 2 <= len(names) <= MOST:
        raise UserError(f"compare: {len(names)} runs: give from 2 to {MOST}")
    runs = tuple(opened(str(name), out) for name in names)
    called = [run.name for run in runs]
    for name in called:
        if called.count(name) > 1:
            raise UserError(f"compare: {name} stands there twice: give each run once")
    found = [inputs_of(run.record) for run in runs]
    luck = tuple(shared(runs[0], other) for other in runs[1:])
    flat = tuple(finding for findings in luck for finding in findings)
    paired = [not any(kind in UNPAIRED for kind, _ in findings) for findings in luck]
    figures = {run.name: run.figures for run in runs}
    return Comparison(runs, inputs_table(called, found), results_table(figures, paired), flat)


def opened(name: str, out: Path) -> Compared:
    """A run by its folder or name, or a point of a sweep by that and its number.

    Raises:
        UserError: there is none, or it holds no figures of strategies.
    """
    path, _, number = name.rpartition(":")
    is_point = bool(path) and number.isdigit() and not Path(name).exists()
    folder = folder_of(path if is_point else name, out)
    record = read_record(folder)
    if is_point:
        record = point_of(record, int(number), name)
    figures = figures_of(folder, record, int(number) if is_point else None)
    called = f"{folder.name}:{number}" if is_point else folder.name
    return Compared(called, str(record["scenario"]["label"]), record, figures)


def inputs_table(names: Sequence[str], found: Sequence[Mapping[str, Input]]) -> pd.DataFrame:
    """What differs between runs in what they were asked.

    Args:
        names: of the runs.
        found: the inputs of each, by section and id.
    """
    import pandas as pd  # noqa: PLC0415

    ids = dict.fromkeys(key for inputs in found for key in inputs)
    rows = []
    for key in ids:
        ours = [inputs.get(key) for inputs in found]
        if len({(one.value, one.choice) if one else None for one in ours}) == 1:
            continue
        first = next(one for one in ours if one is not None)
        row: dict[str, object] = {"section": first.section, "id": first.id}
        row |= {"label": first.label, "unit": first.unit}
        for name, one in zip(names, ours, strict=True):
            row[name] = None if one is None else one.value
            row[f"basis: {name}"] = "" if one is None else one.basis
        rows.append(row)
    columns = ["section", "id", "label", "unit"]
    columns += [column for name in names for column in (name, f"basis: {name}")]
    return pd.DataFrame(rows, columns=columns)


UNPAIRED = ("seeds", "kinds", "methods", "files", "draws")  # the nth draw is not the same draw


def shared(first: Compared, other: Compared) -> list[tuple[str, dict[str, object]]]:
    """What keeps two runs from sharing random numbers; nothing if they do.

    Luck is looked up by seed, draw, patient and decision, so runs of one seed share it as far as
    their draws and patients go.
    """
    pair = {"first": first.name, "other": other.name}
    a, b = first.record, other.record
    n_a, n_b = n_draws(a), n_draws(b)
    found: list[tuple[str, dict[str, object]]] = []
    if a.get("seed") != b.get("seed"):
        return [("seeds", {**pair, "a": a.get("seed"), "b": b.get("seed")})]
    if (n_a == 1) != (n_b == 1):
        found.append(("kinds", {**pair, "a": n_a, "b": n_b}))
    elif n_a != n_b:
        found.append(("draws", {**pair, "a": n_a, "b": n_b}))
    methods = [str(one.get("draws", {}).get("method", "random")) for one in (a, b)]
    if methods[0] != methods[1]:
        found.append(("methods", {**pair, "a": methods[0], "b": methods[1]}))
    elif "file" in methods:
        found.append(("files", {**pair}))
    if a.get("patients") != b.get("patients"):
        found.append(("patients", {**pair, "a": a.get("patients"), "b": b.get("patients")}))
    versions = [one.get("versions", {}).get("kth_sim") for one in (a, b)]
    if versions[0] != versions[1]:
        found.append(("versions", {**pair, "a": versions[0], "b": versions[1]}))
    return found


def n_draws(record: Mapping[str, Any]) -> int:
    """How many draws a run has; 1: the base case."""
    return int(record.get("draws", {"n": 1})["n"])


def summary(comparison: Comparison) -> list[dict[str, Any]]:
    """Of each run `name, label, draws, patients, seed`."""
    return [
        {
            "name": run.name,
            "label": run.label,
            "draws": n_draws(run.record),
            "patients": run.record["patients"],
            "seed": run.record["seed"],
        }
        for run in comparison.runs
    ]


def in_language(comparison: Comparison, say: Language) -> Comparison:
    """The comparison with the labels of its tables in a language."""
    from kth_sim.reporting.compare_console import named_inputs, named_results  # noqa: PLC0415

    return replace(
        comparison,
        inputs=named_inputs(comparison.inputs, say),
        results=named_results(comparison.results, say),
    )


def written(comparison: Comparison, lines: Sequence[str], out: Path) -> Path:
    """Write the comparison as `<out>/compare-<hash>`: `inputs.csv`, `results.csv`, `run.json`.

    Args:
        comparison: by `compare_runs`.
        lines: on what keeps the runs from sharing random numbers.
        out: where run folders go.

    Raises:
        UserError: it cannot be written.
    """
    names = [run.name for run in comparison.runs]
    about = {
        "scenario": {"name": " / ".join(names), "label": " / ".join(names)},
        "seed": None,
        "patients": None,
        "analysis": {"kind": KIND, "runs": [identity(run) for run in comparison.runs]},
    }
    tables = {"inputs": comparison.inputs, "results": comparison.results}
    return write_folder(KIND, about, tables, lines, out)


def identity(run: Compared) -> dict[str, object]:
    """Which run it was: its name, and a hash of all that its results depend on."""
    record = run.record
    return {"run": run.name, "hash": record.get("inputs_hash", record.get("plan_hash"))}
