"""What each sector's costs change by, with the interval of the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.decision.drawing import number_axis, zero_line
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import BLUE, INK, SMALL, finish, house_style
from kth_sim.reporting.frames import require
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("first_3_months", "lifetime")
ALL = "all"


@house_style
def cost_by_sector(frame: pd.DataFrame, about: About) -> Figure:
    """Cost of KTH less usual care in each sector and in all, with 95 % of the draws.

    Args:
        frame: `strategy, sector, horizon, cost, low, high, basis`, discounted DKK a patient; rows
            of the strategy `increment` are drawn, for the horizons `first_3_months` and `lifetime`.
        about: whose results, in which language.
    """
    require(
        frame, ("strategy", "sector", "horizon", "cost", "low", "high", "basis"), "cost_by_sector"
    )
    say = about.language
    rows = frame[frame["strategy"] == "increment"]
    horizons = [name for name in SHOWN if (rows["horizon"] == name).any()]
    marked = bool((rows["basis"] == ASSUMPTION).any())
    figure = page(
        _title(rows, horizons, about),
        about,
        say("cost_by_sector.note"),
        *([say("note.mark", mark=MARKER)] if marked else []),
        height=1.6 + 2.1 * len(horizons),
    )
    grid = figure.subplots(len(horizons), 1, squeeze=False)
    for axes, horizon in zip(grid[:, 0], horizons, strict=True):
        axes.set_title(say(f"horizon.{horizon}"), fontweight="bold")
        _draw_panel(axes, rows[rows["horizon"] == horizon], about)
    number_axis(grid[-1, 0], "x", say, say("cost_by_sector.axis"))
    return finish(figure)


def _draw_panel(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    say = about.language
    cost, low, high = (rows[c].to_numpy(float) for c in ("cost", "low", "high"))
    places = np.arange(len(rows))
    axes.errorbar(
        cost, places, xerr=[cost - low, high - cost], fmt="none", ecolor=INK, capsize=3, zorder=2
    )
    for place, (value, sector) in enumerate(zip(cost, rows["sector"], strict=True)):
        whole = sector == ALL
        axes.plot(value, place, "D" if whole else "o", color="white" if whole else BLUE,
                  markeredgecolor=INK, markersize=6.5, zorder=3)  # fmt: skip
    for place, (value, ends) in enumerate(zip(cost, zip(low, high, strict=True), strict=True)):
        text = say("cost_by_sector.value", value=say.signed(value), low=say.signed(ends[0]),
                   high=say.signed(ends[1]))  # fmt: skip
        axes.annotate(text, (1.01, place), xycoords=("axes fraction", "data"), va="center",
                      fontsize=SMALL, annotation_clip=False)  # fmt: skip
    names = [
        say.named("sector", str(sector)) + (f" {MARKER}" if basis == ASSUMPTION else "")
        for sector, basis in zip(rows["sector"], rows["basis"], strict=True)
    ]
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    zero_line(axes, "v")
    number_axis(axes, "x", say, "")
    axes.grid(axis="x")


def _title(rows: pd.DataFrame, horizons: list[str], about: About) -> str:
    say = about.language
    whole = rows[rows["sector"] == ALL].set_index("horizon")["cost"]
    parts = [_difference(float(whole[name]), name, about) for name in horizons]
    return say("cost_by_sector.title", costs=say.listed(parts))


def _difference(cost: float, horizon: str, about: About) -> str:
    say = about.language
    amount = say(f"cost_by_sector.{'less' if cost < 0 else 'more'}", amount=say.money(abs(cost)))
    return f"{amount} {say(f'cost_by_sector.{horizon}')}"
