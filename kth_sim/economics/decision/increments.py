"""How sure the increments are: shares of draws and intervals of differences, never of a ratio.

An ICER of -1,000 may mean cheaper and better, or dearer and worse, and it jumps from one infinity
to the other where the increment of effect crosses 0. So a percentile of it has no meaning. Shares
of quadrants and intervals of the net benefit, which is linear, keep theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.benefit import inmb, thresholds
from kth_sim.economics.decision.outcomes import Outcomes, OutcomesError, several_draws

if TYPE_CHECKING:
    import pandas as pd

QUADRANTS = ("NE", "SE", "SW", "NW", "on_axis")


def differences(
    outcomes: Outcomes, strategy: str | None = None, comparator: str | None = None
) -> tuple[FloatArray, FloatArray]:
    """Incremental cost and incremental effect, `[draw]` each.

    Raises:
        OutcomesError: there is no such strategy.
    """
    new, old = outcomes.pair(strategy, comparator)
    cost: FloatArray = outcomes.cost[:, new] - outcomes.cost[:, old]
    effect: FloatArray = outcomes.effect[:, new] - outcomes.effect[:, old]
    return cost, effect


def quadrant_shares(
    outcomes: Outcomes, strategy: str | None = None, comparator: str | None = None
) -> pd.Series[float]:
    """Shares of the draws in each quadrant of the cost-effectiveness plane; they sum to 1.

    `NE`: dearer and better; `SE`: cheaper and better, so dominant; `SW`: cheaper and worse; `NW`:
    dearer and worse, so dominated; `on_axis`: equal cost or equal effect, in no quadrant.

    Args:
        outcomes: of two or more strategies.
        strategy: may be left out if there are two.
        comparator: the first strategy, if left out.

    Raises:
        OutcomesError: there is no such strategy, or one draw only.

    Example:
        >>> cost, effect = [[0.0, 5.0], [0.0, -5.0]], [[0.0, 1.0], [0.0, 1.0]]
        >>> quadrant_shares(Outcomes.from_arrays(["a", "b"], cost, effect)).to_dict()
        {'NE': 0.5, 'SE': 0.5, 'SW': 0.0, 'NW': 0.0, 'on_axis': 0.0}
    """
    import pandas as pd  # noqa: PLC0415 - as in icer.py

    several_draws(outcomes)
    cost, effect = differences(outcomes, strategy, comparator)
    inside = [
        (cost > 0) & (effect > 0),
        (cost < 0) & (effect > 0),
        (cost < 0) & (effect < 0),
        (cost > 0) & (effect < 0),
        (cost == 0) | (effect == 0),
    ]
    return pd.Series([float(q.mean()) for q in inside], index=list(QUADRANTS), name="share")


def incremental_outcomes(
    outcomes: Outcomes, comparator: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """One row a strategy against a comparator: increments with intervals, and quadrant shares.

    Columns: `strategy, comparator, inc_cost, inc_cost_low, inc_cost_high, inc_effect,
    inc_effect_low, inc_effect_high, NE, SE, SW, NW, on_axis`. Intervals are quantiles of the draws.

    Args:
        outcomes: of two or more strategies.
        comparator: the first strategy, if left out.
        level: of the intervals.

    Raises:
        OutcomesError: there is no such strategy, one draw only, or `level` is no probability.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    several_draws(outcomes)
    base = outcomes.strategies[0] if comparator is None else comparator
    outcomes.index(base, "comparator")
    rows = []
    for name in outcomes.strategies:
        if name == base:
            continue
        cost, effect = differences(outcomes, name, base)
        row: dict[str, object] = {"strategy": name, "comparator": base}
        for what, values in (("inc_cost", cost), ("inc_effect", effect)):
            low, high = interval(values, level)
            row |= {what: values.mean(), f"{what}_low": low, f"{what}_high": high}
        rows.append(row | quadrant_shares(outcomes, name, base).to_dict())
    return pd.DataFrame(rows)


def inmb_table(
    outcomes: Outcomes,
    wtp: ArrayLike,
    strategy: str | None = None,
    comparator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Incremental net benefit by threshold: `mean, mcse, low, high, share_cost_effective`.

    The thresholds at which `low` and `high` stand on both sides of 0 are those that the draws leave
    open: the honest reading of an interval of the ICER, and it may be unbounded, or everything.
    `share_cost_effective` counts draws with a benefit above 0, and half of those at 0.

    Args:
        outcomes: of two or more strategies.
        wtp: DKK per unit of effect.
        strategy: may be left out if there are two.
        comparator: the first strategy, if left out.
        level: of the interval.

    Raises:
        OutcomesError: an argument cannot be used, or there is one draw only.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    several_draws(outcomes)
    at = thresholds(wtp)
    benefit = inmb(outcomes, at, strategy, comparator)
    low, high = interval(benefit.T, level)
    return pd.DataFrame(
        {
            "mean": benefit.mean(axis=1),
            "mcse": benefit.std(axis=1, ddof=1) / np.sqrt(outcomes.n_draws),
            "low": low,
            "high": high,
            "share_cost_effective": (np.sign(benefit) / 2 + 0.5).mean(axis=1),
        },
        index=pd.Index(at, name="wtp"),
    )


def interval(values: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Quantiles over the first axis between which that share of the draws lies.

    Raises:
        OutcomesError: `level` does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        raise OutcomesError(f"level: {level} does not lie between 0 and 1")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
