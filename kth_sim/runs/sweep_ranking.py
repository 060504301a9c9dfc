"""Which choice is best at each point of a sweep, and what another is expected to lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics.choice import robustness
from kth_sim.runs.panel import Panel
from kth_sim.runs.sweep_plans import AT_NOTHING
from kth_sim.scenarios.sweep_types import Point

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def strategy_losses(point: Point, panel: Panel, wtp: Sequence[float]) -> list[Row]:
    """What choosing either strategy loses against knowing, DKK a patient, at each threshold.

    Args:
        point: one of a sweep.
        panel: its draws.
        wtp: DKK per QALY.
    """
    return [
        {"point": point.index, "point_label": point.label, "group": str(point.index)} | row
        for at in wtp
        for row in losses(at * panel.whole["qaly"] - panel.whole["cost_total"], STRATEGIES, at)
    ]


def plan_losses(
    points: Sequence[Point], frames: Mapping[int, pd.DataFrame], wtp: Sequence[float]
) -> list[Row]:
    """What choosing each plan loses against knowing the best of those in the same scenario, DKK.

    Args:
        points: of a sweep of plans.
        frames: the draws of each, by number.
        wtp: DKK per QALY.
    """
    groups: dict[str, list[Point]] = {}
    for point in points:
        groups.setdefault(same_but_plan(point), []).append(point)
    rows = []
    for group, members in groups.items():
        labels = {str(point.index): point for point in members}
        for at in wtp:
            worth = [
                (at * frames[p.index]["qalys"] + frames[p.index][AT_NOTHING]).to_numpy(float)
                for p in members
            ]
            for row in losses(np.column_stack(worth), list(labels), at):
                point = labels[row["choice"]]
                place = {"point": point.index, "point_label": point.label, "group": group}
                rows.append(place | row | {"choice": str(point.values["plan"])})
    return rows


def same_but_plan(point: Point) -> str:
    """What a point is called without its plan: plans are chosen among in the same scenario."""
    parts = [
        f"{name} {value if isinstance(value, str) else format(value, '.6g')}"
        for name, value in point.values.items()
        if name != "plan"
    ]
    return ", ".join(parts)


def losses(benefit: FloatArray, choices: Sequence[str], wtp: float) -> list[Row]:
    """Rows `wtp, choice, net_benefit, prob_best, expected_loss` of `[draw, choice]`."""
    found = robustness(benefit, choices)
    return [
        {
            "wtp": wtp,
            "choice": row["plan"],
            "net_benefit": row["mean"],
            "prob_best": row["prob_best"],
            "expected_loss": row["expected_regret"],
        }
        for _, row in found.iterrows()
    ]


def ranked(rows: Sequence[Row], bases: Mapping[int, str]) -> pd.DataFrame:
    """The rows by threshold, choice and expected loss, with a rank (1: loses least) and ground.

    Args:
        rows: of all points.
        bases: the weakest ground of each point, by its number.
    """
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(rows)
    frame["basis"] = frame["point"].map(bases)
    by = ["wtp"] if (frame["choice"].isin(STRATEGIES)).all() else ["wtp", "group"]
    by += ["choice"] if by == ["wtp"] else []
    frame["rank"] = frame.groupby(by)["expected_loss"].rank(method="min").astype(int)
    return frame.sort_values([*by, "rank", "point"], kind="stable").reset_index(drop=True)
