"""Replications of a cluster's calendar: each with new luck, the same whatever the capacity."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, STRATEGIES, FloatArray
from kth_sim.model.arrivals import n_arrivals
from kth_sim.model.calendar_run import Found, simulate
from kth_sim.model.calendar_state import DELIVERED, IN_QUEUE, IN_USE, PLANNED, Scratch, new_scratch
from kth_sim.model.capacity import (
    HOURS_PER_DAY,
    PLACE,
    RESOURCE_NAMES,
    limits_of,
)
from kth_sim.model.case import Case
from kth_sim.model.hazards import DAY_30
from kth_sim.model.parameters import Records
from kth_sim.runs.capacity_cluster import WARM_UP, ClusterCalendar, seed_of

DAYS_A_WEEK = 7
ROUNDING = 1e-9  # days
DEAREST_FROM = 2  # days charged by the state at its lower rate
LEAST_BINDING = 0.01  # share served late; below it nothing binds
Measures = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Asked:
    """A cluster to simulate again and again.

    Attributes:
        case: whose parameters: one draw, or one for each replication.
        cluster: what, where and when.
        seed: the key of all randomness.
        replications: how many.
        strategies: 0 usual care, 1 KTH.
    """

    case: Case
    cluster: ClusterCalendar
    seed: int
    replications: int
    strategies: tuple[int, ...] = (0, 1)


@dataclass(frozen=True)
class Replication:
    """What one replication of one strategy found, of the days that count.

    Attributes:
        measures: `{(resource or "", measure): value}`, see `MEASURES` in `capacity_tables`.
        weekly: `[resource, (in use, in queue), week]` means; in use while it is open.
        visits: `[month, (planned, delivered)]`.
    """

    measures: Measures
    weekly: FloatArray
    visits: FloatArray


def replicate(asked: Asked, workers: int = 1) -> dict[str, list[Replication]]:
    """`{strategy: [replication]}`, the same whatever the number of workers."""
    luck = [(seed_of(asked.seed, asked.cluster.name), r) for r in range(asked.replications)]
    people = [n_arrivals(asked.cluster.population, one) for one in luck]
    edges = np.linspace(0, asked.replications, min(workers, asked.replications) + 1).astype(int)
    parts = [range(a, b) for a, b in pairwise(edges.tolist())]
    found: dict[str, list[Replication]] = {STRATEGIES[s]: [] for s in asked.strategies}
    with ThreadPoolExecutor(len(parts)) as threads:
        futures = [threads.submit(part_of, asked, luck, people, part) for part in parts]
        for future in futures:
            for name, replications in future.result().items():
                found[name] += replications
    return found


def part_of(
    asked: Asked, luck: list[tuple[int, int]], people: list[int], part: range
) -> dict[str, list[Replication]]:
    """Some of the replications, one after another in one thread."""
    calendar = asked.cluster.calendar
    scratch = new_scratch(max(people[part.start : part.stop]), calendar.days, calendar.months)
    found: dict[str, list[Replication]] = {STRATEGIES[s]: [] for s in asked.strategies}
    for r in part:
        for strategy in asked.strategies:
            run = run_once(asked, luck[r], people[r], strategy, scratch)
            found[STRATEGIES[strategy]].append(summed(run, asked.cluster))
    return found


def run_once(asked: Asked, luck: tuple[int, int], n: int, strategy: int, scratch: Scratch) -> Found:
    """One replication under one strategy, in the scratch's arrays."""
    draw = luck[1] if len(asked.case.observed) > 1 else 0
    cluster = asked.cluster
    return simulate(
        asked.case,
        draw,
        cluster.population,
        luck,
        n,
        strategy,
        cluster.capacity,
        cluster.calendar,
        scratch,
    )


def summed(found: Found, cluster: ClusterCalendar) -> Replication:
    """What is kept of one replication: of the people who came, and the days, that count."""
    limits = limits_of(cluster.capacity)
    daily = found.daily[:, :, WARM_UP:].copy()
    daily[:, IN_USE] /= (limits.closes - limits.opens)[:, None]  # all of it within opening hours
    weeks = daily.shape[2] // DAYS_A_WEEK
    whole = daily[:, :, : weeks * DAYS_A_WEEK]
    measures = dict(people_measures(found, cluster)) | resource_measures(found, daily, cluster)
    measures |= binding_measures(measures)
    return Replication(
        measures,
        whole.reshape(*whole.shape[:2], weeks, DAYS_A_WEEK).mean(axis=-1),
        found.visits[:-1].copy(),
    )


def people_measures(
    found: Found, cluster: ClusterCalendar
) -> Iterator[tuple[tuple[str, str], float]]:
    """Waits of those who came on a day that counts, and what became of them."""
    one = found.courses[found.courses["arrival"] >= WARM_UP]
    years = (cluster.calendar.days - WARM_UP) / DAYS_PER_YEAR
    yield ("", "people_per_year"), len(one) / years
    if not len(one):
        return
    hours = HOURS_PER_DAY * (one["operated_day"] - one["arrival"])
    yield ("", "hours_to_operation"), float(hours.mean())
    yield ("", "hours_to_operation_p95"), float(np.quantile(hours, 0.95))
    yield ("", "prob_death_30d"), float((one["death"] <= DAY_30).mean())
    beds, theatres = one["bed_day"] - one["arrival"], one["operated_day"] - one["theatre_day"]
    for name, waits in (("ward_beds", beds), ("theatres", theatres)):
        yield (name, "hours_queued"), HOURS_PER_DAY * float(waits.mean())
        yield (name, "share_late"), float((waits > ROUNDING).mean())
    yield from blocked_measures(one, years)
    planned, delivered = float(one["planned"].sum()), float(one["delivered"].sum())
    yield ("nurse_teams", "visits_planned_per_year"), planned / years
    yield ("nurse_teams", "visits_delivered_per_year"), delivered / years
    if planned > 0:
        yield ("nurse_teams", "fidelity"), delivered / planned
        yield ("nurse_teams", "share_late"), 1.0 - delivered / planned
    if delivered > 0:
        waited = HOURS_PER_DAY * float(one["visit_days"].sum()) / delivered
        yield ("nurse_teams", "hours_queued"), waited


def blocked_measures(one: Records, years: float) -> Iterator[tuple[tuple[str, str], float]]:
    """Days in a ward bed, ready to leave; those charged are midnights from then to discharge."""
    name = RESOURCE_NAMES[PLACE]
    blocked = one[one["days_blocked"] > ROUNDING]
    stop = blocked["operated_day"] + np.minimum(blocked["discharge"], blocked["end"])
    charged = np.floor(stop) - np.floor(stop - blocked["days_blocked"])
    asked = (one["left_place"] < math.inf) | (one["days_blocked"] > ROUNDING)
    if asked.any():
        yield (name, "share_late"), len(blocked) / float(asked.sum())
    yield (name, "days_blocked_per_year"), float(blocked["days_blocked"].sum()) / years
    yield (name, "people_blocked_per_year"), len(blocked) / years
    yield (name, "days_charged_per_year"), float(charged.sum()) / years
    dearest = float(np.maximum(charged - DEAREST_FROM, 0.0).sum())
    yield (name, "days_charged_from_day_3_per_year"), dearest / years


def resource_measures(found: Found, daily: FloatArray, cluster: ClusterCalendar) -> Measures:
    """Use, queue and time full with a queue of each resource; nan where it is unlimited."""
    limits = limits_of(cluster.capacity)
    full = found.full_days / (daily.shape[2] * (limits.closes - limits.opens))
    result: Measures = {}
    for r, name in enumerate(RESOURCE_NAMES):
        units = getattr(cluster.capacity, name)
        units = math.nan if units == math.inf else units
        in_use = float(daily[r, IN_USE].mean())
        result[name, "units"] = units
        result[name, "in_use"] = in_use
        result[name, "in_queue"] = float(daily[r, IN_QUEUE].mean())
        result[name, "utilisation"] = in_use / units
        result[name, "share_time_full"] = float(full[r])
    return result


def binding_measures(measures: Measures) -> Measures:
    """1 for the resource that binds, 0 for the others: it serves the largest share late."""
    late = {name: measures.get((name, "share_late"), 0.0) for name in RESOURCE_NAMES}
    most = max(late, key=late.__getitem__)
    binds = most if late[most] >= LEAST_BINDING else ""
    return {(name, "share_binding"): float(name == binds) for name in RESOURCE_NAMES}


def mean_fidelity(replications: list[Replication]) -> tuple[float, float]:
    """Share of planned visits delivered, and its Monte-Carlo error, over replications.

    nan where nothing was planned.
    """
    visits = np.array([one.visits.sum(axis=0) for one in replications])
    planned, delivered = visits[:, PLANNED], visits[:, DELIVERED]
    if planned.sum() == 0.0:
        return float("nan"), float("nan")
    return ratio_of_means(delivered, planned)


def ratio_of_means(top: FloatArray, below: FloatArray) -> tuple[float, float]:
    """Ratio of two means over replications, with its standard error by the delta method."""
    ratio, n = float(top.sum() / below.sum()), len(top)
    if n < 2:
        return ratio, float("nan")
    residual = top - ratio * below
    return ratio, float(residual.std(ddof=1) / np.sqrt(n) / below.mean())
