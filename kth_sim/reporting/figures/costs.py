"""Cost by sector: what each strategy costs, and where the difference falls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from kth_sim.contracts import STRATEGIES
from kth_sim.reporting.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    finish,
    house_style,
    legend_strip,
    new_figure,
)
from kth_sim.reporting.frames import require
from kth_sim.reporting.language import Language
from kth_sim.reporting.words import ASSUMPTION, MARKER

FIRST, LATER = "first_3_months", "later"
HORIZONS = (FIRST, LATER)

LOOKS: dict[str, dict[str, Any]] = {
    "hospital": {"facecolor": BLUE, "hatch": ""},
    "municipality": {"facecolor": ORANGE, "hatch": "///"},
    "gp": {"facecolor": GREEN, "hatch": "...."},
    "medicine": {"facecolor": PURPLE, "hatch": "xxx"},
}
EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}


@house_style
def cost_of_strategies(frame: pd.DataFrame, note: str, say: Language) -> Figure:
    """Cost per patient by sector and strategy, stacked, over the increment by sector.

    Args:
        frame: `strategy, sector, horizon, cost, mcse, basis`; horizon is `first_3_months` or
            `later`, DKK a patient. Several rows of a sector are added.
        note: footnote.
        say: its language.
    """
    require(frame, ("strategy", "sector", "horizon", "cost", "mcse", "basis"), "cost_of_strategies")
    panels = [horizon for horizon in HORIZONS if (frame["horizon"] == horizon).any()]
    figure = new_figure(_title(frame, panels, say), _footnote(frame, note, say), height=6.4)
    grid = figure.add_gridspec(3, len(panels), height_ratios=(0.1, 1.5, 1))
    sectors = costs_until(frame, LATER).index
    _draw_legend(figure.add_subplot(grid[0, :]), sectors, _assumed(frame), say)
    for column, horizon in enumerate(panels):
        costs = costs_until(frame, horizon)
        _draw_stacks(figure.add_subplot(grid[1, column]), costs, horizon, say)
        assumed = _assumed(_until(frame, horizon))
        _draw_increments(figure.add_subplot(grid[2, column]), costs, assumed, say)
    return finish(figure)


def costs_until(frame: pd.DataFrame, horizon: str) -> pd.DataFrame:
    """Cost per patient up to a horizon: one row a sector, one column a strategy, DKK."""
    table = _until(frame, horizon).pivot_table(
        index="sector", columns="strategy", values="cost", aggfunc="sum"
    )
    present = [sector for sector in LOOKS if sector in table.index]
    return table.loc[present, list(STRATEGIES)]


def _until(frame: pd.DataFrame, horizon: str) -> pd.DataFrame:
    return frame if horizon == LATER else frame[frame["horizon"] == FIRST]


def _assumed(rows: pd.DataFrame) -> set[str]:
    """The sectors of which a row rests on an assumption."""
    return set(rows.loc[rows["basis"] == ASSUMPTION, "sector"])


def _marked(sector: str, assumed: set[str], say: Language) -> str:
    return say(f"sector.{sector}") + (f" {MARKER}" if sector in assumed else "")


def _title(frame: pd.DataFrame, panels: list[str], say: Language) -> str:
    gains = {horizon: _increment(costs_until(frame, horizon)) for horizon in panels}
    parts = [_gain(gain, horizon, say) for horizon, gain in gains.items()]
    return say("costs.title", costs=", ".join(parts))


def _gain(gain: float, horizon: str, say: Language) -> str:
    word = "less" if gain < 0 else "more"
    return say(f"costs.{word}.{horizon}", amount=say.money(abs(gain)))


def _increment(costs: pd.DataFrame) -> float:
    return float((costs["kth"] - costs["usual_care"]).sum())


def _footnote(frame: pd.DataFrame, note: str, say: Language) -> str:
    error = say("costs.error", amount=say.money(float(frame["mcse"].max())))
    mark = say("costs.mark", mark=MARKER) if _assumed(frame) else ""
    return " ".join(part for part in (note, error, mark) if part)


def _draw_stacks(axes: Axes, costs: pd.DataFrame, horizon: str, say: Language) -> None:
    names = [say(f"strategy.{strategy}") for strategy in costs.columns]
    foot = pd.Series(0.0, index=costs.columns)
    for sector, heights in costs.iterrows():
        axes.bar(
            names, heights, bottom=foot, width=0.55, label=str(sector), **LOOKS[str(sector)], **EDGE
        )
        foot = foot + heights
    for place, total in enumerate(foot):
        axes.annotate(
            say.number(float(total)),
            (place, total),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
    axes.set(
        title=say(f"costs.heading.{horizon}"),
        xlim=(-0.6, len(names) - 0.4),
        ylim=(0, 1.12 * foot.max()),
    )
    axes.set_ylabel(say("costs.axis"))
    axes.yaxis.set_major_formatter(lambda value, _: say.number(value))
    axes.grid(axis="y")


def _draw_increments(axes: Axes, costs: pd.DataFrame, assumed: set[str], say: Language) -> None:
    gains = costs["kth"] - costs["usual_care"]
    names = [_marked(str(sector), assumed, say) for sector in gains.index]
    for name, (sector, gain) in zip(names, gains.items(), strict=True):
        axes.barh(name, gain, height=0.6, **LOOKS[str(sector)], **EDGE)
    axes.barh(say("sector.all"), gains.sum(), height=0.6, facecolor="white", **EDGE)
    for place, gain in enumerate([*gains, gains.sum()]):
        _label_increment(axes, place, float(gain), say)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.invert_yaxis()
    axes.set_xlim(*_room_for_labels([*gains, gains.sum()]))
    axes.set(title=say("costs.difference"), xlabel=say("costs.difference_axis"))
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(lambda value, _: say.number(value))


def _room_for_labels(gains: list[float]) -> tuple[float, float]:
    """Limits of an axis with space beside the bars, on the sides where there are any."""
    low, high = min(0.0, *gains), max(0.0, *gains)
    span = (high - low) or 1.0
    return low - (0.6 if low < 0 else 0.0) * span, high + (0.6 if high > 0 else 0.05) * span


def _label_increment(axes: Axes, place: int, gain: float, say: Language) -> None:
    axes.annotate(
        say.signed(gain),
        (gain, place),
        xytext=(-3 if gain < 0 else 3, 0),
        textcoords="offset points",
        ha="right" if gain < 0 else "left",
        va="center",
        fontsize=8.5,
    )


def _draw_legend(axes: Axes, sectors: Iterable[str], assumed: set[str], say: Language) -> None:
    """The sectors, in a strip of their own above the bars."""
    labels = {name: _marked(name, assumed, say) for name in sectors}
    legend_strip(axes, [Patch(label=text, **LOOKS[name], **EDGE) for name, text in labels.items()])
