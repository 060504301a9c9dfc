"""From today's budget to the plan's, payer by payer, with the reform as a bar of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.contracts import FloatArray
from kth_sim.reporting.figures.budget.drawing import (
    ALL,
    EDGE,
    MILLION,
    millions,
    money_axis,
    payers_in,
    plan_name,
)
from kth_sim.reporting.figures.decision.drawing import HALO
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import (
    BLUE,
    MUTED,
    PALE,
    SMALL,
    VERMILLION,
    finish,
    house_style,
)
from kth_sim.reporting.frames import require
from kth_sim.reporting.language import Language

if TYPE_CHECKING:
    import pandas as pd

STEPS = ("without_reform", "reform", "kth", "plan")
COLUMNS = ("plan", "year", "payer", "today_without_reform", "shift_by_reform", "today",
           "change_by_plan", "cost")  # fmt: skip
WHOLE: dict[str, Any] = {"facecolor": PALE, "hatch": ""}
RISE: dict[str, Any] = {"facecolor": VERMILLION, "hatch": "////"}
FALL: dict[str, Any] = {"facecolor": BLUE, "hatch": ""}
WIDE = 100  # millions from which decimals would make labels meet
ROOM = 2.2  # times the range of what changes: how much of a panel lies around it


@house_style
def budget_waterfall(frame: pd.DataFrame, about: About) -> Figure:
    """Each payer's budget of all years: today without the reform, its move, KTH, the plan.

    Args:
        frame: `plan, year, payer, today_without_reform, shift_by_reform, today, change_by_plan,
            cost` of one plan, DKK, with the year and the payer `all`, as
            `economics.budget.payer_shift` gives.
        about: whose results, in which language.
    """
    require(frame, COLUMNS, "budget_waterfall")
    say = about.language
    rows = frame[frame["year"] == ALL].set_index("payer")
    payers = [*payers_in(frame, "today_without_reform", "cost"), ALL]
    note = (say("budget.undiscounted"), say("budget_waterfall.note"))
    figure = page(_title(frame, about), about, *note, height=4.4)
    grid = figure.subplots(1, len(payers), squeeze=False)
    for axes, payer in zip(grid[0], payers, strict=True):
        axes.set_title(say.named("payer", payer), fontweight="bold")
        steps = rows.loc[[payer], ["today_without_reform", "today", "cost"]].to_numpy(float)[0]
        _draw(axes, steps, say)
    grid[0, 0].set_ylabel(say("budget.money"))
    return finish(figure)


def _draw(axes: Axes, steps: FloatArray, say: Language) -> None:
    """Two totals, and between them what the reform moves and what KTH adds."""
    old, now, plan = steps
    ends = np.array([old, now, plan, plan])
    starts = np.array([0.0, old, now, 0.0])
    floor, top = _limits(ends)
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        total = place in (0, 3)
        look = WHOLE if total else RISE if end > start else FALL
        low = floor if total else start
        axes.bar(place, end - low, 0.66, bottom=low, **look, **EDGE)
        value = end if total else end - start
        digits = 0 if np.abs(ends).max() >= WIDE * MILLION else 1
        text = (say.number if total else say.signed)(value / MILLION, digits)
        axes.annotate(text, (place, max(low, end)), xytext=(0, 3), textcoords="offset points",
                      ha="center", fontsize=SMALL, path_effects=[HALO])  # fmt: skip
        if place < 3:
            axes.plot([place + 0.33, place + 0.67], [end, end], color=MUTED, linewidth=0.8)
    money_axis(axes, say, "", most=5)
    axes.set_ylim(floor, top)
    axes.set_xticks(range(4), [say(f"budget_waterfall.{step}") for step in STEPS])
    axes.tick_params(axis="x", length=0, labelsize=SMALL, rotation=90)


def _limits(ends: FloatArray) -> tuple[float, float]:
    """Where a panel begins and ends, so that what changes is seen beside totals that dwarf it."""
    spread = float(np.ptp(ends)) or 0.05 * float(np.abs(ends).max()) or 1.0
    middle = float(ends.max() + ends.min()) / 2
    floor = min(max(middle - ROOM * spread / 2, 0.0), float(ends.min()))
    return floor, float(ends.max()) + 0.25 * spread + 0.04 * (float(ends.max()) - floor)


def _title(frame: pd.DataFrame, about: About) -> str:
    say = about.language
    rows = frame[frame["year"] == ALL].set_index("payer")
    years = [str(year) for year in frame["year"].unique() if year != ALL]
    moved = float(rows["shift_by_reform"].get("region", 0.0))
    kind = "budget_waterfall.title" if moved > 0 else "budget_waterfall.title_plain"
    return say(
        kind,
        plan=plan_name(about, str(frame["plan"].iloc[0])),
        moved=millions(say, moved),
        added=millions(say, float(rows["change_by_plan"][ALL])),
        first=years[0],
        last=years[-1],
    )
