"""`kth-sim export`: the tables of a stored run for spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.errors import UserError

FORMATS = ("csv", "xlsx")


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or its name.")],
    dialect: Annotated[
        str, typer.Option("--dialect", help="da: semicolon, decimal comma, BOM; or en.")
    ] = "da",
    kind: Annotated[
        str, typer.Option("--format", help="csv, or xlsx: every table in one workbook.")
    ] = "csv",
    language: Annotated[
        str | None,
        typer.Option("--language", help="da or en, of the workbook; default: as the dialect."),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Folder, or .xlsx file; default: export-... in the run's folder."
        ),
    ] = None,
) -> None:
    """Write the tables of a stored run for a spreadsheet; the run itself stays as it is.

    Examples: `kth-sim export outputs/national-1a2b3c4d --dialect da -o tables`

    `kth-sim export outputs/national-1a2b3c4d --format xlsx -o tables.xlsx`
    """
    from kth_sim.runs.export import export_csv, export_xlsx  # noqa: PLC0415

    if kind not in FORMATS:
        raise UserError(f"--format {kind}: is not one of {', '.join(FORMATS)}")
    if kind == "xlsx":
        typer.echo(f"Written: {export_xlsx(run, language or dialect, target)}")
        return
    written = export_csv(run, dialect, target)
    for folder in dict.fromkeys(path.parent for path in written):
        typer.echo(f"{sum(path.parent == folder for path in written)} files in {folder}")
