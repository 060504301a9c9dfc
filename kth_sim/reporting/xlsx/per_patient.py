"""The sheets per patient and of months: what a patient uses when, and how many are then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.reporting.xlsx import formulas
from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.book import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_per_patient(book: Book) -> None:
    """Write the sheet of what one patient uses, by care, destination and month since operation."""
    content, block = book.content, book.at.quantity
    sheet = book.sheet("per_patient", [28, 18, 10, *[13] * block.columns])
    _outcomes(book, sheet)
    _long_rows(book, sheet, block, "workbook.table.quantity")
    say = book.say
    items = [f"{say.named('item', item.id, item.label)} ({say.named('item_unit', item.unit)})"
             for item in content.items]  # fmt: skip
    uses = [say.named("use", name) for name in content.use]
    book.names(sheet, block.row - 1, block.column, [*items, *uses])
    quantities = content.quantity.reshape(block.rows, -1)
    used = [array.reshape(block.rows, 1) for array in content.use.values()]
    book.numbers(sheet, block, np.hstack([quantities, *used]), "fine")
    sheet.repeat_rows(block.row - 1)
    sheet.freeze_panes(0, block.column)


def _outcomes(book: Book, sheet: Worksheet) -> None:
    """Outcomes of one person operated, by care and destination."""
    block, content = book.at.outcome, book.content
    book.heading(sheet, block.row - 2, "workbook.table.outcome")
    say = book.say
    book.names(sheet, block.row - 1, 0, [say("workbook.care"), say("workbook.destination"), ""])
    names = [say.named("gain", name) for name in content.outcome]
    book.names(sheet, block.row - 1, block.column, names)
    book.labels(sheet, block, book.care_and_destination())
    if content.outcome:
        columns = [array.reshape(-1) for array in content.outcome.values()]
        book.numbers(sheet, block, np.stack(columns, axis=1), "fine")


def write_months(book: Book) -> None:
    """Write the sheet of how many people are so many months after operation in each year."""
    plan, today = book.at.exposure, book.at.exposure_today
    sheet = book.sheet("months", [28, 18, 10, *[11] * (plan.columns + 1 + today.columns)])
    _long_rows(book, sheet, plan, "workbook.table.exposure")
    for block, key in ((plan, "workbook.plan_in"), (today, "workbook.today_in")):
        years = [book.say(key, year=year) for year in book.values.calendar]
        book.names(sheet, block.row - 1, block.column, years)
    _exposure(book, sheet, plan, book.at.by_level, book.values.exposure)
    _exposure(book, sheet, today, book.at.operated, book.values.exposure_today)
    sheet.repeat_rows(plan.row - 1)
    sheet.freeze_panes(plan.row, plan.column)


def _exposure(
    book: Book, sheet: Worksheet, block: Block, people: Block, values: np.ndarray
) -> None:
    months = book.values.months

    def formula(i: int, j: int) -> str | None:
        row, since = divmod(i, months)
        return formulas.exposed(people, row, since, j)

    book.formulas(sheet, block, formula, values.reshape(block.rows, -1), "small")


def _long_rows(book: Book, sheet: Worksheet, block: Block, heading: str) -> None:
    """Care, destination and month since operation of every row."""
    say, months = book.say, book.values.months
    book.heading(sheet, block.row - 2, heading)
    names = [say("workbook.care"), say("workbook.destination"), say("workbook.since")]
    book.names(sheet, block.row - 1, 0, names)
    rows = [labels for labels in book.care_and_destination() for _ in range(months)]
    book.labels(sheet, block, rows)
    for i in range(block.rows):
        sheet.write_number(block.row + i, 2, i % months, book.looks["plain"])
