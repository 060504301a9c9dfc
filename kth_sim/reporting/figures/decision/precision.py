"""How sure the means are: the running mean, and what common random numbers save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kth_sim.reporting.figures.decision.bars import Z95
from kth_sim.reporting.figures.decision.drawing import (
    label_ends,
    least_digits,
    number_axis,
    zero_line,
)
from kth_sim.reporting.figures.decision.page import (
    About,
    joined_readings,
    of_reading,
    page,
    panels,
    readings,
)
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    PALE,
    SMALL,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.formats import SHARES
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

STYLES: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-"},
    {"color": INK, "linestyle": (0, (5, 2))},
    {"color": "#9A5B00", "linestyle": (0, (1, 1.2))},
)


@house_style
def convergence(frame: pd.DataFrame, about: About) -> Figure:
    """Mean incremental net benefit of the draws so far, with its 95 % Monte-Carlo interval.

    Args:
        frame: `wtp, draws, mean, mcse`, DKK a patient, and perhaps `reading`.
        about: whose results, in which language.
    """
    require(frame, ("wtp", "draws", "mean", "mcse"), "convergence")
    say = about.language
    height = 1.9 + 2.35 * len(readings(frame))
    figure = page(_convergence_title(frame, about), about, say("convergence.note"), height=height)
    for axes, rows in panels(figure, frame, about):
        _draw_running(axes, rows, about)
    number_axis(figure.axes[-1], "x", say, say("convergence.draws"))
    return finish(figure)


def _draw_running(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    say = about.language
    ends: dict[str, float] = {}
    looks: dict[str, dict[str, Any]] = {}
    for look, wtp in zip(STYLES, sorted(rows["wtp"].unique()), strict=False):
        line, name = rows[rows["wtp"] == wtp], about.wtp(float(wtp))
        n, mean, mcse = (line[c].to_numpy(float) for c in ("draws", "mean", "mcse"))
        axes.plot(n, mean, linewidth=1.6, **look)
        axes.fill_between(n, mean - Z95 * mcse, mean + Z95 * mcse, color=look["color"],
                          alpha=0.18, linewidth=0)  # fmt: skip
        ends[name], looks[name] = float(mean[-1]), look
    settled = rows[rows["draws"] >= 0.05 * rows["draws"].max()]
    low = float((settled["mean"] - Z95 * settled["mcse"]).min())
    high = float((settled["mean"] + Z95 * settled["mcse"]).max())
    room = 0.15 * ((high - low) or 1.0)
    axes.set(xlim=(0, rows["draws"].max()), ylim=(low - room, high + room))
    if low - room < 0 < high + room:
        zero_line(axes)
    number_axis(axes, "y", say, say("convergence.axis"))
    number_axis(axes, "x", say, "")
    axes.grid(axis="y")
    label_ends(axes, float(rows["draws"].max()), ends, looks.__getitem__)


def _convergence_title(frame: pd.DataFrame, about: About) -> str:
    """The last mean at the highest threshold drawn, with its error."""
    say, wtp, found = about.language, float(frame["wtp"].max()), {}
    for reading in readings(frame):
        rows = of_reading(frame, reading)
        last = rows[rows["wtp"] == wtp].iloc[-1]
        mean, error = float(last["mean"]), float(last["mcse"])
        found[reading] = f"{say.money(mean)} ± {say.number(error)}"
    values = joined_readings(about, found)
    return say("convergence.title", wtp=about.wtp(wtp), values=values)


@house_style
def common_random_numbers(frame: pd.DataFrame, about: About) -> Figure:
    """The patients' luck in each increment, with luck of its own a strategy and with common luck.

    Args:
        frame: `measure, label, unit, sd_independent, sd_common, factor`: standard deviations of
            the luck in the increment of one draw, and the ratio of their squares.
        about: whose results, in which language.
    """
    columns = ("measure", "label", "unit", "sd_independent", "sd_common", "factor")
    require(frame, columns, "common_random_numbers")
    say = about.language
    rows = frame.sort_values("factor", ascending=False, kind="stable")
    title = _luck_title(rows, about)
    note = say("common_random_numbers.note")
    figure = page(title, about, note, height=2.2 + 0.42 * len(rows))
    grid = figure.add_gridspec(2, 1, height_ratios=(0.05, 1))
    axes = figure.add_subplot(grid[1])
    places = np.arange(len(rows))
    share = (rows["sd_common"] / rows["sd_independent"]).to_numpy(float)
    axes.barh(places, np.ones(len(rows)), height=0.66, **LUCK["independent"])
    axes.barh(places, share, height=0.36, **LUCK["common"])
    _write_factors(axes, rows, about)
    pairs = zip(rows["measure"], rows["label"], strict=True)
    axes.set_yticks(places, [say.named("measure", name, label) for name, label in pairs])
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.6))
    number_axis(axes, "x", say, say("common_random_numbers.axis"))
    axes.xaxis.set_major_formatter(lambda x, _: say.percent(x))
    handles = [Patch(label=say(f"common_random_numbers.{k}"), **v) for k, v in LUCK.items()]
    legend_strip(figure.add_subplot(grid[0]), handles)
    return finish(figure)


LUCK: dict[str, dict[str, Any]] = {
    "independent": {"facecolor": PALE, "edgecolor": INK, "linewidth": 0.6},
    "common": {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.6},
}


def _write_factors(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    """Beside each bar: both standard deviations and the factor that the variance falls by."""
    say = about.language
    for place, (_, row) in enumerate(rows.iterrows()):
        scale = 100 if row["unit"] in SHARES else 1
        alone, common = (scale * float(row[f"sd_{luck}"]) for luck in LUCK)
        digits = least_digits(common, 5)
        text = say(
            "common_random_numbers.fell",
            alone=say.number(alone, digits),
            common=say.number(common, digits),
            unit=say.named("unit", str(row["unit"])),
            factor=say.number(float(row["factor"]), 0 if row["factor"] >= 10 else 1),
        )
        axes.annotate(
            text,
            (1, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            annotation_clip=False,
        )


def _luck_title(rows: pd.DataFrame, about: About) -> str:
    say = about.language
    low, high = float(rows["factor"].min()), float(rows["factor"].max())
    numbers = (say.number(value, 0 if value >= 10 else 1) for value in (low, high))
    return say("common_random_numbers.title", low=next(numbers), high=next(numbers))
