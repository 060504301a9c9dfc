"""`kth-sim checklist`: a reporting checklist, filled from stored runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kth_sim.reporting.document import Section

SHOWN = (0, 3, 4)  # of a checklist's columns on the console: item, status, answer


def checklist(
    name: Annotated[
        str, typer.Argument(metavar="CHECKLIST", help="cheers, cheers-voi or stress-des.")
    ],
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders of runs, or their names.")
    ],
    language: Annotated[str, typer.Option("--language", help="da or en.")] = "en",
    stated: Annotated[
        Path | None,
        typer.Option("--stated", help="YAML of what no run can know: funding, interests, ..."),
    ] = None,
    target: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write: .csv, .md, .docx or .xlsx.")
    ] = None,
) -> None:
    """Fill a reporting checklist from stored runs; what they cannot say is not reported.

    Examples: `kth-sim checklist cheers outputs/national-1a2b3c4d`

    `kth-sim checklist stress-des outputs/national-1a2b3c4d --language da -o stress.docx`
    """
    from kth_sim.runs.checklists import read_stated, section, write_checklist  # noqa: PLC0415
    from kth_sim.runs.report_runs import open_sources  # noqa: PLC0415

    said = {} if stated is None else read_stated(stated)
    sources = open_sources(runs)
    filled = section(name, sources, language, said)
    if target is not None:
        write_checklist(filled, sources, language, target)
    show(filled)
    if target is not None:
        typer.echo(f"Written: {target}")


def show(filled: Section) -> None:
    """Print a filled checklist: how much is reported, then a row an item."""
    import pandas as pd  # noqa: PLC0415

    from kth_sim.reporting.console import make_console, print_table  # noqa: PLC0415
    from kth_sim.runs.checklists import counts_in, table_in, texts_in  # noqa: PLC0415

    table = table_in(filled)
    columns = [table.columns[place] for place in SHOWN]
    rows = [[row[place] for place in SHOWN] for row in texts_in(table)]
    print_table(pd.DataFrame(rows, columns=columns), make_console(), title=table.title)
    typer.echo(counts_in(filled))
