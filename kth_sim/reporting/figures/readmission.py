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
from kth_sim.reporting.language import Language

LANDMARK = 30
PANELS = ("readmitted", "died_first")


@house_style
def readmission_incidence(frame: pd.DataFrame, note: str, say: Language) -> Figure:
    """Cumulative incidence of first readmission, and of death before it, since discharge.

    Args:
        frame: `strategy, day, readmitted, died_first, mcse` (the error of `readmitted`); day 30
            must be there.
        note: footnote.
        say: its language.
    """
    require(frame, ("strategy", "day", "readmitted", "died_first", "mcse"), "readmission_incidence")
    title = _title(values_at(frame, "day", LANDMARK, "readmitted"), say)
    figure = new_figure(title, f"{note} {largest_error(frame, say)}")
    grid = figure.add_gridspec(2, len(PANELS), height_ratios=(0.06, 1))
    for column, event in enumerate(PANELS):
        _draw_panel(figure.add_subplot(grid[1, column]), frame, event, say)
    legend_strip(figure.add_subplot(grid[0, :]), figure.axes[0].get_lines()[: len(STRATEGIES)])
    return finish(figure)


def _draw_panel(axes: Axes, frame: pd.DataFrame, event: str, say: Language) -> None:
    draw_curves(axes, frame, "day", event, 20, say)
    _mark_landmark(axes, frame, event, say)
    last, top = int(frame["day"].max()), float(frame[list(PANELS)].to_numpy().max())
    axes.set(title=say(f"readmission.{event}"), xlim=(0, last), ylim=(0, 1.12 * top))
    axes.set_xlabel(say("readmission.axis"))
    axes.set_ylabel(say("readmission.share"))
    axes.set_xticks(range(0, last + 1, 30))
    percent_axis(axes, say)


def _title(readmitted: dict[str, float], say: Language) -> str:
    kth, usual = (say.percent(readmitted[name], 1) for name in ("kth", "usual_care"))
    return say("readmission.title", kth=kth, usual=usual)


def _mark_landmark(axes: Axes, frame: pd.DataFrame, event: str, say: Language) -> None:
    """A dotted line at day 30, with each strategy's value beside its curve."""
    mark_time(axes, LANDMARK, say("readmission.day", day=LANDMARK), height=0.93)
    marks = {name: value_at(rows, "day", LANDMARK, event) for name, rows in by_strategy(frame)}
    highest = max(marks, key=marks.__getitem__)
    for strategy, share in marks.items():
        above = strategy == highest
        axes.annotate(
            say.percent(share, 1),
            (LANDMARK, share),
            xytext=(-4, 3) if above else (4, -4),
            textcoords="offset points",
            ha="right" if above else "left",
            va="bottom" if above else "top",
            color=LINES[strategy]["color"],
            fontsize=8.5,
        )
