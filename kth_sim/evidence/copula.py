"""Correlation between parameters: a Gaussian copula over the uniform numbers behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Link:
    """A correlation between two parameters.

    Attributes:
        id: the entry whose number is the correlation (of the normal scores).
        first: the parameter whose draws stay as they are.
        second: the parameter whose draws follow.
    """

    id: str
    first: str
    second: str


def in_order(links: Iterable[Link]) -> list[Link]:
    """The links, each after the one that makes its first parameter.

    Raises:
        graphlib.CycleError: the links go round in a circle.
    """
    by_second = {link.second: link for link in links}
    graph = {link.second: {link.first} for link in by_second.values()}
    order = TopologicalSorter(graph).static_order()
    return [by_second[name] for name in order if name in by_second]


def correlated(
    uniform: Mapping[str, FloatArray], links: Iterable[Link], strength: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """The uniform numbers with every link's second parameter made to follow its first.

    A link with a parameter that does not vary has no effect; a correlation of 0 leaves the
    numbers as they are, to the bit.

    Args:
        uniform: numbers in (0, 1) by parameter.
        links: which parameters are correlated.
        strength: the correlation in each draw, by link.
    """
    numbers = dict(uniform)
    for link in in_order(links):
        if link.first in numbers and link.second in numbers:
            first, second = numbers[link.first], numbers[link.second]
            numbers[link.second] = following(first, second, strength[link.id])
    return numbers


def following(first: FloatArray, second: FloatArray, correlation: FloatArray) -> FloatArray:
    """Uniform numbers whose normal scores correlate with those of `first`."""
    if not correlation.any():
        return second
    from scipy.special import ndtr, ndtri  # noqa: PLC0415  # --help must not pay for it

    own = np.sqrt(1 - correlation**2)
    mixed = ndtr(correlation * ndtri(first) + own * ndtri(second))
    # far out in the tail the cumulative distribution rounds to 0 or 1
    inside = np.clip(mixed, np.nextafter(0, 1), np.nextafter(1, 0))
    return np.where(correlation == 0, second, inside)
