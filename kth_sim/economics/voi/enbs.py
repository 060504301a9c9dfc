"""Expected net benefit of sampling: what a study is worth to all it informs, less its cost."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics.decision.outcomes import OutcomesError
from kth_sim.economics.decision.population import Rate, discounted_people
from kth_sim.economics.voi.studies import Study, named

if TYPE_CHECKING:
    import pandas as pd


def enbs(
    table: pd.DataFrame,
    studies: Study | Sequence[Study],
    people_per_year: float,
    years: float,
    rate: Rate,
) -> pd.DataFrame:
    """The rows of `evsi` with what each study is worth in all, DKK, less its cost.

    A study informs the people who come after it reports and before the horizon, discounted from
    today; its cost is paid today. Those who come while it goes on gain nothing from it.

    Args:
        table: rows `study, n, wtp, evsi, se`.
        studies: the studies named in it: their costs and how long they take.
        people_per_year: how many a year the decision concerns.
        years: the decision horizon.
        rate: of discounting, yearly, or by year as in `discounted_people`.

    Returns:
        The rows with `people` (discounted, whom the study informs), `study_cost`, `enbs`,
        `enbs_se` and `best`: whether of all sizes of this study at this `wtp` it has the highest
        ENBS, and that is above 0.

    Raises:
        OutcomesError: a study of the table is not given, or a number cannot be used.

    Example:
        >>> import pandas as pd
        >>> from kth_sim.economics.voi.studies import Binomial
        >>> study = Binomial(name="audit", risk="p", fixed_cost=50_000, cost_per_patient=100)
        >>> row = {"study": "audit", "n": 100, "wtp": 1.0, "evsi": 30.0, "se": 1.0}
        >>> enbs(pd.DataFrame([row]), study, 1000, 3, 0.0)[["enbs", "best"]].values.tolist()
        [[30000.0, True]]
    """
    by_name = named(studies)
    missing = [name for name in table["study"].unique() if name not in by_name]
    if missing:
        raise OutcomesError(f"studies: {missing[0]!r} of the table is not among them")
    sized = [(by_name[name], int(n)) for name, n in zip(table["study"], table["n"], strict=True)]
    people = np.array([informed(s, n, people_per_year, years, rate) for s, n in sized])
    cost = np.array([study.cost(n) for study, n in sized])
    worth = table["evsi"].to_numpy(float) * people - cost
    found = table.assign(
        people=people, study_cost=cost, enbs=worth, enbs_se=table["se"].to_numpy(float) * people
    )
    highest = found.groupby(["study", "wtp"], sort=False)["enbs"].transform("max")
    return found.assign(best=(found["enbs"] == highest) & (found["enbs"] > 0))


def informed(study: Study, n: int, people_per_year: float, years: float, rate: Rate) -> float:
    """People between the study's report and the horizon, discounted."""
    until = min(study.years(n), years)
    whole, before = (
        discounted_people(people_per_year, until_then, rate) for until_then in (years, until)
    )
    return whole - before


def best_sizes(table: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """The best size of each study at each threshold, and the sizes that may be as good.

    Args:
        table: rows of `enbs`.
        level: of the interval. A size counts as good as the best where the difference of their
            ENBS lies within so many standard errors; the errors are taken as independent, though
            all sizes share the draws, so the interval is rather too wide.

    Returns:
        Rows `study, wtp, n, low, high, enbs, enbs_se`: sizes `low` to `high` are those that may be
        as good. A study that is worth no size has n = 0 and ENBS 0; it goes up to the largest size
        whose ENBS is not clearly below 0.

    Raises:
        OutcomesError: `level` lies outside 0 to 1.
    """
    import pandas as pd  # noqa: PLC0415 - half a second that a command's --help must not pay

    if not 0 < level < 1:
        raise OutcomesError(f"level: lies between 0 and 1, not {level}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    rows = [
        {"study": study, "wtp": wtp, **best_of(rows, z)}
        for (study, wtp), rows in table.groupby(["study", "wtp"], sort=False)
    ]
    return pd.DataFrame(rows)


def best_of(rows: pd.DataFrame, z: float) -> dict[str, float]:
    """The best of the sizes of one study, no study among them, with its interval."""
    sizes = np.concatenate([[0], rows["n"].to_numpy(np.int64)])
    worth = np.concatenate([[0.0], rows["enbs"].to_numpy(float)])
    errors = np.concatenate([[0.0], rows["enbs_se"].to_numpy(float)])
    best = int(np.argmax(worth))
    near = sizes[worth[best] - worth <= z * np.hypot(errors, errors[best])]
    return {
        "n": int(sizes[best]),
        "low": int(near.min()),
        "high": int(near.max()),
        "enbs": float(worth[best]),
        "enbs_se": float(errors[best]),
    }
