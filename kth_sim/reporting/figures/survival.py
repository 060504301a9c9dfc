"""Survival since operation: the first 90 days, and a lifetime."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.style import (
    BLUE,
    HEIGHT,
    INK,
    ORANGE,
    decimals_of,
    draw_curves,
    finish,
    house_style,
    largest_error,
    mark_time,
    new_figure,
    percent_axis,
)
from kth_sim.reporting.frames import by_strategy, require, values_at
from kth_sim.reporting.language import Language

LANDMARK = 30
LEAST_POINTS = 0.1  # percentage points that the difference axis shows, even if there is none


@dataclass(frozen=True)
class Window:
    """A stretch of days since operation to shade, with its words for the legend."""

    start: float
    stop: float
    label: str


@house_style
def survival_90d(
    frame: pd.DataFrame, note: str, say: Language, window: Window | None = None
) -> Figure:
    """Share alive day by day since operation, with the 30-day risk difference.

    Args:
        frame: `strategy, day, alive, mcse`, daily; day 30 must be there.
        note: footnote.
        say: its language.
        window: when KTH acts, shaded.
    """
    require(frame, ("strategy", "day", "alive", "mcse"), "survival_90d")
    alive = values_at(frame, "day", LANDMARK, "alive")
    figure = new_figure(_title_90d(alive, say), f"{note} {largest_error(frame, say)}")
    axes = figure.add_subplot()
    if window is not None:
        axes.axvspan(
            window.start, window.stop, color=ORANGE, alpha=0.18, linewidth=0, label=window.label
        )
    draw_curves(axes, frame, "day", "alive", 15, say)
    _frame_90d(axes, frame, say)
    mark_time(axes, LANDMARK, _difference_text(alive, say))
    _mark_gap(axes, alive)
    axes.legend(loc="upper right")
    return finish(figure)


def _title_90d(alive: dict[str, float], say: Language) -> str:
    kth, usual = (say.percent(alive[name], 1) for name in ("kth", "usual_care"))
    return say("survival_90d.title", kth=kth, usual=usual)


def _difference_text(alive: dict[str, float], say: Language) -> str:
    dead = {strategy: 1 - share for strategy, share in alive.items()}
    kth, usual = (say.percent(dead[name], 1) for name in ("kth", "usual_care"))
    points = say.signed(100 * (dead["kth"] - dead["usual_care"]), 1)
    return say("survival_90d.gap", day=LANDMARK, kth=kth, usual=usual, points=points)


def _frame_90d(axes: Axes, frame: pd.DataFrame, say: Language) -> None:
    lowest = float(frame["alive"].min())
    floor = max(0.0, math.floor((lowest - 0.3 * (1 - lowest)) * 20) / 20)
    axes.set(xlim=(0, frame["day"].max()), ylim=(floor, 1.0))
    axes.set_xlabel(say("course.since_operation"))
    cut = say("course.cut", floor=say.percent(floor)) if floor > 0 else ""
    axes.set_ylabel(say("course.alive", cut=cut))
    axes.set_xticks(range(0, int(frame["day"].max()) + 1, 15))
    percent_axis(axes, say)
    if floor > 0:
        _break_mark(axes)


def _break_mark(axes: Axes) -> None:
    """Two slanted strokes across the foot of the vertical axis: it does not start at nought."""
    for height in (0.022, 0.042):
        axes.plot(
            (-0.011, 0.011),
            (height - 0.010, height + 0.010),
            transform=axes.transAxes,
            color=INK,
            linewidth=1.0,
            clip_on=False,
        )


def _mark_gap(axes: Axes, alive: dict[str, float]) -> None:
    """An upright double arrow between the curves at the landmark."""
    axes.annotate(
        "",
        (LANDMARK, alive["kth"]),
        xytext=(LANDMARK, alive["usual_care"]),
        arrowprops={
            "arrowstyle": "<->",
            "color": INK,
            "linewidth": 1.2,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


@house_style
def survival_lifetime(frame: pd.DataFrame, note: str, say: Language) -> Figure:
    """Share alive year by year since operation, and the difference between the strategies.

    Args:
        frame: `strategy, year, alive, mcse`, the same years in both strategies.
        note: footnote.
        say: its language.
    """
    require(frame, ("strategy", "year", "alive", "mcse"), "survival_lifetime")
    text = f"{note} {largest_error(frame, say)}"
    figure = new_figure(_title_lifetime(frame, say), text, HEIGHT + 0.9)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2.6, 1))
    draw_curves(upper, frame, "year", "alive", _points_a_mark(frame), say)
    upper.set(ylim=(0, 1), ylabel=say("course.alive", cut=""))
    percent_axis(upper, say)
    upper.legend(loc="upper right")
    _draw_difference(lower, frame, say)
    return finish(figure)


def _points_a_mark(frame: pd.DataFrame) -> int:
    return max(1, frame["year"].nunique() // 12)


def _draw_difference(axes: Axes, frame: pd.DataFrame, say: Language) -> None:
    wide = frame.pivot(index="year", columns="strategy", values="alive")
    points = 100 * (wide["kth"] - wide["usual_care"])
    axes.fill_between(wide.index, points, color=BLUE, alpha=0.25, linewidth=0)
    axes.plot(wide.index, points, color=BLUE, linewidth=1.6)
    axes.axhline(0, color=INK, linewidth=0.8)
    low, high = min(float(points.min()), 0.0), max(float(points.max()), LEAST_POINTS)
    axes.set(xlim=(0, wide.index.max()), ylim=(1.15 * low, 1.15 * high))
    axes.set_xlabel(say("course.years_since_operation"))
    axes.set_ylabel(say("survival_lifetime.difference"))
    axes.yaxis.set_major_formatter(lambda value, _: say.number(value, decimals_of(value)))
    axes.grid(axis="y")


def _title_lifetime(frame: pd.DataFrame, say: Language) -> str:
    medians = {name: median_survival(rows) for name, rows in by_strategy(frame)}
    if any(math.isnan(years) for years in medians.values()):
        return say("survival_lifetime.plain")
    kth, usual = (say.number(medians[name], 1) for name in ("kth", "usual_care"))
    return say("survival_lifetime.title", kth=kth, usual=usual)


def median_survival(rows: pd.DataFrame) -> float:
    """Years until half have died, between the points by straight line; nan if that never comes.

    Args:
        rows: `year, alive` of one strategy, in order of time.
    """
    alive, year = rows["alive"].to_numpy(float), rows["year"].to_numpy(float)
    if alive.min() > 0.5:
        return math.nan
    return float(np.interp(-0.5, -alive, year))
