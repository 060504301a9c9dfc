"""The points of a sweep as places on its axes: every combination, or a design that fills space."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.evidence.dimensions import KNOWN
from kth_sim.evidence.document import Where
from kth_sim.evidence.sampling import uniforms
from kth_sim.scenarios.sweep_schema import AxisChoice

Value = float | str
_ROUNDED = 12  # significant digits of a step: 0.1 + 0.2 is 0.3


@dataclass(frozen=True)
class Picked:
    """One value of one axis, and where in the file it stands.

    Attributes:
        value: a number, or a name.
        where: its path in the file.
    """

    value: Value
    where: Where


def axis_id(axis: AxisChoice) -> str:
    """The axis' name in every table: the parameter's id, the switch, `plan` or `scenario`."""
    return axis.parameter or axis.alternative or axis.switch or axis.subject


def grid(axes: Sequence[AxisChoice]) -> list[tuple[Picked, ...]]:
    """Every value of each axis with every value of the others; the last axis changes fastest."""
    return list(itertools.product(*(values_of(axis, place) for place, axis in enumerate(axes))))


def values_of(axis: AxisChoice, place: int) -> list[Picked]:
    """The values that an axis lists, or the steps of its range.

    Args:
        axis: of a grid.
        place: among the axes of the file.
    """
    if axis.low is not None and axis.high is not None:
        steps = np.linspace(0.0, 1.0, axis.steps or 2)
        return [Picked(value, ("axes", place)) for value in in_range(axis, steps)]
    key, listed = values_listed(axis)
    return [Picked(value, ("axes", place, key, i)) for i, value in enumerate(listed)]


def values_listed(axis: AxisChoice) -> tuple[str, tuple[Value, ...]]:
    """The key under which an axis lists its values, and these."""
    keys = ("values", "choices", "plan", "scenario")
    key = next(key for key in keys if getattr(axis, key) is not None)
    return key, getattr(axis, key)


def in_range(axis: AxisChoice, shares: FloatArray) -> list[float]:
    """Numbers at these shares of the way from the axis' low to its high, 12 digits of each.

    >>> in_range(AxisChoice(parameter="x", low=1.0, high=4.0, steps=3, scale="log"),
    ...     np.array([0.0, 0.5, 1.0]))
    [1.0, 2.0, 4.0]
    """
    low, high = float(axis.low or 0.0), float(axis.high or 0.0)
    if axis.scale == "log":
        found = np.exp(np.log(low) + shares * (np.log(high) - np.log(low)))
    else:
        found = low + shares * (high - low)
    return [float(f"{value:.{_ROUNDED}g}") for value in found]


def design(axes: Sequence[AxisChoice], kind: str, size: int, seed: int) -> list[tuple[Picked, ...]]:
    """Points spread over the ranges of the axes; what is listed gets equal shares of them.

    Args:
        axes: with ranges or lists.
        kind: `latin_hypercube` or `sobol`.
        size: how many points.
        seed: key of the design.
    """
    names = KNOWN[: len(axes)]  # their dimensions are the first of the sequence: the good ones
    places = uniforms(names, size, seed, kind)
    columns = [
        spread_over(axis, place, places[name])
        for place, (axis, name) in enumerate(zip(axes, names, strict=True))
    ]
    return list(zip(*columns, strict=True))


def spread_over(axis: AxisChoice, place: int, shares: FloatArray) -> list[Picked]:
    """A value of the axis for each share in (0, 1)."""
    if axis.low is not None:
        return [Picked(value, ("axes", place)) for value in in_range(axis, shares)]
    there = values_of(axis, place)
    return [there[int(share * len(there))] for share in shares]
