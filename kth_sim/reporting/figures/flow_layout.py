"""Where the nodes and bands of the flow figure lie: arithmetic, no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

STAGES = ("operated", "after_stay", "course", "day_90")
ORDER: dict[str, tuple[str, ...]] = {
    "operated": ("operated",),
    "after_stay": (
        "own_home",
        "temporary_place",
        "nursing_home",
        "still_in_hospital",
        "died_in_hospital",
    ),
    "course": ("not_readmitted", "readmitted", "never_discharged"),
    "day_90": ("own_home", "temporary_place", "nursing_home", "in_hospital", "dead"),
}
IN_HOSPITAL = ("readmitted", "index_stay")
NEVER_DISCHARGED = ("died_in_hospital", "still_in_hospital")


@dataclass(frozen=True)
class Node:
    """A state at a stage: its top edge and its size, in patients per 1,000, upwards."""

    stage: int
    state: str
    top: float
    size: float

    @property
    def middle(self) -> float:
        """Height of its centre."""
        return self.top - self.size / 2


@dataclass(frozen=True)
class Band:
    """Patients that go from one state to the next: top edges at both ends, and width."""

    stage: int
    source: str
    target: str
    top_left: float
    top_right: float
    width: float


def stages_of(rows: pd.DataFrame) -> pd.DataFrame:
    """One strategy's rows as `operated, after_stay, course, day_90, per_1000`.

    Those in hospital on day 90 are one state, whether on the index stay or readmitted.
    """
    course = rows["readmitted"].astype(int).map({0: "not_readmitted", 1: "readmitted"})
    return pd.DataFrame(
        {
            "operated": "operated",
            "after_stay": rows["first_state"],
            "course": course.mask(rows["first_state"].isin(NEVER_DISCHARGED), "never_discharged"),
            "day_90": rows["day_90_state"].mask(
                rows["day_90_state"].isin(IN_HOSPITAL), "in_hospital"
            ),
            "per_1000": rows["per_1000"],
        }
    )


def place_nodes(stages: pd.DataFrame, gap: float) -> dict[tuple[int, str], Node]:
    """The nodes that hold anybody, stacked downwards with a gap, each stage centred on nought."""
    nodes: dict[tuple[int, str], Node] = {}
    for stage, column in enumerate(STAGES):
        sizes = stages.groupby(column)["per_1000"].sum()
        held = [state for state in ORDER[column] if sizes.get(state, 0.0) > 0]
        top = (float(sizes.sum()) + gap * (len(held) - 1)) / 2
        for state in held:
            nodes[stage, state] = Node(stage, state, top, float(sizes[state]))
            top -= float(sizes[state]) + gap
    return nodes


def place_bands(stages: pd.DataFrame, nodes: dict[tuple[int, str], Node]) -> list[Band]:
    """The bands between neighbouring stages, leaving and reaching each node in order."""
    left = {key: node.top for key, node in nodes.items()}
    right = dict(left)
    bands = []
    for stage, (column, following) in enumerate(pairwise(STAGES)):
        widths = stages.groupby([column, following])["per_1000"].sum()
        for source in ORDER[column]:
            for target in ORDER[following]:
                width = float(widths.get((source, target), 0.0))
                if width > 0:
                    out, into = (stage, source), (stage + 1, target)
                    bands.append(Band(stage, source, target, left[out], right[into], width))
                    left[out] -= width
                    right[into] -= width
    return bands


def spread(heights: list[float], least: float) -> list[float]:
    """Heights, falling, moved as little as need be so that neighbours are `least` apart.

    >>> spread([10.0, 9.0, 0.0], 4.0)
    [11.5, 7.5, 0.0]
    """
    ranks = np.arange(len(heights))
    groups: list[list[float]] = []
    for lifted in np.asarray(heights) + least * ranks:
        groups.append([float(lifted)])
        while len(groups) > 1 and np.mean(groups[-1]) > np.mean(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    level = [float(np.mean(group)) for group in groups for _ in group]
    return [height - least * rank for height, rank in zip(level, ranks.tolist(), strict=True)]
