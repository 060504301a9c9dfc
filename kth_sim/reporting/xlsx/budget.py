"""The sheet of the budget: by year and payer, what is gained, and the items behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, FloatArray
from kth_sim.reporting.xlsx import formulas
from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.book import Book
from kth_sim.reporting.xlsx.inputs import item_rows
from kth_sim.reporting.xlsx.places import BEDS, OF_PAYERS, PEOPLE, SIMULATED

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_budget(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet("budget", [46, *[15] * (book.content.years + 1)])
    _check(book, sheet)
    for name in OF_PAYERS:
        _of_payers(book, sheet, name)
    if book.content.simulated is not None:
        _simulated(book, sheet)
    _gains(book, sheet)
    if book.at.uses.rows:
        _uses(book, sheet)
    for name in book.at.item_tables:
        _of_items(book, sheet, name)
    sheet.freeze_panes(3, 1)


def _check(book: Book, sheet: Worksheet) -> None:
    """One word on top if an input cannot be right."""
    fine, wrong = book.say("workbook.fine"), book.say("workbook.look_at_inputs")
    text = f'=IF({formulas.all_fine(book)},"{fine}","{wrong}")'
    sheet.write_formula(2, 0, text, book.looks["alarm"], fine)
    if _assumed(book):
        sheet.write_string(2, 1, book.say("workbook.rests"), book.looks["text"])


def _assumed(book: Book) -> bool:
    """Whether a cost, and so every sum of them, rests on an assumption."""
    content = book.content
    return "assumption" in {content.programme_basis, *(item.basis for item in content.items)}


def _of_payers(book: Book, sheet: Worksheet, name: str) -> None:
    block = book.at.payer_tables[name]
    say, payers = book.say, book.content.payers
    labels = [*(say.named("payer", payer) for payer in payers), say("workbook.all_payers")]
    day = book.content.reform.isoformat()
    _headed(book, sheet, block, say(f"workbook.payers.{name}", day=day), labels)
    values = with_sum(book.values.payers[name])
    _yearly(
        book, sheet, block, lambda i, j: formulas.payer_cost(book, name, i, j), values, summed=True
    )


def _of_items(book: Book, sheet: Worksheet, name: str) -> None:
    block, values = book.at.item_tables[name], book.values
    rows = item_rows(book)
    labels = [*(row[0] for row in rows), book.say("workbook.all_items")]
    _headed(book, sheet, block, book.say(f"workbook.items.{name}"), labels)
    for place, basis in enumerate([book.say("workbook.item.basis"), *(row[2] for row in rows)]):
        sheet.write_string(block.row - 1 + place, block.right, basis, book.looks["text"])
    found = {"today": values.today, "plan": values.plan, "net": values.plan - values.today}[name]
    _yearly(
        book, sheet, block, lambda i, j: formulas.item_cost(book, name, i, j), with_sum(found),
        summed=True,
    )  # fmt: skip


def _gains(book: Book, sheet: Worksheet) -> None:
    """People operated, of them with KTH, and what they gain."""
    block, content, values = book.at.gains, book.content, book.values
    people = [book.say(f"workbook.people.{name}") for name in PEOPLE]
    labels = [*people, *(book.say.named("gain", name) for name in content.outcome)]
    _headed(book, sheet, block, book.say("workbook.table.gains"), labels)

    def formula(i: int, j: int) -> str:
        if i >= len(PEOPLE):
            return formulas.gain(book, i - len(PEOPLE), j)
        return formulas.people_in(book, PEOPLE[i], j)

    rows = [values.by_year.sum(axis=(0, 1)), values.by_year[1:].sum(axis=(0, 1))]
    rows += [values.outcome(name) for name in content.outcome]
    _yearly(book, sheet, block, formula, np.array(rows), look="small")


def _uses(book: Book, sheet: Worksheet) -> None:
    """What is used more or less, and hospital beds as capacity and as cash."""
    block, content, values = book.at.uses, book.content, book.values
    labels = [book.say.named("use", name) for name in content.use]
    rows = [values.use(name) for name in content.use]
    beds = content.beds
    if beds is not None:
        labels += [book.say(f"workbook.beds.{name}") for name in BEDS]
        net = dict(
            zip([item.id for item in content.items], values.plan - values.today, strict=False)
        )
        worth = np.sum([net[item] for item in beds.items], axis=0)
        rows += [values.use(beds.use) / DAYS_PER_YEAR, worth, worth * beds.share_releasable]
    _headed(book, sheet, block, book.say("workbook.table.uses"), labels)

    def formula(i: int, j: int) -> str:
        if i < len(content.use):
            return formulas.used(book, i, j)
        return formulas.of_beds(book, BEDS[i - len(content.use)], j)

    _yearly(book, sheet, block, formula, np.array(rows))


def _simulated(book: Book, sheet: Worksheet) -> None:
    """What the draws give for the plan as it was simulated; it does not follow the inputs."""
    block, told = book.at.simulated, book.content.simulated
    labels = [book.say(f"workbook.simulated.{name}") for name in SIMULATED]
    _headed(book, sheet, block, book.say("workbook.table.simulated"), labels)
    rows = np.array([getattr(told, name) for name in SIMULATED])
    book.numbers(sheet, block, rows, "whole")


def _headed(
    book: Book, sheet: Worksheet, block: Block, heading: str, labels: Sequence[str]
) -> None:
    """A table's heading, the names of its years and of its rows."""
    sheet.write_string(block.row - 2, 0, heading, book.looks["heading"])
    for j, year in enumerate(book.values.calendar):
        sheet.write_number(block.row - 1, block.column + j, year, book.looks["year"])
    sheet.write_string(
        block.row - 1, block.right - 1, book.say("workbook.all_years"), book.looks["year"]
    )
    book.labels(sheet, block, [[label] for label in labels])


def _yearly(
    book: Book,
    sheet: Worksheet,
    block: Block,
    formula: Callable[[int, int], str],
    values: FloatArray,
    *,
    summed: bool = False,
    look: str = "whole",
) -> None:
    """A formula a year, their sum beside them, and perhaps the sum of the rows below them.

    Args:
        book: the open workbook.
        sheet: to write on.
        block: with the column of sums, and the row of sums if there is one.
        formula: of row and year.
        values: what they give, `[row, year]`, with the row of sums if there is one.
        summed: whether the last row is the sum of the others.
        look: of the numbers.
    """
    years = block.columns - 1
    above = block.part(block.rows - 1)

    def text(i: int, j: int) -> str:
        if summed and i == block.rows - 1:
            return f"SUM({above.down(j)})"
        return f"SUM({block.across(i, 0, years)})" if j == years else formula(i, j)

    whole = np.hstack([values, values.sum(axis=1, keepdims=True)])
    book.formulas(sheet, block, text, whole, look, "sum" if summed else look)


def with_sum(rows: FloatArray) -> FloatArray:
    """The rows and their sum."""
    return np.vstack([rows, rows.sum(axis=0)])
