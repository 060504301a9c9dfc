"""The open workbook: its looks, its language, and how a table is put on a sheet."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kth_sim.contracts import FloatArray
from kth_sim.reporting.language import Language
from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.content import WorkbookContent
from kth_sim.reporting.xlsx.places import Places
from kth_sim.reporting.xlsx.values import Values

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LETTERS = 13  # of a column's name on one line
INPUT = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#BF9000", "locked": False}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#555555"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 12},
    "name": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "text": {},
    "left": {"align": "left"},
    "any": {"num_format": "General"},
    "whole": {"num_format": "#,##0"},
    "small": {"num_format": "#,##0.00"},
    "fine": {"num_format": "0.0000"},
    "share": {"num_format": "0.0%"},
    "plain": {"num_format": "0"},
    "year": {"num_format": "0", "bold": True, "bottom": 1, "align": "right"},
    "month": {"num_format": "yyyy-mm-dd", "bold": True},
    "sum": {"num_format": "#,##0", "bold": True, "top": 1},
    "sum_text": {"bold": True, "top": 1},
    "alarm": {"bold": True, "font_color": "#9C0006"},
    "input_whole": {**INPUT, "num_format": "#,##0"},
    "input_small": {**INPUT, "num_format": "#,##0.00"},
    "input_share": {**INPUT, "num_format": "0.0%"},
    "input_plain": {**INPUT, "num_format": "0"},
    "input_day": {**INPUT, "num_format": "yyyy-mm-dd"},
    "input_text": INPUT,
}


@dataclass(frozen=True)
class Book:
    """All that a sheet's writer needs.

    Attributes:
        file: the open workbook.
        looks: its formats by name.
        content: what it is filled with.
        say: in which language.
        at: where the tables stand.
        values: what their formulas give.
    """

    file: Workbook
    looks: dict[str, Format]
    content: WorkbookContent
    say: Language
    at: Places
    values: Values

    def sheet(self, name: str, widths: Sequence[float], *, upright: bool = False) -> Worksheet:
        """A new sheet with its title and what it is for, set to print on A4 and locked."""
        sheet = self.file.add_worksheet(self.say(f"workbook.sheet.{name}"))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, self.say(f"workbook.title.{name}"), self.looks["title"])
        sheet.write_string(1, 0, self.say(f"workbook.what.{name}"), self.looks["note"])
        sheet.set_paper(9)  # A4
        if not upright:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self._footer()}&R&P / &N")
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True})  # without password
        return sheet

    def heading(self, sheet: Worksheet, row: int, key: str) -> None:
        """A table's heading, in the first column."""
        sheet.write_string(row, 0, self.say(key), self.looks["heading"])

    def names(self, sheet: Worksheet, row: int, column: int, names: Sequence[str]) -> None:
        """Names of columns, one beside the other, on as many lines as the longest may need."""
        lines = 1 + max(map(len, names), default=0) / LETTERS
        sheet.set_row(row, 15 * math.ceil(lines))
        for place, name in enumerate(names):
            sheet.write_string(row, column + place, name, self.looks["name"])

    def labels(self, sheet: Worksheet, block: Block, labels: Sequence[Sequence[str]]) -> None:
        """Texts left of a block, some to each of its rows, starting in the first column."""
        for i, row in enumerate(labels):
            for column, text in enumerate(row):
                sheet.write_string(block.row + i, column, text, self.looks["text"])

    def formulas(
        self,
        sheet: Worksheet,
        block: Block,
        formula: Callable[[int, int], str | None],
        values: FloatArray,
        look: str = "whole",
        last: str | None = None,
    ) -> None:
        """A formula in each cell of a block with what it gives now; None leaves a cell empty.

        The last row may look otherwise.
        """
        for i in range(block.rows):
            of_row = self.looks[last if last and i == block.rows - 1 else look]
            for j in range(block.columns):
                text = formula(i, j)
                if text is not None:
                    place = (block.row + i, block.column + j)
                    sheet.write_formula(*place, f"={text}", of_row, float(values[i, j]))

    def numbers(self, sheet: Worksheet, block: Block, values: FloatArray, look: str) -> None:
        """Numbers, that no formula gives."""
        for i in range(block.rows):
            for j in range(block.columns):
                place = (block.row + i, block.column + j)
                sheet.write_number(*place, float(values[i, j]), self.looks[look])

    def day(self, sheet: Worksheet, row: int, column: int, day: date | None, look: str) -> None:
        """A day, or an empty cell of the same look."""
        if day is None:
            sheet.write_blank(row, column, None, self.looks[look])
        else:
            sheet.write_number(row, column, serial(day), self.looks[look])

    def care(self) -> list[str]:
        """What each level of the axis `level` is called."""
        say = self.say
        levels = [say("workbook.level", share=say.percent(f)) for f in self.content.levels]
        return [say("workbook.usual_care"), *levels]

    def care_and_destination(self) -> list[list[str]]:
        """The labels of rows that are `[level, destination]`."""
        to = [self.say.named("destination", name) for name in self.content.destinations]
        return [[care, destination] for care in self.care() for destination in to]

    def _footer(self) -> str:
        about = self.content.about
        return f"kth_sim {about.version}, {about.run_id}".replace("&", "&&")


def serial(day: date) -> float:
    """A day as spreadsheets count it.

    >>> serial(date(2026, 1, 1))
    46023.0
    """
    return float((day - date(1899, 12, 30)).days)
