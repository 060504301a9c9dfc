"""The closed list of units, and the range a value in each must lie in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "prob",
    "share",
    "percent",
    "percentage_points",
    "risk_difference",
    "odds_ratio",
    "risk_ratio",
    "hazard_ratio",
    "ratio",
    "shape",
    "scale",
    "sd_log",
    "variance",
    "exponent",
    "correlation",
    "count",
    "count_per_year",
    "people_per_life",
    "per_year",
    "growth_per_year",
    "minutes",
    "hours",
    "hours/day",
    "days",
    "months",
    "years",
    "utility",
    "utility_loss",
    "utility_change",
    "DKK",
    "DKK/day",
    "DKK/hour",
    "DKK/year",
    "DKK/life",
    "DKK/QALY",
    "date",
    "text",
]


@dataclass(frozen=True)
class Range:
    """The numbers a unit allows.

    Attributes:
        low: the smallest.
        high: the largest.
        above: whether `low` itself is left out.
    """

    low: float
    high: float = math.inf
    above: bool = False

    def __contains__(self, value: float) -> bool:
        return (self.low < value if self.above else self.low <= value) and value <= self.high

    def __str__(self) -> str:
        opening = "(" if self.above or math.isinf(self.low) else "["
        closing = ")" if math.isinf(self.high) else "]"
        return f"{opening}{self.low:g}, {self.high:g}{closing}"


_POSITIVE = Range(0, above=True)
_NOT_NEGATIVE = Range(0)
_UNIT_INTERVAL = Range(0, 1)

RANGES: dict[Unit, Range] = {
    "prob": _UNIT_INTERVAL,
    "share": _UNIT_INTERVAL,
    "percent": Range(0, 100),
    "percentage_points": Range(-100, 100),
    "risk_difference": Range(-1, 1),
    "odds_ratio": _POSITIVE,
    "risk_ratio": _POSITIVE,
    "hazard_ratio": _POSITIVE,
    "ratio": _POSITIVE,
    "shape": _POSITIVE,
    "scale": _POSITIVE,
    "sd_log": _NOT_NEGATIVE,
    "variance": _NOT_NEGATIVE,
    "exponent": _NOT_NEGATIVE,
    "correlation": Range(-1, 1),
    "count": _NOT_NEGATIVE,
    "count_per_year": _NOT_NEGATIVE,
    "people_per_life": _POSITIVE,
    "per_year": _NOT_NEGATIVE,
    "growth_per_year": Range(-1, 1),
    "minutes": _NOT_NEGATIVE,
    "hours": _NOT_NEGATIVE,
    "hours/day": Range(0, 24),
    "days": _NOT_NEGATIVE,
    "months": _NOT_NEGATIVE,
    "years": _NOT_NEGATIVE,
    "utility": Range(-0.757, 1),  # Danish EQ-5D-5L values, Jensen 2021
    "utility_loss": Range(0, 1.757),
    "utility_change": Range(-1.757, 1.757),
    "DKK": _NOT_NEGATIVE,
    "DKK/day": _NOT_NEGATIVE,
    "DKK/hour": _NOT_NEGATIVE,
    "DKK/year": _NOT_NEGATIVE,
    "DKK/life": _NOT_NEGATIVE,
    "DKK/QALY": _NOT_NEGATIVE,
}


def is_number(unit: Unit) -> bool:
    """Whether values in this unit are numbers (not dates or text)."""
    return unit in RANGES


def complaint(value: float, unit: Unit) -> str | None:
    """What is wrong with a number in this unit, or None.

    >>> complaint(1.2, "prob")
    '1.2 lies outside [0, 1], the range of unit prob'
    """
    allowed = RANGES[unit]
    if value in allowed:
        return None
    return f"{value:g} lies outside {allowed}, the range of unit {unit}"
