"""The sheet of charts, drawn by the reader's program from the sheet of the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.book import Book
from kth_sim.reporting.xlsx.places import PEOPLE

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

# Lightness tells them apart in grey: dark, middle, light.
COLOURS = ("#0072B2", "#E69F00", "#BBBBBB", "#222222", "#009E73")
EDGE = {"color": "#222222", "width": 0.75}
SIZE = {"width": 620, "height": 330}
ROWS_APART, COLUMN_APART = 18, 10


def write_charts(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet("charts", [9] * 22)
    charts = (
        _of_payers(book, "plan", "stacked"),
        _of_payers(book, "kth_adds", "stacked"),
        _from_today_to_plan(book),
        _people(book),
        *([_first_gain(book)] if book.content.outcome else []),
    )
    for place, chart in enumerate(charts):
        row, column = divmod(place, 2)
        sheet.insert_chart(3 + ROWS_APART * row, COLUMN_APART * column, chart)


def _of_payers(book: Book, name: str, kind: str) -> Chart:
    """A column a year, a part of it a payer."""
    table = book.at.payer_tables[name]
    chart = _chart(book, "column", f"workbook.chart.title_{name}", kind)
    for i in range(len(book.content.payers)):
        _series(chart, _years(table), f"={table.across(i, 0, table.columns - 1)}",
                _label(table, i), COLOURS[i])  # fmt: skip
    return chart


def _from_today_to_plan(book: Book) -> Chart:
    """For each payer the sum of all years: today without the reform, today, the plan."""
    chart = _chart(book, "column", "workbook.chart.steps")
    tables, payers = book.at.payer_tables, len(book.content.payers)
    for place, name in enumerate(("without_reform", "today", "plan")):
        table = tables[name]
        of_payers = table.part(payers)
        chart.add_series(
            {
                "name": book.say(f"workbook.chart.{name}"),
                "categories": f"={of_payers.names()}",
                "values": f"={of_payers.down(table.columns - 1)}",
                **_fill(COLOURS[place]),
            }
        )
    return chart


def _people(book: Book) -> Chart:
    """People operated and people with KTH, a pair of columns a year."""
    table = book.at.gains
    chart = _chart(book, "column", "workbook.chart.people", axis="workbook.chart.persons")
    for i in range(len(PEOPLE)):
        values = f"={table.across(i, 0, table.columns - 1)}"
        _series(chart, _years(table), values, _label(table, i), COLOURS[i])
    return chart


def _first_gain(book: Book) -> Chart:
    """The first outcome, a column a year."""
    table, row = book.at.gains, len(PEOPLE)
    name = next(iter(book.content.outcome))
    chart = _chart(book, "column", "workbook.chart.gain", axis="workbook.chart.persons")
    chart.set_title({"name": book.say.named("gain", name), "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    values = f"={table.across(row, 0, table.columns - 1)}"
    _series(chart, _years(table), values, _label(table, row), COLOURS[0])
    return chart


def _chart(
    book: Book, kind: str, title: str, subtype: str = "", axis: str = "workbook.chart.money"
) -> Chart:
    asked: dict[str, Any] = {"type": kind, **({"subtype": subtype} if subtype else {})}
    chart: Chart = book.file.add_chart(asked)
    chart.set_title({"name": book.say(title), "name_font": {"size": 11}})
    chart.set_size(SIZE)
    chart.set_legend({"position": "bottom"})
    money = axis.endswith("money")
    chart.set_y_axis(
        {
            "name": book.say(axis),
            "num_format": "#,##0,," if money else "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#E6E6E6"}},
        }
    )
    chart.set_x_axis({"label_position": "low", "num_format": "0"})
    return chart


def _series(chart: Chart, years: str, values: str, name: str, colour: str) -> None:
    chart.add_series({"name": name, "categories": years, "values": values, **_fill(colour)})


def _fill(colour: str) -> dict[str, Any]:
    return {"fill": {"color": colour}, "border": EDGE, "gap": 60}


def _years(table: Block) -> str:
    return f"={table.above(table.columns - 1)}"


def _label(table: Block, i: int) -> str:
    return f"={table.before(i)}"
