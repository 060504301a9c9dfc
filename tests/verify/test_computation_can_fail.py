"""Each check of computation turns red when the model is broken on purpose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from breaking_runs import red

from kth_sim.evidence import draws as evidence_draws
from kth_sim.model import arrivals, fast
from kth_sim.runs import psa, rollout_intake, workers
from kth_sim.verify import computation, computation_luck, subject_runs

YEAR = 365.25


class Sequence:
    """Luck drawn in sequence: each chunk gets the next seed, whichever chunk it is."""

    def __init__(self):
        self.taken, self.compute = 0, workers.compute

    def __call__(self, task):
        self.taken += 1
        return self.compute(replace(task, seed=task.seed + self.taken))


def test_luck_by_the_number_of_workers(monkeypatch):
    asked, maker, compute = [], psa.maker, workers.compute

    def noted(kind, n, scheduler=None):
        asked.append(n)
        return maker(kind, n, scheduler)

    monkeypatch.setattr(psa, "maker", noted)
    monkeypatch.setattr(
        workers, "compute", lambda task: compute(replace(task, seed=task.seed + asked[-1]))
    )
    red("computation.workers")


def test_luck_by_the_number_of_the_chunk(monkeypatch):
    compute = workers.compute
    monkeypatch.setattr(
        workers, "compute", lambda task: compute(replace(task, seed=task.seed + task.index))
    )
    red("computation.chunks")


@pytest.fixture
def in_sequence(monkeypatch):
    """Luck in the order of computing, which begins anew with each command."""
    sequence, fill = Sequence(), psa.fill

    def from_the_start(*given):
        sequence.taken = 0
        return fill(*given)

    monkeypatch.setattr(psa, "fill", from_the_start)
    monkeypatch.setattr(workers, "compute", sequence)
    monkeypatch.setattr(subject_runs, "compute", sequence)


@pytest.mark.usefixtures("in_sequence")
def test_luck_in_the_order_of_computing():
    red("computation.shuffled")


@pytest.mark.usefixtures("in_sequence")
def test_luck_that_begins_anew_when_resumed():
    red("computation.resumed")


def test_luck_that_goes_on_from_one_scenario_to_the_next(monkeypatch):
    monkeypatch.setattr(computation, "compute", Sequence())
    red("computation.scenario_added")


def test_draws_in_sequence(monkeypatch):
    def drawn(names, n, seed, method="random", first=0):
        rng = np.random.default_rng(seed)
        return {name: rng.random(n) for name in names}

    monkeypatch.setattr(evidence_draws, "uniforms", drawn)
    red("computation.parameter_added")


def test_luck_by_the_number_of_patients(monkeypatch):
    make_case = subject_runs.make_case
    monkeypatch.setattr(
        subject_runs, "make_case", lambda scenario, seed, n: make_case(scenario, seed + n, n)
    )
    red("computation.patient_added")


def test_kth_a_year_too_early(monkeypatch):
    clusters_of = fast.clusters_of

    def early(cohort):
        return clusters_of(replace(cohort, start_day=cohort.start_day - YEAR))

    monkeypatch.setattr(fast, "clusters_of", early)
    red("computation.late_start_of_lives")


def test_a_ramp_that_begins_a_year_too_early(monkeypatch):
    share_of_ceiling = rollout_intake.share_of_ceiling

    def early(day, *given):
        return share_of_ceiling(day.replace(year=day.year - 1), *given)

    monkeypatch.setattr(rollout_intake, "share_of_ceiling", early)
    red("computation.late_start_of_budgets")


def test_an_offer_a_year_too_early(monkeypatch):
    fill_offered = arrivals.fill_offered

    def early(uptake, start, *given):
        return fill_offered(uptake, start - YEAR, *given)

    monkeypatch.setattr(arrivals, "fill_offered", early)
    red("computation.late_start_in_queues")


def test_patients_who_age_with_the_seed(monkeypatch):
    make_case = subject_runs.make_case

    def older(scenario, seed, n):
        case = make_case(scenario, seed, n)
        observed = case.observed.copy()
        observed["mean_age"] += 2.0 * seed
        return replace(case, observed=observed)

    monkeypatch.setattr(subject_runs, "make_case", older)
    red("computation.another_seed")


def test_errors_too_small_by_half(monkeypatch):
    """Intervals then cover 67 %: 0.98 instead of 1.96 standard errors to each side."""
    from kth_sim.economics import montecarlo

    standard_error = montecarlo.standard_error
    monkeypatch.setattr(montecarlo, "standard_error", lambda *given: standard_error(*given) / 2)
    monkeypatch.setattr(computation_luck, "RUNS", 100)
    red("computation.intervals_cover")
