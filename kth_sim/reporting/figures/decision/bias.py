"""What is left of the finding as one source of bias after the other is taken out."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from kth_sim.contracts import FloatArray
from kth_sim.reporting.figures.decision.drawing import HALO, LocalNumbers, number_axis
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    MUTED,
    PALE,
    SMALL,
    VERMILLION,
    finish,
    house_style,
)
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

NAME_WIDTH = 34
TICKS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
WHOLE: dict[str, Any] = {"facecolor": PALE, "hatch": ""}
LOSS: dict[str, Any] = {"facecolor": VERMILLION, "hatch": "////"}
GAIN: dict[str, Any] = {"facecolor": BLUE, "hatch": ""}


@house_style
def bias_waterfall(frame: pd.DataFrame, about: About) -> Figure:
    """The odds ratio and the lives saved, step by step: observed, each correction, all of them.

    Args:
        frame: `step, label, or_value, lives_saved`, in order, each step with those before it; the
            first is the finding as observed, and a last one named `all` repeats what is left.
        about: whose results, in which language.
    """
    require(frame, ("step", "label", "or_value", "lives_saved"), "bias_waterfall")
    say = about.language
    figure = page(_title(frame, about), about, say("bias.note"), height=1.9 + 0.46 * len(frame))
    left, right = figure.subplots(1, 2, sharey=True)
    odds, lives = (frame[name].to_numpy(float) for name in ("or_value", "lives_saved"))
    totals = {0, len(frame) - 1} if str(frame["step"].iloc[-1]) == "all" else {0}
    _draw_steps(left, odds, about, totals, origin=1.0, digits=2, worse=1)
    _draw_steps(right, lives, about, totals, origin=0.0, digits=0, worse=-1)
    _log_axis(left, odds, about)
    low, high = min(0.0, float(lives.min())), max(0.0, float(lives.max()))
    right.set_xlim(low - 0.05 * (high - low), high + 0.16 * ((high - low) or 1.0))
    number_axis(right, "x", say, say("bias.lives"), most=5)
    names = [
        textwrap.fill(say.named("bias_step", str(step), str(label)), NAME_WIDTH)
        for step, label in zip(frame["step"], frame["label"], strict=True)
    ]
    left.set_yticks(range(len(names)), names)
    left.set_ylim(len(names) - 0.4, -0.6)
    for axes in (left, right):
        axes.tick_params(axis="y", length=0, labelsize=SMALL)
        axes.grid(axis="x")
    return finish(figure)


def _draw_steps(
    axes: Axes,
    values: FloatArray,
    about: About,
    totals: set[int],
    *,
    origin: float,
    digits: int,
    worse: int,
) -> None:
    """A bar from nothing to each total, and one from each other value to the next.

    Args:
        axes: to draw in.
        values: of each step.
        about: in which language.
        totals: places of the totals.
        origin: where nothing is found.
        digits: decimals of the values.
        worse: 1 if a rise takes away from the finding, -1 if a fall does.
    """
    for place, value in enumerate(values):
        start = origin if place in totals else values[place - 1]
        look = WHOLE if place in totals else LOSS if worse * (value - start) > 0 else GAIN
        axes.barh(
            place, value - start, left=start, height=0.6, edgecolor=INK, linewidth=0.6, **look
        )
        if place + 1 < len(values):
            axes.plot([value, value], [place, place + 1], color=MUTED, linewidth=0.8, zorder=1)
        axes.annotate(
            about.language.number(value, digits),
            (max(start, value), place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            path_effects=[HALO],
        )
    axes.axvline(origin, color=INK, linewidth=1.0)


def _log_axis(axes: Axes, values: FloatArray, about: About) -> None:
    axes.set_xscale("log")
    axes.set_xlim(min(0.9 * values.min(), 0.8), max(1.3 * values.max(), 1.3))
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(LocalNumbers(about.language))
    axes.set_xlabel(about.language("bias.or"))


def _title(frame: pd.DataFrame, about: About) -> str:
    say, first, last = about.language, frame.iloc[0], frame.iloc[-1]
    return say(
        "bias.title",
        before=say.number(float(first["or_value"]), 2),
        after=say.number(float(last["or_value"]), 2),
        lives_before=say.number(float(first["lives_saved"])),
        lives_after=say.number(float(last["lives_saved"])),
    )
