"""A sheet a table: names, widths, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kth_sim.reporting.cells import marked, numeric_columns
from kth_sim.reporting.document import Cell, Document, Section, Table
from kth_sim.reporting.xlsx_report.formats import as_number, shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kth_sim.reporting.language import Language

LONGEST_NAME = 31  # of a sheet
LONGEST_TEXT = 32767  # of a cell
NARROWEST, WIDEST = 9, 60
LINE, MOST_LINES = 15, 27  # points; a row is at most 409 high
HEAD_ROW = 3
ASSUMED = "#FFF2CC"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#555555", "text_wrap": True, "valign": "top"},
    "small": {"font_color": "#555555"},
    "name": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "right": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"},
    "text": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#1F4E79", "underline": 1},
}


@dataclass
class Book:
    """The open workbook.

    Attributes:
        file: of XlsxWriter.
        document: what is written.
        say: its language.
        looks: formats so far, by what they are made of.
    """

    file: Workbook
    document: Document
    say: Language
    looks: dict[str, Format] = field(default_factory=dict)

    def look(self, name: str) -> Format:
        """A format by name, made when it is first asked for."""
        return self._made(name, LOOKS[name])

    def cell_look(self, number: str, *, assumed: bool) -> Format:
        """The look of a cell: its number format (or none), and whether it is marked."""
        fill = {"bg_color": ASSUMED} if assumed else {}
        shown = {"num_format": number} if number else {"text_wrap": True, "indent": 1}
        return self._made(f"cell {number} {assumed}", {"valign": "top", **shown, **fill})

    def sheet(self, name: str, title: str) -> Worksheet:
        """A new sheet with its title on top, set to print on A4."""
        sheet = self.file.add_worksheet(name)
        sheet.write_string(0, 0, title[:LONGEST_TEXT], self.look("title"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")
        return sheet

    def _made(self, key: str, properties: dict[str, Any]) -> Format:
        if key not in self.looks:
            self.looks[key] = self.file.add_format(properties)
        return self.looks[key]


def tables(sections: Sequence[Section]) -> Iterator[Table]:
    """Every table of these sections and those below, in order."""
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Table))
        yield from tables(section.sections)


def sheet_names(keys: Sequence[str], taken: Sequence[str]) -> list[str]:
    """A name for each key that a workbook allows, none of them twice.

    Example:
        >>> sheet_names(["voi/evpi", "x" * 40, "x" * 41, "About"], taken=["About"])[2:]
        ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxx 2', 'About 2']
    """
    used, names = {name.lower() for name in taken}, []
    for key in keys:
        plain = _NOT_IN_NAMES.sub(" ", key).strip() or "-"
        name, n = plain[:LONGEST_NAME], 1
        while name.lower() in used:
            n += 1
            end = f" {n}"
            name = plain[: LONGEST_NAME - len(end)] + end
        used.add(name.lower())
        names.append(name)
    return names


def write_table(book: Book, name: str, table: Table) -> None:
    """Write a table to a sheet of its own, its heading repeated in print."""
    sheet = book.sheet(name, table.title)
    texts = [table.columns, *([cell.text for cell in row] for row in table.rows)]
    widths = [width_of(column) for column in zip(*texts, strict=True)]
    write_note(book, sheet, table.note, widths)
    rights = numeric_columns(table)
    for column, (heading, width) in enumerate(zip(table.columns, widths, strict=True)):
        look = book.look("right" if rights[column] else "name")
        sheet.write_string(HEAD_ROW, column, heading, look)
        sheet.set_column(column, column, width)
    for row, cells in enumerate(table.rows, start=HEAD_ROW + 1):
        sheet.set_row(row, LINE * lines_of(cells, widths))
        for column, cell in enumerate(cells):
            write_cell(book, sheet, (row, column), cell)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
    if table.rows:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(table.rows), len(table.columns) - 1)


def write_note(book: Book, sheet: Worksheet, note: str, widths: Sequence[int]) -> None:
    """Write what a table's reader must know over its columns, on as many lines as it needs."""
    if not note:
        return
    look, text = book.look("note"), Cell(note, note[:LONGEST_TEXT])
    if len(widths) > 1:
        sheet.merge_range(1, 0, 1, len(widths) - 1, "", look)
    sheet.write_string(1, 0, text.text, look)
    sheet.set_row(1, LINE * lines_of([text], [sum(widths)]))


def width_of(texts: Sequence[str]) -> int:
    """Width of a column in letters: its longest line, within reason."""
    longest = max(len(line) for text in texts for line in text.split("\n"))
    return min(max(NARROWEST, longest + 3), WIDEST)


def lines_of(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Lines that a row needs; programs that do not reckon it themselves would show the first.

    >>> lines_of([Cell("x", "word " * 30), Cell(1.0, "1")], [60, 8])
    3
    """
    sizes = zip(cells, widths, strict=True)
    needed = max((-(-len(cell.text) // (width - 1)) for cell, width in sizes), default=1)
    return min(max(1, needed), MOST_LINES)


def write_cell(book: Book, sheet: Worksheet, place: tuple[int, int], cell: Cell) -> None:
    """Write a number as a number in the look of its text, all else as text."""
    if as_number(cell) is None:
        text = marked(cell.text, assumed=cell.assumed)[:LONGEST_TEXT]
        sheet.write_string(*place, text, book.cell_look("", assumed=cell.assumed))
    else:
        number, look = shown(cell, book.say.code == "da")
        sheet.write_number(*place, number, book.cell_look(look, assumed=cell.assumed))
