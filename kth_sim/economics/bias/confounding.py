"""How much an unmeasured confounder can do: E-values and bias factors, in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray


def e_value(risk_ratio: float) -> float:
    """How strong a confounder must be with both treatment and outcome to explain a risk ratio.

    On the risk-ratio scale, 1 or more: RR + sqrt(RR (RR - 1)), a ratio below 1 being inverted.

    Raises:
        ValueError: the ratio is not above 0.

    Source: VanderWeele and Ding, Ann Intern Med 167 (2017) 268-274.

    >>> round(e_value(3.9), 2), round(e_value(1.8), 2), e_value(1.0)
    (7.26, 3.0, 1.0)
    """
    if not risk_ratio > 0.0:
        raise ValueError(f"risk_ratio: {risk_ratio:g} is not above 0")
    away = max(risk_ratio, 1.0 / risk_ratio)
    return away + float(np.sqrt(away * (away - 1.0)))


def bounding_factor(rr_treatment: ArrayLike, rr_outcome: ArrayLike) -> FloatArray:
    """The most by which a confounder can have moved a risk ratio away from the truth.

    Args:
        rr_treatment: risk ratio of confounder and treatment, 1 or more.
        rr_outcome: risk ratio of confounder and outcome, 1 or more.

    Source: Ding and VanderWeele, Epidemiology 27 (2016) 368-377.

    >>> round(float(bounding_factor(7.26, 7.26)), 2)
    3.9
    """
    with_treatment, with_outcome = np.asarray(rr_treatment, float), np.asarray(rr_outcome, float)
    most: FloatArray = with_treatment * with_outcome / (with_treatment + with_outcome - 1.0)
    return most


def bias_factor(rr_outcome: ArrayLike, prob_kth: ArrayLike, prob_usual: ArrayLike) -> FloatArray:
    """The observed risk ratio over the true one, for a confounder of known prevalence.

    Args:
        rr_outcome: risk ratio of the outcome with the confounder against without, in both groups.
        prob_kth: share of KTH with the confounder.
        prob_usual: share of usual care with it.

    Source: Schlesselman, Am J Epidemiol 108 (1978) 3-8; Lin, Psaty and Kronmal, Biometrics 54
        (1998) 948-963.

    >>> round(float(bias_factor(2.0, 0.2, 0.5)), 12)
    0.8
    """
    extra = np.asarray(rr_outcome, float) - 1.0
    kth, usual = np.asarray(prob_kth, float), np.asarray(prob_usual, float)
    factor: FloatArray = (1.0 + extra * kth) / (1.0 + extra * usual)
    return factor
