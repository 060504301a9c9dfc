"""A binary heap of events: calendar days, and codes that say whose event of which kind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled


class Heap(NamedTuple):
    """Events to come, the earliest first.

    Attributes:
        days: `[place]`, a heap.
        codes: `[place]`, of the same events.
        size: `[1]`, how many there are.
    """

    days: FloatArray
    codes: NDArray[np.int64]
    size: NDArray[np.int64]


def new_heap(size: int) -> Heap:
    """An empty heap for at most that many events at once."""
    return Heap(np.empty(size), np.empty(size, np.int64), np.zeros(1, np.int64))


@compiled
def push(heap: Heap, day: float, code: int) -> None:
    """Add an event."""
    at = heap.size[0]
    heap.size[0] = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if heap.days[above] <= day:
            break
        heap.days[at], heap.codes[at] = heap.days[above], heap.codes[above]
        at = above
    heap.days[at], heap.codes[at] = day, code


@compiled
def drop_first(heap: Heap) -> None:
    """Take the earliest event away: it stands at place 0."""
    size = heap.size[0] - 1
    heap.size[0] = size
    day, code, at = heap.days[size], heap.codes[size], 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap.days[below + 1] < heap.days[below]:
            below += 1
        if day <= heap.days[below]:
            break
        heap.days[at], heap.codes[at] = heap.days[below], heap.codes[below]
        at = below
    heap.days[at], heap.codes[at] = day, code
