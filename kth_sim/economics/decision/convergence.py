"""Is the mean steady, what makes it unsteady, and how to spend time on it best."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.economics.decision.benefit import inmb, thresholds
from kth_sim.economics.decision.outcomes import Outcomes, OutcomesError, several_draws

if TYPE_CHECKING:
    import pandas as pd


def running_mean(
    outcomes: Outcomes, wtp: ArrayLike, strategy: str | None = None, comparator: str | None = None
) -> pd.DataFrame:
    """Mean incremental net benefit of the draws so far, DKK: a row a threshold and draw.

    Columns: `wtp, draws, mean, mcse`: how many draws, their mean, and its Monte-Carlo standard
    error (nan for the first), luck of the patients included.

    Args:
        outcomes: of two or more strategies, in the order in which they were drawn.
        wtp: DKK per unit of effect.
        strategy: may be left out if there are two.
        comparator: the first strategy, if left out.

    Raises:
        OutcomesError: an argument cannot be used, or there is one draw only.

    Example:
        >>> three = Outcomes.from_arrays(["a", "b"], [[0, 1], [0, 3], [0, 2]], np.zeros((3, 2)))
        >>> running_mean(three, 0.0)["mean"].tolist()
        [-1.0, -2.0, -2.0]
    """
    import pandas as pd  # noqa: PLC0415 - as in icer.py

    several_draws(outcomes)
    at, n = thresholds(wtp), np.arange(1, outcomes.n_draws + 1)
    benefit = inmb(outcomes, at, strategy, comparator)
    # About the mean of all, or the squares would swallow a small variance of a large mean.
    center = benefit.mean(axis=1, keepdims=True)
    first = np.cumsum(benefit - center, axis=1)
    second = np.cumsum((benefit - center) ** 2, axis=1)
    freedom = np.where(n > 1, n - 1.0, np.nan)
    variance = np.maximum(second - first**2 / n, 0.0) / freedom
    return pd.DataFrame(
        {
            "wtp": np.repeat(at, n.size),
            "draws": np.tile(n, at.size),
            "mean": (center + first / n).ravel(),
            "mcse": np.sqrt(variance / n).ravel(),
        }
    )


@dataclass(frozen=True)
class VarianceSplit:
    """What the variance of a figure between draws is made of, in its unit squared.

    Attributes:
        total: between draws, as they came.
        luck: of it, what the luck of the patients of a draw adds.
        parameters: the rest; not below 0.
        share_luck: luck / total; not above 1.
    """

    total: float
    luck: float
    parameters: float
    share_luck: float


def split_variance(values: ArrayLike, blocks: ArrayLike) -> VarianceSplit:
    """The variance of a figure between draws: the parameters' part and the patients' luck.

    Blocks of the same draw differ by luck alone, so their variance by their number is the luck in
    the draw's own figure. A figure that is no mean (a ratio) is split approximately.

    Args:
        values: `[draw]`, of all patients of the draw, for instance `inmb`.
        blocks: `[draw, block]`, the same from equal parts of the draw's patients.

    Returns:
        nan where it cannot be known: with one draw, or with one block.

    Raises:
        OutcomesError: the shapes do not fit.

    Example:
        >>> split_variance([1.0, 5.0], [[0.0, 2.0], [4.0, 6.0]])
        VarianceSplit(total=8.0, luck=1.0, parameters=7.0, share_luck=0.125)
    """
    whole, parts = np.asarray(values, float), np.asarray(blocks, float)
    if whole.ndim != 1 or not whole.size:
        raise OutcomesError("values: must be [draw]")
    if parts.ndim != 2 or parts.shape[0] != whole.size:
        raise OutcomesError(f"blocks: must be [draw, block] of {whole.size} draws")
    n = parts.shape[1]
    luck = float(parts.var(axis=1, ddof=1).mean() / n) if n > 1 else math.nan
    total = float(whole.var(ddof=1)) if whole.size > 1 else math.nan
    share = min(luck / total, 1.0) if total > 0 else math.nan
    # np.maximum, unlike max, keeps nan.
    return VarianceSplit(total, luck, float(np.maximum(total - luck, 0.0)), share)


@dataclass(frozen=True)
class Effort:
    """How large a run to make.

    Attributes:
        patients: a draw.
        draws: of the parameters.
        seconds: that it takes.
        standard_error: of the mean that it reaches.
    """

    patients: int
    draws: int
    seconds: float
    standard_error: float


def worthwhile(
    var_parameters: float,
    var_luck: float,
    seconds_draw: float,
    seconds_patient: float,
    standard_error: float,
) -> Effort:
    """The quickest run whose mean has the wanted standard error.

    A run of D draws of n patients takes `D (seconds_draw + n seconds_patient)` and its mean has the
    variance `(var_parameters + var_luck / n) / D`. The product of the two is least at
    `n = sqrt(var_luck seconds_draw / (var_parameters seconds_patient))`, whatever error is wanted.
    Two draws are the fewest, so no more patients are asked for than make two enough.

    Args:
        var_parameters: of the figure between draws, without luck, as in
            `VarianceSplit`.
        var_luck: that a draw of one patient would have: `VarianceSplit.luck` x patients a draw.
        seconds_draw: that a draw takes whatever its size (drawing, calibration).
        seconds_patient: that a patient takes.
        standard_error: wanted, in the unit of the figure.

    Raises:
        OutcomesError: an argument is negative or no number, or a time or the error is 0.

    Example:
        >>> worthwhile(100.0, 40_000.0, 0.01, 0.0001, 1.0)
        Effort(patients=200, draws=300, seconds=9.0, standard_error=1.0)
    """
    numbers = {
        "var_parameters": var_parameters,
        "var_luck": var_luck,
        "seconds_draw": seconds_draw,
        "seconds_patient": seconds_patient,
        "standard_error": standard_error,
    }
    for argument, value in numbers.items():
        least = "" if argument.startswith("var_") else " above 0"
        if not math.isfinite(value) or value < 0 or (least and not value):
            raise OutcomesError(f"{argument}: must be a number{least or ' from 0'}")

    def of(patients: int) -> Effort:
        variance = var_parameters + var_luck / patients
        draws = max(math.ceil(variance / standard_error**2 * (1 - 1e-12)), 2)
        seconds = draws * (seconds_draw + patients * seconds_patient)
        return Effort(patients, draws, seconds, math.sqrt(variance / draws))

    spare = 2 * standard_error**2 - var_parameters
    enough = var_luck / spare if spare > 0 else math.inf
    ratio = var_parameters * seconds_patient
    best = math.sqrt(var_luck * seconds_draw / ratio) if ratio else math.inf
    n = min(best, enough)
    return min((of(max(m, 1)) for m in (math.floor(n), math.ceil(n))), key=lambda e: e.seconds)
