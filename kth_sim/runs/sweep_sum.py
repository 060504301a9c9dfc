"""What a finished sweep leaves in its folder: tidy tables, a ranking, a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.files import write_whole
from kth_sim.reporting.tables import write_csv
from kth_sim.runs.checks import unreachable_lines
from kth_sim.runs.dsa_folder import records
from kth_sim.runs.folder import digest, file_digests
from kth_sim.runs.labels import assumptions_table
from kth_sim.runs.psa_results import hash_of, staged
from kth_sim.runs.record import described, versions
from kth_sim.runs.store import RECORD
from kth_sim.runs.sweep_overview import SWEEP
from kth_sim.runs.sweep_ranking import plan_losses, ranked, strategy_losses
from kth_sim.runs.sweep_record import point_record
from kth_sim.runs.sweep_simulate import panel_of
from kth_sim.runs.sweep_store import Meaning, point_path, read_point
from kth_sim.runs.sweep_tables import plan_rows, point_rows, weakest, wide
from kth_sim.scenarios.sweep_types import Sweep

if TYPE_CHECKING:
    import pandas as pd

TIDY, WIDE, RANKING, AXES = "sweep.parquet", "points.csv", "ranking.csv", "axes.csv"
KIND = "sweep"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class SweepResult:
    """A finished sweep.

    Attributes:
        folder: where it is.
        tidy: a row a point, strategy and measure.
        tables: csv files by name.
        payload: the object that `--json` prints.
    """

    folder: Path
    tidy: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    payload: dict[str, Any]


def sum_up(
    sweep: Sweep, folder: Path, meaning: Meaning, patients: int, wtp: Sequence[float]
) -> SweepResult:
    """Tables and record of a sweep, from its points, each read once.

    Raises:
        UserError: a point is not there, or is spoilt.
    """
    gathered = gather(sweep, folder, meaning, wtp)
    tidy = gathered.tidy
    by_point = tidy.set_index("point")["basis"]
    grounds = {point.index: weakest(by_point.loc[point.index]) for point in sweep.points}
    tables = {
        WIDE: wide(tidy, [axis.id for axis in sweep.axes]),
        RANKING: ranked(gathered.losses, grounds),
        AXES: axes_table(sweep),
        "assumptions.csv": assumptions_table(sweep.base),
    }
    about = about_of(sweep, meaning, patients, wtp, gathered.warnings)
    with staged(folder) as stage:
        write_whole(stage / TIDY, tidy.to_parquet(index=False))
        for name, frame in tables.items():
            write_csv(frame, stage / name)
        write_record(about, sweep, folder, stage)
    rows = {Path(name).stem: records(tables[name]) for name in (WIDE, RANKING, AXES)}
    payload = {
        "sweep": sweep.name,
        "scenario": sweep.base.name,
        **{key: about[key] for key in ("seed", "patients", "draws", "analysis", "warnings")},
        "folder": str(folder),
        **rows,
    }
    return SweepResult(folder, tidy, tables, payload)


@dataclass(frozen=True)
class Gathered:
    """What the points of a sweep say together.

    Attributes:
        tidy: a row a point, strategy and measure.
        losses: rows of the ranking.
        warnings: what a reader must know.
    """

    tidy: pd.DataFrame
    losses: list[dict[str, Any]]
    warnings: tuple[str, ...]


def gather(sweep: Sweep, folder: Path, meaning: Meaning, wtp: Sequence[float]) -> Gathered:
    """Read every point once.

    Raises:
        UserError: a point is not there, or is spoilt.
    """
    import pandas as pd  # noqa: PLC0415

    rows: list[dict[str, Any]] = []
    losses: list[dict[str, Any]] = []
    frames: dict[int, pd.DataFrame] = {}
    unreachable: dict[str, int] = {}
    said: dict[str, None] = {}
    for point in sweep.points:
        frame, notes = read_point(folder, meaning, point.index)
        if point.plan is not None:
            rows += plan_rows(point, frame, notes, wtp)
            frames[point.index] = frame
            said |= dict.fromkeys(notes["notes"])
            continue
        panel = panel_of(frame, notes["unreachable"])
        rows += point_rows(point, panel, wtp)
        losses += strategy_losses(point, panel, wtp)
        for kind, n in panel.unreachable.items():
            unreachable[kind] = unreachable.get(kind, 0) + n
    losses += plan_losses([p for p in sweep.points if p.index in frames], frames, wtp)
    lines = unreachable_lines(unreachable, sweep.draws * len(sweep.points))
    return Gathered(pd.DataFrame(rows), losses, (*lines, *worst(said)))


def worst(notes: Iterable[str]) -> list[str]:
    """Notes of several points, of those that differ in their number the one with the largest.

    >>> worst(["at most 1.2% off", "at most 3.7% off", "later costs are excluded"])
    ['at most 3.7% off', 'later costs are excluded']
    """
    found: dict[str, tuple[float, str]] = {}
    for note in notes:
        numbers = [float(one) for one in _NUMBER.findall(note)]
        kind, size = _NUMBER.sub("#", note), max(numbers, default=0.0)
        if kind not in found or size > found[kind][0]:
            found[kind] = (size, note)
    return [note for _, note in found.values()]


def axes_table(sweep: Sweep) -> pd.DataFrame:
    """Rows `axis, subject, label, unit, n, values, basis`: what varies, and over what."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(
        {
            "axis": axis.id,
            "subject": axis.subject,
            "label": axis.label,
            "unit": axis.unit,
            "n": len(axis.values),
            "values": "; ".join(
                v if isinstance(v, str) else format(v, ".12g") for v in axis.values
            ),
            "basis": "assumption",  # a number that is set rests on nothing else
        }
        for axis in sweep.axes
    )


def about_of(
    sweep: Sweep,
    meaning: Meaning,
    patients: int,
    wtp: Sequence[float],
    warnings: Sequence[str],
) -> dict[str, Any]:
    """All that the results depend on, for the record."""
    return {
        "scenario": described(sweep.base),
        "draws": {"n": sweep.draws, "method": sweep.method},
        "seed": sweep.seed,
        "engine": "fast",
        "patients": patients,
        "analysis": {
            "kind": KIND,
            "name": sweep.name,
            "label": sweep.label,
            "rationale": sweep.rationale,
            "design": sweep.kind,
            "wtp": list(wtp),
            "points": [point_record(sweep.base, point) for point in sweep.points],
        },
        "plan_hash": meaning.hash,
        "evidence_hash": sweep.base.evidence_digest,
        "warnings": list(warnings),
    }


def write_record(about: Mapping[str, Any], sweep: Sweep, folder: Path, stage: Path) -> None:
    """Write `run.json`, with a hash of every file of the sweep."""
    paths = [folder / SWEEP, *(point_path(folder, point.index) for point in sweep.points)]
    inputs = {path.relative_to(folder).as_posix(): hash_of(path) for path in paths}
    record = {**about, "versions": versions(), "files": file_digests(stage) | inputs}
    record = json.loads(json.dumps(record, default=str))
    record["sha256"] = digest(record)
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(stage / RECORD, (text + "\n").encode())
