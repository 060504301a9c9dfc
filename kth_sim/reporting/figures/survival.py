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
    draw_curves,
    finish,
    house_style,
    largest_error,
    mark_time,
    minus,
    new_figure,
    percent_axis,
)
from kth_sim.reporting.formats import signed
from kth_sim.reporting.frames import by_strategy, require, values_at

LANDMARK = 30
LEAST_POINTS = 0.1  # percentage points that the difference axis shows, even if there is none


@dataclass(frozen=True)
class Window:
    """A stretch of days since operation to shade, with its words for the legend."""

    start: float
    stop: float
    label: str


@house_style
def survival_90d(frame: pd.DataFrame, note: str, window: Window | None = None) -> Figure:
    """Share alive day by day since operation, with the 30-day risk difference.

    Args:
        frame: `strategy, day, alive, mcse`, daily; day 30 must be there.
        note: footnote.
        window: when KTH acts, shaded.
    """
    require(frame, ("strategy", "day", "alive", "mcse"), "survival_90d")
    alive = values_at(frame, "day", LANDMARK, "alive")
    figure = new_figure(_title_90d(alive), f"{note} {largest_error(frame)}")
    axes = figure.add_subplot()
    if window is not None:
        axes.axvspan(
            window.start, window.stop, color=ORANGE, alpha=0.18, linewidth=0, label=window.label
        )
    draw_curves(axes, frame, "day", "alive", every=15)
    _frame_90d(axes, frame)
    mark_time(axes, LANDMARK, _difference_text(alive))
    _mark_gap(axes, alive)
    axes.legend(loc="upper right")
    return finish(figure)


def _title_90d(alive: dict[str, float]) -> str:
    return (
        f"30 days after operation {alive['kth']:.1%} are alive with KTH, "
        f"{alive['usual_care']:.1%} in usual care"
    ).replace("%", " %")


def _difference_text(alive: dict[str, float]) -> str:
    dead = {strategy: 100 * (1 - share) for strategy, share in alive.items()}
    points = dead["kth"] - dead["usual_care"]
    return (
        f"Day {LANDMARK}: dead {dead['kth']:.1f} % against {dead['usual_care']:.1f} %,\n"
        f"risk difference {minus(signed(points, 1))} percentage points"
    )


def _frame_90d(axes: Axes, frame: pd.DataFrame) -> None:
    lowest = float(frame["alive"].min())
    floor = max(0.0, math.floor((lowest - 0.3 * (1 - lowest)) * 20) / 20)
    axes.set(xlim=(0, frame["day"].max()), ylim=(floor, 1.0))
    axes.set_xlabel("Days since operation")
    cut = f"; the axis starts at {100 * floor:.0f} %" if floor > 0 else ""
    axes.set_ylabel(f"Alive, share of all operated\n(per cent{cut})")
    axes.set_xticks(range(0, int(frame["day"].max()) + 1, 15))
    percent_axis(axes)
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
def survival_lifetime(frame: pd.DataFrame, note: str) -> Figure:
    """Share alive year by year since operation, and the difference between the strategies.

    Args:
        frame: `strategy, year, alive, mcse`, the same years in both strategies.
        note: footnote.
    """
    require(frame, ("strategy", "year", "alive", "mcse"), "survival_lifetime")
    figure = new_figure(_title_lifetime(frame), f"{note} {largest_error(frame)}", HEIGHT + 0.9)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2.6, 1))
    draw_curves(upper, frame, "year", "alive", every=_points_a_mark(frame))
    upper.set(ylim=(0, 1), ylabel="Alive, share of all operated\n(per cent)")
    percent_axis(upper)
    upper.legend(loc="upper right")
    _draw_difference(lower, frame)
    return finish(figure)


def _points_a_mark(frame: pd.DataFrame) -> int:
    return max(1, frame["year"].nunique() // 12)


def _draw_difference(axes: Axes, frame: pd.DataFrame) -> None:
    wide = frame.pivot(index="year", columns="strategy", values="alive")
    points = 100 * (wide["kth"] - wide["usual_care"])
    axes.fill_between(wide.index, points, color=BLUE, alpha=0.25, linewidth=0)
    axes.plot(wide.index, points, color=BLUE, linewidth=1.6)
    axes.axhline(0, color=INK, linewidth=0.8)
    low, high = min(float(points.min()), 0.0), max(float(points.max()), LEAST_POINTS)
    axes.set(xlim=(0, wide.index.max()), ylim=(1.15 * low, 1.15 * high))
    axes.set_xlabel("Years since operation")
    axes.set_ylabel("Difference\n(% points)")
    axes.grid(axis="y")


def _title_lifetime(frame: pd.DataFrame) -> str:
    medians = {name: median_survival(rows) for name, rows in by_strategy(frame)}
    if any(math.isnan(years) for years in medians.values()):
        return "Survival since operation, and what KTH adds"
    return (
        f"Half are still alive after {medians['kth']:.1f} years with KTH, "
        f"{medians['usual_care']:.1f} years in usual care"
    )


def median_survival(rows: pd.DataFrame) -> float:
    """Years until half have died, between the points by straight line; nan if that never comes.

    Args:
        rows: `year, alive` of one strategy, in order of time.
    """
    alive, year = rows["alive"].to_numpy(float), rows["year"].to_numpy(float)
    if alive.min() > 0.5:
        return math.nan
    return float(np.interp(-0.5, -alive, year))
