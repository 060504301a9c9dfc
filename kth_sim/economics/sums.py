"""Sums over patients that every measure is a function of: of all blocks, or of all but one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import OUTCOMES, FloatArray, Quantities
from kth_sim.economics.axes import periods_in_3_months


@dataclass(frozen=True)
class Sums:
    """What was used and what happened, summed over patients; `...` is `[draw]` or `[draw, block]`.

    Attributes:
        period_edges: `[period + 1]`, days since operation.
        used: `[..., strategy, destination, period, resource]`, undiscounted.
        discounted: the same, each instant weighted with its discount factor.
        counts: `[..., strategy, destination, outcome]`.
    """

    period_edges: FloatArray
    used: FloatArray
    discounted: FloatArray
    counts: FloatArray

    @property
    def patients(self) -> FloatArray:
        """Operated patients, `[...]`, the same in every strategy."""
        total: FloatArray = self.counts[..., 0, :, OUTCOMES.index("patients")].sum(axis=-1)
        return total

    def outcome(self, name: str) -> FloatArray:
        """Persons with the outcome, `[..., strategy]`, over all destinations."""
        total: FloatArray = self.counts[..., OUTCOMES.index(name)].sum(axis=-1)
        return total

    def over_destinations(self) -> Sums:
        """The same sums with one destination, the sum: money and effects do not ask which."""
        return Sums(
            self.period_edges,
            self.used.sum(axis=-3, keepdims=True),
            self.discounted.sum(axis=-3, keepdims=True),
            self.counts.sum(axis=-2, keepdims=True),
        )

    def first_3_months(self) -> Sums:
        """The same sums cut at 3 months after the operation; counts stay as they are.

        Raises:
            UserError: if 3 months is not an edge.
        """
        last = periods_in_3_months(self.period_edges)
        return Sums(
            self.period_edges[: last + 1],
            self.used[..., :last, :],
            self.discounted[..., :last, :],
            self.counts,
        )

    def in_two_windows(self) -> Sums:
        """The same sums with one destination and two periods: 3 months, and what comes after.

        No cost asks for more. A moment in a period means nothing here, so effects cannot be told.

        Raises:
            UserError: if 3 months is not an edge.
        """
        last, whole = periods_in_3_months(self.period_edges), self.over_destinations()

        def cut(array: FloatArray) -> FloatArray:
            parts = array[..., :last, :], array[..., last:, :]
            return np.stack([part.sum(axis=-2) for part in parts], axis=-2)

        edges = self.period_edges[[0, last, -1]]
        return Sums(edges, cut(whole.used), cut(whole.discounted), whole.counts)


def pooled(quantities: Quantities) -> Sums:
    """Sums over all blocks: leading axis `[draw]`."""
    return Sums(
        quantities.period_edges,
        quantities.used.sum(axis=1),
        quantities.discounted.sum(axis=1),
        quantities.counts.sum(axis=1),
    )


def leave_one_out(quantities: Quantities) -> Sums:
    """Sums over all blocks but one, for each: leading axes `[draw, block left out]`."""
    return Sums(
        quantities.period_edges,
        _all_but_each(quantities.used),
        _all_but_each(quantities.discounted),
        _all_but_each(quantities.counts),
    )


def _all_but_each(array: FloatArray) -> FloatArray:
    rest: FloatArray = array.sum(axis=1, keepdims=True) - array
    return rest
