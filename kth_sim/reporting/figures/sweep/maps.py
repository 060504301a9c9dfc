"""A measure over two axes of a sweep: a cell a point, its value written in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kth_sim.contracts import FloatArray
from kth_sim.reporting.figures.decision.drawing import number_axis
from kth_sim.reporting.figures.decision.page import page
from kth_sim.reporting.figures.style import INK, SMALL, finish, house_style, legend_strip
from kth_sim.reporting.figures.sweep.naming import Naming, scale_of
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

MOST_WRITTEN = 10  # cells across a map whose values are written in them
DARK = "#333333"


@house_style
def sweep_map(frame: pd.DataFrame, naming: Naming, x: str, y: str, panel: str = "") -> Figure:
    """A measure over two axes, a map for each value of a third; hatched where it is below nought.

    No value between the points is made up: a cell is a point of the sweep.

    Args:
        frame: `measure, mean, basis` of one measure, and a column an axis.
        naming: of the sweep.
        x: the axis across.
        y: the axis upward.
        panel: the axis with a map for each value; empty: one map.
    """
    require(frame, ("measure", "mean", "basis", x, y), "sweep_map")
    say, measure = naming.about.language, str(frame["measure"].iloc[0])
    share = say.percent(float((frame["mean"] > 0).mean()))
    title = say("sweep_map.title", outcome=naming.outcome(measure), share=share)
    notes = [naming.held(frame, [x, y, panel]), say("sweep_map.note"), naming.marked(frame)]
    height = 2.5 + 0.34 * max(frame[y].nunique(), 6)
    figure = page(title, naming.about, *(note for note in notes if note), height=height)
    there: list[Any] = list(dict.fromkeys(frame[panel])) if panel else [""]
    grid = figure.add_gridspec(2, len(there), height_ratios=(0.09, 1))
    shown = frame["mean"].to_numpy(float) / scale_of(measure)
    limits = (float(shown.min()), float(shown.max()))
    maps, written = [], int(frame[x].nunique()) * len(there) <= MOST_WRITTEN
    for place, value in enumerate(there):
        axes = figure.add_subplot(grid[1, place])
        rows = frame[frame[panel] == value] if panel else frame
        maps.append(_draw(axes, rows, naming, (x, y), limits, written=written))
        axes.set_xlabel(naming.wrapped(naming.axis(x), 52 // len(there)))
        if panel:
            axes.set_title(naming.value(panel, value), fontweight="bold")
        if place:
            axes.set_ylabel("")
            axes.tick_params(labelleft=False)
    bar = figure.colorbar(maps[0], ax=figure.axes, pad=0.02)
    number_axis(bar.ax, "y", say, naming.outcome_axis(measure))
    key = figure.add_subplot(grid[0, :])
    below = Patch(facecolor=DARK, edgecolor="white", hatch="///", label=say("heat_map.below"))
    legend_strip(key, [] if written else [below])
    return finish(figure)


def _draw(
    axes: Axes,
    rows: pd.DataFrame,
    naming: Naming,
    ids: tuple[str, str],
    limits: tuple[float, float],
    *,
    written: bool,
) -> Any:  # noqa: ANN401 - what matplotlib draws a colour bar of
    x, y = ids
    across, up = (_ordered(rows, name) for name in ids)
    wide = rows.pivot(index=y, columns=x, values="mean").loc[up, across]
    z = wide.to_numpy(float) / scale_of(str(rows["measure"].iloc[0]))
    low, high = limits if limits[0] < limits[1] else (limits[0] - 1, limits[1] + 1)
    mesh = axes.pcolormesh(z, cmap="cividis", vmin=low, vmax=high, edgecolors="white", linewidth=1)
    if written:
        _write(axes, z, naming, str(rows["measure"].iloc[0]), (low + high) / 2)
    else:
        _hatch(axes, z)
    axes.set_xticks(np.arange(len(across)) + 0.5, [naming.value(x, v) for v in across])
    axes.set_yticks(np.arange(len(up)) + 0.5, [naming.value(y, v) for v in up])
    axes.tick_params(length=0)
    if isinstance(across[0], str):
        axes.tick_params(axis="x", rotation=20)
    axes.set_ylabel(naming.wrapped(naming.axis(y)))
    return mesh


def _ordered(rows: pd.DataFrame, name: str) -> list[Any]:
    """An axis' values: numbers by size, names as they come."""
    values = list(dict.fromkeys(rows[name]))
    return values if isinstance(values[0], str) else sorted(values)


def _hatch(axes: Axes, z: FloatArray) -> None:
    for up, across in np.argwhere(z < 0):
        axes.fill_between(
            [across, across + 1],
            up,
            up + 1,
            facecolor="none",
            edgecolor="white",
            hatch="///",
            linewidth=0,
        )


def _write(axes: Axes, z: FloatArray, naming: Naming, measure: str, middle: float) -> None:
    """Each value in its cell, pale on dark cells; the minus sign says what is below nought."""
    for (up, across), value in np.ndenumerate(z):
        axes.annotate(
            naming.amount(measure, value * scale_of(measure)),
            (across + 0.5, up + 0.5),
            ha="center",
            va="center",
            fontsize=SMALL,
            color="white" if value < middle else INK,
        )
