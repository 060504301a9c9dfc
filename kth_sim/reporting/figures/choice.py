"""Figures of the best rollout: what a budget buys, and what choosing each plan may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kth_sim.reporting.figures.decision.drawing import number_axis, zero_line
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.flow_layout import spread
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    PALE,
    SMALL,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
BEST = "best_plan"
ROOM = 1.06  # of the farthest point
BARS: dict[bool, dict[str, Any]] = {  # by whether a plan keeps the limits
    True: {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.6},
    False: {"facecolor": PALE, "edgecolor": INK, "linewidth": 0.6, "hatch": "////"},
}


@house_style
def choice_frontier(frame: pd.DataFrame, about: About) -> Figure:
    """Lives saved against the net cost of the dearest year, with the plans compared.

    Args:
        frame: `kind` (frontier or plan), `plan` (of a plan), `peak_budget`, DKK,
            `lives`, `within_limits` and `last_year`; the plan `best_plan` is the one found.
        about: whose results, in which language.
    """
    require(frame, ("kind", "plan", "peak_budget", "lives", "within_limits"), "choice_frontier")
    say = about.language
    figure = page(_frontier_title(frame, about), about, say("choice_frontier.note"), height=5.0)
    grid = figure.add_gridspec(2, 1, height_ratios=(0.06, 1))
    axes = figure.add_subplot(grid[1])
    line = frame[frame["kind"] == "frontier"].sort_values("peak_budget")
    plans = frame[frame["kind"] == "plan"]
    right = ROOM * max(float(frame["peak_budget"].max()) / MILLION, 1e-9)
    _draw_steps(axes, line, right)
    axes.set_xlim(min(float(frame["peak_budget"].min()) / MILLION, 0.0) - 0.02 * right, right)
    axes.set_ylim(min(0.0, float(frame["lives"].min())), ROOM * max(frame["lives"].max(), 1e-9))
    zero_line(axes)
    _draw_plans(axes, plans, about)
    number_axis(axes, "x", say, say("choice_frontier.peak"))
    number_axis(axes, "y", say, say("choice_frontier.lives"))
    axes.grid(axis="y")
    legend_strip(figure.add_subplot(grid[0]), _frontier_key(about))
    return finish(figure)


def _frontier_key(about: About) -> list[Line2D]:
    say = about.language
    line: dict[str, Any] = {"color": BLUE, "linewidth": 2.0, "marker": "o", "markersize": 4}
    return [
        Line2D([], [], label=say("choice_frontier.line"), **line),
        Line2D([], [], label=say("choice.within"), **_mark("", within=True)),
        Line2D([], [], label=say("choice.outside"), **_mark("", within=False)),
    ]


def _mark(plan: str, *, within: bool) -> dict[str, Any]:
    """How a plan is marked: the one found as a diamond, filled where the limits are kept."""
    best = plan == BEST
    return {
        "color": ORANGE if best else INK,
        "linestyle": "none",
        "marker": "D" if best else "^",
        "markersize": 8 if best else 6,
        "markeredgecolor": INK,
        "markerfacecolor": (ORANGE if best else INK) if within else "white",
    }


def _draw_steps(axes: Axes, line: pd.DataFrame, right: float) -> None:
    """The frontier: between two points a budget buys what the lower one does."""
    peak, lives = line["peak_budget"].to_numpy(float) / MILLION, line["lives"].to_numpy(float)
    if not peak.size:
        return
    axes.step(
        np.append(peak, right), np.append(lives, lives[-1]), where="post", color=BLUE, linewidth=2.0
    )
    axes.plot(peak, lives, "o", color=BLUE, markersize=4)


def _draw_plans(axes: Axes, plans: pd.DataFrame, about: About) -> None:
    """Each plan as a mark with its name beside the axes, joined by a thin line."""
    bottom, top = axes.get_ylim()
    ordered = plans.sort_values("lives", ascending=False, kind="stable")
    heights = ordered["lives"].to_numpy(float)
    places = spread(heights.tolist(), 0.062 * (top - bottom))
    right = axes.get_xlim()[1]
    for place, (_, row) in zip(places, ordered.iterrows(), strict=True):
        plan, x, y = str(row["plan"]), float(row["peak_budget"]) / MILLION, float(row["lives"])
        axes.plot(x, y, zorder=6, **_mark(plan, within=bool(row["within_limits"])))
        axes.annotate(
            about.language.named("plan_name", plan),
            (x, y),
            xytext=(right, place),
            textcoords="data",
            va="center",
            fontsize=SMALL,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkB": 4},
        )


def _frontier_title(frame: pd.DataFrame, about: About) -> str:
    say, best = about.language, frame[frame["plan"] == BEST].iloc[0]
    if not float(best["lives"]):
        return say("choice_frontier.title_none")
    most = frame.loc[frame["kind"] == "frontier", "lives"].max()
    return say(
        "choice_frontier.title",
        lives=say.number(float(best["lives"])),
        last=int(best["last_year"]),
        peak=say("budget.millions", amount=say.number(float(best["peak_budget"]) / MILLION, 1)),
        most=say.number(float(most)),
    )


@house_style
def choice_regret(frame: pd.DataFrame, about: About) -> Figure:
    """What choosing each plan is expected to lose against knowing which is best, least first.

    Args:
        frame: `plan, prob_best, expected_regret, within_limits, objective` (nmb, in DKK, or
            lives) and `wtp`, DKK per QALY, of the net benefit; of one objective.
        about: whose results, in which language.
    """
    needed = ("plan", "prob_best", "expected_regret", "within_limits", "objective", "wtp")
    require(frame, needed, "choice_regret")
    say, objective = about.language, str(frame["objective"].iloc[0])
    rows = frame.sort_values("expected_regret", kind="stable")
    note = (
        say("choice_regret.note", wtp=about.wtp(float(frame["wtp"].iloc[0])))
        if objective == "nmb"
        else say("choice_regret.note_lives")
    )
    figure = page(_regret_title(rows, about), about, note, height=2.0 + 0.36 * len(rows))
    grid = figure.add_gridspec(2, 1, height_ratios=(0.07, 1))
    axes = figure.add_subplot(grid[1])
    unit = MILLION if objective == "nmb" else 1.0
    longest = max(float(rows["expected_regret"].max()) / unit, 1e-9)
    for place, (_, row) in enumerate(rows.iterrows()):
        length = float(row["expected_regret"]) / unit
        axes.barh(place, length, height=0.6, **BARS[bool(row["within_limits"])])
        _say_beside(axes, length, place, row, about)
    axes.set_xlim(0, 1.42 * longest)
    names = [say.named("plan_name", str(name)) for name in rows["plan"]]
    axes.set_yticks(range(len(rows)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="x")
    number_axis(axes, "x", say, say(f"choice_regret.axis_{objective}"))
    keys = ((True, "choice.within"), (False, "choice.outside"))
    legend_strip(
        figure.add_subplot(grid[0]), [Patch(label=say(key), **BARS[kept]) for kept, key in keys]
    )
    return finish(figure)


def _say_beside(axes: Axes, x: float, place: float, row: pd.Series[Any], about: About) -> None:
    say = about.language
    text = say(
        "choice_regret.best", regret=_regret(row, about), share=say.percent(float(row["prob_best"]))
    )
    axes.annotate(
        text, (x, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=SMALL
    )


def _regret(row: pd.Series[Any], about: About) -> str:
    say, value = about.language, float(row["expected_regret"])
    if row["objective"] == "nmb":
        return say("budget.millions", amount=say.number(value / MILLION, 1))
    return say("choice_regret.lives", n=say.number(value, 1))


def _regret_title(rows: pd.DataFrame, about: About) -> str:
    say = about.language
    found = rows[rows["plan"] == BEST]
    row = (found if len(found) else rows).iloc[0]
    return say(
        "choice_regret.title",
        plan=say.named("plan_name", str(row["plan"])),
        share=say.percent(float(row["prob_best"])),
        regret=_regret(row, about),
    )
