"""How sure one can be of a plan: how often it is the best, and what choosing it may cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from kth_sim.economics.choice.options import ChoiceError
from kth_sim.economics.decision.acceptability import best_shares, losses
from kth_sim.economics.decision.outcomes import names_of, values_of

if TYPE_CHECKING:
    import pandas as pd


def robustness(values: ArrayLike, plans: Sequence[str]) -> pd.DataFrame:
    """Rows `plan, mean, prob_best, expected_regret`, in the order given.

    `prob_best`: in what share of the draws the plan gains most; a draw in which several are best
    to the bit counts for each in equal parts. `expected_regret`: the mean over the draws of the
    most that any plan gains in the draw, less what this one does; never below 0.

    Args:
        values: `[draw, plan]`, what each plan gains in each draw, such as its net benefit.
        plans: their names, each once.

    Raises:
        ChoiceError: the shapes do not fit, or a value is not finite.

    Example:
        >>> robustness([[0.0, 4.0], [0.0, -2.0]], ["none", "all"]).values.tolist()
        [['none', 0.0, 0.5, 2.0], ['all', 1.0, 0.5, 1.0]]
    """
    import pandas as pd  # noqa: PLC0415 - slow to import

    names, gained = names_of(plans), values_of("values", values)
    if gained.shape[1] != len(names):
        raise ChoiceError(f"values: has {gained.shape[1]} columns for {len(names)} plans")
    return pd.DataFrame(
        {
            "plan": names,
            "mean": gained.mean(axis=0),
            "prob_best": best_shares(gained.T),
            "expected_regret": losses(gained.T),
        }
    )
