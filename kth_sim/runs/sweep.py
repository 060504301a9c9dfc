"""A sweep carried out: looked at, said how large, simulated point by point, resumed, summed up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.runs.dsa_folder import wtp_of
from kth_sim.runs.execute import Progress
from kth_sim.runs.psa import PsaOptions, default_patients
from kth_sim.runs.rollout import PATIENTS
from kth_sim.runs.sweep_plans import LIVES, budgets_of, grouped_plans
from kth_sim.runs.sweep_simulate import Drawn, draws_of, frame_of, grouped, simulated
from kth_sim.runs.sweep_size import Size, size_of
from kth_sim.runs.sweep_store import (
    Meaning,
    check_same,
    kept_points,
    meaning_of,
    open_sweep,
    point_path,
    put_point,
)
from kth_sim.runs.sweep_sum import SweepResult, sum_up
from kth_sim.runs.workers import maker
from kth_sim.scenarios.sweep_types import Point, Sweep

MOST_NAMED = 10  # points that failed, in one line


@dataclass(frozen=True)
class SweepOptions:
    """How to carry a sweep out; none of it changes a result.

    Attributes:
        out: where run folders go.
        folder: this sweep's own folder; None: named after its file.
        workers: chunks computed at once; None: one for each core.
    """

    out: Path = Path("outputs")
    folder: Path | None = None
    workers: int | None = None


@dataclass
class Prepared:
    """A sweep, ready to be carried out; nothing is written yet.

    Attributes:
        sweep: the sweep.
        options: how.
        folder: where it goes.
        patients: in each draw and strategy.
        wtp: thresholds, DKK per QALY.
        meaning: all that its results depend on.
        groups: of the points that are left, by what is simulated for them.
        drawn: their draws.
        size: how much is left, and about how long it takes.
    """

    sweep: Sweep
    options: SweepOptions
    folder: Path
    patients: int
    wtp: tuple[float, ...]
    meaning: Meaning
    groups: list[list[Point]]
    drawn: Drawn
    size: Size = field(init=False)

    def __post_init__(self) -> None:
        self.size = size_of(
            self.sweep, self.groups, self.drawn, self.patients, self.options.workers
        )


def prepare(sweep: Sweep, options: SweepOptions) -> Prepared:
    """See what is there, what is left, and about how long that takes; write nothing.

    Raises:
        UserError: the folder holds something else, or a sweep that means something else.
    """
    folder = options.folder or options.out / f"{sweep.name}-sweep"
    wtp = wtp_of(sweep.wtp, sweep.base.facts)
    patients = sweep.patients or patients_of(sweep)
    meaning = meaning_of(sweep, patients)
    n = len(sweep.points)
    kept = kept_points(folder, meaning, n) if check_same(folder, meaning) else set()
    left = [point for point in sweep.points if point.index not in kept]
    drawn = Drawn(sweep)
    groups = grouped_plans(left) if sweep.of_plans else grouped(sweep, left, drawn, patients)
    return Prepared(sweep, options, folder, patients, wtp, meaning, groups, drawn)


def patients_of(sweep: Sweep) -> int:
    """Patients in each draw and strategy, as many as the base scenario's spread asks for."""
    if sweep.of_plans:
        return PATIENTS
    base = Point(0, sweep.base.label, {}, sweep.base, None)
    options = PsaOptions(patients=None, seed=sweep.seed, method=sweep.method)
    return default_patients(sweep.base, draws_of(sweep, base), options)


def run_sweep(prepared: Prepared, progress: Progress | None = None) -> SweepResult:
    """Compute every point that is not finished yet, then sum up.

    Args:
        prepared: by `prepare`.
        progress: told of draws simulated, of those that were left.

    Raises:
        UserError: the folder holds another sweep, or cannot be written.
        PartlyDoneError: interrupted, or some points failed; what is done is kept.
    """
    sweep, folder = prepared.sweep, prepared.folder
    about = {"name": sweep.name, "label": sweep.label, "points": len(sweep.points)}
    open_sweep(folder, prepared.meaning, about)
    with kept(prepared):
        failed: dict[int, str] = {}
        fill = fill_plans if sweep.of_plans else fill_points
        fill(prepared, failed, progress)
        if failed:
            raise PartlyDoneError(failed_line(prepared, failed))
        return sum_up(sweep, folder, prepared.meaning, prepared.patients, prepared.wtp)


def fill_points(prepared: Prepared, failed: dict[int, str], progress: Progress | None) -> None:
    """Simulate the points that are left, and keep each as it is finished."""
    sweep, options = prepared.sweep, prepared.options
    told = counted(progress, len(prepared.groups) * sweep.draws)
    make = maker("threads", options.workers)
    for point, panel in simulated(
        sweep, prepared.groups, prepared.drawn, prepared.patients, make, failed, told
    ):
        notes = {"unreachable": panel.unreachable}
        put_point(prepared.folder, prepared.meaning, point.index, frame_of(panel), notes)


def fill_plans(prepared: Prepared, failed: dict[int, str], progress: Progress | None) -> None:
    """Compare the plans that are left, scenario by scenario, and keep each."""
    n = len(prepared.groups)
    for place, group in enumerate(prepared.groups):
        within = None if progress is None else inside(progress, place, n)
        found = budgets_of(
            prepared.sweep,
            group,
            prepared.patients,
            prepared.options.workers,
            prepared.folder,
            within,
        )
        for point, frame, notes in found:
            put_point(prepared.folder, prepared.meaning, point.index, frame, notes)
    shutil.rmtree(prepared.folder / LIVES, ignore_errors=True)  # if interrupted at the very end


def counted(progress: Progress | None, total: int) -> Callable[[int], None]:
    """Tells progress how much is done in all, given what is done more."""
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, total)

    return told


def inside(progress: Progress, place: int, n: int) -> Progress:
    """The progress of one part of n, in place of the whole's."""

    def told(done: int, total: int) -> None:
        progress(place * total + done, n * total)

    return told


@contextmanager
def kept(prepared: Prepared) -> Iterator[None]:
    """Work on a sweep: what stops it is said in one line, and what is done is kept.

    Raises:
        UserError: the folder cannot be written.
        PartlyDoneError: interrupted.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise PartlyDoneError(f"interrupted: {kept_line(prepared)}") from None
    except OSError as error:
        what = error.strerror or error
        line = f"{prepared.folder}: cannot be written: {what}; what is finished is kept"
        raise UserError(line) from None


def kept_line(prepared: Prepared) -> str:
    """How much of a sweep is kept, and how to go on."""
    n = len(prepared.sweep.points)
    here = sum(point_path(prepared.folder, index).exists() for index in range(n))
    where = f"{here} of {n} points are kept in {prepared.folder}"
    return f"{where}; give the same command to go on"


def failed_line(prepared: Prepared, failed: Mapping[int, str]) -> str:
    """One line on the points that failed."""
    which = ", ".join(str(index) for index in sorted(failed)[:MOST_NAMED])
    more = f" and {len(failed) - MOST_NAMED} more" if len(failed) > MOST_NAMED else ""
    first = failed[min(failed)]
    return f"points {which}{more} failed ({first}); {kept_line(prepared)}"
