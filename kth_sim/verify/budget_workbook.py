"""Budget: the workbook, its formulas evaluated by another program, is Python's budget."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics import PAYERS
from kth_sim.reporting.language import language
from kth_sim.reporting.xlsx import write_budget_workbook
from kth_sim.reporting.xlsx.places import places
from kth_sim.runs.rollout_workbook import GAINS, refusal
from kth_sim.verify.budget import ROUNDING, staggered
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import largest
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs_office import recalculated

if TYPE_CHECKING:
    from kth_sim.economics.budget import Budget
    from kth_sim.reporting.xlsx import WorkbookContent
    from kth_sim.reporting.xlsx.blocks import Block
    from kth_sim.verify.subject_runs_office import Sheets


@check(
    "budget.workbook_recalculated",
    "Does the workbook, reckoned anew by LibreOffice, give what Python gives?",
)
def _workbook_recalculated(subject: Subject) -> Finding:
    """Of a plan that starts a cluster a month, at the point values: there, both must agree."""
    for reason in refusal(subject.runs.scenario):
        raise DoesNotApplyError(reason)
    budgets = subject.runs.base_budgets
    plan = staggered(budgets)
    content, python = budgets.workbook(plan), tables(budgets.of(plan))
    with TemporaryDirectory() as folder:
        path = write_budget_workbook(Path(folder) / "budget.xlsx", content, language("en"))
        sheets = recalculated(path)
    found = of_sheets(sheets, content)
    errors = {
        name: float(np.abs(found[name] - array).max()) / max(float(np.abs(array).max()), 1.0)
        for name, array in python.items()
    }
    cells = sum(array.size for array in python.values())
    total = float(python["plan"].sum())
    return largest(errors, ROUNDING, f"{cells} cells as in Python, {total:,.0f} DKK in all")


def tables(made: Budget) -> dict[str, FloatArray]:
    """Python's budget of one draw, by the workbook's tables, `[row, year]`."""
    by_payer = {
        "plan": made.cost,
        "today": made.today,
        "without_reform": made.today_without_reform,
        "kth_adds": made.net,
        "reform_moves": made.today - made.today_without_reform,
    }
    of_people = [made.people, made.treated, *(made.outcome[gain] for gain in GAINS)]
    return {
        **{name: array.sum(axis=(0, 2, 3)).T for name, array in by_payer.items()},
        "gains": np.array([array.sum(axis=(0, 2)) for array in of_people]),
        "uses": np.array([array.sum(axis=(0, 2)) for array in made.use.values()]),
    }


def of_sheets(sheets: Sheets, content: WorkbookContent) -> dict[str, FloatArray]:
    """The same tables, out of the sheets."""
    at = places(content, language("en"))
    found = {
        name: cells(sheets, block, len(PAYERS), content.years)
        for name, block in at.payer_tables.items()
    }
    gains, uses = 2 + len(GAINS), len(content.use)
    return {
        **found,
        "gains": cells(sheets, at.gains, gains, content.years),
        "uses": cells(sheets, at.uses, uses, content.years),
    }


def cells(sheets: Sheets, block: Block, rows: int, columns: int) -> FloatArray:
    """The first rows and columns of a block; a cell that shows no number is nan."""
    sheet = sheets[block.sheet]
    return np.array(
        [
            [number(sheet[block.row + i][block.column + j]) for j in range(columns)]
            for i in range(rows)
        ]
    )


def number(text: str) -> float:
    """The number in a cell; nan if it shows none.

    Example:
        >>> number("-1.5"), number("#REF!")
        (-1.5, nan)
    """
    try:
        return float(text)
    except ValueError:
        return float("nan")
