"""Lives valued one by one: from each patient's stays to what that patient used, gained and cost.

Written from the description of the model, with none of the sums, periods or moments of the fast
engine and the economics, so that the two ways can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import DAYS_3_MONTHS, DAYS_PER_MONTH, DAYS_PER_YEAR, FloatArray
from kth_sim.economics.items import adjustment_id

if TYPE_CHECKING:
    import pandas as pd

Values = Mapping[str, float]
Rates = tuple[float, float, float]
STEPS = (0.0, 35.0, 70.0, np.inf)  # years at which the Danish discount rate changes
INDEX, HOME, TEMPORARY, NURSING, READMITTED = (
    "days_index_stay",
    "days_own_home",
    "days_temporary_place",
    "days_nursing_home",
    "days_readmitted",
)
OUT = (HOME, TEMPORARY, NURSING)
KNOTS = ((0, "utility_admission"), (1, "utility_1m"), (4, "utility_4m"), (12, "utility_12m"))
NO_RATES: Rates = (0.0, 0.0, 0.0)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)


def factor(days: FloatArray, rates: Rates) -> FloatArray:
    """What 1 on that day is worth on day 0."""
    years = days / DAYS_PER_YEAR
    force = np.zeros_like(years)
    for (low, high), rate in zip(pairwise(STEPS), rates, strict=True):
        force += np.log1p(rate) * (np.clip(years, low, high) - low)
    return np.asarray(np.exp(-force))


def present(days: FloatArray, rates: Rates) -> FloatArray:
    """What 1 a day from day 0 to that day is worth on day 0, in days.

    Example:
        >>> ten_years = present(np.array(3652.5), (0.035, 0.025, 0.015)) / 365.25
        >>> round(float(ten_years), 7)  # (1 - 1.035 ** -10) / log(1.035)
        8.4613115
    """
    years = days / DAYS_PER_YEAR
    total = np.zeros_like(years)
    for (low, high), rate in zip(pairwise(STEPS), rates, strict=True):
        length, force = np.clip(years, low, high) - low, np.log1p(rate)
        worth = -np.expm1(-force * length) / force if force > 0.0 else length
        total += factor(np.array(low * DAYS_PER_YEAR), rates) * worth
    return np.asarray(total * DAYS_PER_YEAR)


@dataclass(frozen=True)
class Lives:
    """Stays of every patient in both strategies, and what happened to each.

    Attributes:
        person: `[stay]` strategy x patients + patient.
        place: `[stay]` name.
        start: `[stay]` day.
        stop: `[stay]` day.
        death: `[person]` day, inf if after the horizon.
        discharge: `[person]` day the index stay ended, inf if by death.
        treated: `[person]` whether KTH began.
    """

    person: npt.NDArray[np.int64]
    place: npt.NDArray[np.str_]
    start: FloatArray
    stop: FloatArray
    death: FloatArray
    discharge: FloatArray
    treated: npt.NDArray[np.bool_]

    @property
    def end(self) -> FloatArray:
        """`[person]` day of death or of the horizon."""
        found = np.zeros(len(self.death))
        np.maximum.at(found, self.person, self.stop)
        return found

    def within(self, places: tuple[str, ...], low: FloatArray, high: FloatArray) -> Lives:
        """The parts of stays at these places between two days of each person."""
        start = np.maximum(self.start, low[self.person])
        stop = np.minimum(self.stop, high[self.person])
        kept = np.isin(self.place, places) & (stop > start)
        parts = (self.person[kept], self.place[kept], start[kept], stop[kept])
        return Lives(*parts, self.death, self.discharge, self.treated)

    def days(self, rates: Rates) -> FloatArray:
        """`[person]` days of these stays, discounted."""
        return self.sum(present(self.stop, rates) - present(self.start, rates))

    def sum(self, of_stay: FloatArray) -> FloatArray:
        """`[person]` sum over stays."""
        found: FloatArray = np.bincount(self.person, of_stay, len(self.death)).astype(float)
        return found


def lives_of(ledger: pd.DataFrame, offered: FloatArray) -> Lives:
    """The lives of a ledger of all patients.

    Args:
        ledger: of both strategies.
        offered: `[patient]` 1 where KTH is offered and taken.
    """
    n = len(offered)
    person = ledger["strategy"].cat.codes.to_numpy(np.int64) * n + ledger["patient"].to_numpy()
    is_stay = (ledger["event"] == "stay").to_numpy()
    dies = (ledger["event"] == "death").to_numpy()
    place = ledger["place"].astype(str).to_numpy(dtype=np.str_)
    start, stop = ledger["start"].to_numpy(), ledger["stop"].to_numpy()
    death, discharge = np.full(2 * n, np.inf), np.full(2 * n, np.inf)
    death[person[dies]] = start[dies]
    index = is_stay & (place == INDEX)
    discharge[person[index]] = stop[index]
    discharge[discharge == death] = np.inf
    treated = np.concatenate([np.zeros(n, bool), offered == 1.0]) & np.isfinite(discharge)
    return Lives(
        person[is_stay], place[is_stay], start[is_stay], stop[is_stay], death, discharge, treated
    )


def events(lives: Lives) -> dict[str, FloatArray]:
    """`{outcome: [person]}` what happened to each: 1 or 0, but for readmissions."""
    readmitted = lives.place == READMITTED
    first = np.full(len(lives.death), np.inf)
    np.minimum.at(first, lives.person[readmitted], lives.start[readmitted])
    wait = first - np.where(np.isfinite(lives.discharge), lives.discharge, 0.0)
    early = lives.death <= 30.0
    found = {
        "discharged_alive": np.isfinite(lives.discharge),
        "treated": lives.treated,
        "deaths_30d": early,
        "deaths_30d_in_hospital": early & ~np.isfinite(lives.discharge),
        "deaths_90d": lives.death <= 90.0,
        "deaths_365d": lives.death <= 365.0,
        "readmitted_30d": wait <= 30.0,
        "readmitted_120d": wait <= 120.0,
        "readmitted_365d": wait <= 365.0,
    }
    return {name: flags.astype(np.float64) for name, flags in found.items()}


def programme(lives: Lives, days_kth: float) -> Lives:
    """The parts of stays out of hospital inside the programme."""
    begin = np.where(lives.treated, lives.discharge, np.inf)
    return lives.within(OUT, begin, begin + days_kth)


def qalys(lives: Lives, values: Values, rates: Rates) -> FloatArray:
    """`[person]` QALYs: the base utility by quadrature, then what is on top of it."""
    nought, end = np.zeros_like(lives.death), lives.end
    total = base_utility(end, values, rates)
    total -= values["disutility_nursing_home"] * lives.within((NURSING,), nought, end).days(rates)
    total -= values["disutility_readmission"] * lives.within((READMITTED,), nought, end).days(rates)
    total += values["utility_gain_kth"] * programme(lives, values["days_kth"]).days(rates)
    found: FloatArray = total / DAYS_PER_YEAR
    return found


def base_utility(end: FloatArray, values: Values, rates: Rates) -> FloatArray:
    """`[person]` base utility over the days to each one's end, discounted; in days."""
    cap = values["utility_cap"]
    at = [min(values[name], cap) for _, name in KNOTS]
    days = [months * DAYS_PER_MONTH for months, _ in KNOTS]
    before_last = present(np.array(days[-1]), rates)
    total = at[-1] * (present(np.maximum(end, days[-1]), rates) - before_last)
    for i in range(len(KNOTS) - 1):
        half = (np.clip(end, days[i], days[i + 1]) - days[i]) / 2.0
        t = days[i] + half[:, np.newaxis] * (1.0 + _NODES)
        utility = np.interp(t, days, at)
        total = total + half * ((utility * factor(t, rates)) @ _WEIGHTS)
    found: FloatArray = total
    return found


def amounts(lives: Lives, values: Values, rates: Rates, *, later: bool) -> dict[str, FloatArray]:
    """`{what: [person]}` used in the first 3 months or (later) in the whole life: days, events."""
    nought, three = np.zeros_like(lives.death), np.full_like(lives.death, DAYS_3_MONTHS)
    end = lives.end if later else three

    def days_at(places: tuple[str, ...], low: FloatArray, high: FloatArray) -> FloatArray:
        return lives.within(places, low, high).days(rates)

    begun = lives.treated & (lives.discharge < end)
    readmitted = (lives.place == READMITTED) & (lives.start < end[lives.person])
    in_programme = programme(lives, values["days_kth"]).within(OUT, nought, end)
    return {
        "out": days_at(OUT, nought, end),
        "out_early": days_at(OUT, nought, three),
        "at_home_early": days_at((HOME,), nought, three),
        "at_home_later": days_at((HOME,), three, np.maximum(end, three)),
        "nursing": days_at((NURSING,), nought, end),
        "temporary": days_at((TEMPORARY,), nought, end),
        "programme": in_programme.days(rates),
        "pathways": begun * factor(np.where(begun, lives.discharge, 0.0), rates),
        "readmissions": lives.sum(readmitted * factor(lives.start, rates)),
    }


def costs(lives: Lives, values: Values, rates: Rates, *, later: bool) -> dict[str, FloatArray]:
    """`{sector: [person]}` DKK of the same, with what an anchor adds to each pathway."""
    used = amounts(lives, values, rates, later=later)
    three_months_out = used["out"] / DAYS_3_MONTHS
    of_items = {
        "hospital": values["cost_index_admission"]
        + values["cost_readmission"] * used["readmissions"]
        + values["cost_kth_hospital_responsibility"] * used["pathways"],
        "municipality": values["cost_nursing_home_day"] * used["nursing"]
        + values["cost_temporary_place_day"] * used["temporary"]
        + values["cost_home_care_hour"] * hours_at_home(used, values)
        + values["cost_rehabilitation_hour"]
        * (values["hours_rehabilitation_3m"] * used["out_early"] / DAYS_3_MONTHS)
        + values["cost_acute_nurse_visit"] * visits_a_day(values) * used["programme"],
        "gp": values["cost_gp_contact"] * values["n_gp_contacts_3m"] * three_months_out,
        "medicine": values["cost_medicine_3m"] * three_months_out,
    }
    return {
        sector: cost + values[adjustment_id(sector)] * used["pathways"]
        for sector, cost in of_items.items()
    }


def hours_at_home(used: Mapping[str, FloatArray], values: Values) -> FloatArray:
    """`[person]` hours of home care, the programme's day-to-day hours among them."""
    return (
        values["hours_home_care_day"] * used["at_home_early"]
        + values["hours_home_care_day_later"] * used["at_home_later"]
        + values["minutes_kth_programme_day"] / 60.0 * used["programme"]
    )


def visits_a_day(values: Values) -> float:
    """Acute-nurse visits that are made on a day in the programme."""
    days = values["days_kth"]
    return values["n_kth_nurse_visits"] * values["fidelity_kth"] / days if days > 0.0 else 0.0
