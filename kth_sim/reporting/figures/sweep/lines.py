"""A line with its band along one axis of a sweep, alone or in small multiples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kth_sim.reporting.figures.decision.drawing import OTHERS, number_axis, zero_line
from kth_sim.reporting.figures.decision.page import page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    MUTED,
    finish,
    house_style,
)
from kth_sim.reporting.figures.sweep.naming import Naming, legend_rows, scale_of
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

Z95 = 1.96
MOST_BANDS = 2  # more of them hide one another
PANEL = 1.95  # inches
COLUMNS = ("measure", "mean", "mcse", "low", "high", "basis")
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-", "linewidth": 2.0, "marker": "s"},
    {"color": INK, "linestyle": (0, (5, 2)), "linewidth": 1.6, "marker": "o"},
    *OTHERS,
)


@house_style
def sweep_line(frame: pd.DataFrame, naming: Naming, x: str, line: str = "") -> Figure:
    """A measure along one axis, with the band that holds 95 % of the draws.

    Args:
        frame: `measure, mean, mcse, low, high, basis` of one measure, and a column an axis.
        naming: of the sweep.
        x: the axis along the bottom.
        line: the axis with a line for each value; empty: one line.
    """
    require(frame, (*COLUMNS, x), "sweep_line")
    say, measure = naming.about.language, str(frame["measure"].iloc[0])
    title = say("sweep_line.title", outcome=naming.outcome(measure), turn=_turn(frame, naming, x))
    notes = _notes(frame, naming, [x, line])
    figure = page(title, naming.about, *notes, height=5.0)
    grid = figure.add_gridspec(2, 1, height_ratios=(0.12, 1))
    axes = figure.add_subplot(grid[1])
    values = _values(frame, line)
    _draw(axes, frame, x, line, values)
    number_axis(axes, "x", say, naming.axis(x))
    number_axis(axes, "y", say, naming.outcome_axis(measure))
    _key(figure.add_subplot(grid[0]), naming, line, values)
    return finish(figure)


@house_style
def sweep_multiples(
    frame: pd.DataFrame, naming: Naming, x: str, panel: str, line: str = ""
) -> Figure:
    """A measure along one axis, with a panel for each value of another, on one scale.

    Args:
        frame: as `sweep_line` takes it.
        naming: of the sweep.
        x: the axis along the bottom of each panel.
        panel: the axis with a panel for each value.
        line: the axis with a line for each value; empty: one line.
    """
    require(frame, (*COLUMNS, x, panel), "sweep_multiples")
    say, measure = naming.about.language, str(frame["measure"].iloc[0])
    there = _values(frame, panel)
    across = _across(len(there))
    rows = math.ceil(len(there) / across)
    above = say.percent(float((frame["mean"] > 0).mean()))
    title = say("sweep_multiples.title", outcome=naming.outcome(measure), share=above)
    panelled = say("sweep_multiples.panels", axis=naming.axis(panel))
    notes = (panelled, *_notes(frame, naming, [x, panel, line]))
    figure = page(title, naming.about, *notes, height=2.1 + PANEL * rows)
    grid = figure.add_gridspec(rows + 1, across, height_ratios=(0.2, *[1.0] * rows))
    values, first = _values(frame, line), None
    for place, value in enumerate(there):
        at = grid[1 + place // across, place % across]
        axes = figure.add_subplot(at, sharex=first, sharey=first)
        first = first or axes
        _draw(axes, frame[frame[panel] == value], x, line, values)
        axes.set_title(naming.value(panel, value), fontweight="bold")
        number_axis(axes, "x", say, "", most=4)
        number_axis(axes, "y", say, "")
        last_row = place + across >= len(there)
        axes.tick_params(labelbottom=last_row, labelleft=place % across == 0)
    figure.supylabel(naming.outcome_axis(measure, 60), fontsize=9)
    last = figure.axes[len(there) - 1 - (len(there) - 1) % across // 2]
    last.set_xlabel(naming.wrapped(naming.axis(x)))
    _key(figure.add_subplot(grid[0, :]), naming, line, values)
    return finish(figure)


def _across(n: int) -> int:
    """Panels in a row.

    >>> [_across(n) for n in (1, 2, 3, 4, 5, 12)]
    [1, 2, 3, 2, 3, 3]
    """
    return 2 if n == 4 else min(n, 3)


def _values(frame: pd.DataFrame, name: str) -> list[Any]:
    """The values of an axis in the frame; one that means nothing without an axis."""
    return list(dict.fromkeys(frame[name])) if name else [""]


def _draw(axes: Axes, frame: pd.DataFrame, x: str, line: str, values: Sequence[Any]) -> None:
    scale = scale_of(str(frame["measure"].iloc[0]))
    for look, value in zip(LOOKS, values, strict=False):
        rows = (frame[frame[line] == value] if line else frame).sort_values(x)
        at, mean = rows[x].to_numpy(float), rows["mean"].to_numpy(float) / scale
        low, high = (rows[end].to_numpy(float) / scale for end in ("low", "high"))
        axes.plot(at, mean, markersize=4, zorder=3, **look)
        if len(values) <= MOST_BANDS:
            axes.fill_between(at, low, high, color=look["color"], alpha=0.15, linewidth=0)
        error = Z95 * rows["mcse"].to_numpy(float) / scale
        axes.errorbar(at, mean, yerr=error, fmt="none", ecolor=look["color"], capsize=2)
    axes.grid(axis="y")
    zero_line(axes)


def _key(axes: Axes, naming: Naming, line: str, values: Sequence[Any]) -> None:
    say = naming.about.language
    handles: list[Any] = [
        Line2D([], [], markersize=4, label=_called(naming, line, value), **look)
        for look, value in zip(LOOKS, values, strict=False)
    ]
    if len(values) <= MOST_BANDS:
        handles.append(Patch(facecolor=MUTED, alpha=0.3, label=say("sweep.band")))
    legend_rows(axes, handles)


def _called(naming: Naming, line: str, value: object) -> str:
    if not line:
        return naming.about.language("sweep.mean")
    return naming.value(line, value)  # type: ignore[arg-type]  # a number or a name


def _notes(frame: pd.DataFrame, naming: Naming, free: list[str]) -> list[str]:
    say = naming.about.language
    notes = [naming.held(frame, free), say("sweep.luck"), naming.marked(frame)]
    return [note for note in notes if note]


def _turn(frame: pd.DataFrame, naming: Naming, x: str) -> str:
    """Over how many of the points the measure is above nought."""
    say, above = naming.about.language, frame["mean"] > 0
    if above.all() or not above.any():
        return say("sweep_line.above" if above.all() else "sweep_line.below")
    return say("sweep_line.some", n=int(above.sum()), of=len(above))
