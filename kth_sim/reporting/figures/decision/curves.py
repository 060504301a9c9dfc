"""Curves over the threshold: acceptability, frontier, expected loss, value of information."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kth_sim.reporting.figures.decision.drawing import (
    HALO,
    label_ends,
    look_of,
    number_axis,
    share_axis,
    wtp_axis,
)
from kth_sim.reporting.figures.decision.page import (
    About,
    joined_readings,
    of_reading,
    page,
    panels,
    readings,
    with_wtp,
)
from kth_sim.reporting.figures.style import BLUE, INK, SMALL, finish, house_style
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

ROW = 2.45  # inches a panel
HEADROOM = 1.34  # above the curves, for the names of thresholds


def strategies_in(frame: pd.DataFrame) -> list[str]:
    """The columns that are strategies."""
    return [str(name) for name in frame if name not in ("wtp", "reading")]


@house_style
def ceac(frame: pd.DataFrame, about: About) -> Figure:
    """Probability that each strategy gives the most net benefit, over the threshold.

    Args:
        frame: `wtp` (column or index), a column a strategy, and perhaps `reading`.
        about: whose results, in which language; thresholds to mark.
    """
    frame = with_wtp(frame)
    say = about.language
    title = _best_title("ceac", frame, about)
    figure = _page_of_rows(title, frame, about, say("ceac.note"))
    for axes, rows in panels(figure, frame, about):
        share_axis(axes, "y", say, say("ceac.axis"))
        _draw_lines(axes, rows, about)
    return _finished(figure, about)


@house_style
def ceaf(frame: pd.DataFrame, about: About) -> Figure:
    """Probability of giving the most net benefit, of the strategy whose expected one is highest.

    Args:
        frame: `wtp` (column or index), `strategy, probability`, and perhaps `reading`.
        about: whose results, in which language; thresholds to mark.
    """
    frame = with_wtp(frame)
    require(frame, ("wtp", "strategy", "probability"), "ceaf")
    say = about.language
    figure = _page_of_rows(_frontier_title(frame, about), frame, about, say("ceaf.note"))
    strategies = list(dict.fromkeys(frame["strategy"]))
    for axes, rows in panels(figure, frame, about):
        share_axis(axes, "y", say, say("ceaf.axis"))
        _draw_frontier(axes, rows, strategies)
    handles = [
        Line2D([], [], label=about.strategy(name), markersize=4, **look_of(name, strategies))
        for name in strategies
    ]
    figure.axes[-1].legend(handles=handles, loc="lower right")
    return _finished(figure, about)


@house_style
def expected_loss(frame: pd.DataFrame, about: About) -> Figure:
    """What choosing each strategy is expected to lose against knowing, over the threshold.

    Args:
        frame: `wtp` (column or index), a column a strategy in DKK a patient, perhaps `reading`.
        about: whose results, in which language; thresholds to mark.
    """
    frame = with_wtp(frame)
    say = about.language
    title = _best_title("expected_loss", frame, about)
    figure = _page_of_rows(title, frame, about, say("expected_loss.note"))
    for axes, rows in panels(figure, frame, about):
        number_axis(axes, "y", say, say("expected_loss.axis"))
        _draw_lines(axes, rows, about)
        axes.set_ylim(bottom=0)
    return _finished(figure, about)


@house_style
def evpi(frame: pd.DataFrame, about: About) -> Figure:
    """Expected value of perfect information, over the threshold.

    Args:
        frame: `wtp` (column or index), `evpi` in DKK a patient, and perhaps `reading`.
        about: whose results, in which language; thresholds to mark.
    """
    frame = with_wtp(frame)
    require(frame, ("wtp", "evpi"), "evpi")
    say = about.language
    figure = _page_of_rows(_evpi_title(frame, about), frame, about, say("evpi.note"))
    for axes, rows in panels(figure, frame, about):
        number_axis(axes, "y", say, say("evpi.axis"))
        axes.plot(rows["wtp"], rows["evpi"], color=BLUE, linewidth=2.0)
        axes.fill_between(rows["wtp"], rows["evpi"], color=BLUE, alpha=0.12, linewidth=0)
        axes.set_ylim(0, 1.08 * max(float(rows["evpi"].max()), 1e-9))
        _mark_peak(axes, rows, about)
    return _finished(figure, about)


def _page_of_rows(title: str, frame: pd.DataFrame, about: About, note: str) -> Figure:
    steps = np.unique(np.diff(np.unique(frame["wtp"])).round(6))
    grid = (
        about.language("note.steps", step=about.language.money(steps[0])) if steps.size == 1 else ""
    )
    return page(title, about, note, grid, height=1.9 + ROW * len(readings(frame)))


def _draw_lines(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    """A line a strategy, named at its end."""
    names = strategies_in(rows)
    looks = {about.strategy(name): look_of(name, names) for name in names}
    every = max(1, len(rows) // 9)
    for shift, name in enumerate(names):
        axes.plot(
            rows["wtp"],
            rows[name],
            markevery=(shift * every // len(names), every),
            markersize=4,
            clip_on=False,
            **looks[about.strategy(name)],
        )
    ends = {about.strategy(name): float(rows[name].iloc[-1]) for name in names}
    axes.autoscale(axis="x", tight=True)
    label_ends(axes, float(rows["wtp"].max()), ends, looks.__getitem__)
    axes.grid(axis="y")


def _draw_frontier(axes: Axes, rows: pd.DataFrame, strategies: list[str]) -> None:
    """One line whose look changes with the strategy, and where it changes."""
    wtp, chosen = rows["wtp"].to_numpy(float), rows["strategy"].to_numpy(str)
    probability = rows["probability"].to_numpy(float)
    cuts = [0, *(np.flatnonzero(chosen[1:] != chosen[:-1]) + 1).tolist(), len(rows)]
    for first, stop in pairwise(cuts):
        part, look = slice(first, stop), look_of(chosen[first], strategies)
        every = max(1, len(rows) // 9)
        axes.plot(
            wtp[part], probability[part], markevery=every, markersize=4, clip_on=False, **look
        )
    axes.autoscale(axis="x", tight=True)
    axes.grid(axis="y")


def _mark_peak(axes: Axes, rows: pd.DataFrame, about: About) -> None:
    """The highest value, with its amount and threshold."""
    say, peak = about.language, rows.iloc[int(rows["evpi"].to_numpy(float).argmax())]
    x, y = float(peak["wtp"]), float(peak["evpi"])
    right = x > float(rows["wtp"].mean())
    axes.plot(x, y, "o", color=INK, markersize=4.5, zorder=5)
    axes.annotate(
        say("evpi.peak", amount=say.money(y), wtp=say.number(x)),
        (x, y),
        xytext=(-6 if right else 6, 2),
        textcoords="offset points",
        ha="right" if right else "left",
        va="bottom",
        fontsize=SMALL,
        color=INK,
        path_effects=[HALO],
        zorder=6,
    )


def _finished(figure: Figure, about: About) -> Figure:
    """Thresholds marked above the curves and named on the last axis, then the layout settled."""
    for axes in figure.axes:
        top = axes.get_ylim()[1]
        if about.marks:
            axes.set_yticks([tick for tick in axes.get_yticks() if tick <= top * (1 + 1e-9)])
            axes.set_ylim(axes.get_ylim()[0], HEADROOM * top)
        wtp_axis(axes, about, named=axes is figure.axes[-1])
    return finish(figure)


def nearest(rows: pd.DataFrame, wtp: float) -> pd.Series[Any]:
    """The row whose threshold lies nearest."""
    return rows.iloc[int(np.abs(rows["wtp"].to_numpy(float) - wtp).argmin())]


def _best_title(kind: str, frame: pd.DataFrame, about: About) -> str:
    """The title, speaking of one strategy at the middle mark; plain where nothing is marked."""
    say = about.language
    if not about.marks:
        return say(f"{kind}.title_plain")
    names = strategies_in(frame)
    subject = "kth" if "kth" in names else names[-1]
    values = {}
    for reading in readings(frame):
        value = float(nearest(of_reading(frame, reading), about.mark)[subject])
        values[reading] = say.percent(value) if kind == "ceac" else say.money(value)
    return say(
        f"{kind}.title",
        strategy=about.strategy(subject),
        wtp=about.wtp(about.mark),
        values=joined_readings(about, values),
    )


def _frontier_title(frame: pd.DataFrame, about: About) -> str:
    """From which threshold each frontier's last strategy is the choice."""
    say, found = about.language, {}
    for reading in readings(frame):
        rows = of_reading(frame, reading)
        chosen = rows["strategy"].to_numpy(str)
        switches = np.flatnonzero(chosen[1:] != chosen[:-1]) + 1
        last = about.strategy(chosen[-1])
        if switches.size:
            wtp = float(rows["wtp"].iloc[switches[-1]])
            found[reading] = say("ceaf.from", strategy=last, amount=say.money(wtp))
        else:
            found[reading] = say("ceaf.always", strategy=last)
    return say("ceaf.title", choices=joined_readings(about, found))


def _evpi_title(frame: pd.DataFrame, about: About) -> str:
    say = about.language
    if not about.marks:
        return say("evpi.title_plain")
    values = {
        reading: say.money(float(nearest(of_reading(frame, reading), about.mark)["evpi"]))
        for reading in readings(frame)
    }
    return say("evpi.title", wtp=about.wtp(about.mark), values=joined_readings(about, values))
