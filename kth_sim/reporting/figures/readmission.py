"""Readmission since discharge, with death as a competing event."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.contracts import STRATEGIES
from kth_sim.reporting.figures.style import (
    LINES,
    draw_curves,
    finish,
    house_style,
    largest_error,
    legend_strip,
    mark_time,
    new_figure,
    percent_axis,
)
from kth_sim.reporting.frames import by_strategy, require, value_at, values_at

LANDMARK = 30
PANELS = {
    "readmitted": "First event: readmitted",
    "died_first": "First event: died, never readmitted",
}


@house_style
def readmission_incidence(frame: pd.DataFrame, note: str) -> Figure:
    """Cumulative incidence of first readmission, and of death before it, since discharge.

    Args:
        frame: `strategy, day, readmitted, died_first, mcse` (the error of `readmitted`); day 30
            must be there.
        note: footnote.
    """
    require(frame, ("strategy", "day", "readmitted", "died_first", "mcse"), "readmission_incidence")
    title = _title(values_at(frame, "day", LANDMARK, "readmitted"))
    figure = new_figure(title, f"{note} {largest_error(frame)}")
    grid = figure.add_gridspec(2, len(PANELS), height_ratios=(0.06, 1))
    for column, event in enumerate(PANELS):
        _draw_panel(figure.add_subplot(grid[1, column]), frame, event)
    legend_strip(figure.add_subplot(grid[0, :]), figure.axes[0].get_lines()[: len(STRATEGIES)])
    return finish(figure)


def _draw_panel(axes: Axes, frame: pd.DataFrame, event: str) -> None:
    draw_curves(axes, frame, "day", event, every=20)
    _mark_landmark(axes, frame, event)
    last, top = int(frame["day"].max()), float(frame[list(PANELS)].to_numpy().max())
    axes.set(title=PANELS[event], xlim=(0, last), ylim=(0, 1.12 * top))
    axes.set_xlabel("Days since discharge")
    axes.set_ylabel("Cumulative incidence\n(per cent of those discharged alive)")
    axes.set_xticks(range(0, last + 1, 30))
    percent_axis(axes)


def _title(readmitted: dict[str, float]) -> str:
    return (
        f"Within 30 days of discharge {readmitted['kth']:.1%} are readmitted with KTH, "
        f"{readmitted['usual_care']:.1%} in usual care"
    ).replace("%", " %")


def _mark_landmark(axes: Axes, frame: pd.DataFrame, event: str) -> None:
    """A dotted line at day 30, with each strategy's value beside its curve."""
    mark_time(axes, LANDMARK, "Day 30", height=0.93)
    marks = {name: value_at(rows, "day", LANDMARK, event) for name, rows in by_strategy(frame)}
    highest = max(marks, key=marks.__getitem__)
    for strategy, share in marks.items():
        above = strategy == highest
        axes.annotate(
            f"{100 * share:.1f} %",
            (LANDMARK, share),
            xytext=(-4, 3) if above else (4, -4),
            textcoords="offset points",
            ha="right" if above else "left",
            va="bottom" if above else "top",
            color=LINES[strategy]["color"],
            fontsize=8.5,
        )
