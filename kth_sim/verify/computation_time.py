"""Computation: Kom Trygt Hjem that starts in a later year changes nothing before it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR
from kth_sim.model.arrivals import n_arrivals
from kth_sim.model.calendar_run import simulate
from kth_sim.runs.capacity_cluster import WARM_UP, ClusterCalendar, clusters_of_scenario
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs import SEED, events_of

if TYPE_CHECKING:
    from kth_sim.contracts import FloatArray
    from kth_sim.economics.budget import Budget
    from kth_sim.verify.subject_runs import Runs

LATER = (1, 2)  # years after which KTH starts
INTAKE_YEARS, LIVES = 3, 2000


@check(
    "computation.late_start_of_lives",
    "Does Kom Trygt Hjem from year 2 or 3 on leave everyone operated before as they are?",
)
def _lives(subject: Subject) -> Finding:
    runs = subject.runs
    intake = INTAKE_YEARS * DAYS_PER_YEAR
    never = runs.starting(runs.case(patients=LIVES), math.inf, intake)
    operated, without = runs.people(never).operation_day, events_of(runs.lives(never))
    if events_of(runs.lives(runs.starting(never, 0.0, intake))) == without:
        raise DoesNotApplyError("Kom Trygt Hjem changes no life in this scenario")
    before, early, late = 0, 0, 0
    for years in LATER:
        day = years * DAYS_PER_YEAR
        found = events_of(runs.lives(runs.starting(never, day, intake)))
        differ = np.array([a != b for a, b in zip(found, without, strict=True)])
        before += int(np.sum(operated < day))
        early += int(np.sum(differ & (operated < day)))
        late += int(np.sum(differ & (operated >= day)))
    return Finding(
        early == 0 < late,
        "each life of those operated before the start equal to the bit, some later one not",
        f"{before - early:,} of {before:,} earlier lives equal; {late:,} later ones differ",
        f"{early} earlier lives differ",
    )


@check(
    "computation.late_start_of_budgets",
    "Does a rollout that starts in a later year leave the years before, and other clusters, alone?",
)
def _budgets(subject: Subject) -> Finding:
    """All clusters a year later; then one of them alone, two years later."""
    budgets = subject.runs.budgets
    plan = budgets.starting(budgets.plan("none"), None)
    first, without = plan.first_year, budgets.of(plan)
    if not np.any(budgets.of(budgets.plan()).net):
        raise DoesNotApplyError("Kom Trygt Hjem changes no cost in this scenario")
    everyone = budgets.of(budgets.starting(plan, date(first + 1, 1, 1)))
    one = plan.network.names[0]
    alone = budgets.of(budgets.starting(plan, date(first + 2, 1, 1), one))
    apart = [
        largest_apart(everyone, without, np.s_[:, :1]),
        largest_apart(alone, without, np.s_[:, :2]),
        largest_apart(alone, without, np.s_[:, :, 1:]),
    ]
    added = [float(np.abs(found.net).sum(axis=(0, 2, 3, 4))[-1]) for found in (everyone, alone)]
    return Finding(
        max(apart) == 0.0 and min(added) > 0.0,
        f"0 DKK, people and uses apart in {first} (all clusters), {first}-{first + 1} and in the "
        f"other clusters ({one} alone)",
        f"at most {max(apart):g} apart; {min(added):,.0f} DKK moved after the start",
        f"{max(apart):g} apart",
    )


def largest_apart(one: Budget, other: Budget, at: tuple[slice, ...]) -> float:
    """Largest difference of two budgets in the draws, years and clusters named."""

    def arrays(found: Budget) -> list[FloatArray]:
        return [found.cost, found.treated, *found.outcome.values(), *found.use.values()]

    pairs = zip(arrays(one), arrays(other), strict=True)
    return max(float(np.abs(a[at] - b[at]).max()) for a, b in pairs)


@check(
    "computation.late_start_in_queues",
    "Where capacity is limited, does a later start leave every day before it as it was?",
)
def _queues(subject: Subject) -> Finding:
    """The largest cluster, day by day: units in use, queues, visits, and when people are operated.

    Those who come before the start meet, after it, those who have KTH: so days are compared, not
    lives.
    """
    runs = subject.runs
    start = WARM_UP + LATER[0] * math.floor(DAYS_PER_YEAR)
    (daily, operated), (other, without) = (in_queues(runs, d) for d in (start, math.inf))
    if np.array_equal(in_queues(runs, 0.0)[0], other):
        raise DoesNotApplyError("Kom Trygt Hjem changes no queue in this scenario")
    apart = int(np.sum(daily[..., :start] != other[..., :start]))
    early = operated < start
    moved = int(np.sum(operated[early] != without[early]))
    later = int(np.sum(daily[..., start:] != other[..., start:]))
    return Finding(
        apart == moved == 0 < later,
        f"use and queues of every resource on {start} days, and {early.sum()} operations, equal to "
        "the bit; some later day not",
        f"{apart} daily numbers and {moved} operations differ before; {later:,} numbers after",
        f"{apart + moved} differ before the start",
    )


def in_queues(runs: Runs, start: float) -> tuple[FloatArray, FloatArray]:
    """Daily use and queues `[resource, 2, day]`, and days of operation `[patient]`, with KTH."""
    years = max(LATER)
    clusters = clusters_of_scenario(runs.scenario, years).values()
    cluster: ClusterCalendar = max(clusters, key=lambda one: one.people_per_year)
    population = replace(
        cluster.population,
        start_day=np.full(3, start),
        ramp_days=np.zeros(3),
        ceiling=np.ones(3),
    )
    luck = (SEED, 0)
    n = n_arrivals(population, luck)
    case = runs.case(patients=1)
    found = simulate(case, 0, population, luck, n, 1, cluster.capacity, cluster.calendar)
    operated: FloatArray = np.array(found.courses["operated_day"])
    return np.array(found.daily), operated
