"""A plan under other numbers than the evidence's point values: a scenario's, or a draw's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from kth_sim.scenarios.rollout_types import Network, Plan, Rule, Start, Team

T = TypeVar("T", Start, Team, Rule)


def with_values(plan: Plan, values: Mapping[str, float]) -> Plan:
    """The plan with each number that rests on evidence replaced; what a plan types out stays.

    Args:
        plan: to be changed.
        values: by evidence id; ids that are absent keep their number.
    """
    rule = None if plan.rule is None else _renewed(plan.rule, "rule", plan.ids, values)
    named = zip(plan.starts, plan.start_names, strict=True)
    starts = tuple(_renewed(start, name, plan.ids, values) for start, name in named)
    return replace(plan, network=_network(plan.network, values), starts=starts, rule=rule)


def _network(network: Network, values: Mapping[str, float]) -> Network:
    teams = tuple(_renewed(team, team.name, network.ids, values) for team in network.teams)
    growth = network.ids.get("growth_per_year", "")
    total = network.ids.get("remainder_people", "")
    remainder = network.remainder_people
    if total in values:
        remainder = values[total] - math.fsum(team.people_per_year for team in teams)
    return replace(
        network,
        teams=teams,
        remainder_people=remainder,
        growth_per_year=values.get(growth, network.growth_per_year),
    )


def _renewed(thing: T, name: str, ids: Mapping[str, str], values: Mapping[str, float]) -> T:
    changes: dict[str, Any] = {
        f.name: values[ids[f"{name}.{f.name}"]]
        for f in fields(thing)
        if ids.get(f"{name}.{f.name}") in values
    }
    return replace(thing, **changes)
