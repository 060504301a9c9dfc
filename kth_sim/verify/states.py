"""States and events: what holds of every life, whatever the numbers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import CURVES, OUTCOMES, PLACES, STRATEGIES, FloatArray
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import largest, none_of, rounding
from kth_sim.verify.lives import (
    PATIENTS,
    PERSON,
    days_in_periods,
    dead,
    every_engine,
    in_place,
    lives_case,
    stays,
    with_death,
)
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.contracts import Quantities

_DEATH_CURVE = CURVES.index("death")
_DAILY = 120  # the curves are daily to here
_BY_DAY = {30: "deaths_30d", 90: "deaths_90d", 365: "deaths_365d"}


def people(ledger: pd.DataFrame) -> list[str]:
    """Whose rows these are, each person once."""
    once = ledger[PERSON].drop_duplicates()
    return [f"patient {patient}, {strategy}" for strategy, patient in once.to_numpy().tolist()]


@check("states.nobody_acts_after_death", "Does nothing happen to a patient after death?")
def nobody_acts_after_death(subject: Subject) -> Finding:
    """Every event of both engines: none starts or ends after death or is told after it."""
    wrong, n = [], 0
    for engine, ledger in every_engine(subject).items():
        told, events = with_death(ledger), ledger["event"] == "death"
        told["after"] = events.groupby([ledger["strategy"], ledger["patient"]]).cumsum().to_numpy()
        too_late = (told["start"] > told["death"]) | (told["stop"] > told["death"])
        told_late = (told["after"] > 0) & (told["event"] != "death") | (told["after"] > 1)
        wrong += [f"{who} ({engine})" for who in people(told[too_late | told_late])]
        n += len(told)
    return none_of(wrong, n, "events", "no event after death")


@check("states.stays_tile", "Do the stays tile each life without gap or overlap?")
def stays_tile(subject: Subject) -> Finding:
    """Each stay begins on the very instant the last ended, from day 0 to death or the horizon."""
    wrong, n, horizon = [], 0, lives_case(subject).horizon
    for engine, ledger in every_engine(subject).items():
        told = stays(with_death(ledger))
        before = told.groupby(PERSON, observed=True)["stop"].shift().fillna(0.0)
        last = ~told.duplicated(PERSON, keep="last")
        end = told["death"].clip(upper=horizon)
        gap = (told["start"] != before) | (told["stop"] < told["start"])
        untold = last & (told["stop"] != end)
        wrong += [f"{who} ({engine})" for who in people(told[gap | untold])]
        n += len(told)
    expected = "each stay begins where the last ended, from day 0 to death or the horizon"
    return none_of(wrong, n, "stays", expected)


@check("states.occupancy", "Does the occupancy of all places, and the dead, sum to the cohort?")
def occupancy(subject: Subject) -> Finding:
    """Persons on days of the ledger, and the days that the simulation adds up by place."""
    case, ledgers = lives_case(subject), every_engine(subject)
    days = np.concatenate([np.arange(0.25, 100.0, 7.0), np.linspace(100.25, case.horizon, 60)[:-1]])
    errors = {}
    for engine, ledger in ledgers.items():
        there = in_place(ledger, days).sum(axis=1) + dead(ledger, days)
        missing = np.abs(there - len(PATIENTS[engine.split(",")[0]])).max()
        errors[f"persons missing on a day, {engine}"] = float(missing)
    told = days_in_periods(ledgers["fast"], case.period_edges)
    summed = days_by_place(subject.quantities(case))
    errors["share of days missing in a period"] = worst_share(summed, told)
    expected = "persons in the five places and dead = the cohort, every day and in every sum"
    # Sums of n days each, added up in another order.
    return largest(errors, rounding(1.0, len(PATIENTS["fast"])), expected)


def days_by_place(quantities: Quantities) -> FloatArray:
    """`[strategy, place, period]` days of the first draw, over blocks and destinations."""
    used = quantities.used[0, ..., : len(PLACES)].sum(axis=(0, 2))
    days: FloatArray = np.moveaxis(used, -1, 1)
    return days


def worst_share(found: FloatArray, expected: FloatArray) -> float:
    """The largest difference in any place and period, as a share of the period's days alive."""
    alive = expected.sum(axis=1, keepdims=True)
    share = np.divide(np.abs(found - expected), alive, where=alive > 0.0, out=np.abs(found))
    return float(share.max())


@check("states.deaths_never_fall", "Does the number of deaths never fall with time?")
def deaths_never_fall(subject: Subject) -> Finding:
    """Deaths by day, by destination, by period, and the same persons in every count."""
    quantities = subject.simulate()
    wrong = [*falling_counts(quantities), *falling_curves(quantities)]
    days = days_by_place(quantities).sum(axis=1) / np.diff(quantities.period_edges)
    wrong += [
        f"alive in a period, {STRATEGIES[s]}" for s in rows_where(np.diff(days) > slack(days))
    ]
    n = quantities.counts[0].size // len(OUTCOMES) * len(_BY_DAY) + quantities.curves[0, :, 0].size
    return none_of(wrong, n + days.size, "numbers of deaths", "deaths by day never fall")


def slack(days: FloatArray) -> float:
    """What rounding may add to a mean number of people alive."""
    return rounding(float(days.max()), float(days.max()))


def rows_where(wrong: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[int]:
    """Indices along the first axis at which anything is wrong."""
    return [int(i) for i in np.unique(np.nonzero(wrong)[0])]


def falling_counts(quantities: Quantities) -> list[str]:
    """Strategies where fewer are dead by a later day, in some block and destination."""
    counts = [quantities.counts[0, ..., OUTCOMES.index(name)] for name in _BY_DAY.values()]
    people_there = quantities.counts[0, ..., OUTCOMES.index("patients")]
    steps = np.diff(np.stack([0.0 * people_there, *counts, people_there]), axis=0)
    wrong = np.moveaxis(steps < 0.0, 2, 0)
    return [f"deaths by day 30, 90, 365, {STRATEGIES[s]}" for s in rows_where(wrong)]


def falling_curves(quantities: Quantities) -> list[str]:
    """Strategies whose curve of deaths falls, or does not hold the persons that are counted."""
    died = quantities.curves[0, :, _DEATH_CURVE]
    totals = quantities.counts[0].sum(axis=(0, 2))
    wrong = [f"curve of deaths, {STRATEGIES[s]}" for s in rows_where(died < 0.0)]
    for day, name in _BY_DAY.items():
        if day <= _DAILY:
            other = died[:, :day].sum(axis=1) != totals[:, OUTCOMES.index(name)]
            wrong += [f"curve of deaths to day {day}, {STRATEGIES[s]}" for s in rows_where(other)]
    return wrong
