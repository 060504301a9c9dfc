"""Tables: heading repeated on each page, numbers to the right, widths by what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kth_sim.reporting.cells import is_number, marked, numeric_columns
from kth_sim.reporting.document import Cell, Table
from kth_sim.reporting.docx.look import RULE, SHADE, TEXT_CM
from kth_sim.reporting.docx.writer import Writer
from kth_sim.reporting.docx.xml import (
    keep_whole,
    plain,
    repeat_on_each_page,
    rule_lines,
    shade,
)

if TYPE_CHECKING:
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row

LONGEST_WORD, LONGEST_LINE = 13, 200  # letters that a column's width is reckoned from
LETTER_CM = 0.0205  # width of a letter for each point of its size
NBSP = "\N{NO-BREAK SPACE}"
BOLD = 1.2  # so much wider
PADDING_CM = 0.4  # of a cell, left and right
SIZES = {5: 9.0, 7: 8.0}  # so many columns at most: size of the letters, points
MANY, SMALLEST, STEP = 7.0, 6.0, 0.5  # size for more columns; and where words would not fit


def add_table(writer: Writer, table: Table) -> None:
    """A table with its caption above and its note below."""
    writer.caption("table", table.title, assumed=False, keep=True)
    made = writer.word.add_table(1 + len(table.rows), len(table.columns))
    rule_lines(made, RULE)
    size = fitting_size(table)
    rows = list(made.rows)
    head = [Cell(name, name) for name in table.columns]
    fill(rows[0], head, size, bold=True, right=numeric_columns(table))
    shade(rows[0], SHADE)
    repeat_on_each_page(rows[0])
    for row, cells in zip(rows[1:], table.rows, strict=True):
        fill(row, cells, size)
        keep_whole(row)
    set_widths(made, widths(table, size), rows)
    writer.note(table.note, assumed=has_assumed(table))


def has_assumed(table: Table) -> bool:
    """Whether a cell of it rests on an assumption."""
    return any(cell.assumed for row in table.rows for cell in row)


def fill(
    row: _Row,
    cells: Sequence[Cell],
    size: float,
    *,
    bold: bool = False,
    right: tuple[bool, ...] = (),
) -> None:
    """Write a row; numbers, and the columns named, stand to the right."""
    places = right or tuple(is_number(cell) for cell in cells)
    for place, cell, at_right in zip(row.cells, cells, places, strict=True):
        write(place, _shown(cell), size, bold=bold, right=at_right)


def write(place: _Cell, text: str, size: float, *, bold: bool = False, right: bool = False) -> None:
    """Write a text into a cell."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    line = place.paragraphs[0]
    run = line.add_run(text)
    run.font.size, run.bold = Pt(size), bold or None
    line.paragraph_format.space_after = Pt(1)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def fitting_size(table: Table) -> float:
    """Size of letters, points, at which no word of the table is broken, if there is one."""
    size = next((s for most, s in SIZES.items() if len(table.columns) <= most), MANY)
    while size > SMALLEST and sum(w for w, _ in _columns(table, size)) > TEXT_CM:
        size -= STEP
    return size


def widths(table: Table, size: float) -> list[float]:
    """Width of each column, cm: no word is broken where that can be, the rest by what is long.

    Example:
        >>> word, text = Cell("x", "word"), Cell("x", "many words " * 9)
        >>> [round(w, 1) for w in widths(Table("t", "T", ("a", "b"), ((word, text),)), 9)]
        [1.1, 15.9]
    """
    found = _columns(table, size)
    least, wanted = (sum(pair[k] for pair in found) for k in range(2))
    if wanted <= TEXT_CM or least >= TEXT_CM:
        of, total = (1, wanted) if wanted <= TEXT_CM else (0, least)
        return [TEXT_CM * pair[of] / total for pair in found]
    share = (TEXT_CM - least) / (wanted - least)
    return [low + share * (high - low) for low, high in found]


def _columns(table: Table, size: float) -> list[tuple[float, float]]:
    columns = zip(table.columns, *([_shown(c) for c in r] for r in table.rows), strict=True)
    return [_least_and_wanted(texts, size) for texts in columns]


def _shown(cell: Cell) -> str:
    """A cell's text with its mark; an interval may go on in the next line."""
    text = plain(cell.text)
    if text.count(NBSP) > 1:
        text = text.replace(NBSP, " ")
    return marked(text, assumed=cell.assumed)


def _least_and_wanted(texts: Sequence[str], size: float) -> tuple[float, float]:
    """Width of the longest word, and of the longest text or a good line of it, cm."""
    letter = LETTER_CM * size
    words = [max(map(len, re.split("[ \n/]", text))) for text in texts]
    word = min(max(BOLD * words[0], *words), LONGEST_WORD)  # the first is the heading
    line = max(word, min(max(len(text) for text in texts), LONGEST_LINE))
    return word * letter + PADDING_CM, line * letter + PADDING_CM


def set_widths(made: WordTable, cm: Sequence[float], rows: Sequence[_Row]) -> None:
    """Set the columns' widths, in each row: some programs read them there alone."""
    from docx.shared import Cm  # noqa: PLC0415

    made.autofit = False
    for column, width in zip(made.columns, cm, strict=True):
        column.width = Cm(width)
    for row in rows:
        for cell, width in zip(row.cells, cm, strict=True):
            cell.width = Cm(width)
