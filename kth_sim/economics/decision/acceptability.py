"""Which strategy, how probably right, and what being wrong costs: CEAC, CEAF, loss, EVPI."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.benefit import thresholds
from kth_sim.economics.decision.outcomes import Outcomes, several_draws

if TYPE_CHECKING:
    import pandas as pd


def ceac(outcomes: Outcomes, wtp: ArrayLike) -> pd.DataFrame:
    """Probability that each strategy has the highest net benefit: rows `wtp`, columns strategies.

    A draw in which several are best to the bit counts for each in equal parts, so rows sum to 1.

    Args:
        outcomes: of any number of strategies.
        wtp: DKK per unit of effect.

    Raises:
        OutcomesError: `wtp` cannot be used, or there is one draw only.

    Example:
        >>> both = Outcomes.from_arrays(["a", "b"], [[0.0, 5.0], [0.0, 5.0]], [[0, 1], [0, 2]])
        >>> ceac(both, [4.0, 6.0]).values.tolist()
        [[0.5, 0.5], [0.0, 1.0]]
    """
    return by_wtp(outcomes, wtp, best_shares)


def best_shares(benefit: FloatArray) -> FloatArray:
    """Share of the draws in which each strategy is best, ties in equal parts, `[strategy]`.

    Args:
        benefit: `[strategy, draw]`.
    """
    best = benefit == benefit.max(axis=0)
    share: FloatArray = (best / np.count_nonzero(best, axis=0)).mean(axis=1)
    return share


def ceaf(outcomes: Outcomes, wtp: ArrayLike) -> pd.DataFrame:
    """The strategy to choose, and the probability that it is best: rows `wtp`.

    Columns: `strategy`, of the highest *mean* net benefit (of several, the first given), and its
    `probability` from the CEAC, which may be below that of another strategy.

    Args:
        outcomes: of any number of strategies.
        wtp: DKK per unit of effect.

    Raises:
        OutcomesError: `wtp` cannot be used, or there is one draw only.
    """
    import pandas as pd  # noqa: PLC0415 - as in icer.py

    at = thresholds(wtp)
    shares = ceac(outcomes, at)
    mean = np.outer(at, outcomes.effect.mean(axis=0)) - outcomes.cost.mean(axis=0)
    chosen = mean.argmax(axis=1)
    return pd.DataFrame(
        {
            "strategy": [outcomes.strategies[i] for i in chosen],
            "probability": shares.to_numpy()[np.arange(at.size), chosen],
        },
        index=shares.index,
    )


def expected_loss(outcomes: Outcomes, wtp: ArrayLike) -> pd.DataFrame:
    """What choosing each strategy costs against knowing better: rows `wtp`, columns strategies.

    DKK a patient: the mean over the draws of the highest net benefit of the draw less that of the
    strategy. Never below 0; its smallest value in a row is the EVPI.

    Args:
        outcomes: of any number of strategies.
        wtp: DKK per unit of effect.

    Raises:
        OutcomesError: `wtp` cannot be used, or there is one draw only.

    Source: Alarid-Escudero et al., Value in Health 22 (2019) 611-618.

    Example:
        >>> both = Outcomes.from_arrays(["a", "b"], [[0.0, 5.0], [0.0, 5.0]], [[0, 1], [0, 2]])
        >>> expected_loss(both, 4.0).values.tolist()
        [[1.5, 0.5]]
    """
    return by_wtp(outcomes, wtp, losses)


def losses(benefit: FloatArray) -> FloatArray:
    """Mean loss of each strategy, `[strategy]`, of a net benefit `[strategy, draw]`."""
    loss: FloatArray = (benefit.max(axis=0) - benefit).mean(axis=1)
    return loss


def evpi(outcomes: Outcomes, wtp: ArrayLike) -> pd.Series[float]:
    """Expected value of perfect information, DKK a patient, by `wtp`.

    The most that knowing every parameter before choosing could be worth: the mean of the highest
    net benefit less the highest mean. Never below 0.

    Args:
        outcomes: of any number of strategies.
        wtp: DKK per unit of effect.

    Raises:
        OutcomesError: `wtp` cannot be used, or there is one draw only.

    Example:
        >>> both = Outcomes.from_arrays(["a", "b"], [[0.0, 5.0], [0.0, 5.0]], [[0, 1], [0, 2]])
        >>> evpi(both, [4.0, 6.0]).to_dict()
        {4.0: 0.5, 6.0: 0.0}
    """
    return expected_loss(outcomes, wtp).min(axis="columns").rename("evpi")


def by_wtp(
    outcomes: Outcomes, wtp: ArrayLike, of: Callable[[FloatArray], FloatArray]
) -> pd.DataFrame:
    """Rows by threshold, a column a strategy, of a function of the net benefit.

    Args:
        outcomes: of any number of strategies.
        wtp: DKK per unit of effect.
        of: gets `[strategy, draw]`, which is quicker to compare along than the other way, and gives
            `[strategy]`.
    """
    import pandas as pd  # noqa: PLC0415 - as in icer.py

    several_draws(outcomes)
    at = thresholds(wtp)
    cost, effect = np.ascontiguousarray(outcomes.cost.T), np.ascontiguousarray(outcomes.effect.T)
    rows = np.array([of(one * effect - cost) for one in at])
    return pd.DataFrame(rows, index=pd.Index(at, name="wtp"), columns=list(outcomes.strategies))
