"""The cohort as a fixed grid of weighted points: age and sex, stay, destination.

Calibration integrates over it in every draw, so it is small; `tests/model/test_calibration.py`
compares it with a dense one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import allocating, compiled
from kth_sim.model.elementary import exp, log
from kth_sim.model.hazards import population_log_rate, relative_hazard
from kth_sim.model.parameters import Observed, Solved


class Rule(NamedTuple):
    """Gauss-Legendre nodes and weights on (0, 1), for each axis."""

    age: FloatArray
    age_weight: FloatArray
    stay: FloatArray
    stay_weight: FloatArray
    long_stay: FloatArray
    long_stay_weight: FloatArray
    wait: FloatArray
    wait_weight: FloatArray


class Grid(NamedTuple):
    """The cohort's points: relative hazard, stay, destination; each axis' weights sum to 1."""

    relative: FloatArray
    relative_weight: FloatArray
    stay: FloatArray
    stay_weight: FloatArray
    destination_weight: FloatArray


def rule(n_age: int = 8, n_stay: int = 12, n_long: int = 5, n_wait: int = 6) -> Rule:
    """Gauss-Legendre rules on (0, 1) with that many nodes an axis."""
    parts: list[FloatArray] = []
    for n in (n_age, n_stay, n_long, n_wait):
        nodes, weights = np.polynomial.legendre.leggauss(n)
        parts += [(nodes + 1) / 2, weights / 2]
    return Rule(*parts)


@compiled
def normal_cdf(x: float) -> float:
    """Standard normal probability below x."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@compiled
def relative_at_age(p: Observed, s: Solved, female: int, age: float) -> float:
    """First-year hazard relative to a woman of mean age."""
    return relative_hazard(p, s, population_log_rate(p, s, female, age))


@allocating
def age_points(p: Observed, s: Solved, r: Rule) -> tuple[FloatArray, FloatArray]:
    """Relative hazards and weights over the truncated normal age, women then men."""
    n = len(r.age)
    relative, weight = np.empty(2 * n), np.empty(2 * n)
    for i in range(n):
        age = p.age_min + (p.age_max - p.age_min) * r.age[i]
        density = r.age_weight[i] * exp(-0.5 * ((age - p.mean_age) / p.sd_age) ** 2)
        relative[i], weight[i] = relative_at_age(p, s, 1, age), p.share_female * density
        relative[n + i] = relative_at_age(p, s, 0, age)
        weight[n + i] = (1.0 - p.share_female) * density
    return relative, weight / weight.sum()


@allocating
def stay_points(p: Observed, r: Rule) -> tuple[FloatArray, FloatArray]:
    """Stays in days and their weights: the gamma density up to day 30, then its tail.

    The two meet where the in-hospital clock stops, so that no rule crosses the kink; squares of the
    nodes crowd them towards 0, where the density rises like a power.
    """
    k = p.shape_days_index_stay
    mean = p.mean_days_index_stay * p.multiplier_days_index_stay
    rate = k / mean
    n, m = len(r.stay), len(r.long_stay)
    stay, weight = np.empty(n + m), np.empty(n + m)
    for i in range(n):
        stay[i] = 30.0 * r.stay[i] ** 2
        weight[i] = r.stay_weight[i] * 60.0 * r.stay[i]
    for i in range(m):
        stay[n + i] = 30.0 + 6.0 * mean * r.long_stay[i]
        weight[n + i] = r.long_stay_weight[i] * 6.0 * mean
    for i in range(n + m):
        weight[i] *= exp((k - 1.0) * log(stay[i] * rate) - stay[i] * rate)
    return stay, weight / weight.sum()


@compiled
def destination_probs(
    p: Observed, own_home: float, temporary_place: float
) -> tuple[float, float, float]:
    """Probabilities of own home, temporary place and nursing home; nan: as the draw says."""
    home = p.prob_destination_own_home if math.isnan(own_home) else own_home
    share = temporary_place
    if math.isnan(share):
        share = p.prob_temporary_place_given_institution
    return home, (1.0 - home) * share, (1.0 - home) * (1.0 - share)


@allocating
def destination_mix(
    p: Observed, weight: FloatArray, own_home: FloatArray, temporary_place: FloatArray
) -> FloatArray:
    """`[destination]` the cohort's mix of discharge destinations, averaged over its clusters."""
    mix = np.zeros(3)
    for c in range(len(weight)):
        probs = destination_probs(p, own_home[c], temporary_place[c])
        for d in range(3):
            mix[d] += weight[c] * probs[d]
    return mix


@allocating
def grid(p: Observed, s: Solved, mix: FloatArray, r: Rule) -> Grid:
    """The weighted points over which the cohort's risks are integrated."""
    relative, relative_weight = age_points(p, s, r)
    stay, stay_weight = stay_points(p, r)
    return Grid(relative, relative_weight, stay, stay_weight, mix)
