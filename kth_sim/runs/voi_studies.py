"""The studies of a scenario as the economics take them; tried out before a long run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kth_sim.economics import (
    MEASURES,
    BinomialTwoArm,
    ClusterRandomised,
    Combined,
    CostSubStudy,
    SteppedWedge,
    Study,
)
from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.scenarios.analyses import INCREMENT, StudyPlan, Voi
from kth_sim.scenarios.resolve import Scenario

DESIGNS: dict[str, type[Study]] = {
    "binomial_two_arm": BinomialTwoArm,
    "cluster_randomised": ClusterRandomised,
    "stepped_wedge": SteppedWedge,
    "cost_sub_study": CostSubStudy,
}
CLUSTERED = ("cluster_randomised", "stepped_wedge")


def studies_of(voi: Voi) -> dict[str, Study]:
    """Every study by name, parts among them.

    Raises:
        OutcomesError: a number of one cannot be; it is named.
    """
    single = {name: study_of(name, plan) for name, plan in voi.studies.items() if not plan.parts}
    made: dict[str, Study] = dict(single)
    for name, plan in voi.studies.items():
        if plan.parts:
            parts = tuple(single[part] for part in plan.parts)
            made[name] = Combined(name=name, parts=parts, **plan.numbers)
    return {name: made[name] for name in voi.studies}


def study_of(name: str, plan: StudyPlan) -> Study:
    """One study that has no parts."""
    given: dict[str, Any] = {**plan.columns, **plan.numbers}
    if "steps" in given:
        given["steps"] = int(given["steps"])
    if plan.design in CLUSTERED:
        given["clusters"] = plan.clusters
    return DESIGNS[plan.design](name=name, **given)


def check_voi(scenario: Scenario) -> None:
    """Nothing, if the value of information that a scenario asks for can be computed.

    Asked before a long run, not after it: each study is simulated once, at the base case.

    Raises:
        UserError: a study, a size, or a measure that is named cannot be.
    """
    voi = scenario.voi
    if voi is None:
        return
    for measure in (voi.cost, voi.effect):
        if measure not in MEASURES:
            raise UserError(f"voi: {measure}: no such measure: {unknown_name(measure, MEASURES)}")
    point = {name: given.value for name, given in scenario.parameters.items()}
    studies = studies_of(voi)
    for name, plan in voi.studies.items():
        draws = point_draws(studies[name], point)
        for n in plan.sizes:
            studies[name].simulate(draws, n, np.random.default_rng(0))


def point_draws(study: Study, point: Mapping[str, float]) -> dict[str, list[float]]:
    """The base case as one draw, increments 0.

    Raises:
        UserError: a column is no measure's increment.
    """
    for name in study.parameters:
        measure = name.removeprefix(INCREMENT)
        if name not in point and measure not in MEASURES:
            raise UserError(f"voi: {name}: no such measure: {unknown_name(measure, MEASURES)}")
    return {name: [point.get(name, 0.0)] for name in study.parameters}
