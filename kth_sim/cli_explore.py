"""`kth-sim explore`: stored runs as one page that reckons anew while its reader changes things."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import progress_bar
from kth_sim.cli_dsa import listed


def explore(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN...", help="Runs of many draws, each of another scenario."),
    ],
    target: Annotated[Path, typer.Option("-o", "--out", help="The page to write.")] = Path(
        "explorer.html"
    ),
    plans: Annotated[
        list[str] | None,
        typer.Option("--plans", help="Plans' names or files, several by commas; default: all."),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="In which it opens: da or en.")
    ] = "en",
    draws: Annotated[
        int, typer.Option("--draws", min=2, max=1000, help="Of each run, for budgets, at most.")
    ] = 200,
    patients: Annotated[
        int,
        typer.Option(
            "--patients", min=1, max=10_000_000, help="Simulated in each draw and fidelity."
        ),
    ] = 5000,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=256, help="Threads. Never changes a result."),
    ] = None,
    lives: Annotated[
        Path | None,
        typer.Option("--lives", help="Where simulated lives are kept; default: beside each run."),
    ] = None,
) -> None:
    """One page that opens without a network: change plan, prices, payers; see what follows.

    Lives behind the budgets are simulated as for `kth-sim rollout`, and kept for the next time.

    Examples:
    `kth-sim explore outputs/national-1a2b3c4d -o explorer.html --language da`

    `kth-sim explore outputs/national-1a2b3c4d --plans all_at_once,largest_first`
    """
    from kth_sim.reporting.language.language import language as language_of  # noqa: PLC0415
    from kth_sim.reporting.page import write_page  # noqa: PLC0415
    from kth_sim.runs.explore import ExploreOptions, payload_of  # noqa: PLC0415
    from kth_sim.runs.library import load_run  # noqa: PLC0415

    options = ExploreOptions(patients, draws, workers, lives, language_of(language).code)
    stored = [load_run(run) for run in runs]
    with progress_bar("Simulating") as progress:
        payload = payload_of(stored, listed(plans), options, progress)
    path = write_page(payload, target)
    typer.echo(f"Written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
