"""`kth-sim figures`: the figures of a stored run, drawn again without simulating."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import progress_bar
from kth_sim.cli_dsa import listed, numbers


def figures(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or its name.")],
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
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Where they go; default: figures-LANGUAGE in the run's folder."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Say which the run can give.")] = False,
) -> None:
    """Draw the figures of a stored run, each with the csv of what it shows; simulate nothing.

    Examples:
    `kth-sim figures outputs/national-1a2b3c4d --language da`

    `kth-sim figures outputs/national-1a2b3c4d --only ceac,ce_plane --format pdf -o paper`
    """
    from kth_sim.runs.redraw import DrawOptions, possible, redraw  # noqa: PLC0415

    if show:
        for name, wanting in possible(run).items():
            typer.echo(f"{name}: {wanting or 'can be drawn'}")
        return
    options = DrawOptions(
        only=listed(only),
        formats=listed(formats),
        language=language,
        wtp=numbers(wtp),
        out=folder,
    )
    with progress_bar("Drawing") as progress:
        written = redraw(run, options, progress=progress)
    typer.echo(f"{len(written)} files in {written[0].parent}")


def draw(run: Path) -> Path:
    """Draw every figure of a stored run, and return the folder they are in."""
    from kth_sim.runs.redraw import DrawOptions, redraw  # noqa: PLC0415

    with progress_bar("Drawing") as progress:
        return redraw(run, DrawOptions(), progress=progress)[0].parent


def draw_or_say_how(run: Path, wanted: bool | None) -> None:
    """Draw the figures of a run of many draws, or say which command does: they take seconds."""
    typer.echo(f"Figures: {draw(run) if wanted else f'kth-sim figures {run}'}")
