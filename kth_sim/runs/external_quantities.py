"""What can be held against an observation, as a function of what the draws gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray

Scale = Literal["linear", "log", "inverse"]
Unit = Literal["share", "ratio", "people", "DKK", "days"]
Means = Mapping[str, FloatArray]

STAYS = {"stay_first_quartile": 0.25, "stay_median": 0.5, "stay_third_quartile": 0.75}
PEOPLE = "people_first_year_southern"
COST = "cost_difference_3m"
Z = 1.959963984540054  # 97.5 % of the standard normal distribution lie below

# Simulated by strategy; ids as in `checks.simulated_risks`.
_RISKS = (
    "death_30d",
    "death_90d",
    "death_365d",
    "death_31_90",
    "death_91_365",
    "in_hospital",
    "institution",
    "readmission_30d",
    "readmission_120d",
    "own_home_death_30d",
    "own_home_readmission_30d",
)


@dataclass(frozen=True)
class Quantity:
    """Something that both the world and the model can give.

    Attributes:
        unit: of its values.
        scale: on which its errors are near normal: differences are taken there.
        basic: the simulated figures that it is computed from.
        compute: its value from them, element by element; of their means over the draws it gives
            the centre (a ratio is one of means).
    """

    unit: Unit
    scale: Scale
    basic: tuple[str, ...]
    compute: Callable[[Means], FloatArray]


_CHANGES: dict[Scale, Callable[[FloatArray], FloatArray]] = {
    "linear": np.asarray,
    "log": np.log,
    "inverse": np.reciprocal,
}


def to_scale(scale: Scale, value: FloatArray) -> FloatArray:
    """Values on the scale where differences are taken.

    >>> to_scale("inverse", np.array([20.0]))
    array([0.05])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        changed: FloatArray = _CHANGES[scale](np.asarray(value, float))
    return changed


def from_scale(scale: Scale, low: float, high: float) -> tuple[float, float]:
    """The ends of an interval on that scale as ends of the quantity, the smaller first.

    Where an inverse may be nought or negative the quantity has no upper end.

    >>> from_scale("inverse", 0.02, 0.05), from_scale("inverse", -0.01, 0.05)
    ((20.0, 50.0), (20.0, inf))
    """
    if scale == "log":
        return float(np.exp(low)), float(np.exp(high))
    if scale == "inverse":
        return (1 / high if high > 0 else np.inf), (1 / low if low > 0 else np.inf)
    return low, high


def _same(name: str, means: Means) -> FloatArray:
    return means[name]


def _rest(name: str, means: Means) -> FloatArray:
    rest: FloatArray = 1 - means[name]
    return rest


def _given(name: str) -> Quantity:
    return Quantity("share", "linear", (name,), partial(_same, name))


def _odds(risk: FloatArray) -> FloatArray:
    odds: FloatArray = risk / (1 - risk)
    return odds


def _by(above: str, below: str) -> Quantity:
    return Quantity("ratio", "log", (above, below), lambda m: m[above] / m[below])


DEATHS = tuple(f"death_30d_{name}" for name in STRATEGIES)
READMISSIONS = tuple(f"readmission_30d_{name}" for name in STRATEGIES)


def saved(means: Means) -> FloatArray:
    """Lives saved by day 30, a patient."""
    fewer: FloatArray = means[DEATHS[0]] - means[DEATHS[1]]
    return fewer


def _over(above: FloatArray | float, below: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore"):
        quotient: FloatArray = above / np.asarray(below)
    return quotient


QUANTITIES: dict[str, Quantity] = {
    **{f"{risk}_{name}": _given(f"{risk}_{name}") for risk in _RISKS for name in STRATEGIES},
    **{
        f"deaths_own_home_{name}": Quantity(
            "share", "linear", (f"institution_{name}",), partial(_rest, f"institution_{name}")
        )
        for name in STRATEGIES
    },
    "or_death_30d": Quantity(
        "ratio", "log", DEATHS, lambda m: _odds(m[DEATHS[1]]) / _odds(m[DEATHS[0]])
    ),
    "rr_readmission_30d": _by(READMISSIONS[1], READMISSIONS[0]),
    **{
        f"readmission_120d_over_30d_{name}": _by(
            f"readmission_120d_{name}", f"readmission_30d_{name}"
        )
        for name in STRATEGIES
    },
    **{name: Quantity("days", "linear", (name,), partial(_same, name)) for name in STAYS},
    COST: Quantity("DKK", "linear", (COST,), partial(_same, COST)),
    "nnt": Quantity("people", "inverse", DEATHS, lambda m: _over(1.0, saved(m))),
    "cost_per_life_saved_3m": Quantity(
        "DKK", "inverse", (COST, *DEATHS), lambda m: _over(m[COST], saved(m))
    ),
    PEOPLE: Quantity("people", "linear", (PEOPLE,), partial(_same, PEOPLE)),
}
