"""From a value per patient to that of all people a decision is made for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from kth_sim.economics.decision.outcomes import OutcomesError

if TYPE_CHECKING:
    import pandas as pd

Rate = float | Mapping[float, float]


def population(
    per_patient: pd.Series[float], people_per_year: float, years: float, rate: Rate
) -> pd.DataFrame:
    """A value by threshold, DKK: `per_patient`, `per_year` and, discounted, `population`.

    Args:
        per_patient: DKK a patient by `wtp`, such as the EVPI.
        people_per_year: how many a year the decision concerns.
        years: how long the decision stands: the decision horizon.
        rate: as for `discounted_people`.

    Raises:
        OutcomesError: as there.

    Example:
        >>> import pandas as pd
        >>> population(pd.Series([2.0], [300.0]), 1000, 5, 0.0).values.tolist()
        [[2.0, 2000.0, 10000.0]]
    """
    import pandas as pd  # noqa: PLC0415 - as in icer.py

    people = discounted_people(people_per_year, years, rate)
    return pd.DataFrame(
        {
            "per_patient": per_patient,
            "per_year": per_patient * people_per_year,
            "population": per_patient * people,
        }
    )


def discounted_people(people_per_year: float, years: float, rate: Rate) -> float:
    """People over the decision horizon, each discounted from the day of the decision to their own.

    They come evenly through the year, so discounting is in continuous time, with rates by the year:
    for one rate `people_per_year x (1 - (1 + rate)^-years) / ln(1 + rate)`.

    Args:
        people_per_year: how many come a year.
        years: the decision horizon; need not be whole.
        rate: yearly, such as 0.035; or `{from year: rate}` beginning at 0, such as the Danish
            `{0: 0.035, 35: 0.025, 70: 0.015}`.

    Raises:
        OutcomesError: an argument is negative or no number, or the rates do not begin at year 0.

    Example:
        >>> round(discounted_people(100, 10, 0.035), 5)
        846.13115
    """
    steps = sorted(rate.items()) if isinstance(rate, Mapping) else [(0.0, rate)]
    if not steps or steps[0][0] != 0:
        raise OutcomesError("rate: the first rate must hold from year 0")
    for argument, value in (("people_per_year", people_per_year), ("years", years)):
        if not (math.isfinite(value) and value >= 0):
            raise OutcomesError(f"{argument}: must be a number from 0")
    if not all(math.isfinite(value) and value >= 0 for _, value in steps):
        raise OutcomesError("rate: must be a number from 0")
    total, factor = 0.0, 1.0
    for (start, yearly), (stop, _) in pairwise([*steps, (math.inf, 0.0)]):
        length = max(min(years, stop) - start, 0.0)
        total += factor * annuity(length, yearly)
        factor *= (1 + yearly) ** -length
    return people_per_year * total


def annuity(years: float, rate: float) -> float:
    """Present value of a flow of 1 a year over `years`, in continuous time.

    Example:
        >>> annuity(3.0, 0.0)
        3.0
    """
    force = math.log1p(rate)
    return -math.expm1(-force * years) / force if force else years
