"""Pieces of the figures of decision analysis: looks, axes, marks and labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import Formatter, MaxNLocator

from kth_sim.reporting.figures.decision.page import About
from kth_sim.reporting.figures.flow_layout import spread
from kth_sim.reporting.figures.style import (
    BLUE,
    GREEN,
    INK,
    LINES,
    MUTED,
    ORANGE,
    PURPLE,
    SMALL,
    VERMILLION,
)
from kth_sim.reporting.language import Language

# What a strategy without a look of its own gets; line style and marker say the same as colour.
OTHERS: tuple[dict[str, Any], ...] = (
    {"color": VERMILLION, "linestyle": (0, (6, 2, 1, 2)), "linewidth": 1.8, "marker": "^"},
    {"color": GREEN, "linestyle": (0, (1, 1.2)), "linewidth": 2.0, "marker": "D"},
    {"color": PURPLE, "linestyle": (0, (3, 1, 1, 1, 1, 1)), "linewidth": 1.8, "marker": "v"},
    {"color": ORANGE, "linestyle": (0, (9, 2)), "linewidth": 2.2, "marker": "P"},
    {"color": BLUE, "linestyle": (0, (4, 1.5, 1, 1.5)), "linewidth": 1.4, "marker": "X"},
)
HALO = withStroke(linewidth=2.5, foreground="white")


def look_of(strategy: str, strategies: Sequence[str]) -> dict[str, Any]:
    """Colour, line style, width and marker of a strategy among others."""
    if strategy in LINES:
        return dict(LINES[strategy])
    others = [name for name in strategies if name not in LINES]
    return dict(OTHERS[others.index(strategy) % len(OTHERS)])


class LocalNumbers(Formatter):
    """Tick labels as the language writes numbers, with the decimals that the ticks need."""

    def __init__(self, say: Language, scale: float = 1.0, end: str = "") -> None:
        self.say, self.scale, self.end, self.decimals = say, scale, end, 0

    def set_locs(self, locs: Any) -> None:  # noqa: ANN401 - matplotlib's signature
        """Choose the decimals that tell the ticks apart."""
        self.decimals = decimals_between(self.scale * np.asarray(locs, dtype=float))

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of a tick."""
        return self.say.number(self.scale * x, self.decimals) + self.end


def decimals_between(values: np.ndarray[Any, Any]) -> int:
    """Decimals that tell values on a regular grid apart.

    >>> decimals_between(np.array([0.0, 0.05, 0.1])), decimals_between(np.array([0.0, 250.0]))
    (2, 0)
    """
    steps = np.diff(np.unique(np.round(values, 12)))
    if not steps.size:
        return 0
    least = float(steps.min())
    return next((d for d in range(9) if abs(round(least, d) - least) < 1e-3 * least), 9)


def number_axis(axes: Axes, which: str, say: Language, label: str, most: int = 6) -> None:
    """Numbers along an axis (`x` or `y`) as the language writes them, and its label."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(LocalNumbers(say))
    axis.set_label_text(label)


def share_axis(axes: Axes, which: str, say: Language, label: str) -> None:
    """Shares from 0 to 1 along an axis, shown in per cent."""
    number_axis(axes, which, say, label)
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(LocalNumbers(say, 100.0, "\N{NO-BREAK SPACE}%"))
    (axes.set_xlim if which == "x" else axes.set_ylim)(0, 1)


def wtp_axis(axes: Axes, about: About, *, named: bool = True) -> None:
    """The threshold along the horizontal axis, with the thresholds to mark."""
    number_axis(axes, "x", about.language, about.language("axis.wtp") if named else "")
    axes.margins(x=0)
    mark_thresholds(axes, about)


def mark_thresholds(axes: Axes, about: About) -> None:
    """A dotted upright line at each threshold to mark, with its amount along it."""
    low, high = axes.get_xlim()
    for wtp in about.marks:
        if low < wtp < high:
            axes.axvline(wtp, color=MUTED, linestyle=(0, (1, 2)), linewidth=1.0, zorder=1)
            axes.annotate(
                about.language.number(wtp),
                (wtp, 1),
                xycoords=("data", "axes fraction"),
                xytext=(-2, -3),
                textcoords="offset points",
                rotation=90,
                ha="right",
                va="top",
                fontsize=SMALL,
                color=MUTED,
                path_effects=[HALO],
            )


def label_ends(
    axes: Axes, x: float, ends: Mapping[str, float], look: Callable[[str], Mapping[str, Any]]
) -> None:
    """Names at the right end of lines, moved apart where they would meet.

    Args:
        axes: whose limits are settled.
        x: where the lines end.
        ends: `{name: height}`.
        look: gives a name's colour.
    """
    bottom, top = axes.get_ylim()
    names = sorted(ends, key=lambda name: -ends[name])
    places = spread([ends[name] for name in names], 0.075 * (top - bottom))
    for name, place in zip(names, places, strict=True):
        axes.annotate(
            name,
            (x, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=look(name)["color"],
            annotation_clip=False,
            fontsize=8.5,
        )


def least_digits(value: float, most: int = 3) -> int:
    """Decimals that leave a number about three significant digits, at most so many.

    >>> least_digits(8477.0), least_digits(0.0523), least_digits(1.5)
    (0, 3, 2)
    """
    if not math.isfinite(value) or value == 0:
        return 0
    return int(min(max(2 - math.floor(math.log10(abs(value))), 0), most))


def zero_line(axes: Axes, which: str = "h") -> None:
    """A thin line at nought."""
    draw = axes.axhline if which == "h" else axes.axvline
    draw(0, color=INK, linewidth=0.8, zorder=1)
