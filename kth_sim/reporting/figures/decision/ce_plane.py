"""The cost-effectiveness plane: every draw's increment, quadrants, ellipse, threshold lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.contracts import FloatArray
from kth_sim.economics import Outcomes, ceac, quadrant_shares
from kth_sim.reporting.figures.decision.drawing import HALO, number_axis
from kth_sim.reporting.figures.decision.page import (
    About,
    joined_readings,
    of_reading,
    page,
    panels,
    readings,
)
from kth_sim.reporting.figures.style import BLUE, INK, MUTED, SMALL, finish, house_style
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("draw", "inc_cost", "inc_effect")
NOTHING, SOMETHING = "nothing", "something"
INSIDE = 0.95  # of a bivariate normal distribution, the ellipse
DASHES: tuple[tuple[float, ...], ...] = ((6, 2), (2, 1.5), (6, 1.5, 1, 1.5), (1, 1.5))
CORNERS = {
    "NW": (0.02, 0.99, "left", "top"),
    "NE": (0.98, 0.99, "right", "top"),
    "SW": (0.02, 0.01, "left", "bottom"),
    "SE": (0.98, 0.01, "right", "bottom"),
}


@house_style
def ce_plane(frame: pd.DataFrame, about: About) -> Figure:
    """Incremental cost against incremental QALYs, a point a draw.

    Args:
        frame: `draw, inc_cost, inc_effect`, and `reading` where the cost is read in more ways.
        about: whose results, in which language; its thresholds are drawn as lines.
    """
    require(frame, COLUMNS, "ce_plane")
    say = about.language
    figure = page(_title(frame, about), about, say("ce_plane.note"), height=4.9)
    for axes, rows in panels(figure, frame, about, across=True):
        _draw_cloud(axes, rows, about)
    return finish(figure)


def as_outcomes(rows: pd.DataFrame) -> Outcomes:
    """Increments as the outcomes of a strategy against one that costs and gains nothing."""
    cost, effect = (rows[name].to_numpy(float) for name in ("inc_cost", "inc_effect"))
    none = np.zeros_like(cost)
    return Outcomes.from_arrays(
        (NOTHING, SOMETHING), np.stack([none, cost], 1), np.stack([none, effect], 1)
    )


def ellipse(x: FloatArray, y: FloatArray, inside: float = INSIDE, points: int = 181) -> FloatArray:
    """The ellipse that holds a share of a bivariate normal of the same mean and covariance.

    Its radius squared is the quantile of chi-squared with 2 degrees of freedom, -2 ln(1 - share).

    Returns:
        `[point, 2]`, closed.
    """
    values, vectors = np.linalg.eigh(np.cov(x, y))
    radius = math.sqrt(-2 * math.log(1 - inside)) * np.sqrt(np.maximum(values, 0))
    angle = np.linspace(0, 2 * np.pi, points)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    around: FloatArray = circle * radius @ vectors.T + [x.mean(), y.mean()]
    return around


def _title(frame: pd.DataFrame, about: About) -> str:
    say = about.language
    if math.isnan(about.mark):
        return say("ce_plane.title_plain")
    shares = {}
    for name in readings(frame):
        worth = ceac(as_outcomes(of_reading(frame, name)), about.mark)[SOMETHING]
        shares[name] = say.percent(float(worth.iloc[0]))
    return say("ce_plane.title", wtp=about.wtp(about.mark), shares=joined_readings(about, shares))


def _draw_cloud(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    say = about.language
    x, y = rows["inc_effect"].to_numpy(float), rows["inc_cost"].to_numpy(float)
    axes.plot(x, y, ".", color=BLUE, alpha=_alpha(len(x)), markersize=3, markeredgewidth=0,
              rasterized=True, zorder=2)  # fmt: skip
    if len(x) > 2:
        axes.plot(*ellipse(x, y).T, color=INK, linewidth=1.3, zorder=4)
    axes.plot(x.mean(), y.mean(), "D", color="white", markeredgecolor=INK, markersize=5, zorder=5)
    axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    _settle_limits(axes, x, y)
    for wtp, dashes in zip(about.marks, DASHES, strict=False):
        _draw_threshold(axes, wtp, dashes, about)
    number_axis(axes, "x", say, say("ce_plane.effect"), most=5)
    number_axis(axes, "y", say, say("ce_plane.cost"))
    _name_quadrants(axes, quadrant_shares(as_outcomes(rows)), about)


def _alpha(points: int) -> float:
    """Fainter where there are many."""
    return float(np.clip(300 / points, 0.12, 0.7))


def _settle_limits(axes: Axes, x: FloatArray, y: FloatArray) -> None:
    """Nought, the ellipse and nearly every draw inside, with room for the corners' words."""
    around = ellipse(x, y) if len(x) > 2 else np.stack([x, y], axis=-1)
    for values, border, settle in (
        (x, around[:, 0], axes.set_xlim),
        (y, around[:, 1], axes.set_ylim),
    ):
        ends = [*np.quantile(values, [0.001, 0.999]), *border, 0.0]
        low, high = min(ends), max(ends)
        room = 0.16 * ((high - low) or 1.0)
        settle(low - room, high + room)


def _draw_threshold(axes: Axes, wtp: float, dashes: tuple[float, ...], about: About) -> None:
    """A line through nought whose slope is the threshold, named where it leaves the panel."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    stop = min(right, top / wtp) if wtp > 0 else right
    start = max(left, bottom / wtp) if wtp > 0 else left
    axes.plot([start, stop], [wtp * start, wtp * stop], color=MUTED, linewidth=1.3,
              dashes=dashes, zorder=3)  # fmt: skip
    place = 0.8 * stop
    axes.text(
        place,
        wtp * place,
        about.language.number(wtp),
        rotation=math.degrees(math.atan(wtp)),
        rotation_mode="anchor",
        transform_rotates_text=True,
        ha="center",
        va="bottom",
        fontsize=SMALL,
        color=INK,
        path_effects=[HALO],
        zorder=6,
    )


def _name_quadrants(axes: Axes, shares: pd.Series[float], about: About) -> None:
    """In each corner what it means and the share of draws in it."""
    say = about.language
    for name, (x, y, ha, va) in CORNERS.items():
        axes.text(
            x,
            y,
            f"{say(f'ce_plane.{name}').replace(', ', f',{chr(10)}')}\n"
            f"{say.percent(float(shares[name]), 1)}",
            transform=axes.transAxes,
            ha=ha,
            va=va,
            fontsize=SMALL,
            color=INK,
            path_effects=[HALO],
            zorder=7,
        )
