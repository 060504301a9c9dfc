"""The workbook from its first sheet to its last."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kth_sim.files import write_whole
from kth_sim.reporting.cells import MARK
from kth_sim.reporting.document import Card, Cell, Document, Table
from kth_sim.reporting.language import language
from kth_sim.reporting.xlsx_report.sheets import (
    HEAD_ROW,
    LONGEST_TEXT,
    Book,
    sheet_names,
    tables,
    write_table,
)

# Text stays text, whatever it begins with, and there are no formulas.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime(2000, 1, 1)  # the same content gives the same bytes on any day


def write_xlsx(document: Document, path: Path) -> Path:
    """Write a report's tables as a workbook, and return its path.

    The first sheet says what the numbers were made from and leads to the others: the decision
    card, then a sheet a table. Numbers are numbers, to 16 digits, that look as in the report;
    what rests on an assumption is coloured and marked. No cell has a formula. The same document
    gives the same bytes, and the file is there whole or not at all.

    Args:
        document: the report's content.
        path: of the file, `*.xlsx`.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415

    buffer, say = io.BytesIO(), language(document.language)
    shown = [*tables(document.sections)]
    if document.card.facts:
        titles = (say("export.fact"), say("export.found"), say("export.remark"))
        shown = [card_table(document.card, titles), *shown]
    with Workbook(buffer, {"in_memory": True, **AS_TEXT}) as file:
        file.set_properties({"title": document.title[:255], "created": CREATED})
        book, about = Book(file, document, say), say("export.sheet.about")
        keys = [say(f"export.sheet.{t.key}") if t.key == "card" else t.key for t in shown]
        names = sheet_names(keys, [about])
        write_about(book, about, list(zip(names, shown, strict=True)))
        for name, table in zip(names, shown, strict=True):
            write_table(book, name, table)
    return write_whole(path, buffer.getvalue())


def card_table(card: Card, columns: tuple[str, ...]) -> Table:
    """The decision card's facts as a table."""
    rows = tuple((Cell(f.label, f.label), f.value, Cell(f.remark, f.remark)) for f in card.facts)
    return Table("card", card.title, columns, rows, card.question)


def write_about(book: Book, name: str, sheets: Sequence[tuple[str, Table]]) -> None:
    """Write the sheet that says whose numbers these are and leads to the others."""
    say = book.say
    sheet = book.sheet(name, book.document.title)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    row = 1
    for note in (say("export.text"), say("export.mark", mark=MARK)):
        sheet.write_string(row, 0, note, book.look("small"))
        row += 1
    row = HEAD_ROW + 1
    for label, text in book.document.about.items():
        sheet.write_string(row, 0, label, book.look("text"))
        sheet.write_string(row, 1, text[:LONGEST_TEXT], book.look("wrapped"))
        row += 1
    sheet.write_string(row + 1, 0, say("export.sheets"), book.look("name"))
    for place, (target, table) in enumerate(sheets, start=row + 2):
        sheet.write_url(place, 0, f"internal:'{target}'!A1", book.look("link"), target)
        sheet.write_string(place, 1, table.title, book.look("text"))
