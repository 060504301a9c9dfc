"""A plan as the text of a plan file, so that what was found can be run, checked and changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import cast

from kth_sim.scenarios.rollout import Plan, Start
from kth_sim.scenarios.rollout_network import find_network, network_paths
from kth_sim.scenarios.rollout_schema import ALL_DESTINATIONS, DEFAULTS

Entry = str | float


def plan_text(
    like: Plan, starts: Mapping[str, tuple[str, tuple[str, ...]]], label: str, rationale: str
) -> str:
    """The text of a plan file.

    Args:
        like: whose network, calendar and numbers each start has; one start a cluster.
        starts: `{cluster: (day, destinations)}`; clusters that are absent never start.
        label: the plan's name for people.
        rationale: why anyone would look at it, on one line.
    """
    given = cast(Mapping[str, object], like.document.data)  # a plan file is a mapping
    head = {"label": label, "rationale": rationale, "network": _network(like, given)}
    lines = [f"{key}: {quoted(value)}" for key, value in head.items()]
    lines += [f"first_year: {like.first_year}", f"years: {like.years}"]
    if "remainder" in given:
        lines.append(f"remainder: {given['remainder']}")
    if starts:
        lines.append("clusters:")
    for start, name in zip(like.starts, like.start_names, strict=True):
        if start.team in starts:
            day, target = starts[start.team]
            entry = {"date": day, **dict(_target(target)), **dict(_numbers(like, start, name))}
            inside = ", ".join(f"{key}: {value}" for key, value in entry.items())
            lines.append(f"  {quoted(start.team)}: {{{inside}}}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Text as YAML takes it, whatever is in it.

    >>> quoted('Køge: a, b')
    '"Køge: a, b"'
    """
    return json.dumps(text, ensure_ascii=False)


def _network(like: Plan, given: Mapping[str, object]) -> str:
    """As the plan's file names it, where that means the same from anywhere; else its path."""
    name = str(given["network"])
    path = find_network(name, like.path.parent)
    return name if network_paths().get(name) == path else str(path.resolve())


def _target(target: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if set(target) != set(ALL_DESTINATIONS):
        yield "target", f"[{', '.join(target)}]"


def _numbers(plan: Plan, start: Start, name: str) -> Iterator[tuple[str, Entry]]:
    """What differs from the evidence that a plan which says nothing rests on."""
    for key, default in DEFAULTS.items():
        rests_on = plan.ids.get(f"{name}.{key}")
        if rests_on != default:
            yield key, rests_on or float(getattr(start, key))
