"""One parameter at a time, at the ends of its range: what moves the answer, and how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.montecarlo import standard_error
from kth_sim.economics.sensitivity.outcomes import DecisionOutcome

if TYPE_CHECKING:
    import pandas as pd

# A bar is blurred when it is no longer than this many Monte-Carlo standard errors of its length.
ERRORS = 2.0


@dataclass(frozen=True)
class Bar:
    """A parameter and the ends of its range.

    Attributes:
        parameter: its id.
        label: what it is.
        unit: of its values.
        basis: what its value rests on.
        base_value: in the base case.
        low_value: the lower end.
        high_value: the upper end.
        bounds: where the ends are from: `95 % interval` or `given`.
    """

    parameter: str
    label: str
    unit: str
    basis: str
    base_value: float
    low_value: float
    high_value: float
    bounds: str


@dataclass(frozen=True)
class Estimates:
    """Outcomes at some points, all with the same patients and the same luck.

    Attributes:
        whole: `[point, outcome]`, from all patients.
        left_out: `[point, block, outcome]`, from all patients but one block.
        sizes: `[block]`, patients of each block.
    """

    whole: FloatArray
    left_out: FloatArray
    sizes: FloatArray

    def mcse(self) -> FloatArray:
        """Monte-Carlo standard errors, `[point, outcome]`; nan with a single block."""
        return _error(self.whole, self.left_out, self.sizes)

    def mcse_of_difference(self, first: slice, second: slice) -> FloatArray:
        """Monte-Carlo standard errors of second minus first points, `[pair, outcome]`.

        What shared luck cancels out of the difference is not in its error.
        """
        whole = self.whole[second] - self.whole[first]
        return _error(whole, self.left_out[second] - self.left_out[first], self.sizes)


def _error(whole: FloatArray, left_out: FloatArray, sizes: FloatArray) -> FloatArray:
    if len(sizes) == 1:
        return np.full_like(whole, np.nan)
    return standard_error(whole, left_out, np.broadcast_to(sizes, left_out.shape[:2]))


def points_of(bars: Sequence[Bar]) -> list[dict[str, float]]:
    """What differs from the base case at each point: nothing, then each bar's low and high end."""
    ends = [{bar.parameter: v} for bar in bars for v in (bar.low_value, bar.high_value)]
    return [{}, *ends]


def tornado(
    bars: Sequence[Bar], outcomes: Mapping[str, DecisionOutcome], estimates: Estimates
) -> pd.DataFrame:
    """One row a bar and outcome, the longest bar of each outcome first.

    Columns: `parameter, label, unit, basis, outcome, base, low_value, high_value, at_low, at_high,
    mcse_low, mcse_high, swing, mcse_swing, blurred, base_value, mcse_base, outcome_label,
    outcome_unit, wtp, bounds`. `base` is the outcome in the base case and `base_value` the
    parameter's value there; `swing` is how far the outcomes at the two ends lie apart; `blurred`
    says that this may be luck.

    Args:
        bars: of the points of `points_of`.
        outcomes: in the order of the estimates.
        estimates: at the points of `points_of(bars)`.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    frame = pd.DataFrame(list(_rows(bars, list(outcomes.values()), estimates)))
    rank = frame["outcome"].map(list(outcomes).index)
    order = np.lexsort((frame["parameter"], -frame["swing"], rank))
    return frame.iloc[order].reset_index(drop=True)


def _rows(
    bars: Sequence[Bar], outcomes: Sequence[DecisionOutcome], estimates: Estimates
) -> Iterator[dict[str, object]]:
    low, high = slice(1, None, 2), slice(2, None, 2)
    error, apart = estimates.mcse(), estimates.mcse_of_difference(low, high)
    at, swings = estimates.whole, np.abs(estimates.whole[high] - estimates.whole[low])
    for k, bar in enumerate(bars):
        for j, outcome in enumerate(outcomes):
            yield {
                "parameter": bar.parameter,
                "label": bar.label,
                "unit": bar.unit,
                "basis": bar.basis,
                "outcome": outcome.id,
                "base": at[0, j],
                "low_value": bar.low_value,
                "high_value": bar.high_value,
                "at_low": at[1 + 2 * k, j],
                "at_high": at[2 + 2 * k, j],
                "mcse_low": error[1 + 2 * k, j],
                "mcse_high": error[2 + 2 * k, j],
                "swing": swings[k, j],
                "mcse_swing": apart[k, j],
                "blurred": bool(0 < swings[k, j] <= ERRORS * apart[k, j]),
                "base_value": bar.base_value,
                "mcse_base": error[0, j],
                "outcome_label": outcome.label,
                "outcome_unit": outcome.unit,
                "wtp": outcome.wtp,
                "bounds": bar.bounds,
            }
