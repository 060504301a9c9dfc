"""The tables of a stored run for spreadsheets: csv of a country, or one workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.files import write_whole
from kth_sim.reporting.dialects import dialect, read_rows, written
from kth_sim.reporting.document import Card, Cell, Document, Section, Table
from kth_sim.reporting.language import Language, language
from kth_sim.reporting.tables import PLAIN_NUMBER, without_guards
from kth_sim.runs.library import folder_of, read_record
from kth_sim.runs.report_reproduce import command_of
from kth_sim.runs.report_runs import opened

EXPORTED = "export-"  # folders of earlier exports begin so, and are left out
ASSUMPTION, ASSUMPTIONS = "assumption", "assumptions"
PLACES = {"wtp", "draws", "n", "year", "day", "week", "month"}  # columns that say where


def export_csv(run: str | Path, name: str, target: Path | None = None) -> list[Path]:
    """Write every table of a run as csv in a dialect; return the paths.

    The run's own files stay as they are: the store has one dialect, which programs read back.

    Args:
        run: its folder, or its name in `outputs`.
        name: of the dialect.
        target: where they go; None: `export-<dialect>` in the run's folder.

    Raises:
        UserError: there is no such run or dialect, or the folder cannot be written.
    """
    given, folder = dialect(name), run_folder(run)
    place = target or folder / f"{EXPORTED}{name}"
    found = []
    try:
        for path in table_paths(folder):
            beside = place / path.relative_to(folder)
            beside.parent.mkdir(parents=True, exist_ok=True)
            found.append(write_whole(beside, written(rows_of(path), given)))
    except OSError as error:
        raise UserError(f"{place}: cannot be written: {error.strerror or error}") from None
    return found


def export_xlsx(run: str | Path, code: str, target: Path | None = None) -> Path:
    """Write every table of a run into one workbook, a sheet a table; return its path.

    Args:
        run: its folder, or its name in `outputs`.
        code: language of the first sheet.
        target: the file; None: `tables.xlsx` in a folder `export-xlsx` of the run.

    Raises:
        UserError: there is no such run or language, or the file cannot be written.
    """
    from kth_sim.reporting.xlsx_report import write_xlsx  # noqa: PLC0415

    folder = run_folder(run)
    place = target or folder / f"{EXPORTED}xlsx" / "tables.xlsx"
    document = tables_document(folder, language(code))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        return write_xlsx(document, place)
    except OSError as error:
        raise UserError(f"{place}: cannot be written: {error.strerror or error}") from None


def run_folder(run: str | Path) -> Path:
    """The folder of a finished run.

    Raises:
        UserError: there is none.
    """
    folder = folder_of(run, "outputs")
    read_record(folder)
    return folder


def table_paths(folder: Path) -> list[Path]:
    """The csv files of a run: its own, then those of its figures and analyses."""
    paths = [
        path
        for path in folder.rglob("*.csv")
        if not path.relative_to(folder).as_posix().startswith(EXPORTED)
    ]
    return sorted(paths, key=lambda path: (len(path.parts), path))


def rows_of(path: Path) -> list[list[str]]:
    """A csv's cells as they stand in the store."""
    return read_rows(path.read_text(encoding="utf-8"))


def tables_document(folder: Path, say: Language) -> Document:
    """A run's tables as a document without words or figures."""
    title = say("export.tables_of", run=folder.name)
    tables = tuple(table_of(path, folder) for path in table_paths(folder))
    card = Card(title, "", ())
    return Document(title, say.code, card, (Section("tables", title, tables),), about(folder, say))


def table_of(path: Path, folder: Path) -> Table:
    """A csv as a table; numbers of a row that rests on an assumption are marked."""
    head, *rows = rows_of(path) or [[]]
    name = path.relative_to(folder).with_suffix("").as_posix()
    basis = head.index("basis") if "basis" in head else None

    def cells(row: Sequence[str]) -> tuple[Cell, ...]:
        assumed = (path.stem if basis is None else row[basis]) in {ASSUMPTION, ASSUMPTIONS}
        named = zip(head, row, strict=True)
        return tuple(cell_of(text, assumed and name not in PLACES) for name, text in named)

    return Table(name, name, tuple(map(without_guards, head)), tuple(cells(row) for row in rows))


def cell_of(text: str, assumed: bool) -> Cell:
    """A cell of a csv: a number where it reads as one, else its text without the guard.

    >>> cell_of("-0.5", True), cell_of("'=1+1", True).value
    (Cell(value=-0.5, text='-0.5', assumed=True), '=1+1')
    """
    if PLAIN_NUMBER.fullmatch(text):
        return Cell(float(text), text, assumed)
    bare = without_guards(text)
    return Cell(bare, bare) if bare else Cell(None, "")


def about(folder: Path, say: Language) -> dict[str, str]:
    """Whose tables these are, and how they are made again."""
    stored = opened(folder)
    record, scenario = stored.record, stored.record["scenario"]
    known = {
        "run": folder.name,
        "scenario": scenario["name"],
        "label": scenario["label"],
        "command": command_of(stored),
        "seed": record["seed"],
        "draws": record.get("draws", {"n": 1})["n"],
        "patients": record["patients"],
        "version": record["versions"]["kth_sim"],
        "hash": record.get("inputs_hash", record.get("plan_hash", "")),
        "evidence_hash": record["evidence_hash"],
    }
    lines = {say(f"export.{key}"): str(value) for key, value in known.items()}
    warnings = enumerate(record["warnings"], start=1)
    return lines | {say("export.warning", n=n): text for n, text in warnings}
