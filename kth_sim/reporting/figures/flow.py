"""Where 1,000 patients go in 90 days, as bands between states."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from kth_sim.reporting.figures.flow_layout import (
    STAGES,
    Band,
    Node,
    place_bands,
    place_nodes,
    spread,
    stages_of,
)
from kth_sim.reporting.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    SMALL,
    finish,
    house_style,
    new_figure,
)
from kth_sim.reporting.frames import by_strategy, require
from kth_sim.reporting.language import Language

GAP = 45.0  # between nodes, in patients
LABEL_SPACE = 58.0  # between labels
NODE_WIDTH = 0.055  # in stages
PEOPLE = 1000
PLAIN: dict[str, Any] = {"facecolor": "#BBBBBB", "hatch": ""}
LOOKS: dict[str, dict[str, Any]] = {
    "own_home": {"facecolor": BLUE, "hatch": ""},
    "temporary_place": {"facecolor": ORANGE, "hatch": "////"},
    "nursing_home": {"facecolor": GREEN, "hatch": "...."},
    "still_in_hospital": {"facecolor": PURPLE, "hatch": "xxxx"},
    "in_hospital": {"facecolor": PURPLE, "hatch": "xxxx"},
    "readmitted": {"facecolor": PURPLE, "hatch": "xxxx"},
    "died_in_hospital": {"facecolor": INK, "hatch": ""},
    "dead": {"facecolor": INK, "hatch": ""},
}


@house_style
def flow_90d(frame: pd.DataFrame, note: str, say: Language) -> Figure:
    """Where 1,000 patients go from operation to day 90, one panel a strategy.

    Args:
        frame: `strategy, first_state, readmitted, day_90_state, per_1000`; of each strategy
            the last column sums to 1,000.
        note: footnote.
        say: its language.
    """
    require(
        frame,
        ("strategy", "first_state", "readmitted", "day_90_state", "per_1000"),
        "flow_90d",
    )
    panels = list(by_strategy(frame))
    figure = new_figure(_title(frame, say), note, height=1.2 + 3.6 * len(panels))
    grid = figure.subplots(len(panels), 1, squeeze=False)
    for axes, (strategy, rows) in zip(grid[:, 0], panels, strict=True):
        _draw_panel(axes, stages_of(rows), say(f"strategy_long.{strategy}"), say)
    return finish(figure)


def _title(frame: pd.DataFrame, say: Language) -> str:
    dead = {
        strategy: say.number(rows.loc[rows["day_90_state"] == "dead", "per_1000"].sum())
        for strategy, rows in by_strategy(frame)
    }
    return say("flow.title", all=say.number(PEOPLE), kth=dead["kth"], usual=dead["usual_care"])


def _draw_panel(axes: Axes, stages: pd.DataFrame, heading: str, say: Language) -> None:
    nodes = place_nodes(stages, GAP)
    for band in place_bands(stages, nodes):
        axes.add_patch(_ribbon(band))
    for node in nodes.values():
        axes.add_patch(_bar(node))
    for stage in range(len(STAGES)):
        _label_stage(axes, stage, [node for node in nodes.values() if node.stage == stage], say)
    axes.set_title(heading, fontweight="bold", pad=4)
    axes.set(xlim=(-0.32, 3.7), ylim=(-640, 700))
    axes.set_axis_off()


def _ribbon(band: Band) -> PathPatch:
    """A band with flat ends: two cubic curves, filled."""
    start, stop = band.stage + NODE_WIDTH / 2, band.stage + 1 - NODE_WIDTH / 2
    bend = (start + stop) / 2
    left, right, low = band.top_left, band.top_right, band.width
    points = [(start, left), (bend, left), (bend, right), (stop, right)]
    back = [(stop, right - low), (bend, right - low), (bend, left - low), (start, left - low)]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    path = Path([*points, *back, points[0]], codes)
    state = band.source if band.stage == 1 else band.target
    return PathPatch(path, facecolor=_look(state)["facecolor"], alpha=0.28, linewidth=0)


def _bar(node: Node) -> Rectangle:
    corner = (node.stage - NODE_WIDTH / 2, node.top - node.size)
    return Rectangle(
        corner, NODE_WIDTH, node.size, edgecolor=INK, linewidth=0.5, **_look(node.state)
    )


def _look(state: str) -> dict[str, Any]:
    return LOOKS.get(state, PLAIN)


def _label_stage(axes: Axes, stage: int, nodes: list[Node], say: Language) -> None:
    """The stage's heading, and beside each node its name and number."""
    heading = say(f"flow.{STAGES[stage]}")
    axes.text(stage, 640, heading, ha="center", fontsize=SMALL, color=MUTED)
    heights = spread([node.middle for node in nodes], LABEL_SPACE)
    for node, height in zip(nodes, heights, strict=True):
        axes.text(
            stage + 0.05,
            height,
            f"{say(f'state.{node.state}')} {_count(node.size, say)}",
            va="center",
            fontsize=SMALL,
            color=INK,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )


def _count(size: float, say: Language) -> str:
    return "<1" if size < 0.5 else say.number(size)
