"""The sheet of uptake: who is operated, who gets KTH, and how well it is delivered, by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from kth_sim.contracts import FloatArray
from kth_sim.reporting.xlsx import formulas
from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.book import Book, serial
from kth_sim.reporting.xlsx.places import CALENDAR

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_uptake(book: Book) -> None:
    """Write the sheet."""
    at, values = book.at, book.values
    sheet = book.sheet("uptake", [26, 34, *[11] * at.calendar.columns])
    sheet.repeat_columns(0, 1)
    sheet.fit_to_pages(book.content.years, 0)
    _calendar(book, sheet)
    clusters = [[start.team] for start in book.content.starts]
    teams = [[team.name] for team in book.content.teams]
    to = [["", book.say.named("destination", name)] for name in book.content.destinations]
    care = book.care_and_destination()
    content = book.content
    flat = values.by_level.reshape(-1, values.months)
    tables: tuple[tuple[str, list[list[str]], Callable[..., str], FloatArray, str], ...] = (
        ("people", teams, formulas.people, content.people, "small"),
        ("uptake", clusters, formulas.uptake, content.uptake, "share"),
        ("reached", clusters, formulas.reached, values.reached, "small"),
        ("fidelity", clusters, formulas.fidelity, content.fidelity, "share"),
        ("operated", to, formulas.operated, values.operated, "small"),
        ("by_level", care, formulas.by_level, flat, "small"),
    )
    for name, labels, formula, found, look in tables:
        block = getattr(at, name)
        book.heading(sheet, block.row - 1, f"workbook.table.{name}")
        book.labels(sheet, block, labels)
        book.formulas(sheet, block, partial(formula, book), found, look)
        if labels is clusters:
            _targets(book, sheet, block)
    _delivered(book, sheet, clusters)
    _by_year(book, sheet)
    sheet.freeze_panes(at.calendar.row + 1, at.calendar.column)


def _targets(book: Book, sheet: Worksheet, block: Block) -> None:
    """Beside each start the destinations that are offered KTH, as the inputs say now."""
    names = [book.say.named("destination", name) for name in book.content.destinations]
    for i, start in enumerate(book.content.starts):
        text = "".join(f"{name}. " for name, hit in zip(names, start.target, strict=True) if hit)
        formula = f"={formulas.offered(book, i, names)}"
        sheet.write_formula(block.row + i, 1, formula, book.looks["text"], text)


def _delivered(book: Book, sheet: Worksheet, clusters: list[list[str]]) -> None:
    """What the nurses of a capacity run got to: numbers, since no formula here simulates."""
    block = book.at.delivered
    book.heading(sheet, block.row - 1, "workbook.table.delivered")
    book.labels(sheet, block, clusters)
    _targets(book, sheet, block)
    book.numbers(sheet, block, book.content.delivered, "share")


def _calendar(book: Book, sheet: Worksheet) -> None:
    """Each month's first day, the next one's, its year and its share of the year's days."""
    block, first = book.at.calendar, book.content.first_year
    days = [date(first + m // 12, m % 12 + 1, 1) for m in range(block.columns + 1)]
    for row, name in enumerate(CALENDAR):
        label = book.say(f"workbook.calendar.{name}")
        sheet.write_string(block.row + row, 0, label, book.looks["text"])
    for j, (day, after) in enumerate(pairwise(days)):
        long = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        start, end, year = (block.cell(row, j) for row in range(3))
        book.day(sheet, block.row, block.column + j, day, "month")
        cells = (
            (f"EDATE({start},1)", serial(after), "month"),
            (f"YEAR({start})", day.year, "plain"),
            (f"({end}-{start})/(DATE({year}+1,1,1)-DATE({year},1,1))",
             (after - day).days / long, "fine"),
        )  # fmt: skip
        for row, (formula, value, look) in enumerate(cells, start=1):
            place = (block.row + row, block.column + j)
            sheet.write_formula(*place, f"={formula}", book.looks[look], value)


def _by_year(book: Book, sheet: Worksheet) -> None:
    """People by care and year of operation."""
    block, of = book.at.by_year, book.at.by_level
    book.heading(sheet, block.row - 2, "workbook.table.by_year")
    book.names(sheet, block.row - 1, block.column, [str(year) for year in book.values.calendar])
    book.labels(sheet, block, book.care_and_destination())
    found = book.values.by_year.reshape(-1, block.columns)
    book.formulas(
        sheet, block, lambda i, j: f"SUM({of.across(i, 12 * j, 12 * j + 12)})", found, "small"
    )
