"""The points of a design that fills space, along each of its axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kth_sim.contracts import FloatArray
from kth_sim.reporting.figures.decision.drawing import number_axis, zero_line
from kth_sim.reporting.figures.decision.page import page
from kth_sim.reporting.figures.style import BLUE, VERMILLION, finish, house_style, legend_strip
from kth_sim.reporting.figures.sweep.naming import Naming, scale_of
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ACROSS = 3
PANEL = 2.2  # inches
MOST = 9


@house_style
def sweep_scatter(frame: pd.DataFrame, naming: Naming, axes: Sequence[str]) -> Figure:
    """Every point's mean along each axis of numbers, with the straight line that fits best.

    Args:
        frame: `measure, mean, basis` of one measure, and a column an axis.
        naming: of the sweep.
        axes: with a panel each; the first nine.
    """
    require(frame, ("measure", "mean", "basis", *axes), "sweep_scatter")
    say, measure = naming.about.language, str(frame["measure"].iloc[0])
    shown, y = list(axes)[:MOST], frame["mean"].to_numpy(float) / scale_of(measure)
    strength = {name: correlation(frame[name].to_numpy(float), y) for name in shown}
    top = max(strength, key=lambda name: abs(strength[name]))
    title = say(
        "sweep_scatter.title",
        outcome=naming.outcome(measure),
        axis=naming.axis(top),
        r=say.signed(strength[top], 2),
    )
    rows = math.ceil(len(shown) / ACROSS)
    notes = [say("sweep_scatter.note", n=len(frame)), say("sweep.luck"), naming.marked(frame)]
    height = 2.1 + PANEL * rows
    figure = page(title, naming.about, *(note for note in notes if note), height=height)
    across = min(ACROSS, len(shown))
    grid = figure.add_gridspec(rows + 1, across, height_ratios=(0.12, *[1.0] * rows))
    for place, name in enumerate(shown):
        one = figure.add_subplot(grid[1 + place // across, place % across])
        _draw(one, frame[name].to_numpy(float), y)
        number_axis(one, "x", say, naming.wrapped(naming.axis(name), 66 // across), most=4)
        number_axis(one, "y", say, naming.outcome_axis(measure, 28) if place % across == 0 else "")
        one.set_title(say("sweep_scatter.r", r=say.signed(strength[name], 2)))
    dot, line = {"marker": "o", "linestyle": "none", "markersize": 3}, {"linewidth": 1.4}
    handles = [
        Line2D([], [], color=BLUE, label=say("sweep_scatter.point"), **dot),  # type: ignore[arg-type]
        Line2D([], [], color=VERMILLION, label=say("sweep_scatter.line"), **line),  # type: ignore[arg-type]
    ]
    legend_strip(figure.add_subplot(grid[0, :]), handles)
    return finish(figure)


def _draw(axes: Axes, x: FloatArray, y: FloatArray) -> None:
    axes.plot(x, y, "o", color=BLUE, markersize=3, alpha=0.7)
    if np.ptp(x) > 0:
        slope, at_nought = np.polyfit(x, y, 1)
        ends = np.array([x.min(), x.max()])
        axes.plot(ends, at_nought + slope * ends, color=VERMILLION, linewidth=1.4)
    axes.grid(axis="y")
    zero_line(axes)


def correlation(x: FloatArray, y: FloatArray) -> float:
    """Pearson's correlation; 0 where either stands still.

    >>> correlation(np.array([0.0, 1.0, 2.0]), np.array([4.0, 2.0, 0.0])).__round__(6)
    -1.0
    """
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])
