"""The sheet of inputs: all that a reader may change, and what follows at once from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.reporting.xlsx import formulas
from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.book import Book
from kth_sim.reporting.xlsx.content import AFTER, BEFORE, StartInput
from kth_sim.reporting.xlsx.places import GENERAL, PROGRAMME, START_DERIVED, START_INPUTS
from kth_sim.reporting.xlsx.values import begun

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHARE = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
NOT_NEGATIVE = {"validate": "decimal", "criteria": ">=", "value": 0}
FLAG = {"validate": "list", "source": ["0", "1"]}
ITEM_COLUMNS = ("name", "unit", "basis", "unit_cost")
LOOK_OF = {
    "ceiling": ("input_share", SHARE),
    "fidelity": ("input_share", SHARE),
    "chance": ("input_share", SHARE),
    "ramp_up_months": ("input_small", NOT_NEGATIVE),
    "turnover_per_year": ("input_small", NOT_NEGATIVE),
    "retraining_months": ("input_small", NOT_NEGATIVE),
    "cost_start_up": ("input_whole", NOT_NEGATIVE),
    "cost_fixed_per_year": ("input_whole", NOT_NEGATIVE),
}


def write_inputs(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet("inputs", [30, 16, 16, *[12] * 24])
    sheet.write_string(2, 0, book.say("workbook.input_colour"), book.looks["input_text"])
    _general(book, sheet)
    _teams(book, sheet)
    _starts(book, sheet)
    _derived(book, sheet)
    _items(book, sheet)
    sheet.print_area(0, 0, book.at.items.below, book.at.starts.right)
    sheet.freeze_panes(3, 1)


def _general(book: Book, sheet: Worksheet) -> None:
    """Numbers that are for all clusters."""
    block, content, say = book.at.general, book.content, book.say
    book.heading(sheet, block.row - 2, "workbook.table.general")
    book.labels(sheet, block, [[say(f"workbook.general.{name}")] for name in GENERAL])
    beds = content.beds
    cells: dict[str, tuple[float, str, dict[str, Any]]] = {
        "growth_per_year": (
            content.growth_per_year,
            "input_share",
            {**SHARE, "minimum": -0.99},
        ),
        "volumes_year": (content.volumes_year, "input_plain", NOT_NEGATIVE),
        "share_releasable": (beds.share_releasable if beds else 0.0, "input_share", SHARE),
    }
    for name, (value, look, rule) in cells.items():
        _number(book, sheet, block, (GENERAL.index(name), 0), value, look, rule)
    row = block.row + GENERAL.index("fidelity_mode")
    own = say("workbook.own_fidelity")
    sheet.write_string(row, block.column, own, book.looks["input_text"])
    sheet.data_validation(
        row, block.column, row, block.column,
        {"validate": "list", "source": [own, *(f"{level:g}" for level in content.levels)],
         "error_type": "warning"},
    )  # fmt: skip


def _teams(book: Book, sheet: Worksheet) -> None:
    """People a year of each cluster and where they go."""
    block, say = book.at.teams, book.say
    book.heading(sheet, block.row - 2, "workbook.table.teams")
    to = [say.named("destination", name) for name in book.content.destinations]
    names = [say("workbook.cluster"), say("workbook.people_per_year"), *to, say("workbook.check")]
    book.names(sheet, block.row - 1, 0, names)
    book.labels(sheet, block, [[team.name] for team in book.content.teams])
    for i, team in enumerate(book.content.teams):
        cell = (i, 0)
        _number(book, sheet, block, cell, team.people_per_year, "input_small", NOT_NEGATIVE)
        for j, share in enumerate(team.shares, start=1):
            _number(book, sheet, block, (i, j), share, "input_share", SHARE)
        _sum_check(book, sheet, (block.row + i, block.right), block.across(i, 1))


def _starts(book: Book, sheet: Worksheet) -> None:
    """When each cluster starts, for whom, how well; a destination offered twice is told."""
    block, say, content = book.at.starts, book.say, book.content
    book.heading(sheet, block.row - 2, "workbook.table.starts")
    to = [say.named("destination", name) for name in content.destinations]
    names = [say(f"workbook.start.{name}") for name in START_INPUTS]
    offered = [say("workbook.offered", destination=name) for name in to]
    check = say("workbook.check")
    book.names(sheet, block.row - 1, 0, [say("workbook.cluster"), *names, *offered, check])
    book.labels(sheet, block, [[start.team] for start in content.starts])
    for i, start in enumerate(content.starts):
        _start(book, sheet, i, start)
    days = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    sheet.data_validation(block.row, block.column, block.below - 1, block.column, days)
    for i in range(block.rows):
        text = f'=IF({formulas.offered_twice(book, i)},"{say("workbook.offered_twice")}","")'
        sheet.write_formula(block.row + i, block.right, text, book.looks["alarm"], "")


def _start(book: Book, sheet: Worksheet, i: int, start: StartInput) -> None:
    block = book.at.starts
    book.day(sheet, block.row + i, block.column, start.first_day, "input_day")
    for j, name in enumerate(START_INPUTS):
        if name != "first_day":
            look, rule = LOOK_OF[name]
            _number(book, sheet, block, (i, j), getattr(start, name), look, rule)
    for j, offered in enumerate(start.target, start=len(START_INPUTS)):
        _number(book, sheet, block, (i, j), float(offered), "input_plain", FLAG)


def _derived(book: Book, sheet: Worksheet) -> None:
    """What follows from a start's numbers, right of what is printed."""
    block, say = book.at.derived, book.say
    to = [say.named("destination", name) for name in book.content.destinations]
    names = [say(f"workbook.derived.{name}") for name in START_DERIVED]
    of_cluster = [say("workbook.of_cluster", destination=name) for name in to]
    of_target = [say("workbook.of_target", destination=name) for name in to]
    book.names(sheet, block.row - 1, block.column, [*names, *of_cluster, *of_target])
    book.formulas(sheet, block, lambda i, j: formulas.derived_of_start(book, i, j),
                  derived_values(book), "fine")  # fmt: skip


def derived_values(book: Book) -> FloatArray:
    """What the derived columns hold, `[start, column]`."""
    rows = []
    for start, shares in zip(book.content.starts, book.values.mix, strict=True):
        turnover, retraining = start.turnover_per_year, start.retraining_months
        eroding = turnover > 0 and retraining > 0
        rate = turnover + 12 / retraining if eroding else 0.0
        first = begun(start)
        lasting = 1 / (1 + turnover * retraining / 12)
        targeted = shares.sum()
        mix = shares / targeted if targeted else shares
        ramp = start.ramp_up_months * 365.25 / 12
        rows.append([ramp, rate, lasting, first, targeted, *shares, *mix])
    return np.array(rows)


def _items(book: Book, sheet: Worksheet) -> None:
    """Unit costs, and who pays what share before and from the reform."""
    block, say, content = book.at.items, book.say, book.content
    book.heading(sheet, block.row - 2, "workbook.table.items")
    payers = [say.named("payer", name) for name in content.payers]
    day = content.reform.isoformat()
    shares = [say(f"workbook.{rule}", payer=payer, day=day)
              for rule in ("before", "after") for payer in payers]  # fmt: skip
    names = [say(f"workbook.item.{name}") for name in ITEM_COLUMNS]
    ends = [say("workbook.check"), say("workbook.item.source")]
    book.names(sheet, block.row - 1, 0, [*names, *shares, *ends])
    book.labels(sheet, block, item_rows(book))
    for i, item in enumerate(content.items):
        _number(book, sheet, block, (i, 0), item.unit_cost, "input_small", NOT_NEGATIVE)
        sheet.write_string(block.row + i, block.right + 1, item.source, book.looks["text"])
    count = len(content.payers)
    for rule in (BEFORE, AFTER):
        for i, row in enumerate(content.payer_shares[rule]):
            for j, share in enumerate(row):
                place = (i, 1 + rule * count + j)
                _number(book, sheet, block, place, share, "input_share", SHARE)
    for i in range(block.rows):
        halves = (block.across(i, 1, 1 + count), block.across(i, 1 + count))
        _sum_check(book, sheet, (block.row + i, block.right), *halves)


def item_rows(book: Book) -> list[list[str]]:
    """Name, unit and basis of each item, the programme's last."""
    say = book.say
    rows = [
        [
            say.named("item", item.id, item.label),
            say.named("item_unit", item.unit),
            say.named("basis_word", item.basis),
        ]
        for item in book.content.items
    ]
    basis = say.named("basis_word", book.content.programme_basis)
    return [*rows, *([say(f"item.{name}"), "", basis] for name in PROGRAMME)]


def _number(
    book: Book,
    sheet: Worksheet,
    block: Block,
    at: tuple[int, int],
    value: float,
    look: str,
    rule: dict[str, Any],
) -> None:
    """A number that may be changed, within a rule."""
    place = (block.row + at[0], block.column + at[1])
    sheet.write_number(*place, float(value), book.looks[look])
    sheet.data_validation(*place, *place, rule)


def _sum_check(book: Book, sheet: Worksheet, place: tuple[int, int], *shares: str) -> None:
    """A word of warning beside shares that do not sum to 1."""
    wrong = ",".join(f"ABS(SUM({cells})-1)>0.000001" for cells in shares)
    text = f'=IF(OR({wrong}),"{book.say("workbook.not_one")}","")'
    sheet.write_formula(*place, text, book.looks["alarm"], "")
