"""Two-way analysis as a map with its decision boundary, and the threshold of one parameter."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from kth_sim.contracts import FloatArray
from kth_sim.reporting.figures.decision.bars import Z95
from kth_sim.reporting.figures.decision.drawing import HALO, least_digits, number_axis, zero_line
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    SMALL,
    VERMILLION,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

PANEL = 2.6  # inches
DARK = "#333333"


@house_style
def heat_map(frame: pd.DataFrame, about: About, boundary: pd.DataFrame | None = None) -> Figure:
    """An outcome over two parameters, and where the decision turns.

    Light and dark tell the value, so that grey tells it too; a hatch marks where it is below
    nought, and a thick line the boundary.

    Args:
        frame: `x_parameter, y_parameter, x, y, outcome, value`, every x with every y.
        about: whose results, in which language.
        boundary: `x, y` of the points where the outcome is nought, in order; None: not drawn.
    """
    require(frame, ("x_parameter", "y_parameter", "x", "y", "outcome", "value"), "heat_map")
    say = about.language
    names = [about.parameter(str(frame[f"{axis}_parameter"].iloc[0])) for axis in "xy"]
    outcome = str(frame["outcome"].iloc[0])
    title = say("heat_map.title", outcome=about.outcome(outcome), share=_share_above(frame, about))
    figure = page(title, about, say("heat_map.note"), height=5.4)
    grid = figure.add_gridspec(2, 1, height_ratios=(0.05, 1))
    axes = figure.add_subplot(grid[1])
    wide = frame.pivot(index="y", columns="x", values="value")
    x, y, z = wide.columns.to_numpy(float), wide.index.to_numpy(float), wide.to_numpy(float)
    colours = axes.pcolormesh(x, y, z, cmap="cividis", shading="gouraud", rasterized=True)
    bar = figure.colorbar(colours, ax=axes, pad=0.02)
    number_axis(bar.ax, "y", say, about.outcome_axis(outcome))
    _name_levels(axes, x, y, z, about)
    handles: list[Artist] = []
    if boundary is not None and len(boundary):
        _draw_boundary(axes, boundary)
        handles.append(Line2D([], [], color=INK, linewidth=2.6, label=say("heat_map.boundary")))
    if (z < 0).any():
        below = axes.contourf(
            x, y, z, levels=[float(z.min()) - 1, 0.0], colors="none", hatches=["///"]
        )
        below.set_edgecolor("white")
        below.set_linewidth(0)
        handles.append(
            Patch(facecolor=DARK, edgecolor="white", hatch="///", label=say("heat_map.below"))
        )
    legend_strip(figure.add_subplot(grid[0]), handles)
    axes.set(xlim=(x.min(), x.max()), ylim=(y.min(), y.max()))
    for which, name in zip("xy", names, strict=True):
        number_axis(axes, which, say, name)
    return finish(figure)


def _share_above(frame: pd.DataFrame, about: About) -> str:
    return about.language.percent(float((frame["value"] > 0).mean()))


def _name_levels(axes: Axes, x: FloatArray, y: FloatArray, z: FloatArray, about: About) -> None:
    """Thin lines of equal value with their value on them."""
    digits = least_digits(float(np.abs(z).max()))
    levels = [level for level in MaxNLocator(6).tick_values(z.min(), z.max()) if level != 0]
    lines = axes.contour(x, y, z, levels=levels, colors="white", linewidths=0.9)
    shown = axes.clabel(
        lines, fontsize=SMALL, fmt=lambda value: about.language.number(float(value), digits)
    )
    for text in shown:
        text.set_color(INK)
        text.set_path_effects([HALO])


def _draw_boundary(axes: Axes, boundary: pd.DataFrame) -> None:
    x, y = boundary["x"].to_numpy(float), boundary["y"].to_numpy(float)
    axes.plot(x, y, color="white", linewidth=5.5)
    axes.plot(x, y, color=INK, linewidth=2.6)


@house_style
def threshold(frame: pd.DataFrame, about: About, found: pd.DataFrame) -> Figure:
    """An outcome along each parameter, and the value at which the answer turns.

    Args:
        frame: `parameter, value, outcome, mean, mcse`.
        about: whose results, in which language.
        found: `parameter, label, base_value, threshold`, a row a crossing; one with a `threshold`
            of nan where there is none.
    """
    require(frame, ("parameter", "value", "outcome", "mean", "mcse"), "threshold")
    require(found, ("parameter", "label", "base_value", "threshold"), "threshold")
    say, names = about.language, list(dict.fromkeys(frame["parameter"]))
    columns = min(2, len(names))
    rows = -(-len(names) // columns)
    figure = page(
        _threshold_title(found, about),
        about,
        say("threshold.note"),
        height=1.7 + PANEL * rows,
    )
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes, name in zip(grid.flat, names, strict=False):
        line = frame[frame["parameter"] == name].sort_values("value")
        _draw_line(axes, line, found[found["parameter"] == name], about)
    for axes in grid.flat[len(names) :]:
        axes.set_axis_off()
    return finish(figure)


def _draw_line(axes: Axes, line: pd.DataFrame, found: pd.DataFrame, about: About) -> None:
    say = about.language
    x, mean = line["value"].to_numpy(float), line["mean"].to_numpy(float)
    reach = Z95 * line["mcse"].fillna(0).to_numpy(float)
    axes.fill_between(x, mean - reach, mean + reach, color=BLUE, alpha=0.25, linewidth=0)
    axes.plot(x, mean, color=BLUE, linewidth=1.8)
    zero_line(axes)
    name = str(line["parameter"].iloc[0])
    label, unit = (str(line[c].iloc[0]) if c in line else "" for c in ("label", "unit"))
    along = textwrap.fill(about.parameter(name, label or None, unit), 46)
    number_axis(axes, "x", say, along, most=5)
    number_axis(axes, "y", say, about.outcome_axis(str(line["outcome"].iloc[0]), 28), most=5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set_fontsize(SMALL)
    if len(found):
        base = float(found["base_value"].iloc[0])
        axes.plot(base, 0, "o", color="white", markeredgecolor=INK, markersize=6, zorder=5)
    for at in found["threshold"].to_numpy(float):
        _mark_crossing(axes, at, falls=bool(mean[-1] < mean[0]), about=about)


def _mark_crossing(axes: Axes, at: float, *, falls: bool, about: About) -> None:
    """Where the outcome is nought, as an upright line with its value on the side that is free."""
    say = about.language
    if not np.isfinite(at):
        text = say("threshold.none")
        axes.annotate(text, (0.5, 0.96), xycoords="axes fraction", ha="center", va="top",
                      fontsize=SMALL, path_effects=[HALO])  # fmt: skip
        return
    axes.axvline(at, color=VERMILLION, linestyle=(0, (4, 2)), linewidth=1.4)
    low, high = axes.get_xlim()
    left = at > (low + high) / 2
    axes.annotate(
        say("threshold.turns", value=say.number(at, least_digits(at))),
        (at, 0.96 if falls != left else 0.04),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if left else 4, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="top" if falls != left else "bottom",
        fontsize=SMALL,
        color=VERMILLION,
        path_effects=[HALO],
    )


def _threshold_title(found: pd.DataFrame, about: About) -> str:
    turns = np.isfinite(found["threshold"].to_numpy(float))
    turning, every = found.loc[turns, "parameter"].nunique(), found["parameter"].nunique()
    return about.language("threshold.title", n=turning, of=every)
