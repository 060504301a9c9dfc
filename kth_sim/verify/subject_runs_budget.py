"""What the checks of budgets ask: plans of the shipped network, weighted from small lives.

Reached as `subject.runs.budgets`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics.budget import Budget, Intake, PerPatient, Programme, budget
from kth_sim.reporting.xlsx import WorkbookAbout, WorkbookContent
from kth_sim.runs.rollout import budget_of, per_patient_of
from kth_sim.runs.rollout_intake import Numbers, intake_of, payers_of
from kth_sim.runs.rollout_lives import LivesAsked, simulated
from kth_sim.runs.rollout_workbook import Made, content_of
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan, Start, Team, load_plan

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from kth_sim.evidence.register import Register

SEED = 1
PATIENTS, YEARS = 400, 3
READING = "excluded"  # of the costs of care after the third month: the headline


@dataclass
class Budgets:
    """Budgets of one scenario's lives.

    Attributes:
        scenario: whose parameters and payers.
        register: the evidence.
        draws: one row a draw.
    """

    scenario: Scenario
    register: Register
    draws: pd.DataFrame

    @cached_property
    def asked(self) -> LivesAsked:
        """What is simulated."""
        return LivesAsked(self.scenario, self.draws, PATIENTS, SEED, 12 * YEARS)

    @cached_property
    def per_patient(self) -> PerPatient:
        """What one patient costs, uses and gains, in every draw."""
        with TemporaryDirectory() as folder:
            chunks = list(simulated(self.asked, Path(folder), 1))
        return per_patient_of(self.asked, chunks, READING, 12 * YEARS)

    def plan(self, name: str = "all_at_once") -> Plan:
        """A shipped plan."""
        return load_plan(name, self.register, years=YEARS)

    def starting(self, plan: Plan, when: date | None, *teams: str) -> Plan:
        """The plan with these clusters (none named: all) starting then, None: never."""

        def changed(start: Start) -> Start:
            return replace(start, date=when) if start.team in named else start

        named = teams or plan.network.names
        return replace(plan, starts=tuple(map(changed, plan.starts)))

    def times(self, plan: Plan, factor: float) -> Plan:
        """The plan with so many times the people, of every cluster."""
        network = plan.network

        def grown(team: Team) -> Team:
            return replace(team, people_per_year=factor * team.people_per_year)

        teams = tuple(map(grown, network.teams))
        remainder = factor * network.remainder_people
        return replace(plan, network=replace(network, teams=teams, remainder_people=remainder))

    def numbers(self, plan: Plan) -> Numbers:
        """The plan's numbers in every draw."""
        values = {name: self.draws[name].to_numpy(float) for name in self.draws.columns}
        return Numbers(plan, values)

    def of(self, plan: Plan) -> Budget:
        """The budget of a plan."""
        return budget_of(self.numbers(plan), self.scenario, self.per_patient, self.asked)

    def intake(self, plan: Plan) -> Intake:
        """People operated and treated under a plan, in every draw."""
        return intake_of(self.numbers(plan), plan.starts)

    def weighted(self, plan: Plan, intake: Intake) -> Budget:
        """The budget of these people on a plan's calendar, without the programme's own costs."""
        numbers = self.numbers(plan)
        nothing = np.zeros((len(intake.teams), len(numbers.months)))
        programme, payers = Programme(nothing, nothing), payers_of(numbers, self.scenario)
        return budget(self.per_patient, intake, numbers.calendar, payers, programme, plan.name)

    def workbook(self, plan: Plan) -> WorkbookContent:
        """What the plan's workbook reckons with."""
        about = WorkbookAbout(
            run_id=plan.name,
            scenario=self.scenario.name,
            plan=plan.name,
            plan_label=plan.label,
            seed=SEED,
            draws=len(self.draws),
            patients=PATIENTS,
            version="",
            evidence_hash="",
            assumptions=(),
            warnings=(),
        )
        made = Made(self.scenario, self.numbers(plan), self.per_patient, self.of(plan))
        return content_of(made, about)
