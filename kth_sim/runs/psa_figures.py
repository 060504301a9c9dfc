"""The frames behind the figures of a run of many draws, from what the run has stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics import Outcomes, evpi, running_mean

if TYPE_CHECKING:
    import pandas as pd

Curve = Callable[[Outcomes, FloatArray], "pd.DataFrame"]  # over thresholds, indexed `wtp`

# Each reading of the cost and the measure that holds it.
READINGS = {"3m_only": "cost_total_3m_only", "with_later": "cost_total_with_later"}
LUCK_SHOWN = (
    "prob_death_30d",
    "prob_death_1y",
    "prob_readmission_30d",
    "ly",
    "qaly",
    "cost_total_3m_only",
    "cost_total_with_later",
)
WTP_STEPS = 100  # of the curves, from nought to the highest threshold that is of interest
BEYOND = 2.0  # times the highest mark or ICER is where the curves end
RUNNING_POINTS = 400  # of each line of the running mean


def by_reading(panel: pd.DataFrame) -> dict[str, Outcomes]:
    """Outcomes by reading of the cost, with QALYs as the effect."""
    return {name: Outcomes.from_panel(panel, cost, "qaly") for name, cost in READINGS.items()}


def stacked(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Frames below one another, with a column `reading` before the rest."""
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    parts = [frame.assign(reading=name) for name, frame in frames.items()]
    whole = pd.concat(parts, ignore_index=True)
    return whole[["reading", *(name for name in whole if name != "reading")]]


def plane(panel: pd.DataFrame) -> pd.DataFrame:
    """Rows `reading, draw, inc_cost, inc_effect`."""
    import pandas as pd  # noqa: PLC0415 - as above

    draws = panel.loc[panel["strategy"] == STRATEGIES[0], "draw"].to_numpy()
    old, new = STRATEGIES
    return stacked(
        {
            name: pd.DataFrame(
                {
                    "draw": np.sort(draws),
                    "inc_cost": difference(found, found.cost, new, old),
                    "inc_effect": difference(found, found.effect, new, old),
                }
            )
            for name, found in by_reading(panel).items()
        }
    )


def difference(found: Outcomes, values: FloatArray, new: str, old: str) -> FloatArray:
    """One strategy less another, `[draw]`."""
    less: FloatArray = values[:, found.index(new)] - values[:, found.index(old)]
    return less


def wtp_grid(panel: pd.DataFrame, marks: Sequence[float]) -> FloatArray:
    """Thresholds from nought to about twice the highest mark or ICER, in round steps."""
    tops = [*marks, *(icer(found) for found in by_reading(panel).values())]
    top = BEYOND * max([value for value in tops if np.isfinite(value)] or [1.0])
    grid: FloatArray = near_round(top / WTP_STEPS) * np.arange(WTP_STEPS + 1.0)
    return grid


def icer(found: Outcomes) -> float:
    """Ratio of the mean increments where there is more of both, else nan."""
    old, new = STRATEGIES
    cost = difference(found, found.cost, new, old).mean()
    effect = difference(found, found.effect, new, old).mean()
    return float(cost / effect) if cost > 0 and effect > 0 else float("nan")


def near_round(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten, by ratio.

    >>> near_round(20_628.0), near_round(8_000.0)
    (20000.0, 10000.0)
    """
    power = 10.0 ** np.floor(np.log10(value))
    return float(
        min((m * power for m in (1, 2, 5, 10)), key=lambda near: abs(np.log(near / value)))
    )


def over_wtp(panel: pd.DataFrame, grid: FloatArray, of: Curve) -> pd.DataFrame:
    """A curve over the thresholds for each reading: rows `reading, wtp` and its own columns."""
    return stacked(
        {name: of(found, grid).reset_index() for name, found in by_reading(panel).items()}
    )


def evpi_frame(found: Outcomes, grid: FloatArray) -> pd.DataFrame:
    """Rows indexed `wtp`, column `evpi`."""
    return evpi(found, grid).to_frame()


def running(panel: pd.DataFrame, marks: Sequence[float]) -> pd.DataFrame:
    """Rows `reading, wtp, draws, mean, mcse`, thinned to what can be seen."""
    frames = {}
    old, new = STRATEGIES
    for name, found in by_reading(panel).items():
        frame = running_mean(found, sorted(marks), new, old)
        last = found.n_draws
        kept = np.unique(np.linspace(min(2, last), last, RUNNING_POINTS).round())
        frames[name] = frame[frame["draws"].isin(kept)]
    return stacked(frames)


def luck(precision: pd.DataFrame, incremental: pd.DataFrame) -> pd.DataFrame:
    """Rows `measure, label, unit, sd_independent, sd_common, factor`.

    The luck in the increment of one draw is `share_luck` of its variance between draws; with
    luck of its own in each strategy its variance would be `common_luck_factor` times that.
    """
    about = incremental.set_index("measure")[["label", "unit"]]
    rows = precision.set_index("measure").join(about)
    rows = rows.loc[[name for name in LUCK_SHOWN if name in rows.index]]
    common = np.sqrt(rows["share_luck"]) * rows["sd_between_draws"]
    found = rows.assign(
        sd_independent=common * np.sqrt(rows["common_luck_factor"]),
        sd_common=common,
        factor=rows["common_luck_factor"],
    )
    kept = ["measure", "label", "unit", "sd_independent", "sd_common", "factor"]
    return found.dropna(subset=["factor", "share_luck"]).reset_index()[kept]
