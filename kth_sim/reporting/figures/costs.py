"""Cost by sector: what each strategy costs, and where the difference falls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

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
    minus,
    new_figure,
)
from kth_sim.reporting.formats import number, signed
from kth_sim.reporting.frames import require
from kth_sim.reporting.words import ASSUMPTION, MARKER, SECTOR_NAMES, STRATEGY_SHORT

FIRST, LATER = "first_3_months", "later"
HEADINGS = {FIRST: "First 3 months", LATER: "Lifetime, with later costs"}

LOOKS: dict[str, dict[str, Any]] = {
    "hospital": {"facecolor": BLUE, "hatch": ""},
    "municipality": {"facecolor": ORANGE, "hatch": "///"},
    "gp": {"facecolor": GREEN, "hatch": "...."},
    "medicine": {"facecolor": PURPLE, "hatch": "xxx"},
}
EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}


@house_style
def cost_by_sector(frame: pd.DataFrame, note: str) -> Figure:
    """Cost per patient by sector and strategy, stacked, over the increment by sector.

    Args:
        frame: `strategy, sector, horizon, cost, mcse, basis`; horizon is `first_3_months` or
            `later`, DKK a patient. Several rows of a sector are added.
        note: footnote.
    """
    require(frame, ("strategy", "sector", "horizon", "cost", "mcse", "basis"), "cost_by_sector")
    panels = [horizon for horizon in HEADINGS if (frame["horizon"] == horizon).any()]
    figure = new_figure(_title(frame, panels), _footnote(frame, note), height=6.4)
    grid = figure.add_gridspec(3, len(panels), height_ratios=(0.1, 1.5, 1))
    _draw_legend(figure.add_subplot(grid[0, :]), costs_until(frame, LATER).index, _assumed(frame))
    for column, horizon in enumerate(panels):
        costs = costs_until(frame, horizon)
        _draw_stacks(figure.add_subplot(grid[1, column]), costs, HEADINGS[horizon])
        assumed = _assumed(_until(frame, horizon))
        _draw_increments(figure.add_subplot(grid[2, column]), costs, assumed)
    return finish(figure)


def costs_until(frame: pd.DataFrame, horizon: str) -> pd.DataFrame:
    """Cost per patient up to a horizon: one row a sector, one column a strategy, DKK."""
    table = _until(frame, horizon).pivot_table(
        index="sector", columns="strategy", values="cost", aggfunc="sum"
    )
    present = [sector for sector in SECTOR_NAMES if sector in table.index]
    return table.loc[present, list(STRATEGIES)]


def _until(frame: pd.DataFrame, horizon: str) -> pd.DataFrame:
    return frame if horizon == LATER else frame[frame["horizon"] == FIRST]


def _assumed(rows: pd.DataFrame) -> set[str]:
    """The sectors of which a row rests on an assumption."""
    return set(rows.loc[rows["basis"] == ASSUMPTION, "sector"])


def _marked(sector: str, assumed: set[str]) -> str:
    return SECTOR_NAMES[sector] + (f" {MARKER}" if sector in assumed else "")


def _title(frame: pd.DataFrame, panels: list[str]) -> str:
    gains = {horizon: _increment(costs_until(frame, horizon)) for horizon in panels}
    parts = [f"DKK {number(abs(gains[panels[0]]))} {_more(gains[panels[0]])} in the first 3 months"]
    if LATER in gains:
        parts.append(f"DKK {number(abs(gains[LATER]))} {_more(gains[LATER])} with later costs")
    return f"Per patient KTH costs {', '.join(parts)}"


def _more(difference: float) -> str:
    return "less" if difference < 0 else "more"


def _increment(costs: pd.DataFrame) -> float:
    return float((costs["kth"] - costs["usual_care"]).sum())


def _footnote(frame: pd.DataFrame, note: str) -> str:
    largest = number(frame["mcse"].max())
    error = f"Monte-Carlo standard error of a part at most DKK\N{NO-BREAK SPACE}{largest}."
    mark = f"{MARKER} rests at least in part on assumptions." if _assumed(frame) else ""
    return " ".join(part for part in (note, error, mark) if part)


def _draw_stacks(axes: Axes, costs: pd.DataFrame, heading: str) -> None:
    names = [STRATEGY_SHORT[strategy] for strategy in costs.columns]
    foot = pd.Series(0.0, index=costs.columns)
    for sector, heights in costs.iterrows():
        axes.bar(
            names, heights, bottom=foot, width=0.55, label=str(sector), **LOOKS[str(sector)], **EDGE
        )
        foot = foot + heights
    for place, total in enumerate(foot):
        axes.annotate(
            number(total),
            (place, total),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
    axes.set(title=heading, xlim=(-0.6, len(names) - 0.4), ylim=(0, 1.12 * foot.max()))
    axes.set_ylabel("Cost, DKK per patient")
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="y")


def _draw_increments(axes: Axes, costs: pd.DataFrame, assumed: set[str]) -> None:
    gains = costs["kth"] - costs["usual_care"]
    names = [_marked(str(sector), assumed) for sector in gains.index]
    for name, (sector, gain) in zip(names, gains.items(), strict=True):
        axes.barh(name, gain, height=0.6, **LOOKS[str(sector)], **EDGE)
    axes.barh("All sectors", gains.sum(), height=0.6, facecolor="white", **EDGE)
    for place, gain in enumerate([*gains, gains.sum()]):
        _label_increment(axes, place, float(gain))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.invert_yaxis()
    axes.set_xlim(*_room_for_labels([*gains, gains.sum()]))
    axes.set(title="Difference, KTH less usual care", xlabel="DKK per patient")
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _room_for_labels(gains: list[float]) -> tuple[float, float]:
    """Limits of an axis with space beside the bars, on the sides where there are any."""
    low, high = min(0.0, *gains), max(0.0, *gains)
    span = (high - low) or 1.0
    return low - (0.6 if low < 0 else 0.0) * span, high + (0.6 if high > 0 else 0.05) * span


def _label_increment(axes: Axes, place: int, gain: float) -> None:
    axes.annotate(
        minus(signed(gain)),
        (gain, place),
        xytext=(-3 if gain < 0 else 3, 0),
        textcoords="offset points",
        ha="right" if gain < 0 else "left",
        va="center",
        fontsize=8.5,
    )


def _draw_legend(axes: Axes, sectors: Iterable[str], assumed: set[str]) -> None:
    """The sectors, in a strip of their own above the bars."""
    legend_strip(
        axes, [Patch(label=_marked(name, assumed), **LOOKS[name], **EDGE) for name in sectors]
    )
