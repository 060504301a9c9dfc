"""`kth-sim figures`: the figures of a stored run, drawn again without simulating."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import progress_bar
from kth_sim.cli_dsa import listed, numbers


def figures(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders of runs, or their names.")
    ],
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Figures, several by commas; default: all.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="png, svg, pdf, several by commas.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="da or en.")] = "en",
    wtp: Annotated[
        list[str] | None,
        typer.Option("--wtp", help="Thresholds to mark, DKK per QALY, several by commas."),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Where they go; default: figures-LANGUAGE in the run's folder."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Say which the run can give.")] = False,
) -> None:
    """Draw the figures of stored runs, each with the csv of what it shows; simulate nothing.

    Of several runs, each figure asked for is taken from the first that has what it needs.

    Examples:
    `kth-sim figures outputs/national-1a2b3c4d --language da`

    `kth-sim figures outputs/national-1a2b3c4d --only ceac,ce_plane --format pdf -o paper`

    `kth-sim figures outputs/national-1a2b3c4d outputs/national-dsa-5e6f7a8b --only ceac,tornado`
    """
    from kth_sim.runs.redraw import DrawOptions, possible, redraw_runs  # noqa: PLC0415

    if show:
        for run in runs:
            for name, wanting in possible(run).items():
                whose = f"{run}: " if len(runs) > 1 else ""
                typer.echo(f"{whose}{name}: {wanting or 'can be drawn'}")
        return
    options = DrawOptions(
        only=listed(only),
        formats=listed(formats),
        language=language,
        wtp=numbers(wtp),
        out=target,
    )
    with progress_bar("Drawing") as progress:
        written = redraw_runs(runs, options, progress=progress)
    for folder in dict.fromkeys(path.parent for path in written):
        typer.echo(f"{sum(path.parent == folder for path in written)} files in {folder}")


def draw(run: Path) -> Path:
    """Draw every figure of a stored run, and return the folder they are in."""
    from kth_sim.runs.redraw import DrawOptions, redraw  # noqa: PLC0415

    with progress_bar("Drawing") as progress:
        return redraw(run, DrawOptions(), progress=progress)[0].parent


def draw_or_say_how(run: Path, wanted: bool | None) -> None:
    """Draw the figures of a run of many draws, or say which command does: they take seconds."""
    typer.echo(f"Figures: {draw(run) if wanted else f'kth-sim figures {run}'}")
