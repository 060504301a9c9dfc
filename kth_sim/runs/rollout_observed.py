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
    dates = [start.date for start in plan.starts if start.date is not None]
    if name not in facts or not dates:
        return None
    since = min(dates)
    until = date(since.year + 1, since.month, min(since.day, 28))
    wide = Numbers(replace(plan, first_year=since.year, years=2), numbers.values)
    inside = part_inside(wide, np.datetime64(since, "D"), np.datetime64(until, "D"))
    people = (intake_of(wide, plan.starts).treated * inside).sum(axis=(1, 3))
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


def _distance(expected: FloatArray, observed: float) -> dict[str, float]:
    difference = float(expected.mean()) - observed
    return {"difference": difference, "relative_difference": difference / observed}
