"""Several measures of every point of a sweep side by side, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kth_sim.reporting.figures.decision.drawing import number_axis, zero_line
from kth_sim.reporting.figures.decision.page import page
from kth_sim.reporting.figures.style import BLUE, INK, SMALL, finish, house_style, legend_strip
from kth_sim.reporting.figures.sweep.naming import Naming, scale_of
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST = 24  # points in the figure
MOST_MEASURES = 4
COLUMNS = ("point", "point_label", "measure", "mean", "low", "high", "basis")


@house_style
def sweep_forest(frame: pd.DataFrame, naming: Naming, measures: Sequence[str]) -> Figure:
    """A panel a measure, a row a point: the mean and what holds 95 % of the draws.

    Args:
        frame: `COLUMNS`, a row a point and measure, and a column an axis.
        naming: of the sweep.
        measures: in the order of the panels; the first four that are there.
    """
    require(frame, COLUMNS, "sweep_forest")
    say = naming.about.language
    there = [name for name in measures if (frame["measure"] == name).any()][:MOST_MEASURES]
    points = frame.drop_duplicates("point").head(MOST)
    first = frame[frame["measure"] == there[0]]
    n = int((first["mean"] > 0).sum())
    title = say("sweep_forest.title", outcome=naming.outcome(there[0]), n=n, of=len(first))
    notes = [say("sweep_forest.note"), say("sweep.luck"), naming.marked(frame)]
    if naming.design != "list":
        notes.append(say("sweep.points", axes="; ".join(map(naming.axis, naming.varying))))
    if len(points) < len(first):
        notes.append(say("sweep_ranking.few", n=len(points), of=len(first)))
    height = 2.6 + 0.33 * len(points)
    figure = page(title, naming.about, *(note for note in notes if note), height=height)
    grid = figure.add_gridspec(2, len(there), height_ratios=(0.35, max(len(points), 3)))
    for place, measure in enumerate(there):
        axes = figure.add_subplot(grid[1, place])
        _draw(axes, frame[frame["measure"] == measure], points, naming, measure)
        if place:
            axes.tick_params(labelleft=False)
    look = {"color": BLUE, "marker": "s", "markersize": 5, "linewidth": 1.4}
    legend_strip(
        figure.add_subplot(grid[0, :]),
        [Line2D([], [], label=say("sweep_forest.key"), **look)],  # type: ignore[arg-type]
    )
    return finish(figure)


def _draw(
    axes: Axes, rows: pd.DataFrame, points: pd.DataFrame, naming: Naming, measure: str
) -> None:
    scale, by_point = scale_of(measure), rows.set_index("point")
    for place, number in enumerate(points["point"]):
        row = by_point.loc[number]
        low, high = float(row["low"]) / scale, float(row["high"]) / scale
        axes.plot([low, high], [place, place], color=BLUE, linewidth=1.4)
        axes.plot(float(row["mean"]) / scale, place, "s", color=BLUE, markersize=5)
    names = [naming.point(row) + naming.mark(str(row["basis"])) for _, row in points.iterrows()]
    axes.set_yticks(range(len(names)), names, fontsize=SMALL)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x")
    zero_line(axes, "v")
    say = naming.about.language
    number_axis(axes, "x", say, naming.outcome_axis(measure, 17), most=3)
    axes.tick_params(axis="x", labelsize=7)
    axes.xaxis.label.set_fontsize(SMALL)
