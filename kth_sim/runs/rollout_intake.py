"""From a plan and its draws to what a budget is weighted with: people, programme, payers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import DESTINATIONS, FloatArray
from kth_sim.economics import ITEM_IDS, PAYERS, default_schedule, reform_schedule
from kth_sim.economics.budget import (
    PROGRAMME_ITEMS,
    Calendar,
    Intake,
    Payers,
    Programme,
    make_calendar,
    shares_by_month,
)
from kth_sim.runs.rollout_delivery import Delivery
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan, Start, Team, incidence, months_of
from kth_sim.scenarios.rollout_curves import Months, share_of_ceiling, share_trained
from kth_sim.scenarios.rollout_people import OWN_HOME, TEMPORARY_PLACE

PAID_AS = dict.fromkeys(PROGRAMME_ITEMS, "kth_nurse_visits")  # who employs the nurses trains them
MONTHS_IN_YEAR = 12
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Numbers:
    """A plan's numbers in every draw.

    Attributes:
        plan: whose numbers; what rests on evidence follows the draw.
        values: `{evidence id: [draw]}`.
        delivery: what the nurses of a capacity run got to; None: as planned.
    """

    plan: Plan
    values: Mapping[str, FloatArray]
    delivery: Delivery | None = None

    @property
    def n_draws(self) -> int:
        """How many draws."""
        return len(next(iter(self.values.values())))

    @cached_property
    def months(self) -> Months:
        """The calendar's months."""
        return months_of(self.plan.first_year, self.plan.years)

    @property
    def calendar(self) -> Calendar:
        """The budget's calendar."""
        return make_calendar(self.plan.first_year, self.plan.years)

    @cached_property
    def delivered(self) -> FloatArray:
        """Share of the planned visits that nurses get to, `[team, month]`."""
        if self.delivery is None:
            return np.ones((len(self.plan.network.names), len(self.months)))
        return self.delivery.at(self.months)

    def of_start(self, start: Start, name: str, field: str) -> FloatArray:
        """One number of a start, `[draw, 1]`; `name` as in `Plan.start_names`."""
        found = self.values.get(self.plan.ids.get(f"{name}.{field}", ""))
        if found is None:
            found = np.full(self.n_draws, float(getattr(start, field)))
        return found[:, np.newaxis]

    def starting(
        self, starts: tuple[Start, ...], goes_on: BoolArray | None = None
    ) -> Iterator[tuple[Start, str, FloatArray]]:
        """Starts that ever happen, with their names, and in which draws (1 or 0, `[draw, 1]`)."""
        always = np.ones((self.n_draws, 1))
        if_passed = always if goes_on is None else goes_on[:, np.newaxis].astype(float)
        rule = self.plan.rule
        for start, name in zip(starts, self.plan.start_names, strict=True):
            if start.date is not None:
                waits = rule is not None and start.team not in rule.pilot
                yield start, name, if_passed if waits else always

    def of_team(self, team: Team, field: str, otherwise: str) -> FloatArray:
        """One share of a team, `[draw]`; where it has none of its own, the evidence's."""
        own = float(getattr(team, field))
        name = otherwise if math.isnan(own) else self.plan.network.ids.get(f"{team.name}.{field}")
        found = self.values.get(name or "")
        return np.full(self.n_draws, own) if found is None else found

    @cached_property
    def operated(self) -> FloatArray:
        """People operated, `[draw, team, month]`."""
        network = self.plan.network
        growth = self.values.get(network.ids.get("growth_per_year", ""))
        if growth is None:
            growth = np.full(self.n_draws, network.growth_per_year)
        return np.stack([incidence(network, self.months, float(rate)) for rate in growth])

    @cached_property
    def mix(self) -> FloatArray:
        """Share of each team's people by discharge destination, `[draw, team, destination]`."""
        rows = []
        for team in self.plan.network.teams:
            own = self.of_team(team, "share_own_home", OWN_HOME)
            temporary = self.of_team(team, "share_temporary_place", TEMPORARY_PLACE)
            rows.append((own, (1 - own) * temporary, (1 - own) * (1 - temporary)))
        return np.array(rows).transpose(2, 0, 1)


def intake_of(
    numbers: Numbers, starts: tuple[Start, ...], goes_on: BoolArray | None = None
) -> Intake:
    """People operated, treated and their fidelity, by draw.

    Args:
        numbers: of the plan.
        starts: the plan's, or others in their place.
        goes_on: `[draw]` whether the plan's rule passed; where it did not, only its pilot starts.
            None: it does.
    """
    network = numbers.plan.network
    people = numbers.mix[..., np.newaxis] * numbers.operated[:, :, np.newaxis, :]
    uptake = np.zeros_like(people)
    fidelity = np.ones_like(people)
    for start, name, happens in numbers.starting(starts, goes_on):
        team = network.names.index(start.team)
        given = {
            field: numbers.of_start(start, name, field)
            for field in (
                "ramp_up_months",
                "ceiling",
                "fidelity",
                "turnover_per_year",
                "retraining_months",
            )
        }
        assert start.date is not None
        reached = share_of_ceiling(start.date, given["ramp_up_months"], numbers.months)
        turnover, retraining = given["turnover_per_year"], given["retraining_months"]
        trained = share_trained(start.date, turnover, retraining, numbers.months)
        for destination in start.target:
            at = DESTINATIONS.index(destination)
            uptake[:, team, at] = happens * given["ceiling"] * reached
            fidelity[:, team, at] = given["fidelity"] * trained * numbers.delivered[team]
    return Intake(network.names, people, people * uptake, fidelity)


def programme_of(
    numbers: Numbers, starts: tuple[Start, ...], goes_on: BoolArray | None = None
) -> Programme:
    """Start-up costs in the month of the start, fixed costs from that day on, by draw.

    Arguments as for `intake_of`.
    """
    network, months = numbers.plan.network, numbers.months
    shape = (numbers.n_draws, len(network.names), len(months))
    start_up, fixed = np.zeros(shape), np.zeros(shape)
    for start, name, happens in numbers.starting(starts, goes_on):
        assert start.date is not None
        team = network.names.index(start.team)
        first = np.flatnonzero(months == np.datetime64(start.date, "M"))  # empty: before it
        start_up[:, team, first] += happens * numbers.of_start(start, name, "cost_start_up")
        running = share_of_ceiling(start.date, 0.0, months) / MONTHS_IN_YEAR
        fixed[:, team] += happens * numbers.of_start(start, name, "cost_fixed_per_year") * running
    return Programme(start_up, fixed)


def payers_of(numbers: Numbers, scenario: Scenario) -> Payers:
    """Who pays what, month by month, by draw; start-up and fixed costs as acute-nurse visits.

    A payer's share is linear in the shares that the reform moves, so three schedules tell it for
    every draw.
    """
    items = (*ITEM_IDS, *(PAID_AS[item] for item in PROGRAMME_ITEMS))
    months = numbers.calendar.month_starts

    def at(nursing: float, places: float) -> FloatArray:
        schedule = reform_schedule(scenario.reform_date, nursing, places)
        return shares_by_month(schedule, items, months)

    neither, nursing, places = at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0)
    first = numbers.values["share_acute_nursing_to_region"]
    second = numbers.values["share_temporary_places_to_region"]
    if np.ptp(first) == 0.0 and np.ptp(second) == 0.0:
        first, second = first[:1], second[:1]  # the same in every draw
    weights = (share.reshape(-1, 1, 1, 1) for share in (first, second))
    moved = zip(weights, (nursing, places), strict=True)
    shares = neither + sum(weight * (array - neither) for weight, array in moved)
    return Payers(PAYERS, shares, shares_by_month(default_schedule(), items, months))


def regions_of(plan: Plan, calendar: Calendar) -> tuple[tuple[str, ...], ...]:
    """Each team's region on 1 January of each year, `[year][team]`."""
    merge = plan.network.regions_merge
    return tuple(
        tuple(
            team.region_from_2027
            if (merge.year, merge.timetuple().tm_yday) <= (year, 1)
            else team.region
            for team in plan.network.teams
        )
        for year in calendar.years
    )
