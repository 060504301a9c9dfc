"""Bars, largest first: what a parameter is worth knowing, and what it moves."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kth_sim.reporting.figures.decision.drawing import (
    HALO,
    least_digits,
    number_axis,
    zero_line,
)
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.frames import require
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    import pandas as pd

MOST_BARS, FEWEST_BARS = 15, 3
LEAST_SHOWN = 0.005  # of the longest bar
NAME_WIDTH = 40  # letters to a line of a bar's name
Z95 = 1.959963984540054
MONEY_OUTCOMES = ("inmb", "inc_cost", "budget")


@house_style
def evppi(frame: pd.DataFrame, about: About) -> Figure:
    """What knowing each parameter or group would be worth, with 95 % intervals.

    Args:
        frame: `parameters, wtp, evppi, se`, DKK a patient, of one threshold; `evpi` and `basis`
            too, if known.
        about: whose results, in which language.
    """
    require(frame, ("parameters", "wtp", "evppi", "se"), "evppi")
    say, wtp = about.language, float(frame["wtp"].iloc[0])
    rows = _worth_showing(frame.sort_values("evppi", ascending=False, kind="stable"))
    title = say(
        "evppi.title",
        parameter=_group_name(str(rows["parameters"].iloc[0]), about),
        amount=say.money(float(rows["evppi"].iloc[0])),
        wtp=about.wtp(wtp),
    )
    notes = [say("evppi.note", n=len(rows))]
    if "basis" in rows and (rows["basis"] == ASSUMPTION).any():
        notes.append(say("note.mark", mark=MARKER))
    figure = page(title, about, *notes, height=1.9 + 0.34 * len(rows))
    axes = figure.add_subplot()
    _bars_with_errors(axes, rows, about)
    if "evpi" in rows:
        _mark_all(axes, float(rows["evpi"].iloc[0]), about)
    number_axis(axes, "x", say, say("evppi.axis"))
    return finish(figure)


def _worth_showing(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest bars, without those too short to see; a few where all are."""
    seen = rows[rows["evppi"] > LEAST_SHOWN * rows["evppi"].max()]
    return (seen if len(seen) else rows.head(FEWEST_BARS)).head(MOST_BARS)


def _bars_with_errors(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    places, values = np.arange(len(rows)), rows["evppi"].to_numpy(float)
    reach = Z95 * rows["se"].to_numpy(float)
    axes.barh(places, values, height=0.6, facecolor=BLUE, edgecolor=INK, linewidth=0.6)
    below = np.minimum(reach, values)  # a value of information is never below nought
    axes.errorbar(values, places, xerr=[below, reach], fmt="none", ecolor=INK, capsize=3)
    for place, (value, far) in enumerate(zip(values, reach, strict=True)):
        _number_beside(axes, value + far, place, about.language.number(value), "left")
    bases = rows["basis"] if "basis" in rows else [""] * len(rows)
    _name_bars(
        axes,
        [
            _group_name(str(name), about)
            + (f"\N{NO-BREAK SPACE}{MARKER}" if basis == ASSUMPTION else "")
            for name, basis in zip(rows["parameters"], bases, strict=True)
        ],
    )
    axes.set_xlim(0, 1.18 * max(float((values + reach).max()), 1e-9))


def _group_name(name: str, about: About) -> str:
    """A parameter's name, that of a group, or those of its parameters, joined."""
    group = about.language.named("group", name, "")
    if group:
        return group
    parts = [part.strip() for part in name.replace(",", "+").split("+")]
    return " + ".join(about.parameter(part) for part in parts)


def _mark_all(axes: Axes, value: float, about: About) -> None:
    """The value of knowing everything, as an upright line that no bar should pass."""
    axes.axvline(value, color=MUTED, linestyle=(0, (4, 2)), linewidth=1.2)
    axes.set_xlim(right=max(axes.get_xlim()[1], 1.12 * value))
    axes.annotate(
        about.language("evppi.all", amount=about.language.money(value)),
        (value, 0),
        xycoords=("data", "axes fraction"),
        xytext=(-4, 6),
        textcoords="offset points",
        ha="right",
        fontsize=SMALL,
        color=MUTED,
        path_effects=[HALO],
    )


@house_style
def tornado(frame: pd.DataFrame, about: About) -> Figure:
    """What each parameter moves of one outcome between its bounds, the widest first.

    Args:
        frame: `parameter, label, unit, basis, outcome, base, low_value, high_value, at_low,
            at_high, mcse_low, mcse_high, swing`, of one outcome.
        about: whose results, in which language.
    """
    needed = ("parameter", "label", "basis", "outcome", "base", "at_low", "at_high", "swing")
    require(frame, (*needed, "low_value", "high_value"), "tornado")
    say, outcome = about.language, str(frame["outcome"].iloc[0])
    order = frame["swing"].abs().sort_values(ascending=False, kind="stable").index
    rows = frame.loc[order]
    rows = rows[rows["swing"] != 0].head(MOST_BARS)
    figure = page(
        _tornado_title(rows, about),
        about,
        say("tornado.note", n=len(rows), of=len(frame)),
        *([say("tornado.error", error=_largest_error(rows, about))] if _errors(rows) else []),
        *([say("note.mark", mark=MARKER)] if (rows["basis"] == ASSUMPTION).any() else []),
        height=2.3 + 0.37 * len(rows),
    )
    grid = figure.add_gridspec(2, 1, height_ratios=(0.05, 1))
    axes = figure.add_subplot(grid[1])
    _draw_swings(axes, rows, about)
    base = float(rows["base"].iloc[0])
    axes.axvline(base, color=INK, linewidth=1.0)
    axes.annotate(
        say("tornado.base", value=_rounded(base, about)),
        (base, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=SMALL,
    )
    number_axis(axes, "x", say, about.outcome_axis(outcome, 70))
    legend_strip(
        figure.add_subplot(grid[0]),
        [Patch(label=say(f"tornado.{end}"), **look) for end, look in ENDS.items()],
    )
    return finish(figure)


ENDS: dict[str, dict[str, Any]] = {
    "low": {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.6},
    "high": {"facecolor": ORANGE, "edgecolor": INK, "linewidth": 0.6, "hatch": "////"},
}


def _draw_swings(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    base = float(rows["base"].iloc[0])
    for place, (_, row) in enumerate(rows.iterrows()):
        for end in ("low", "high"):
            reached = float(row[f"at_{end}"])
            axes.barh(place, reached - base, left=base, height=0.62, **ENDS[end])
        _name_ends(axes, place, row, about)
    marked = [
        about.parameter(str(row["parameter"]), str(row["label"]), str(row.get("unit", "")))
        + (f"\N{NO-BREAK SPACE}{MARKER}" if row["basis"] == ASSUMPTION else "")
        for _, row in rows.iterrows()
    ]
    _name_bars(axes, marked)
    every = rows[["at_low", "at_high", "base"]].to_numpy(float)
    low, high = float(every.min()), float(every.max())
    room = 0.16 * ((high - low) or 1.0)
    axes.set_xlim(low - room, high + room)


def _name_ends(axes: Axes, place: int, row: pd.Series[Any], about: About) -> None:
    """The parameter's value at each end of its bar; both on one side where the bar has one."""
    base, ends = float(row["base"]), {e: float(row[f"at_{e}"]) for e in ("low", "high")}
    texts = {e: _short(float(row[f"{e}_value"]), about) for e in ends}
    lower = min(ends, key=ends.__getitem__)
    upper = "high" if lower == "low" else "low"
    if ends[lower] >= base or ends[upper] <= base:
        side = "left" if ends[lower] >= base else "right"
        far = ends[upper] if side == "left" else ends[lower]
        _number_beside(axes, far, place, f"{texts['low']}; {texts['high']}", side)
        return
    _number_beside(axes, ends[upper], place, texts[upper], "left")
    _number_beside(axes, ends[lower], place, texts[lower], "right")


def _short(value: float, about: About) -> str:
    return about.language.number(value, least_digits(value))


def _rounded(value: float, about: About) -> str:
    """A number to three significant digits, large ones, too."""
    exponent = math.floor(math.log10(abs(value))) if value else 0
    return about.language.number(value, min(2 - exponent, 4))


def _number_beside(axes: Axes, x: float, place: float, text: str, ha: str) -> None:
    axes.annotate(
        text,
        (x, place),
        xytext=(4 if ha == "left" else -4, 0),
        textcoords="offset points",
        ha=ha,
        va="center",
        fontsize=SMALL,
        color=INK,
    )


def _name_bars(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), [textwrap.fill(name, NAME_WIDTH) for name in names])
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x")
    zero_line(axes, "v")


def _errors(rows: pd.DataFrame) -> bool:
    return "mcse_low" in rows and bool(rows[["mcse_low", "mcse_high"]].notna().any(axis=None))


def _largest_error(rows: pd.DataFrame, about: About) -> str:
    error = float(np.nanmax(rows[["mcse_low", "mcse_high"]].to_numpy(float)))
    return _rounded(error, about)


def _tornado_title(rows: pd.DataFrame, about: About) -> str:
    first = rows.iloc[0]
    say, name = about.language, about.parameter(str(first["parameter"]), str(first["label"]))
    ends = sorted((float(first["at_low"]), float(first["at_high"])))
    low, high = (_rounded(end, about) for end in ends)
    what = about.outcome(str(first["outcome"]))
    return say("tornado.title", parameter=name, outcome=what, low=low, high=high)
