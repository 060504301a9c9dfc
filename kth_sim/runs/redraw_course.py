"""The figures of a stored run of one draw, from the csv that stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kth_sim.runs.figures import COURSE, course_of, drawn
from kth_sim.runs.redraw_parts import Drawing, Kind, Stored

if TYPE_CHECKING:
    from kth_sim.reporting.figures.decision import About, Figure


def drawings(name: str) -> Callable[[Stored], Iterator[Drawing]]:
    """What draws the figure of that name."""

    def of(stored: Stored) -> Iterator[Drawing]:
        frame, course = stored.table(f"figures/{name}.csv"), course_of(stored.record)

        def draw(about: About) -> Figure:
            return drawn(name, frame, course, about.language)

        yield Drawing(name, frame, draw)

    return of


COURSE_KINDS = tuple(
    Kind(name, (f"figures/{name}.csv",), "kth-sim run SCENARIO", drawings(name)) for name in COURSE
)
