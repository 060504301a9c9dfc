"""What the next study is worth, less its cost, against its size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.decision.bars import Z95
from kth_sim.reporting.figures.decision.drawing import (
    HALO,
    OTHERS,
    label_ends,
    number_axis,
    zero_line,
)
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import BLUE, INK, SMALL, finish, house_style
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-", "linewidth": 2.0, "marker": "s"},
    {"color": INK, "linestyle": (0, (5, 2)), "linewidth": 1.6, "marker": "o"},
    *OTHERS[:-1],
)


@house_style
def enbs(frame: pd.DataFrame, about: About) -> Figure:
    """Expected net benefit of sampling against the size of each study, the best size marked.

    Args:
        frame: `study, n, wtp, evsi, se, enbs, best`, ENBS in DKK; `enbs_se` too, if known. Of one
            threshold.
        about: whose results, in which language.
    """
    require(frame, ("study", "n", "wtp", "enbs", "best"), "enbs")
    say, wtp = about.language, float(frame["wtp"].iloc[0])
    figure = page(_title(frame, about), about, say("enbs.note", wtp=about.wtp(wtp)), height=4.8)
    axes = figure.add_subplot()
    looks, ends = {}, {}
    for look, (study, rows) in zip(LOOKS, frame.groupby("study", sort=False), strict=False):
        name = say.named("study", str(study))
        line = rows.sort_values("n")
        _draw_study(axes, line, look, about)
        last = float(line["enbs"].iloc[-1]) / MILLION
        if line["n"].max() == frame["n"].max():
            looks[name], ends[name] = look, last
        else:
            _name_short_line(axes, float(line["n"].max()), last, name, look["color"])
    zero_line(axes)
    axes.margins(x=0)
    number_axis(axes, "x", say, say("enbs.size"))
    number_axis(axes, "y", say, say("enbs.axis"))
    axes.grid(axis="y")
    label_ends(axes, float(frame["n"].max()), ends, looks.__getitem__)
    return finish(figure)


def _name_short_line(axes: Axes, x: float, y: float, name: str, color: str) -> None:
    """The name of a study whose sizes end before those of others, at its own end."""
    axes.annotate(
        name,
        (x, y),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=color,
        fontsize=8.5,
        path_effects=[HALO],
    )


def _draw_study(axes: Axes, rows: pd.DataFrame, look: dict[str, Any], about: About) -> None:
    n, worth = rows["n"].to_numpy(float), rows["enbs"].to_numpy(float) / MILLION
    axes.plot(n, worth, markersize=4, **look)
    if "enbs_se" in rows:
        reach = Z95 * rows["enbs_se"].to_numpy(float) / MILLION
        axes.fill_between(
            n, worth - reach, worth + reach, color=look["color"], alpha=0.15, linewidth=0
        )
    for _, row in rows[rows["best"].astype(bool)].iterrows():
        x, y = float(row["n"]), float(row["enbs"]) / MILLION
        axes.plot(x, y, "o", markersize=10, markerfacecolor="none", markeredgecolor=INK)
        axes.annotate(
            about.language("enbs.best", n=about.language.number(x)),
            (x, y),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
            color=INK,
            path_effects=[HALO],
        )


def _title(frame: pd.DataFrame, about: About) -> str:
    """The study worth most and its size, or that none is worth its cost."""
    say = about.language
    top = frame.iloc[int(frame["enbs"].to_numpy(float).argmax())]
    if float(top["enbs"]) <= 0:
        return say("enbs.title_none")
    return say(
        "enbs.title",
        study=say.named("study", str(top["study"])),
        n=say.number(float(top["n"])),
        amount=say.number(float(top["enbs"]) / MILLION, 1),
    )
