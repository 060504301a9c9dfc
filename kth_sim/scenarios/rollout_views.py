"""Plans as rows of a table, for the command line."""

from __future__ import annotations

from dataclasses import asdict, fields

from kth_sim.evidence.schema import BASES
from kth_sim.scenarios.rollout_types import Plan, Start

Row = dict[str, object]


def plan_row(plan: Plan) -> Row:
    """One plan in a list of plans: what it is, how many clusters start, when first and last."""
    dates = [start.date for start in plan.starts if start.date is not None]
    starting = {start.team for start in plan.starts if start.date is not None}
    return {
        "name": plan.name,
        "label": plan.label,
        "rationale": plan.rationale,
        "network": plan.network.name,
        "clusters": f"{len(starting)} of {len(plan.network.teams)}",
        "first_start": min(dates).isoformat() if dates else None,
        "last_start": max(dates).isoformat() if dates else None,
    }


def start_rows(plan: Plan) -> list[Row]:
    """One plan's starts, one a row, each with the weakest basis of its numbers."""
    return [
        {
            **asdict(start),
            "date": None if start.date is None else start.date.isoformat(),
            "target": list(start.target),
            "people_per_year": plan.network.team(start.team).people_per_year,
            "basis": basis_of_start(plan, name),
        }
        for start, name in zip(plan.starts, plan.start_names, strict=True)
    ]


def basis_of_start(plan: Plan, name: str) -> str:
    """The weakest basis among a start's numbers: observed, derived, literature or assumption."""
    numbers = {f"{name}.{field.name}" for field in fields(Start)}
    return max((b for key, b in plan.bases.items() if key in numbers), key=BASES.index)


def plan_details(plan: Plan) -> Row:
    """All that a plan says, as plain data."""
    rule = plan.rule
    return {
        **plan_row(plan),
        "first_year": plan.first_year,
        "years": plan.years,
        "remainder_people": plan.network.remainder_people,
        "growth_per_year": plan.network.growth_per_year,
        "starts": start_rows(plan),
        "rule": rule and {**asdict(rule), "decided": rule.decided.isoformat()},
        "bases": {**plan.network.bases, **plan.bases},
        "ids": {**plan.network.ids, **plan.ids},
        "digest": plan.digest,
    }
