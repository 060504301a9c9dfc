"""Observed against simulated, each with its interval."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from kth_sim.contracts import FloatArray
from kth_sim.reporting.external_words import INDEPENDENT, KNOWN, MISSES, called, counted
from kth_sim.reporting.figures.decision.drawing import LocalNumbers
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    MUTED,
    VERMILLION,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.frames import require
from kth_sim.reporting.psa_console import records

if TYPE_CHECKING:
    import pandas as pd

NAME_WIDTH, SHORT_WIDTH = 40, 44  # letters to a line
LINE_HEIGHT = 0.0215  # of the axes, of a line of names
LOOKS: dict[str, tuple[str, Literal["none", "full"]]] = {
    "calibration": ("o", "none"),
    "independent": ("D", "full"),
}
AROUND = (0.02, 1.0)
SHARE_TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
TICKS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
FURTHEST = (0.2, 4.0)  # of what was observed: longer lines end at the edge
ENDS = ("", "_low", "_high")
SIDES = ("observed", "simulated")
COLUMNS = ("target", "label", "unit", "use", "verdict", *(s + e for s in SIDES for e in ENDS))


@house_style
def external_calibration(frame: pd.DataFrame, about: About) -> Figure:
    """Risks and shares: what was observed across, what is simulated upwards, the line where equal.

    Args:
        frame: as `external.csv`; only its shares are drawn.
        about: whose results, in which language.
    """
    require(frame, COLUMNS, "external_calibration")
    say = about.language
    shares = frame[frame["unit"] == "share"]
    free = shares[shares["use"] == INDEPENDENT]
    title = say("external_figure.shares_title", miss=counted(free, *MISSES), n=len(free))
    figure = page(title, about, say("external_figure.note_shares"), height=6.4)
    parts = figure.subplot_mosaic(
        [["plot", "names"], ["strip", "strip"]], width_ratios=(1.5, 1), height_ratios=(14, 1)
    )
    axes = parts["plot"]
    axes.plot(AROUND, AROUND, color=MUTED, linewidth=0.9, zorder=1)
    for place, row in enumerate(records(shares), start=1):
        x, y = (row["observed"], row["simulated"])
        reach = _bars(row, "observed", "x") | _bars(row, "simulated", "y")
        axes.errorbar(x, y, **reach, elinewidth=0.8, **_look(row))
        axes.annotate(
            str(place), (x, y), xytext=(4, 3), textcoords="offset points", fontsize=6.5, zorder=2
        )  # fmt: skip
    for which, side in (("x", "observed"), ("y", "simulated")):
        _share_axis(axes, which, about, say(f"external_figure.{side}"))
    axes.grid()
    _names(parts["names"], shares, about)
    legend_strip(parts["strip"], _handles(about))
    return finish(figure)


@house_style
def external_ratios(frame: pd.DataFrame, about: About) -> Figure:
    """Every observation and what is simulated, both divided by what was observed.

    Args:
        frame: as `external.csv`.
        about: whose results, in which language.
    """
    require(frame, COLUMNS, "external_ratios")
    say = about.language
    title = say(
        "external_figure.title", agree=counted(frame, KNOWN[0]), known=counted(frame, *KNOWN)
    )
    figure = page(title, about, say("external_figure.note"), height=2.2 + 0.26 * len(frame))
    axes, strip = figure.subplots(2, 1, height_ratios=(len(frame), 1.2))
    axes.axvline(1, color=INK, linewidth=0.8, zorder=1)
    for place, row in enumerate(records(frame)):
        _line(axes, place - 0.17, row, "observed", {"color": MUTED, "marker": "|"})
        _line(axes, place + 0.17, row, "simulated", _look(row))
    axes.set_xscale("log")
    axes.set_xlim(*FURTHEST)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(LocalNumbers(say))
    axes.set_xlabel(say("external_figure.ratio"))
    names = [textwrap.fill(called(row, say), NAME_WIDTH) for row in records(frame)]
    axes.set_yticks(range(len(names)), names)
    for label, verdict in zip(axes.get_yticklabels(), frame["verdict"], strict=True):
        label.set_fontweight("bold" if verdict in MISSES else "normal")
    axes.tick_params(axis="y", length=0, labelsize=6.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x")
    observed = Line2D([], [], color=MUTED, marker="|", label=say("external_figure.observed"))
    legend_strip(strip, [observed, *_handles(about)])
    return finish(figure)


def _look(row: dict[str, Any]) -> dict[str, Any]:
    marker, fill = LOOKS[str(row["use"])]
    color = VERMILLION if row["verdict"] in MISSES else BLUE
    return {"color": color, "marker": marker, "fillstyle": fill, "markersize": 4.5}


def _bars(row: dict[str, Any], side: str, axis: str) -> dict[str, Any]:
    """The errors of one side for `errorbar`; none where there is no interval."""
    value, low, high = (row[f"{side}{end}"] for end in ENDS)
    reach = None if np.isnan(low) else [[value - low], [high - value]]
    return {f"{axis}err": reach}


def _line(axes: Axes, height: float, row: dict[str, Any], side: str, look: dict[str, Any]) -> None:
    """One side of a row: a mark, and a line over its interval."""
    ends: FloatArray = np.array([row[f"{side}{end}"] for end in ENDS]) / row["observed"]
    value, low, high = np.clip(ends, *FURTHEST)
    if not np.isnan(low):
        axes.plot([low, high], [height, height], color=str(look["color"]), linewidth=1.0)
    axes.plot(value, height, linestyle="none", **look)


def _share_axis(axes: Axes, which: str, about: About, label: str) -> None:
    """Shares along a logarithmic axis: most lie below 20 per cent."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    (axes.set_xlim if which == "x" else axes.set_ylim)(*AROUND)
    axis.set_major_locator(FixedLocator(SHARE_TICKS))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(LocalNumbers(about.language, 100.0, "\N{NO-BREAK SPACE}%"))
    axis.set_label_text(label)


def _names(axes: Axes, shares: pd.DataFrame, about: About) -> None:
    """What the numbers at the dots mean; bold where the model misses."""
    axes.set_axis_off()
    height = 0.0
    for place, row in enumerate(records(shares), start=1):
        text = textwrap.fill(
            f"{place}  {called(row, about.language)}", SHORT_WIDTH, subsequent_indent="     "
        )
        weight = "bold" if row["verdict"] in MISSES else "normal"
        axes.text(
            0, 1 - height, text, transform=axes.transAxes, va="top", fontsize=6, fontweight=weight
        )
        height += LINE_HEIGHT * (1 + text.count("\n"))


def _handles(about: About) -> list[Line2D]:
    say = about.language
    return [
        Line2D(
            [], [], linestyle="none", marker=marker, fillstyle=fill, color=BLUE, markersize=5,
            label=say(f"external.{use}"),
        )
        for use, (marker, fill) in LOOKS.items()
    ]  # fmt: skip
