"""From risks to odds and back, and from odds ratios to risk ratios."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray


@overload
def odds(risk: float) -> float: ...
@overload
def odds(risk: FloatArray) -> FloatArray: ...
def odds(risk: float | FloatArray) -> float | FloatArray:
    """The odds of a risk.

    >>> odds(0.2)
    0.25
    """
    return risk / (1.0 - risk)


@overload
def risk_of(its_odds: float) -> float: ...
@overload
def risk_of(its_odds: FloatArray) -> FloatArray: ...
def risk_of(its_odds: float | FloatArray) -> float | FloatArray:
    """The risk of these odds.

    >>> risk_of(0.25)
    0.2
    """
    return its_odds / (1.0 + its_odds)


def risk_ratio_of(odds_ratio: ArrayLike, risk: ArrayLike) -> FloatArray:
    """The risk ratio of an odds ratio where the comparator's risk is known: exact.

    Source: Zhang and Yu, JAMA 280 (1998) 1690-1691.

    >>> round(float(risk_ratio_of(0.60, 0.119)), 3)
    0.63
    """
    ratio, usual = np.asarray(odds_ratio, float), np.asarray(risk, float)
    found: FloatArray = ratio / (1.0 - usual + usual * ratio)
    return found


def odds_ratio_of(risk_ratio: ArrayLike, risk: ArrayLike) -> FloatArray:
    """The odds ratio of a risk ratio at the comparator's risk; nan where the risk would reach 1.

    >>> round(float(odds_ratio_of(risk_ratio_of(0.60, 0.119), 0.119)), 12)
    0.6
    """
    usual = np.asarray(risk, float)
    treated = np.asarray(np.asarray(risk_ratio, float) * usual)
    possible = np.where((treated > 0.0) & (treated < 1.0), treated, np.nan)
    return np.asarray(odds(possible) / odds(usual))


def risk_ratio_if_common(odds_ratio: ArrayLike) -> FloatArray:
    """The square root of an odds ratio: near the risk ratio where the outcome is common (15-85 %).

    Source: VanderWeele, Epidemiology 28 (2017) e58-e60.

    >>> float(risk_ratio_if_common(0.64))
    0.8
    """
    found: FloatArray = np.sqrt(np.asarray(odds_ratio, float))
    return found
