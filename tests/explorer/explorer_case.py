"""A run of few draws, and what a reader may change, done by Python's own budget."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from kth_sim.contracts import DESTINATIONS
from kth_sim.economics import ITEM_IDS, PAYERS, PayerRule, PayerSchedule, reform_schedule
from kth_sim.economics.budget import (
    PROGRAMME_ITEMS,
    Intake,
    Payers,
    PerPatient,
    Programme,
    budget,
    shares_by_month,
)
from kth_sim.evidence.draws import make_draws
from kth_sim.runs.build import make_setting
from kth_sim.runs.explore import ExploreOptions
from kth_sim.runs.explore_scenario import scenario_in
from kth_sim.runs.panel import measure_chunks
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.rollout import per_patient_of
from kth_sim.runs.rollout_intake import PAID_AS, Numbers, intake_of, programme_of
from kth_sim.runs.rollout_lives import LivesAsked, simulated
from kth_sim.runs.rollout_rule import passed
from kth_sim.runs.rollout_workbook import mean_plan
from kth_sim.runs.store import read_chunks, read_plan
from kth_sim.scenarios.rollout import find_plan, load_plan

DRAWS, PATIENTS, POINTS, YEARS = 6, 150, 24, 6
PLANS = ("all_at_once", "nursing_home_first", "pilot_then_decide", "southern_clusters_as_started")
OPTIONS = ExploreOptions(patients=PATIENTS, draws=DRAWS, workers=1)


def carry_out(scenario, register, folder):
    """A stored run of a few draws."""
    draws = make_draws(register, scenario.choices, scenario.overrides, POINTS, 1)
    options = PsaOptions(patients=PATIENTS, seed=1, chunk_size=10, workers=1, folder=folder)
    return run_psa(scenario, draws, options).folder


@dataclass(frozen=True)
class Simulated:
    """Lives behind a scenario's budgets."""

    asked: LivesAsked
    chunks: list


def lives_of(run):
    """The lives that the page was weighted from."""
    scenario = scenario_in(run.record)
    asked = LivesAsked(scenario, run.draws.iloc[:DRAWS], PATIENTS, 1, 12 * YEARS)
    return Simulated(asked, list(simulated(asked, run.folder.parent, 1)))


@dataclass(frozen=True)
class Asked:
    """What a reader asks: a scenario, a plan, and what differs from them.

    Attributes:
        prices: unit costs, by parameter.
        starts: `{cluster: (day or None, uptake)}` of first starts.
        shares: the region's, `{item: (before, after)}`.
    """

    scenario: str = "national"
    plan: str = "all_at_once"
    reading: str = "excluded"
    wtp: float = 200_000.0
    target: tuple[str, ...] | None = None
    reform: object = None
    prices: dict = field(default_factory=dict)
    starts: dict = field(default_factory=dict)
    shares: dict = field(default_factory=dict)


class World:
    """Python's answer to what is asked: draws repriced, plans resolved anew, budgets made."""

    def __init__(self, simulated_, register, asked: Asked):
        self.asked, self.chunks = asked, simulated_.chunks
        scenario = simulated_.asked.scenario
        factors = {name: price / scenario.value(name) for name, price in asked.prices.items()}
        draws = simulated_.asked.draws.copy()
        for name, factor in factors.items():
            draws[name] *= factor
        self.lives = replace(simulated_.asked, draws=draws)
        self.scenario = scenario
        self.values = {name: draws[name].to_numpy(float) for name in draws.columns}
        self.numbers = Numbers(load_plan(find_plan(asked.plan), register), self.values)
        self.plan = self._plan()

    def per_patient(self) -> PerPatient:
        return per_patient_of(self.lives, self.chunks, self.asked.reading, 12 * YEARS)

    def _plan(self):
        """The plan at mean numbers with the reader's changes; no number follows a draw."""
        plan = mean_plan(self.numbers)
        starts = []
        for start, name in zip(plan.starts, plan.start_names, strict=True):
            day, ceiling = self.asked.starts.get(name, (start.date, start.ceiling))
            starts.append(replace(start, date=day, ceiling=ceiling))
        if self.asked.target is not None:
            first = {start.team: start for start in reversed(starts)}
            starts = [replace(s, target=self.asked.target) for s in reversed(first.values())]
        network = replace(plan.network, ids={})
        return replace(plan, starts=tuple(starts), network=network, ids={})

    def passed(self):
        per = per_patient_of(self.lives, self.chunks, "excluded", 12 * YEARS)
        return passed(self.numbers, per, self.lives.draws.index.to_numpy(np.int64), 1)

    def staged(self, goes_on):
        """Intake and programme where the rule passes in `goes_on` draws."""
        mix = self.numbers.mix.mean(axis=0)
        plain = {name: np.full(len(goes_on), np.nan) for name in self.values}
        numbers = Numbers(self.plan, plain)
        numbers.__dict__["mix"] = np.broadcast_to(mix, (len(goes_on), *mix.shape))
        starts, goes_on = self.plan.starts, np.asarray(goes_on, bool)
        return intake_of(numbers, starts, goes_on), programme_of(numbers, starts, goes_on)

    def payers(self) -> Payers:
        day = self.asked.reform or self.scenario.reform_date
        mean = {name: float(values.mean()) for name, values in self.values.items()}
        schedule = reform_schedule(
            day, mean["share_acute_nursing_to_region"], mean["share_temporary_places_to_region"]
        )
        items = (*ITEM_IDS, *PROGRAMME_ITEMS)
        rules = []
        for item in items:
            own = PAID_AS.get(item, item)
            here = [replace(rule, item=item) for rule in schedule.of_item(own)]
            if item in self.asked.shares:
                before, after = self.asked.shares[item]
                here = [
                    PayerRule(item, None, {"region": before, "municipality": 1 - before}),
                    PayerRule(item, day, {"region": after, "municipality": 1 - after}),
                ]
            rules += here
        months = self.numbers.calendar.month_starts
        shares = shares_by_month(PayerSchedule(tuple(rules)), items, months)
        before = PayerSchedule(tuple(r for r in rules if r.since is None))
        return Payers(PAYERS, shares, shares_by_month(before, items, months))

    def budget_at_means(self):
        """One draw: means of what patients use, and the share of draws in which a rule passes."""
        per = self.per_patient()
        chance = self.passed().mean()
        (no, no_programme), (yes, programme) = self.staged([False]), self.staged([True])
        treated = (1 - chance) * no.treated + chance * yes.treated
        parts = [
            (1 - chance) * getattr(no_programme, name) + chance * getattr(programme, name)
            for name in ("start_up", "fixed")
        ]
        mean = PerPatient(
            per.levels,
            DESTINATIONS,
            per.items,
            per.sector_of,
            per.basis,
            per.cost.mean(axis=0, keepdims=True),
            {name: array.mean(axis=0, keepdims=True) for name, array in per.outcome.items()},
            {name: array.mean(axis=0, keepdims=True) for name, array in per.use.items()},
            per.patients.mean(axis=0, keepdims=True),
        )
        intake = Intake(yes.teams, yes.people, treated, yes.fidelity)
        return budget(
            mean, intake, self.numbers.calendar, self.payers(), Programme(*parts), self.plan.name
        )

    def budget_by_draw(self):
        """Every draw's patients, the plan at its means, its rule as each draw has it."""
        intake, programme = self.staged(self.passed())
        return budget(
            self.per_patient(), intake, self.numbers.calendar, self.payers(), programme, "plan"
        )

    def plane(self, run):
        """What KTH adds to a patient of the run's cohort in each draw: cost and QALYs."""
        plan = read_plan(run.folder)
        chunks = list(read_chunks(run.folder, plan, list(range(len(plan.chunks())))))
        draws = run.draws.copy()
        for name, price in self.asked.prices.items():
            draws[name] *= price / self.scenario.value(name)
        setting = make_setting(self.scenario)
        kept = [_only(chunk, self.asked.target) for chunk in chunks]
        panel = measure_chunks(kept, draws, setting)
        costs = {"excluded": "cost_total_3m_only", "included": "cost_total_with_later"}
        found = (panel.whole[costs[self.asked.reading]], panel.whole["qaly"])
        return tuple(values[:, 1] - values[:, 0] for values in found)


def _only(chunk, target):
    """A chunk without those who go elsewhere."""
    if target is None:
        return chunk
    shown = np.array([name in target for name in DESTINATIONS], float)
    arrays = {  # [draw, block, strategy, destination, ...]
        name: array * shown.reshape(-1, *(1,) * (array.ndim - 4))
        for name, array in chunk.arrays.items()
    }
    return replace(chunk, arrays=arrays)
