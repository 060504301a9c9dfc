"""Points of a sweep ranked by what choosing is expected to lose against knowing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kth_sim.reporting.figures.decision.drawing import number_axis
from kth_sim.reporting.figures.decision.page import page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    PALE,
    SMALL,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.figures.sweep.naming import MILLION, Naming
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

MOST = 24  # points in the figure
KTH, USUAL = "kth", "usual_care"
COLUMNS = ("point", "point_label", "choice", "expected_loss", "prob_best", "basis", "wtp", "group")
LOOKS: dict[str, dict[str, Any]] = {
    KTH: {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.6},
    USUAL: {"facecolor": PALE, "edgecolor": INK, "linewidth": 0.6, "hatch": "////"},
}


@house_style
def sweep_ranking(frame: pd.DataFrame, naming: Naming) -> Figure:
    """What choosing is expected to lose at each point, least first, at one threshold.

    Of strategies two bars a point: choosing KTH and staying with usual care. Of plans one bar a
    point, against the best plan of the same scenario.

    Args:
        frame: `COLUMNS`, and a column an axis.
        naming: of the sweep.
    """
    require(frame, COLUMNS, "sweep_ranking")
    plans = not frame["choice"].isin(LOOKS).all()
    first = frame if plans else frame[frame["choice"] == KTH]
    order = first.sort_values(["group", "expected_loss"] if plans else "expected_loss")
    shown = order.head(MOST)
    say = naming.about.language
    notes = _notes(frame, naming, shown, order, plans=plans)
    height = 2.2 + (0.3 if plans else 0.42) * len(shown)
    figure = page(_title(order, naming, plans=plans), naming.about, *notes, height=height)
    grid = figure.add_gridspec(2, 1, height_ratios=(0.35, max(len(shown), 3)))
    axes = figure.add_subplot(grid[1])
    unit = MILLION if plans else 1.0
    names = _bars(axes, frame, shown, naming, unit, plans=plans)
    axes.set_yticks(range(len(names)), names, fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    longest = float(frame[frame["point"].isin(shown["point"])]["expected_loss"].max()) / unit
    axes.set_xlim(0, 1.3 * max(longest, 1e-9))
    axes.grid(axis="x")
    number_axis(axes, "x", say, say("sweep_ranking.axis_plans" if plans else "sweep_ranking.axis"))
    looks = {KTH: "sweep_ranking.plan"} if plans else {n: f"sweep_ranking.{n}" for n in LOOKS}
    handles = [Patch(label=say(key), **LOOKS[name]) for name, key in looks.items()]
    legend_strip(figure.add_subplot(grid[0]), handles)
    return finish(figure)


def _bars(
    axes: Axes,
    frame: pd.DataFrame,
    shown: pd.DataFrame,
    naming: Naming,
    unit: float,
    *,
    plans: bool,
) -> list[str]:
    """Draw the bars; return the points' names."""
    names = []
    for place, (_, row) in enumerate(shown.iterrows()):
        names.append(naming.point(row) + naming.mark(str(row["basis"])))
        if plans:
            _bar(axes, place, 0.62, row, naming, unit, KTH)
            continue
        both = frame[frame["point"] == row["point"]].set_index("choice", drop=False)
        _bar(axes, place - 0.19, 0.36, both.loc[KTH], naming, unit, KTH)
        _bar(axes, place + 0.19, 0.36, both.loc[USUAL], naming, unit, USUAL)
    return names


def _bar(
    axes: Axes,
    place: float,
    height: float,
    row: pd.Series[Any],
    naming: Naming,
    unit: float,
    look: str,
) -> None:
    say, length = naming.about.language, float(row["expected_loss"]) / unit
    axes.barh(place, length, height=height, **LOOKS[look])
    loss = naming.amount("net_cost" if unit != 1.0 else "inmb", float(row["expected_loss"]))
    text = say("sweep_ranking.best", loss=loss, share=say.percent(float(row["prob_best"])))
    axes.annotate(
        text, (length, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7
    )


def _notes(
    frame: pd.DataFrame,
    naming: Naming,
    shown: pd.DataFrame,
    order: pd.DataFrame,
    *,
    plans: bool,
) -> list[str]:
    say = naming.about.language
    at = naming.about.wtp(float(frame["wtp"].iloc[0]))
    notes = [say("sweep_ranking.note_plans" if plans else "sweep_ranking.note", wtp=at)]
    if naming.design != "list":
        notes.append(say("sweep.points", axes="; ".join(map(naming.axis, naming.varying))))
    if len(shown) < len(order):
        notes.append(say("sweep_ranking.few", n=len(shown), of=len(order)))
    return [*notes, naming.marked(frame)] if naming.marked(frame) else notes


def _title(order: pd.DataFrame, naming: Naming, *, plans: bool) -> str:
    say = naming.about.language
    if plans:
        best = order[
            order["expected_loss"] == order.groupby("group")["expected_loss"].transform("min")
        ]
        counts = best["choice"].value_counts()
        winner = say.named("plan_name", str(counts.index[0]))
        n, of = int(counts.iloc[0]), int(order["group"].nunique())
        return say("sweep_ranking.title_plans", plan=winner, n=n, of=of)
    ends = [order.iloc[0], order.iloc[-1]]
    names = [naming.point(row).replace("\n", " ").replace(r"\$", "$") for row in ends]
    amounts = [naming.amount("inmb", float(row["expected_loss"])) for row in ends]
    return say(
        "sweep_ranking.title", least=names[0], low=amounts[0], most=names[1], high=amounts[1]
    )
