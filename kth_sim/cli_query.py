"""`kth-sim query`: questions in SQL over all stored runs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import print_frame, print_json
from kth_sim.errors import UserError

MOST_ROWS = 200  # on the terminal


class AnswerFormat(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


def query(
    sql: Annotated[
        str | None, typer.Argument(metavar="SQL", help="One question: select ... from ...")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where run folders are.")] = Path("outputs"),
    form: Annotated[
        AnswerFormat, typer.Option("--format", help="table, csv or json.")
    ] = AnswerFormat.table,
    dialect: Annotated[
        str, typer.Option("--dialect", help="Of csv: en, or da (semicolon, decimal comma, BOM).")
    ] = "en",
    tables: Annotated[bool, typer.Option("--tables", help="List the tables, and stop.")] = False,
) -> None:
    """Ask all stored runs at once, in SQL (DuckDB). Reads the store, and nothing else.

    Examples:
    `kth-sim query --tables`

    `kth-sim query "select run, mean, low, high from incremental where measure = 'qaly'"`

    `kth-sim query "describe sweeps"`
    """
    if tables:
        from kth_sim.runs.query_tables import listing  # noqa: PLC0415

        columns = ["table", "one_row_is", "written_by", "runs"]
        print_frame(listing(out), columns, f"Tables over the runs in {out}")
        return
    if sql is None or not sql.strip():
        raise UserError("query: give a question in SQL, or --tables")
    from kth_sim.runs.query import ask, plain_rows  # noqa: PLC0415

    answer = ask(sql, out)
    if form is AnswerFormat.json:
        print_json(plain_rows(answer))
    elif form is AnswerFormat.csv:
        from kth_sim.reporting.query_console import as_csv  # noqa: PLC0415

        typer.echo(as_csv(answer, dialect), nl=False)
    else:
        from kth_sim.reporting.console import make_console  # noqa: PLC0415
        from kth_sim.reporting.query_console import print_answer  # noqa: PLC0415

        print_answer(answer, make_console(), MOST_ROWS)
