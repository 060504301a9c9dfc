"""Plans side by side: lives saved and net cost from the first year on, with bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kth_sim.reporting.figures.budget.drawing import (
    look_of_plan,
    millions,
    money_axis,
    plan_name,
)
from kth_sim.reporting.figures.decision.drawing import number_axis, zero_line
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import finish, house_style
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("lives_saved_30d", "net_cost")
COLUMNS = ("plan", "year", *(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")))
MOST_BANDS = 3  # more of them hide one another; the ends of the others stand as lines


@house_style
def plans(frame: pd.DataFrame, about: About) -> Figure:
    """Lives saved and net cost of each plan, summed from the first year, with 95 % of the draws.

    Args:
        frame: `plan, year`, and `lives_saved_30d` and `net_cost` (DKK), each with `_low` and
            `_high`, summed to the end of the year; perhaps `label`.
        about: whose results, in which language.
    """
    require(frame, COLUMNS, "plans")
    say, names = about.language, [str(name) for name in frame["plan"].unique()]
    height = 4.9 + 0.17 * ((len(names) + 2) // 3)
    notes = (say("budget.undiscounted"), say("plans.note"))
    figure = page(_title(frame, about), about, *notes, height=height)
    grid = figure.subplot_mosaic(
        [["left", "right"], ["strip", "strip"]],
        height_ratios=[1.0, 0.075 * ((len(names) + 2) // 3)],
    )
    left, right = grid["left"], grid["right"]
    for axes, measure in ((left, "lives_saved_30d"), (right, "net_cost")):
        _draw(axes, frame, names, measure)
        number_axis(axes, "x", say, say("plans.end"))
        axes.set_xticks(sorted(frame["year"].astype(int).unique()))
        axes.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
        zero_line(axes)
    number_axis(left, "y", say, say("plans.lives"))
    left.grid(axis="y")
    money_axis(right, say, say("plans.cost"))
    _legend(grid["strip"], frame, names, about)
    return finish(figure)


def _draw(axes: Axes, frame: pd.DataFrame, names: list[str], measure: str) -> None:
    for place, name in enumerate(names):
        rows, look = frame[frame["plan"] == name], look_of_plan(name, names)
        years = rows["year"].astype(int)
        low, high = rows[f"{measure}_low"], rows[f"{measure}_high"]
        axes.plot(years, rows[measure], markersize=4, zorder=3, **look)
        if len(names) <= MOST_BANDS:
            axes.fill_between(years, low, high, color=look["color"], alpha=0.13, linewidth=0)
        else:
            last = int(years.max()) + 0.12 * (1 + place)
            ends = [float(low.iloc[-1]), float(high.iloc[-1])]
            axes.plot([last, last], ends, color=look["color"], linewidth=1.6, clip_on=False)
            axes.plot(last, float(rows[measure].iloc[-1]), look["marker"], color=look["color"],
                      markersize=4)  # fmt: skip


def _legend(axes: Axes, frame: pd.DataFrame, names: list[str], about: About) -> None:
    """Plans below the panels, in axes that hold nothing else."""
    labels = {}
    if "label" in frame:
        labels = dict(zip(frame["plan"], frame["label"], strict=True))
    handles = [
        Line2D([], [], label=plan_name(about, name, labels.get(name)), markersize=4,
               **look_of_plan(name, names))
        for name in names
    ]  # fmt: skip
    axes.set_axis_off()
    axes.legend(handles=handles, loc="center left", ncols=3, borderaxespad=0)


def _title(frame: pd.DataFrame, about: About) -> str:
    """The plan that saves the most lives by the last year, and what it costs."""
    say, last = about.language, frame["year"].astype(int).max()
    rows = frame[frame["year"].astype(int) == last]
    best = rows.iloc[int(rows["lives_saved_30d"].to_numpy(float).argmax())]
    label = str(best["label"]) if "label" in frame else None
    return say(
        "plans.title",
        last=last,
        plan=plan_name(about, str(best["plan"]), label),
        lives=say.number(float(best["lives_saved_30d"])),
        cost=millions(say, float(best["net_cost"])),
    )
