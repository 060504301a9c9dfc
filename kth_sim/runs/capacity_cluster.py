"""One cluster of a scenario or a plan, as the calendar is asked for it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import DAYS_PER_YEAR, DESTINATIONS, FloatArray
from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.model.arrivals import Population, cumulative_arrivals, rhythm
from kth_sim.model.calendar_run import Calendar
from kth_sim.model.capacity import HOURS_PER_DAY, Capacity
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan, Start, incidence, months_of
from kth_sim.scenarios.rollout_types import DAYS_IN_MONTH

WARM_UP = 91  # days before the first that counts: 13 weeks, three times the longest mean stay


@dataclass(frozen=True)
class ClusterCalendar:
    """One cluster in calendar time.

    Attributes:
        name: the cluster's.
        people_per_year: who come, in the first year.
        first_day: the first day that counts; the calendar begins `WARM_UP` days before.
        years: that count.
        population: who comes when.
        calendar: days and months; the warm-up is a month of its own, after the last.
        capacity: what the cluster has.
    """

    name: str
    people_per_year: float
    first_day: date
    years: int
    population: Population
    calendar: Calendar
    capacity: Capacity

    @property
    def month_starts(self) -> list[date]:
        """The first of each month that counts, the first one as it is."""
        months = months_between(self.first_day, self.years)
        days = [month.astype("datetime64[D]").astype(date) for month in np.unique(months)]
        return [max(day, self.first_day) for day in days]

    def with_capacity(self, **units: float) -> ClusterCalendar:
        """The same cluster with other numbers of units.

        Raises:
            UserError: a number of units cannot be.
        """
        return replace(self, capacity=changed(self.capacity, self.name, units))


def seed_of(seed: int, cluster: str) -> int:
    """A seed of the cluster's own, so that clusters' luck is independent and stays with the name.

    >>> seed_of(1, "Randers") == seed_of(1, "Randers") != seed_of(1, "Nord")
    True
    """
    digest = hashlib.sha256(f"{seed}|{cluster}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def months_between(first_day: date, years: int) -> NDArray[np.datetime64]:
    """`[day]` the calendar month of each day that counts."""
    first, month = np.datetime64(first_day, "D"), np.datetime64(first_day, "M")
    stop = (month + 12 * years).astype("datetime64[D]") + (first - month.astype("datetime64[D]"))
    return np.arange(first, stop).astype("datetime64[M]")


def calendar_of(first_day: date, years: int) -> Calendar:
    """A warm-up and so many years."""
    months = months_between(first_day, years)
    index = (months - months[0]).astype(np.int64)
    return Calendar(np.concatenate([np.full(WARM_UP, index[-1] + 1), index]), WARM_UP)


def clusters_of_scenario(scenario: Scenario, years: int) -> dict[str, ClusterCalendar]:
    """Every cluster of a scenario, its volume the same every year, from the first day of intake."""
    listed = sum(cluster.people_per_year for cluster in scenario.clusters)
    found = {}
    for cluster in scenario.clusters:
        people = cluster.people_per_year * scenario.people_per_year / listed
        if people <= 0.0:
            continue
        offered = np.array([d in cluster.target for d in DESTINATIONS])
        # KTH from the first day of intake on is there all along: in the warm-up, too.
        start = WARM_UP + cluster.start_day if cluster.start_day > 0.0 else 0.0
        found[cluster.name] = _cluster(
            scenario,
            cluster.name,
            scenario.intake_from,
            years,
            np.full(WARM_UP + len(months_between(scenario.intake_from, years)), people),
            (np.where(offered, start, math.inf), np.zeros(3), np.ones(3)),
            (cluster.share_own_home, cluster.share_temporary_place),
        )
    return found


def clusters_of_plan(plan: Plan, scenario: Scenario, years: int) -> dict[str, ClusterCalendar]:
    """Every cluster of a plan, by its calendar; a rule counts as passed."""
    first_day = date(plan.first_year, 1, 1)
    months = months_of(plan.first_year, years)
    length = np.bincount(calendar_of(first_day, years).month_of_day)[:-1]
    operated = incidence(plan.network, months)
    found = {}
    for team, people in zip(plan.network.teams, operated, strict=True):
        per_year = np.repeat(people / length * DAYS_PER_YEAR, length)
        if per_year[0] <= 0.0:
            continue
        found[team.name] = _cluster(
            scenario,
            team.name,
            first_day,
            years,
            np.concatenate([np.full(WARM_UP, per_year[0]), per_year]),
            offer_of(plan.starts_of(team.name), first_day),
            (team.share_own_home, team.share_temporary_place),
        )
    return found


def offer_of(
    starts: tuple[Start, ...], first_day: date
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Start day in the calendar, days of ramp-up and ceiling, each `[destination]`."""
    start, ramp, ceiling = np.full(3, math.inf), np.zeros(3), np.zeros(3)
    for one in starts:
        for destination in one.target if one.date is not None else ():
            at = DESTINATIONS.index(destination)
            start[at] = WARM_UP + ((one.date or first_day) - first_day).days
            ramp[at], ceiling[at] = one.ramp_up_months * DAYS_IN_MONTH, one.ceiling
    return start, ramp, ceiling


def _cluster(
    scenario: Scenario,
    name: str,
    first_day: date,
    years: int,
    people_per_year: FloatArray,
    offer: tuple[FloatArray, FloatArray, FloatArray],
    mix: tuple[float, float],
) -> ClusterCalendar:
    """One cluster; `people_per_year` by day, `mix` its shares of destinations (nan: the draw's)."""
    winter = scenario.value("rr_incidence_winter_vs_summer")
    weekend = scenario.value("rr_incidence_weekend_vs_weekday")
    begins = first_day - timedelta(days=WARM_UP)
    relative = rhythm(begins, len(people_per_year), winter, weekend)
    population = Population(cumulative_arrivals(people_per_year, relative), *offer, *mix)
    capacity = usual_capacity(scenario, population, float(people_per_year.max()))
    calendar = calendar_of(first_day, years)
    first_year = float(people_per_year[WARM_UP])
    return ClusterCalendar(name, first_year, first_day, years, population, calendar, capacity)


def usual_capacity(scenario: Scenario, population: Population, people: float) -> Capacity:
    """What a cluster has if nobody says: enough for its load and a margin on top.

    Args:
        scenario: whose evidence.
        population: who come.
        people: most of them a year.
    """
    value = scenario.value
    margin, loads = value("ratio_capacity_margin"), mean_loads(scenario, population, people)
    units = {name: max(1, math.ceil(n + margin * math.sqrt(n))) for name, n in loads.items()}
    return Capacity(
        theatre_hours=value("hours_theatre_operation"),
        theatre_opens=value("hour_theatre_opens"),
        theatre_closes=value("hour_theatre_closes"),
        visits_per_team_day=value("n_visits_team_day"),
        team_opens=value("hour_team_opens"),
        team_closes=value("hour_team_closes"),
        planned_visits=value("n_kth_nurse_visits"),
        visit_window=value("days_visit_window"),
        **units,
    )


def mean_loads(scenario: Scenario, population: Population, people: float) -> dict[str, float]:
    """Mean units of each resource in use if nobody waited or died, by name."""
    value, per_day = scenario.value, people / DAYS_PER_YEAR
    own, temporary = population.share_own_home, population.share_temporary_place
    own = value("prob_destination_own_home") if math.isnan(own) else own
    if math.isnan(temporary):
        temporary = value("prob_temporary_place_given_institution")
    mix = np.array([own, (1.0 - own) * temporary, (1.0 - own) * (1.0 - temporary)])
    wait = value("median_hours_waiting") * math.exp(0.5 * value("sigma_hours_waiting") ** 2)
    stay = value("mean_days_index_stay") * value("multiplier_days_index_stay")
    offered = float(mix @ np.where(np.isfinite(population.start_day), population.ceiling, 0.0))
    open_hours = value("hour_theatre_closes") - value("hour_theatre_opens")
    visits = offered * value("uptake_kth") * value("n_kth_nurse_visits")
    return {
        "theatres": per_day * value("hours_theatre_operation") / open_hours,
        "ward_beds": per_day * (wait / HOURS_PER_DAY + stay),
        "temporary_places": per_day * float(mix[1]) * value("mean_days_temporary_place"),
        "nurse_teams": per_day * visits / value("n_visits_team_day"),
    }


def changed(capacity: Capacity, cluster: str, units: Mapping[str, float]) -> Capacity:
    """A capacity with other numbers of units.

    Raises:
        UserError: a number of units cannot be.
    """
    try:
        return replace(capacity, **dict(units))
    except ValueError as error:
        raise UserError(f"{cluster}: {error}") from None


def chosen(
    clusters: Mapping[str, ClusterCalendar], names: tuple[str, ...]
) -> list[ClusterCalendar]:
    """The clusters of these names; all if none is named.

    Raises:
        UserError: there is no such cluster, or it is named twice.
    """
    for name in names:
        if name not in clusters:
            raise UserError(f"--cluster {name}: no such cluster: {unknown_name(name, clusters)}")
        if names.count(name) > 1:
            raise UserError(f"--cluster {name}: is named twice")
    return [clusters[name] for name in names or clusters]
