"""One look for every figure: readable on paper, in grey, and by colour-blind readers."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from kth_sim.reporting.frames import by_strategy
from kth_sim.reporting.language import Language

WIDTH = 7.0
HEIGHT = 4.5
LEFT = 0.012
SMALL = 8.0
CHARACTERS_A_LINE = 108
TITLE_CHARACTERS_A_LINE = 72

INK = "#222222"
MUTED = "#555555"
PALE = "#DDDDDD"

# Okabe and Ito's palette.
BLUE, ORANGE, GREEN, PURPLE, YELLOW, VERMILLION = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#F0E442",
    "#D55E00",
)

LINES: dict[str, dict[str, Any]] = {
    "usual_care": {"color": INK, "linestyle": (0, (5, 2)), "linewidth": 1.6, "marker": "o"},
    "kth": {"color": BLUE, "linestyle": "-", "linewidth": 2.0, "marker": "s"},
}

HOUSE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "hatch.linewidth": 0.7,
}

house_style = rc_context(HOUSE)  # a decorator: settings hold while a figure is drawn, no longer


def new_figure(title: str, note: str, height: float = HEIGHT) -> Figure:
    """An empty page with its title above and its footnote below."""
    figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.08))
    figure.suptitle(
        _wrapped(title, TITLE_CHARACTERS_A_LINE),
        x=LEFT,
        ha="left",
        fontsize=10.5,
        fontweight="bold",
        parse_math=False,
    )
    figure.supxlabel(
        _wrapped(note, CHARACTERS_A_LINE),
        x=LEFT,
        ha="left",
        fontsize=SMALL,
        color=MUTED,
        parse_math=False,
    )
    return figure


def _wrapped(text: str, characters: int) -> str:
    return textwrap.fill(text, characters, break_on_hyphens=False)


def finish(figure: Figure) -> Figure:
    """Settle the layout once and keep it, so that every later save draws the same."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


def draw_curves(
    axes: Axes, frame: pd.DataFrame, clock: str, share: str, every: int, say: Language
) -> None:
    """One line a strategy, with a marker at every so many points and a 95 % Monte-Carlo band."""
    for strategy, rows in by_strategy(frame):
        look = LINES[strategy]
        axes.plot(
            rows[clock],
            rows[share],
            label=say(f"strategy_long.{strategy}"),
            markevery=every,
            markersize=4,
            clip_on=False,
            **look,
        )
        if share in ("alive", "readmitted"):
            reach = 1.96 * rows["mcse"]
            axes.fill_between(
                rows[clock],
                rows[share] - reach,
                rows[share] + reach,
                color=look["color"],
                alpha=0.2,
                linewidth=0,
            )


def legend_strip(axes: Axes, handles: Sequence[Artist]) -> None:
    """A legend in one row, in axes that hold nothing else, so that it never hides data."""
    if handles:
        axes.legend(handles=handles, loc="center left", ncols=len(handles), borderaxespad=0)
    axes.set_axis_off()


def percent_axis(axes: Axes, say: Language) -> None:
    """Shares on the vertical axis, shown in per cent, with a faint grid."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda share, _: say.percent(share, decimals_of(100 * share)))
    axes.grid(axis="y")


def decimals_of(value: float, most: int = 4) -> int:
    """The fewest decimals that show a number exactly, `most` at most.

    >>> decimals_of(12.5), decimals_of(3.0), decimals_of(1 / 3)
    (1, 0, 4)
    """
    return next((n for n in range(most) if math.isclose(value, round(value, n))), most)


def mark_time(axes: Axes, time: float, text: str, height: float = 0.0) -> None:
    """A dotted upright line at a time, named beside it at a share of the axis' height."""
    axes.axvline(time, color=MUTED, linestyle=":", linewidth=1.0)
    axes.annotate(
        text,
        (time, height),
        xycoords=("data", "axes fraction"),
        xytext=(4, 5),
        textcoords="offset points",
        fontsize=8.5,
        color=INK,
    )


def largest_error(frame: pd.DataFrame, say: Language) -> str:
    """The largest Monte-Carlo standard error of the shares drawn, as a sentence."""
    points = 100 * float(frame["mcse"].max())
    decimals = 1 - math.floor(math.log10(points)) if points > 0 else 0  # two digits
    return say("course.band", points=say.number(points, decimals))
