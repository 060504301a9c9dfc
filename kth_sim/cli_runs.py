"""`kth-sim runs ...` and `kth-sim replay`: what is stored, and any of it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

runs_app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.")]
Out = Annotated[Path, typer.Option("--out", help="Where run folders are.")]


@runs_app.command("list")
def runs_list(
    out: Out = Path("outputs"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the runs that are stored, finished or not."""
    import pandas as pd  # noqa: PLC0415

    from kth_sim.reporting.console import make_console, print_table  # noqa: PLC0415
    from kth_sim.runs.library import overview, run_folders  # noqa: PLC0415

    rows = [overview(folder) for folder in run_folders(out)]
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif rows:
        print_table(pd.DataFrame(rows), make_console(), title=f"Runs in {out}")
    else:
        typer.echo(f"no runs in {out}")


@runs_app.command("show")
def runs_show(run: RunFolder) -> None:
    """Show a run's record: scenario, parameters, seed, versions, results."""
    from kth_sim.runs.library import read_record  # noqa: PLC0415

    typer.echo(json.dumps(read_record(run), indent=2, ensure_ascii=False))


@runs_app.command("check")
def runs_check(run: RunFolder) -> None:
    """Check that a run is whole and unaltered; exit code 1 if not."""
    from kth_sim.runs.library import problems  # noqa: PLC0415

    found = problems(run)
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    typer.echo(f"{run}: whole and unaltered")


@runs_app.command("remove")
def runs_remove(run: RunFolder) -> None:
    """Delete a stored run; a folder that holds none is left alone."""
    from kth_sim.runs.library import remove  # noqa: PLC0415

    remove(run)
    typer.echo(f"{run}: removed")


def replay(
    run: RunFolder,
    draw: Annotated[int, typer.Option("--draw", min=0, help="The draw's number.")],
    patient: Annotated[
        int | None, typer.Option("--patient", min=0, max=2**32 - 1, help="One life of it.")
    ] = None,
) -> None:
    """Compute one draw of a stored run again, or one life of it, and compare.

    Example: `kth-sim replay outputs/national-1a2b3c4d --draw 17 --patient 4031`
    """
    from kth_sim.reporting.console import make_console, print_table  # noqa: PLC0415
    from kth_sim.runs.replay import (  # noqa: PLC0415
        replay_draw,
        replay_life,
        same,
        stored_draw,
    )

    if patient is not None:
        life = replay_life(run, draw, patient).astype({"strategy": str, "event": str, "place": str})
        title = f"Patient {patient} in draw {draw}: days since operation"
        print_table(life.drop(columns=["draw", "patient"]), make_console(), title=title)
        return
    anew = replay_draw(run, draw)
    hr, factor = (float(anew.solved[n][0]) for n in ("hr_kth", "readmission_factor_kth"))
    typer.echo(f"draw {draw}: hazard ratio of KTH {hr:.6f}, readmission factor {factor:.6f}")
    if not same(anew, stored_draw(run, draw)):
        typer.echo("differs from the stored run")
        raise typer.Exit(1)
    typer.echo("equal to the stored run to the bit")
