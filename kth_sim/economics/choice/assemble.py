"""From what each start is worth to the options that a rollout is chosen from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import DESTINATIONS, FloatArray
from kth_sim.economics.budget.types import Calendar
from kth_sim.economics.choice.options import ChoiceError, StartOptions
from kth_sim.economics.choice.worth import MONTHS_IN_QUARTER, Worth

QUARTERS_IN_YEAR = 4
WHOLE = 1e-9  # of a team: less than that more does not ask for another


@dataclass(frozen=True)
class Candidate:
    """A start in one quarter, offered to every cluster.

    Attributes:
        quarter: index into the calendar's quarters.
        worth: of everybody, whatever their destination.
        programme: `[team, year]`, start-up and fixed costs, mean over draws, DKK.
    """

    quarter: int
    worth: Worth
    programme: FloatArray


def quarter_names(calendar: Calendar) -> tuple[str, ...]:
    """Each quarter of the calendar.

    >>> from kth_sim.economics.budget import make_calendar
    >>> quarter_names(make_calendar(2026, 1))
    ('2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4')
    """
    return tuple(f"{year}-Q{q + 1}" for year in calendar.years for q in range(QUARTERS_IN_YEAR))


def days_in_quarters(calendar: Calendar) -> FloatArray:
    """Days of each quarter of the calendar."""
    ends = np.array([*calendar.month_starts], "datetime64[M]")
    edges = np.append(ends[::MONTHS_IN_QUARTER], ends[-1] + 1).astype("datetime64[D]")
    return np.diff(edges).astype(float)


@dataclass(frozen=True)
class Staffing:
    """How many visits a nurse team delivers, and what is kept free for busy days.

    Attributes:
        visits_per_team_day: that one team makes on an average day.
        margin: teams above the mean load, in square roots of the load.

    Raises:
        ChoiceError: a team makes no visits, or the margin is negative.

    Source: square-root staffing, Halfin and Whitt, Operations Research 29 (1981) 567-588.
    """

    visits_per_team_day: float
    margin: float = 0.0

    def __post_init__(self) -> None:
        if not self.visits_per_team_day > 0:
            raise ChoiceError("visits_per_team_day: must be above 0")
        if not self.margin >= 0:
            raise ChoiceError("margin: must be a number from 0")

    def teams(self, visits: FloatArray, calendar: Calendar) -> FloatArray:
        """Teams that deliver these visits, `[..., quarter]`: whole ones, as few as can.

        Args:
            visits: `[..., quarter]`.
            calendar: of the quarters.
        """
        load = np.maximum(visits / (self.visits_per_team_day * days_in_quarters(calendar)), 0.0)
        return np.ceil(load + self.margin * np.sqrt(load) - WHOLE) + 0.0  # no minus before nought


def make_options(
    teams: Sequence[str],
    candidates: Sequence[Candidate],
    targets: Mapping[str, Sequence[str]],
    calendar: Calendar,
    staffing: Staffing,
) -> StartOptions:
    """One option a cluster, quarter of its start and target group.

    Args:
        teams: the clusters' names, the axis `team` of each worth.
        candidates: one a quarter.
        targets: `{name: destinations}`.
        calendar: of the budget.
        staffing: of nurse teams.

    Raises:
        ChoiceError: there is nothing to choose from, or a target has a destination unknown.
    """
    rows = [
        _option(t, team, one, name, _indices(name, destinations))
        for t, team in enumerate(teams)
        for one in candidates
        for name, destinations in targets.items()
    ]
    if not rows:
        raise ChoiceError("options: there are no clusters, quarters or target groups")
    cluster, start, target, nmb, lives, cost, visits = zip(*rows, strict=True)
    return StartOptions.from_arrays(
        cluster,
        list(start),
        target,
        nmb=nmb,
        lives=lives,
        cost=cost,
        teams=staffing.teams(np.array(visits), calendar),
        years=calendar.years,
        quarters=quarter_names(calendar),
    )


def _option(
    t: int, team: str, one: Candidate, target: str, to: list[int]
) -> tuple[str, int, str, float, float, FloatArray, FloatArray]:
    found = one.worth
    return (
        team,
        one.quarter,
        target,
        float(found.nmb[t, to].sum() - one.programme[t].sum()),
        float(found.lives[t, to].sum()),
        found.cost[t, to].sum(axis=0) + one.programme[t],
        found.visits[t, to].sum(axis=0),
    )


def _indices(name: str, destinations: Sequence[str]) -> list[int]:
    unknown = [one for one in destinations if one not in DESTINATIONS]
    if unknown or not destinations or len(set(destinations)) < len(destinations):
        what = f"{name!r} is no set of {', '.join(DESTINATIONS)}"
        raise ChoiceError(f"target: {what}")
    return [DESTINATIONS.index(one) for one in destinations]
