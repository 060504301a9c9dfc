"""What a plan expects of a year that was observed: the southern clusters' first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget import PerPatient
from kth_sim.economics.budget.tables import spread
from kth_sim.runs.rollout_intake import Numbers, intake_of
from kth_sim.runs.rollout_rule import part_inside
from kth_sim.scenarios.rollout import Plan

OBSERVED = {"southern": "n_kth"}  # network: evidence id of the people counted there
NOTE = "over which months they were counted is not said; here the 12 from the first start"


def observed_row(
    numbers: Numbers, per_patient: PerPatient, facts: Mapping[str, float]
) -> dict[str, object] | None:
    """Expected people with KTH in the 12 months from a plan's first start, beside those observed.

    None where nothing was observed of the plan's network. `expected` counts people operated;
    `expected_discharged` those of them who leave hospital alive.

    Args:
        numbers: of the plan.
        per_patient: with `discharged_alive`.
        facts: the evidence's, by id.
    """
    plan = numbers.plan
    name = OBSERVED.get(plan.network.name, "")
    window = first_year(plan)
    if name not in facts or window is None:
        return None
    since, until = window
    people = people_with_kth(numbers, since, until)
    alive = per_patient.outcome["discharged_alive"][:, -1]
    columns = spread(people.sum(axis=1), "expected")
    columns |= spread((people * alive).sum(axis=1), "expected_discharged")
    return {
        "plan": plan.name,
        "since": since.isoformat(),
        "until": until.isoformat(),
        **{key: float(value) for key, value in columns.items()},
        "observed": facts[name],
        **_distance(people.sum(axis=1), facts[name]),
        "note": NOTE,
    }


def first_year(plan: Plan) -> tuple[date, date] | None:
    """The day of a plan's first start and the same day a year later; None if nobody starts."""
    dates = [start.date for start in plan.starts if start.date is not None]
    if not dates:
        return None
    since = min(dates)
    return since, date(since.year + 1, since.month, min(since.day, 28))


def people_with_kth(numbers: Numbers, since: date, until: date) -> FloatArray:
    """Expected people operated who get KTH between two days, `[draw, destination]`."""
    plan = numbers.plan
    wide = Numbers(replace(plan, first_year=since.year, years=2), numbers.values)
    inside = part_inside(wide, np.datetime64(since, "D"), np.datetime64(until, "D"))
    people: FloatArray = (intake_of(wide, plan.starts).treated * inside).sum(axis=(1, 3))
    return people


def _distance(expected: FloatArray, observed: float) -> dict[str, float]:
    difference = float(expected.mean()) - observed
    return {"difference": difference, "relative_difference": difference / observed}
