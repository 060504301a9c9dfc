"""A plan's budget by year, stacked by payer, and what KTH adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.budget.drawing import (
    ALL,
    millions,
    money_axis,
    payer_handles,
    payers_in,
    plan_name,
    stacked,
    sum_handle,
)
from kth_sim.reporting.figures.decision.drawing import zero_line
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import INK, finish, house_style, legend_strip
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("plan", "year", "payer", "cost", "net", "net_low", "net_high")


@house_style
def budget_by_payer(frame: pd.DataFrame, about: About) -> Figure:
    """A plan's budget in each year by payer; below, what KTH adds, with 95 % of the draws.

    Args:
        frame: `plan, year, payer, cost, net, net_low, net_high` of one plan, DKK, with the payer
            `all` and the year `all`, as `economics.budget.budget_by_year` gives.
        about: whose results, in which language.
    """
    require(frame, COLUMNS, "budget_by_payer")
    say, payers = about.language, payers_in(frame, "cost", "net")
    rows = frame[frame["year"] != ALL]
    note = (say("budget.undiscounted"), say("budget_by_payer.note"))
    figure = page(_title(frame, payers, about), about, *note, height=6.2)
    top, middle, strip = figure.subplots(3, 1, height_ratios=[1, 1, 0.09])
    for axes, column, name in ((top, "cost", "whole"), (middle, "net", "net")):
        axes.set_title(say(f"budget_by_payer.{name}"), fontweight="bold")
        _draw(axes, rows, payers, column)
        money_axis(axes, say, say("budget.money"))
    _draw_sums(middle, rows)
    legend_strip(strip, [*payer_handles(about, payers), sum_handle(about)])
    return finish(figure)


def _draw(axes: Axes, rows: pd.DataFrame, payers: list[str], column: str) -> None:
    years = [str(year) for year in rows["year"].unique()]
    parts = [rows[rows["payer"] == payer][column].to_numpy(float) for payer in payers]
    stacked(axes, np.arange(len(years), dtype=float), parts, payers)
    axes.set_xticks(range(len(years)), years)
    axes.tick_params(axis="x", length=0)
    zero_line(axes)


def _draw_sums(axes: Axes, rows: pd.DataFrame) -> None:
    """The sum of the payers with the interval of the draws."""
    whole = rows[rows["payer"] == ALL]
    net, low, high = (whole[name].to_numpy(float) for name in ("net", "net_low", "net_high"))
    places = np.arange(len(whole))
    axes.errorbar(places, net, yerr=[net - low, high - net], fmt="none", ecolor=INK, capsize=3,
                  zorder=3)  # fmt: skip
    axes.plot(places, net, "D", color="white", markeredgecolor=INK, markersize=5.5, zorder=4)


def _title(frame: pd.DataFrame, payers: list[str], about: About) -> str:
    say = about.language
    whole = frame[frame["year"] == ALL].set_index("payer")["net"]
    years = [str(year) for year in frame["year"].unique() if year != ALL]
    parts = [
        say("budget_by_payer.part", payer=say.named("payer", payer).lower(),
            amount=millions(say, float(whole[payer])))
        for payer in payers
    ]  # fmt: skip
    return say(
        "budget_by_payer.title",
        plan=plan_name(about, str(frame["plan"].iloc[0])),
        amount=millions(say, float(whole[ALL])),
        first=years[0],
        last=years[-1],
        parts=say.listed(parts),
    )
