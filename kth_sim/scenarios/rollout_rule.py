"""Pilot, then decide: the rule that lets the other clusters start."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kth_sim.evidence.document import Where
from kth_sim.scenarios.rollout_lookup import Lookup
from kth_sim.scenarios.rollout_schema import PlanFile, RuleChoice
from kth_sim.scenarios.rollout_types import Rule, Start

DAYS_OF_OUTCOME = 30  # death_30d, readmission_30d: known of the last patient so much later
ROUNDING = 1e-12  # 0.10 lies 0.02 below 0.12, though not to the last bit


def make_rule(
    choice: RuleChoice, said: PlanFile, starts: tuple[Start, ...], lookup: Lookup
) -> Rule:
    """The plan's rule, checked against its starts.

    Raises:
        ConfigError: a pilot that is no cluster or never starts, or another cluster that starts
            before the decision.
    """
    dates = {start.team: start.date for start in reversed(starts)}  # a team's first start stays
    begun = [_pilot_start(i, name, dates, lookup) for i, name in enumerate(choice.pilot)]
    decided = add_months(min(begun), choice.after_months) + timedelta(days=DAYS_OF_OUTCOME)
    _check_others(said, starts, choice.pilot, decided, lookup)
    threshold = lookup.number(
        choice.threshold, choice.statistic, ("rule", "threshold"), "rule.threshold"
    )
    return Rule(
        pilot=choice.pilot,
        after_months=choice.after_months,
        measure=choice.measure,
        statistic=choice.statistic,
        threshold=threshold,
        months_before=choice.months_before,
        decided=decided,
    )


def passes(
    rule: Rule,
    events_kth: npt.ArrayLike,
    people_kth: npt.ArrayLike,
    events_before: npt.ArrayLike,
    people_before: npt.ArrayLike,
) -> npt.NDArray[np.bool_]:
    """Whether what the pilot shows passes the rule, elementwise (such as `[draw]`).

    Without people in one of the groups, or (for a ratio) without events before, it does not.

    Args:
        rule: with statistic and threshold.
        events_kth: of the measure, among the pilot's people who got KTH.
        people_kth: whom the measure counts there.
        events_before: the same in the months before.
        people_before: whom it counts there.
    """
    n_kth, n_before = np.asarray(people_kth, float), np.asarray(people_before, float)
    known = (n_kth > 0) & (n_before > 0)
    risk_kth = np.asarray(events_kth, float) / np.where(known, n_kth, 1.0)
    risk_before = np.asarray(events_before, float) / np.where(known, n_before, 1.0)
    if rule.statistic == "risk_difference":
        return np.asarray(known & (risk_kth <= risk_before + rule.threshold + ROUNDING))
    # ratio <= threshold, without dividing by a risk that may be 0
    low = risk_kth <= rule.threshold * risk_before + ROUNDING
    return np.asarray(known & (risk_before > 0) & low)


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later (the month's last, where it is shorter).

    >>> add_months(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _pilot_start(i: int, name: str, dates: dict[str, date | None], lookup: Lookup) -> date:
    where: Where = ("rule", "pilot", i)
    if name not in dates:
        what = f"{name}: no such cluster: there are {', '.join(dates)}"
        raise lookup.document.error(where, what)
    day = dates[name]
    if day is None:
        raise lookup.document.error(where, f"{name} never starts in this plan: give it a date")
    return day


def _check_others(
    said: PlanFile,
    starts: tuple[Start, ...],
    pilot: tuple[str, ...],
    decided: date,
    lookup: Lookup,
) -> None:
    for start in starts:
        if start.team in pilot or start.date is None or start.date >= decided:
            continue
        own = said.clusters.get(start.team)
        where: Where = ("clusters", start.team, "date") if own and own.date else ("all", "date")
        what = f"{start.team} starts on {start.date}, before the decision on {decided}"
        raise lookup.document.error(where, f"{what}: start it later, or make it a pilot")
