"""Net monetary benefit: effect in money, less cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.outcomes import Outcomes, OutcomesError


def thresholds(wtp: ArrayLike) -> FloatArray:
    """Willingness to pay as a vector, DKK per unit of effect.

    Raises:
        OutcomesError: it is empty, no vector, or holds something else than finite numbers from 0.
    """
    try:
        found: FloatArray = np.atleast_1d(np.asarray(wtp, dtype=float))
    except (TypeError, ValueError):
        raise OutcomesError("wtp: must be numbers, DKK per unit of effect") from None
    if found.ndim != 1 or not found.size:
        raise OutcomesError("wtp: give one threshold or a list of them")
    if not np.all(np.isfinite(found) & (found >= 0)):
        raise OutcomesError("wtp: must be finite and not negative")
    return found


def nmb(outcomes: Outcomes, wtp: ArrayLike) -> FloatArray:
    """Net monetary benefit, `wtp x effect - cost`, DKK a patient.

    Returns:
        `[draw, strategy]` for one threshold, `[wtp, draw, strategy]` for a list.

    Raises:
        OutcomesError: `wtp` cannot be used.

    Example:
        >>> both = Outcomes.from_arrays(["a", "b"], [[10.0, 20.0]], [[1.0, 1.5]])
        >>> nmb(both, 30.0)
        array([[20., 25.]])
    """
    at = thresholds(wtp)
    if np.ndim(wtp) == 0:
        return benefit_at(outcomes, float(at[0]))
    return np.stack([benefit_at(outcomes, one) for one in at])


def benefit_at(outcomes: Outcomes, wtp: float) -> FloatArray:
    """Net monetary benefit at one threshold, `[draw, strategy]`."""
    return wtp * outcomes.effect - outcomes.cost


def inmb(
    outcomes: Outcomes, wtp: ArrayLike, strategy: str | None = None, comparator: str | None = None
) -> FloatArray:
    """Incremental net monetary benefit of a strategy against a comparator, DKK a patient.

    Returns:
        `[draw]` for one threshold, `[wtp, draw]` for a list.

    Args:
        outcomes: of two or more strategies.
        wtp: DKK per unit of effect.
        strategy: may be left out if there are two.
        comparator: the first strategy, if left out.

    Raises:
        OutcomesError: `wtp` cannot be used, or there is no such strategy.

    Example:
        >>> both = Outcomes.from_arrays(["a", "b"], [[10.0, 20.0]], [[1.0, 1.5]])
        >>> inmb(both, 30.0)
        array([5.])
    """
    new, old = outcomes.pair(strategy, comparator)
    benefit = nmb(outcomes, wtp)
    difference: FloatArray = benefit[..., new] - benefit[..., old]
    return difference
