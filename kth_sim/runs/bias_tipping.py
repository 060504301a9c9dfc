"""How strong each bias must be: for an odds ratio of 1 in closed form, for no benefit solved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kth_sim.economics import inmb
from kth_sim.economics.bias import CODING, TIPPING, Tipping, outcomes_of
from kth_sim.runs.bias_results import EFFECTS, basis_of, label_of
from kth_sim.runs.in_memory import Runner
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.runs.bias import BiasOptions

LEAST_FACTOR = 0.1  # of the odds ratio, that is tried
TOLERANCE = 1e-3  # of that factor
Row = dict[str, object]


def tipping_table(
    scenario: Scenario, draws: pd.DataFrame, runner: Runner, options: BiasOptions
) -> pd.DataFrame:
    """One row a number and goal: its value in use, and the value at which the goal is met.

    Columns: `correction, label, parameter, what, in_use, goal, target_ratio, needed,
    formula, basis`.
    """
    import pandas as pd  # noqa: PLC0415

    asked = [one for one in TIPPING if one.correction in options.weights]
    point = scenario.value(EFFECTS["or_death"])
    goals = {"odds ratio 1": 1.0}
    if asked:
        goals |= {
            f"inmb 0 at {at:,.0f} DKK": point * factor_of_no_benefit(runner, draws, at, point)
            for at in options.wtp
        }
    rows = [row for one in asked for row in rows_of(scenario, one, goals)]
    if CODING.correction in options.weights:
        rows += rows_of(scenario, CODING, {"risk ratio of readmission 1": 1.0})
    return pd.DataFrame(rows)


def rows_of(scenario: Scenario, one: Tipping, goals: Mapping[str, float]) -> Iterator[Row]:
    """The rows of one number; `needed` is nan where no value of it reaches the goal."""
    at = {name: given.value for name, given in scenario.parameters.items()}
    for goal, target in goals.items():
        yield {
            "correction": one.correction,
            "label": label_of(one.correction),
            "parameter": one.parameter,
            "what": one.what,
            "in_use": one.in_use(at),
            "goal": goal,
            "target_ratio": target,
            "needed": math.nan if math.isnan(target) else one.needed(at, target),
            "formula": one.formula,
            "basis": basis_of(scenario, {one.correction: 1.0}),
        }


def factor_of_no_benefit(runner: Runner, draws: pd.DataFrame, wtp: float, point: float) -> float:
    """Factor on the odds ratio of every draw at which the mean net benefit is 0; nan if none.

    Solved by running the model again with the same luck (Brent's method). Factors are tried from
    0.1 to the one that brings the point value to 1.
    """
    from scipy.optimize import brentq  # noqa: PLC0415

    def mean_benefit(factor: float) -> float:
        changed = draws.assign(or_death_30d_kth=draws[EFFECTS["or_death"]] * factor)
        return float(inmb(outcomes_of(runner(changed).whole), wtp).mean())

    now = mean_benefit(1.0)
    end = max(1.0 / point, 1.0) if now > 0.0 else LEAST_FACTOR
    if now == 0.0:
        return 1.0
    if now * mean_benefit(end) > 0.0:
        return math.nan
    low, high = sorted((1.0, end))
    return float(brentq(mean_benefit, low, high, xtol=TOLERANCE))
