"""`kth-sim sweep`: a scenario or a rollout at many points, with the same draws and luck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    EvidenceFolder,
    Seed,
    load_evidence,
    print_frame,
    print_json,
    progress_bar,
)
from kth_sim.cli_figures import draw, draw_or_say_how

if TYPE_CHECKING:
    from kth_sim.scenarios.sweep_types import Sweep

MANY = 200  # points that take a while to look at
COLUMNS = ["name", "kind", "points", "draws", "rationale"]


def sweep(
    name: Annotated[
        str | None, typer.Argument(metavar="[SWEEP]", help="A sweep's file or name; none: list.")
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=1, max=1_000_000, help="At each point; default: file's."),
    ] = None,
    patients: Annotated[
        int | None,
        typer.Option("--patients", min=1, max=100_000_000, help="In each draw and strategy."),
    ] = None,
    seed: Seed = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=256, help="Chunks at once. Never changes a result."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the folder goes.")] = Path("outputs"),
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="The sweep's own folder; default: named after its file."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how large it is and how long it takes; stop.")
    ] = False,
    with_figures: Annotated[
        bool | None, typer.Option("--figures/--no-figures", help="Draw them, too.")
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario (or rollout plans) at every point of a sweep, and compare the points.

    All points share draws and luck, so what differs is what the sweep says. Interrupted, the same
    command goes on; a sweep that means something else by now is refused.

    Examples:
    `kth-sim sweep effect_by_readmission`

    `kth-sim sweep configs/sweeps/readings.yaml --draws 1000 --figures`
    """
    if name is None:
        list_sweeps(evidence)
        return
    from kth_sim.runs.sweep import SweepOptions, prepare, run_sweep  # noqa: PLC0415

    asked = load_sweep_named(name, evidence).asked(draws, patients, seed)
    if len(asked.points) > MANY:
        typer.echo(f"Looking at {len(asked.points):,} points", err=True)
    prepared = prepare(asked, SweepOptions(out, folder, workers))
    from kth_sim.reporting.sweep_console import size_lines  # noqa: PLC0415

    for line in size_lines(vars(prepared.size), of_plans=asked.of_plans):
        typer.echo(line, err=True)
    if dry_run:
        return
    if as_json:
        result = run_sweep(prepared)
        if with_figures:
            draw(result.folder)
        print_json(result.payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.sweep_console import print_sweep  # noqa: PLC0415

    with progress_bar(f"Simulating {asked.name}") as progress:
        result = run_sweep(prepared, progress)
    print_sweep(result.payload, result.tables, make_console())
    draw_or_say_how(result.folder, with_figures)


def load_sweep_named(name: str, evidence: Path | None) -> Sweep:
    """The sweep of that name or file, every point resolved."""
    from kth_sim.scenarios.sweep import find_sweep, load_sweep  # noqa: PLC0415

    path = find_sweep(name)
    return load_sweep(path, load_evidence(evidence, path))


def list_sweeps(evidence: Path | None) -> None:
    """Print the sweeps that can be called by name."""
    from kth_sim.scenarios.sweep import sweep_paths  # noqa: PLC0415

    found = [load_sweep_named(str(path), evidence) for path in sweep_paths().values()]
    rows = [
        {
            "name": one.name,
            "kind": one.kind,
            "points": len(one.points),
            "draws": one.draws,
            "rationale": one.rationale,
        }
        for one in found
    ]
    print_frame(rows, COLUMNS, "Sweeps")
