"""Pieces of the figures of budgets: money in millions, looks of payers and plans, stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from kth_sim.contracts import FloatArray
from kth_sim.reporting.figures.decision.drawing import OTHERS, LocalNumbers
from kth_sim.reporting.figures.decision.page import About
from kth_sim.reporting.figures.style import BLUE, INK, MUTED, ORANGE, PALE
from kth_sim.reporting.language import Language

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
SKY = "#56B4E9"  # of Okabe and Ito's palette
ALL = "all"
PAYER_LOOKS: dict[str, dict[str, Any]] = {
    "region": {"facecolor": BLUE, "hatch": ""},
    "municipality": {"facecolor": ORANGE, "hatch": "////"},
    "state": {"facecolor": PALE, "hatch": "...."},
}
EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
NOBODY: dict[str, Any] = {"color": MUTED, "linestyle": ":", "linewidth": 1.2, "marker": "|"}
PLAN_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": INK, "linestyle": "-", "linewidth": 2.0, "marker": "o"},
    *OTHERS,
    {"color": SKY, "linestyle": "-", "linewidth": 1.3, "marker": "p"},
    {"color": MUTED, "linestyle": (0, (8, 1, 1, 1)), "linewidth": 1.4, "marker": "*"},
)


def plan_name(about: About, plan: str, label: str | None = None) -> str:
    """What a plan is called: in the catalogue, else its label, else its id."""
    return about.language.named("plan_name", plan, label or plan)


def millions(say: Language, amount: float) -> str:
    """An amount in millions, with as many decimals as leave two digits or so."""
    value = amount / MILLION
    return say("budget.millions", amount=say.number(value, 0 if abs(value) >= 10 else 1))


def money_axis(axes: Axes, say: Language, label: str, most: int = 6) -> None:
    """DKK upwards, shown in millions."""
    axes.yaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(LocalNumbers(say, 1 / MILLION))
    axes.set_ylabel(label)
    axes.grid(axis="y")


def payers_in(frame: pd.DataFrame, *columns: str) -> list[str]:
    """The payers who pay anything in these columns, in a settled order; if nobody does, all."""
    paying = frame[(frame[list(columns)] != 0).any(axis=1)]
    rows = frame if paying.empty else paying
    found = [str(name) for name in rows["payer"].unique() if name != ALL]
    return sorted(found, key=[*PAYER_LOOKS, *found].index)


def stacked(axes: Axes, places: FloatArray, parts: Sequence[FloatArray], payers: Sequence[str],
            width: float = 0.62) -> None:  # fmt: skip
    """Bars of parts: those above nought upwards, those below it downwards."""
    above, below = np.zeros(len(places)), np.zeros(len(places))
    for payer, part in zip(payers, parts, strict=True):
        bottom = np.where(part >= 0, above, below)
        axes.bar(places, part, width, bottom=bottom, **look_of_payer(payer), **EDGE)
        above, below = above + np.maximum(part, 0.0), below + np.minimum(part, 0.0)


def look_of_payer(payer: str) -> dict[str, Any]:
    """Colour and hatch of a payer."""
    return PAYER_LOOKS.get(payer, {"facecolor": "white", "hatch": "xx"})


def payer_handles(about: About, payers: Sequence[str]) -> list[Patch]:
    """Payers in a legend."""
    return [
        Patch(label=about.language.named("payer", payer), **look_of_payer(payer), **EDGE)
        for payer in payers
    ]


def sum_handle(about: About) -> Line2D:
    """The diamond of the sum in a legend."""
    name = about.language("payer.all")
    return Line2D([], [], label=name, linestyle="", marker="D", color="white",
                  markeredgecolor=INK, markersize=5.5)  # fmt: skip


def look_of_plan(plan: str, plans: Sequence[str]) -> dict[str, Any]:
    """Colour, line style, width and marker of a plan among others."""
    if plan == "none":
        return dict(NOBODY)
    others = [name for name in plans if name != "none"]
    return dict(PLAN_LOOKS[others.index(plan) % len(PLAN_LOOKS)])
