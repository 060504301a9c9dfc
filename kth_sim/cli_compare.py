"""`kth-sim compare`: stored runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import AsJson, print_json


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(metavar="RUN...", help="Runs' folders or names; SWEEP:3 is a point of one."),
    ],
    language: Annotated[str, typer.Option("--language", help="da or en.")] = "en",
    out: Annotated[
        Path, typer.Option("--out", help="Where run folders are, and the comparison goes.")
    ] = Path("outputs"),
    as_json: AsJson = False,
) -> None:
    """Say what differs between stored runs: in what they were asked, and in what they found.

    Says so where runs do not share random numbers. The others are compared with the first.

    Examples:
    `kth-sim compare outputs/national-1a2b3c4d outputs/crude-5e6f7a8b`

    `kth-sim compare readings-sweep:0 readings-sweep:3 --language da`
    """
    from kth_sim.reporting.compare_console import luck_lines, print_comparison  # noqa: PLC0415
    from kth_sim.reporting.language import language as language_of  # noqa: PLC0415
    from kth_sim.runs.compare import compare_runs, in_language, summary, written  # noqa: PLC0415

    say = language_of(language)
    found = compare_runs(runs, out)
    about = summary(found)
    lines = luck_lines(found.luck, about, say)
    folder = written(in_language(found, say), lines, out)
    if as_json:
        from kth_sim.runs.dsa_folder import records  # noqa: PLC0415

        tables = {name: records(getattr(found, name)) for name in ("inputs", "results")}
        print_json({"runs": about, "warnings": lines, "folder": str(folder), **tables})
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415

    print_comparison(about, found.inputs, found.results, lines, say, make_console())
    typer.echo(say("compare.file", folder=folder))
