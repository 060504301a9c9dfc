"""The starts of one cluster in a plan: what its file says, over `all`, over the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kth_sim.errors import ConfigError
from kth_sim.evidence.document import Where
from kth_sim.scenarios.rollout_lookup import NEVER, Lookup
from kth_sim.scenarios.rollout_schema import (
    ALL_DESTINATIONS,
    DEFAULTS,
    PlanFile,
    StartChoice,
    WidenChoice,
)
from kth_sim.scenarios.rollout_types import Start


@dataclass(frozen=True)
class Said:
    """What a file says of one start, and where.

    Attributes:
        name: under which bases are recorded: `Randers`, `Randers.widen[0]`.
        values: by key.
        places: of each of them in the file; keys absent here come from the evidence.
    """

    name: str
    values: Mapping[str, Any]
    places: Mapping[str, Where]


def make_starts(team: str, said: PlanFile, lookup: Lookup, end: int) -> list[Start]:
    """A team's starts: its first, and one for each widening of its target group.

    Args:
        team: its name.
        said: the plan's file.
        lookup: the evidence.
        end: the first year after the plan's calendar.

    Raises:
        ConfigError: a day or a number that cannot be; destinations that overlap.
    """
    starts: list[Start] = []
    for one in _all_said(team, said):
        if starts and starts[0].date is None and one.places["date"][0] == "all":
            break  # what `all` widens is widened where a cluster starts
        start = _make(team, one, lookup)
        where = one.places.get("date", ())
        if start.date is not None and start.date >= date(end, 1, 1):
            what = f"{start.date} lies after the last day of the plan, {end - 1}-12-31"
            raise lookup.document.error(where, f"{what}: start earlier, or give it more years")
        if starts:
            _check_widening(starts, start, one, lookup)
        starts.append(start)
    return starts


def _all_said(team: str, said: PlanFile) -> Iterator[Said]:
    """What the file says of each of a team's starts, `clusters` over `all`."""
    values: dict[str, Any] = {"date": NEVER, "target": ALL_DESTINATIONS, **DEFAULTS}
    places: dict[str, Where] = {}
    for choice, where in _layers(team, said):
        for key, value in _given(choice).items():
            values[key], places[key] = value, (*where, key)
    widenings: tuple[WidenChoice, ...] = values.pop("widen", ())
    yield Said(team, values, places)
    for i, widening in enumerate(widenings):
        more = _given(widening)
        here = {key: (*places["widen"], i, key) for key in more}
        yield Said(f"{team}.widen[{i}]", {**values, **more}, {**places, **here})


def _layers(team: str, said: PlanFile) -> Iterator[tuple[StartChoice, Where]]:
    yield said.all, ("all",)
    if team in said.clusters:
        yield said.clusters[team], ("clusters", team)


def _given(choice: StartChoice | WidenChoice) -> dict[str, Any]:
    return {key: value for key, value in dict(choice).items() if value is not None}


def _make(team: str, one: Said, lookup: Lookup) -> Start:
    numbers = {
        key: lookup.number(one.values[key], key, one.places.get(key, ()), f"{one.name}.{key}")
        for key in DEFAULTS
    }
    where = one.places.get("date", ())
    return Start(
        team=team,
        date=lookup.day(one.values["date"], where, f"{one.name}.date"),
        target=tuple(d for d in ALL_DESTINATIONS if d in one.values["target"]),
        **numbers,
    )


def _check_widening(earlier: list[Start], start: Start, one: Said, lookup: Lookup) -> None:
    """A widening must add destinations, to a cluster that has started, not before it did."""
    taken = {destination for other in earlier for destination in other.target}
    if twice := [d for d in start.target if d in taken]:
        what = f"{', '.join(twice)} is offered KTH already: name other destinations"
        raise lookup.document.error(one.places["target"], what)
    first = earlier[0].date
    if start.date is None:
        return
    if first is None or start.date < first:
        raise _too_early(first, one, lookup)


def _too_early(first: date | None, one: Said, lookup: Lookup) -> ConfigError:
    team = one.name.partition(".widen")[0]
    what = f"{team} never starts" if first is None else f"{team} starts on {first}"
    return lookup.document.error(one.places["date"], f"{what}: widen its target group after that")
