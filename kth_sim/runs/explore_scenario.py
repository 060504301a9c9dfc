"""The scenario of a stored run, from its record alone: no scenario file is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from kth_sim.scenarios.resolve import Cluster, Given, Scenario


def scenario_in(record: Mapping[str, Any]) -> Scenario:
    """The resolved scenario that a run's record describes.

    What the record does not keep is empty: facts, choices, overrides, numbers of patients.

    Args:
        record: as `run.json` says, of a run of many draws.
    """
    said = record["scenario"]
    cohort = said["cohort"]
    return Scenario(
        name=said["name"],
        label=said["label"],
        rationale=said["rationale"],
        bases=tuple(said["based_on"]),
        choices=MappingProxyType({}),
        overrides=MappingProxyType({}),
        parameters={name: Given(**given) for name, given in said["parameters"].items()},
        facts=MappingProxyType({}),
        structure=said["structure"],
        clusters=tuple(_cluster(one) for one in cohort["clusters"]),
        people_per_year=cohort["people_per_year"],
        intake_from=date.fromisoformat(cohort["intake_from"]),
        intake_days=cohort["intake_days"],
        operation_date=date.fromisoformat(said["operation_date"]),
        reform_date=date.fromisoformat(said["reform_date"]),
        patients=MappingProxyType({}),
        seed=record["seed"],
        horizon_years=said["horizon_years"],
        evidence_digest=record["evidence_hash"],
    )


def _cluster(said: Mapping[str, Any]) -> Cluster:
    shares = ("share_own_home", "share_temporary_place")
    known = {name: math.nan if said[name] is None else said[name] for name in shares}
    return Cluster(**{**said, **known, "target": tuple(said["target"])})
