"""Everything that a stored run was asked, thing by thing, with the names people use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

RUN, STRUCTURE, COHORT, PARAMETERS = "run", "structure", "cohort", "parameters"
_HASH = 12  # letters that tell the evidence of two runs apart
_CLUSTER = ("people_per_year", "start_day", "target", "share_own_home", "share_temporary_place")


@dataclass(frozen=True)
class Input:
    """One thing that a run was asked.

    Attributes:
        section: `run`, `structure`, `cohort` or `parameters`.
        id: its name in files.
        label: its name for people.
        value: a number or text.
        unit: of a number.
        basis: what a parameter's value rests on.
        choice: the alternative that was chosen.
    """

    section: str
    id: str
    label: str
    value: object
    unit: str = ""
    basis: str = ""
    choice: str = ""


def inputs_of(record: Mapping[str, Any]) -> dict[str, Input]:
    """What a run was asked, by section and id.

    Args:
        record: what its `run.json` says.
    """
    found = [*of_run(record), *of_structure(record), *of_cohort(record), *of_parameters(record)]
    return {f"{one.section}.{one.id}": one for one in found}


def of_run(record: Mapping[str, Any]) -> Iterator[Input]:
    """How it was carried out."""
    draws, scenario = record.get("draws", {"n": 1}), record["scenario"]
    said = {
        "scenario": scenario["name"],
        "draws": draws["n"],
        "method": draws.get("method", ""),
        "patients": record.get("patients"),
        "seed": record.get("seed"),
        "engine": record.get("engine", "fast"),
        "version": record.get("versions", {}).get("kth_sim"),
        "evidence": str(record.get("evidence_hash", ""))[:_HASH],
        "operation_date": scenario.get("operation_date"),
        "reform_date": scenario.get("reform_date"),
        "horizon_years": scenario.get("horizon_years"),
    }
    for name, value in said.items():
        yield Input(RUN, name, name.replace("_", " "), value)


def of_structure(record: Mapping[str, Any]) -> Iterator[Input]:
    """Its structural choices."""
    for name, value in record["scenario"]["structure"].items():
        yield Input(STRUCTURE, name, name.replace("_", " "), value)


def of_cohort(record: Mapping[str, Any]) -> Iterator[Input]:
    """Its cohort, cluster by cluster."""
    cohort = record["scenario"]["cohort"]
    for name in ("people_per_year", "intake_from", "intake_days"):
        yield Input(COHORT, name, name.replace("_", " "), cohort[name])
    for cluster in cohort["clusters"]:
        for name in _CLUSTER:
            value = cluster[name]
            shown = " + ".join(value) if isinstance(value, list) else value
            called = f"{cluster['name']}: {name.replace('_', ' ')}"
            yield Input(COHORT, f"{cluster['name']}.{name}", called, shown)


def of_parameters(record: Mapping[str, Any]) -> Iterator[Input]:
    """Every number of its model."""
    for name, given in record["scenario"]["parameters"].items():
        yield Input(
            PARAMETERS,
            name,
            str(given["label"]),
            given["value"],
            str(given["unit"]),
            str(given["basis"]),
            str(given["choice"]),
        )
