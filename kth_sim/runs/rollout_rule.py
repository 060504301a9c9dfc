"""Pilot, then decide, simulated: what the pilot shows in each draw, and whether it passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget import Intake, PerPatient
from kth_sim.economics.budget.care import by_care
from kth_sim.runs.rollout_intake import Numbers, intake_of
from kth_sim.scenarios.rollout import Plan, Rule, passes
from kth_sim.scenarios.rollout_types import DAYS_IN_MONTH

OUTCOMES = {  # measure: (persons with it, persons it counts)
    "death_30d": ("deaths_30d", None),
    "readmission_30d": ("readmitted_30d", "discharged_alive"),
}


def passed(
    numbers: Numbers, per_patient: PerPatient, draws: npt.NDArray[np.int64], seed: int
) -> npt.NDArray[np.bool_]:
    """Whether the plan's rule passes, `[draw]`; without a rule it does.

    The people who count are as many as the draw's uptake gives, rounded; how many of them have
    the outcome is binomial. A draw's luck hangs on its number and the seed alone.

    Args:
        numbers: of the plan.
        per_patient: risks by destination and level.
        draws: their numbers.
        seed: the key of all randomness.
    """
    rule = numbers.plan.rule
    if rule is None:
        return np.ones(len(draws), dtype=bool)
    with_kth, before = pilot_people(numbers, rule)
    found = []
    luck = _luck(draws, seed)
    for intake, u in zip((with_kth, before), luck, strict=True):
        found.append(_observed(intake, per_patient, rule, u))
    (events_kth, people_kth), (events_before, people_before) = found
    return passes(rule, events_kth, people_kth, events_before, people_before)


def pilot_people(numbers: Numbers, rule: Rule) -> tuple[Intake, Intake]:
    """The pilot's people with KTH until it is judged, and the same destinations' people before.

    Each as an `Intake` in which everybody is treated (or nobody).
    """
    plan = numbers.plan
    begun = _begun(plan, rule)
    until = np.datetime64(begun, "D") + round(rule.after_months * DAYS_IN_MONTH)
    since = np.datetime64(begun, "D") - round(rule.months_before * DAYS_IN_MONTH)
    first = int(str(since)[:4])
    years = int(str(until)[:4]) - first + 1
    wide = Numbers(replace(plan, first_year=first, years=years), numbers.values, numbers.delivery)
    whole = intake_of(wide, plan.starts_if_failed)
    ever = (whole.treated > 0).any(axis=-1, keepdims=True)
    during = part_inside(wide, np.datetime64(begun, "D"), until)
    earlier = part_inside(wide, since, np.datetime64(begun, "D"))
    treated = whole.treated * during
    control = whole.people * ever * earlier
    return (
        Intake(whole.teams, treated, treated, whole.fidelity),
        Intake(whole.teams, control, np.zeros_like(control), whole.fidelity),
    )


def _begun(plan: Plan, rule: Rule) -> date:
    return min(s.date for s in plan.starts if s.team in rule.pilot and s.date is not None)


def part_inside(numbers: Numbers, since: np.datetime64, until: np.datetime64) -> FloatArray:
    """Share of each month's days between two days."""
    begin = numbers.months.astype("datetime64[D]")
    end = (numbers.months + 1).astype("datetime64[D]")
    inside = np.minimum(end, until) - np.maximum(begin, since)
    days = inside.astype(float) / (end - begin).astype(float)
    return np.asarray(np.clip(days, 0.0, 1.0))


def _observed(
    intake: Intake, per_patient: PerPatient, rule: Rule, u: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Events and people, `[draw]` each."""
    from scipy.stats import binom  # noqa: PLC0415

    weights = by_care(intake, per_patient.levels).sum(axis=(1, 4))  # [draw, level, destination]
    counted, at_risk = OUTCOMES[rule.measure]
    events = (weights * per_patient.outcome[counted]).sum(axis=(1, 2))
    people = weights if at_risk is None else weights * per_patient.outcome[at_risk]
    n = people.sum(axis=(1, 2))
    risk = np.clip(np.divide(events, n, out=np.zeros_like(n), where=n > 0), 0.0, 1.0)
    whole = np.round(n)
    return np.asarray(binom.ppf(u, whole, risk)), whole


def _luck(draws: npt.NDArray[np.int64], seed: int) -> FloatArray:
    """Two uniforms of each draw, `[2, draw]`."""
    rows = [np.random.Generator(np.random.Philox(key=[seed, int(d)])).random(2) for d in draws]
    return np.array(rows).T
