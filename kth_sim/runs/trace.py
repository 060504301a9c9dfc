"""One patient's life in both strategies, event by event, with what accrued."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kth_sim.contracts import DESTINATIONS, PLACES, STRATEGIES, Quantities
from kth_sim.economics import costs_by_item_table, evaluate
from kth_sim.model import fast
from kth_sim.model.capacity import HOURS_PER_DAY
from kth_sim.model.case import Case, gather
from kth_sim.model.hazards import Patient, expected_frailty
from kth_sim.model.reference import stories
from kth_sim.model.story import Story
from kth_sim.runs.build import make_case, make_setting
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

IN_WORDS = {
    "days_index_stay": "in hospital",
    "days_own_home": "own home",
    "days_temporary_place": "temporary place",
    "days_nursing_home": "nursing home",
    "days_readmitted": "in hospital again",
}


@dataclass(frozen=True)
class Trace:
    """One patient, for `kth-sim trace`.

    Attributes:
        who: the patient in words, one item a line.
        events: `strategy, day, date_or_blank, event, place, detail`.
        accrued: `measure, usual_care, kth`, what the life used, gave and cost.
    """

    who: tuple[str, ...]
    events: pd.DataFrame
    accrued: pd.DataFrame


def trace(scenario: Scenario, patient: int, seed: int | None = None) -> Trace:
    """The life of one patient of the base case in both strategies."""
    import pandas as pd  # noqa: PLC0415

    chosen = scenario.seed if seed is None else seed
    case = make_case(scenario, chosen, patient + 1)
    told = stories(case, 0, range(patient, patient + 1))
    rows = [row for (story,) in told for row in story_rows(scenario, case, story)]
    person = told[0][0].patient
    return Trace(
        described(scenario, case, person), pd.DataFrame(rows), accrued(scenario, case, patient)
    )


def described(scenario: Scenario, case: Case, person: Patient) -> tuple[str, ...]:
    """The patient in words."""
    frailty = expected_frailty(scenario.value("frailty_variance"), person.limit)
    before = "own home" if person.from_own_home else "nursing home"
    offer = "offered KTH" if person.offered else "not offered KTH here and then"
    return (
        f"{'Woman' if person.female else 'Man'} of {person.age:.1f} years, {offer}",
        f"Cluster: {case.cohort.clusters[person.cluster]}",
        f"Lived before the fracture: {before}; "
        f"discharge destination: {DESTINATIONS[person.destination].replace('_', ' ')}",
        f"First-year hazard {person.relative_hazard:.2f} times that of a woman of mean age; "
        f"expected frailty, given this luck, {frailty:.2f} (mean 1)",
    )


def story_rows(scenario: Scenario, case: Case, story: Story) -> Iterator[dict[str, Any]]:
    """A story as rows of the trace, in order of time."""
    events = sorted(happenings(case, story), key=lambda event: event[0])
    origin = story.patient.operation_day + story.hours_waiting / HOURS_PER_DAY
    for day, event, place, detail in events:
        yield {
            "strategy": STRATEGIES[story.strategy],
            "day": round(day, 1),
            "date_or_blank": calendar(scenario.intake_from, origin + day).isoformat(),
            "event": event,
            "place": place,
            "detail": detail,
        }


def calendar(first: date, days: float) -> date:
    """The date that many days after the first day of intake."""
    return first + timedelta(days=math.floor(days))


def happenings(case: Case, story: Story) -> Iterator[tuple[float, str, str, str]]:
    """`(day, event, place, detail)` of everything in a life; day 0 is the operation."""
    wait = story.hours_waiting
    yield -wait / HOURS_PER_DAY, "admission", "hospital", f"waits {wait:.1f} hours for operation"
    yield 0.0, "operation", "hospital", ""
    for i, (place, start, stop) in enumerate(story.stays):
        name = IN_WORDS[PLACES[place]]
        if i > 0:
            yield start, entering(PLACES[place], i, story), name, f"{stop - start:.1f} days"
    (p,), _ = case.draw(0)
    if story.kth_start < math.inf:
        yield story.kth_start, "KTH starts", "", f"for {p.days_kth:g} days"
        if story.kth_start + p.days_kth < story.end:
            yield story.kth_start + p.days_kth, "KTH ends", "", ""
    if story.end >= p.days_rehabilitation:
        yield p.days_rehabilitation, "rehabilitation ends", "", regained(story)
    yield end_of(story)


def entering(place: str, i: int, story: Story) -> str:
    """What brings a patient to a place."""
    if place == "days_readmitted":
        return "readmission"
    before = PLACES[story.stays[i - 1][0]]
    return "discharge" if before in {"days_index_stay", "days_readmitted"} else "moves"


def regained(story: Story) -> str:
    """CAS and NMS in words."""
    who = story.patient
    cas, nms = (("regained" if r else "not regained") for r in (who.cas_regained, who.nms_regained))
    return f"CAS {cas}, NMS {nms} (assumed probabilities)"


def end_of(story: Story) -> tuple[float, str, str, str]:
    """Death, or the horizon."""
    place = IN_WORDS[PLACES[story.stays[-1][0]]]
    years = f"{story.end / 365.25:.2f} years after operation"
    if story.death < math.inf:
        return story.death, "death", place, years
    return story.end, "horizon reached", place, years


def accrued(scenario: Scenario, case: Case, patient: int) -> pd.DataFrame:
    """Rows `measure, unit, usual_care, kth`: what one life used, gave and cost."""
    import pandas as pd  # noqa: PLC0415

    alone = quantities_of(case, patient)
    # the observed anchor is a property of a cohort, not of a patient
    setting = replace(make_setting(scenario), cost_anchor="bottom_up")
    evaluation = evaluate(alone, setting)
    labels = {
        "ly_undiscounted": ("Life-years, undiscounted", "years"),
        "ly": ("Life-years, discounted", "years"),
        "qaly": ("QALYs, discounted", "QALY"),
        "days_hospital": ("Days in hospital", "days"),
        "readmissions": ("Readmissions", "number"),
    }
    value = evaluation.strategies
    rows = [
        {
            "measure": labels[name][0],
            "unit": labels[name][1],
            **{s: round(float(v), 2) for s, v in zip(STRATEGIES, value[name][0], strict=True)},
        }
        for name in labels
    ]
    items = costs_by_item_table(alone, setting, scenario.bases_of_parameters())
    for horizon, label in (("cost_0_3_months", "first 3 months"), ("cost_after_3_months", "later")):
        wide = items[items["strategy"] != "increment"].pivot_table(
            index="label", columns="strategy", values=horizon, sort=False, observed=True
        )
        rows += [
            {
                "measure": f"{name}, {label}",
                "unit": "DKK",
                **{s: round(row[s]) for s in STRATEGIES},
            }
            for name, row in wide.iterrows()
            if row.abs().max() > 0
        ]
    return pd.DataFrame(rows)


def quantities_of(case: Case, patient: int) -> Quantities:
    """The quantities of one patient alone."""
    block = fast.run_block(case, 0, range(patient, patient + 1))
    return gather(replace(case, n_patients=1, n_blocks=1), [block])
