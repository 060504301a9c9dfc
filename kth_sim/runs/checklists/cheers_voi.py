"""The six items that CHEERS-VOI adds, filled from a run's `voi/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kth_sim.reporting.checklists import PARTLY, REPORTED, Answer
from kth_sim.runs.checklists.cheers import Fill
from kth_sim.runs.checklists.facts import ASSUMPTION, Facts
from kth_sim.runs.library import read_record
from kth_sim.runs.redraw_kinds import VOI

TABLES = {"evpi": "EVPI", "evppi": "EVPPI", "evsi": "EVSI", "enbs": "ENBS"}


def has(facts: Facts, *names: str) -> bool:
    """Whether the value of information was computed, and these tables of it are there."""
    run = facts.sources.get(VOI)
    return run is not None and all((run.folder / VOI / f"{n}.csv").is_file() for n in names)


def settings(facts: Facts) -> dict[str, Any]:
    """What was asked of it."""
    run = facts.sources.runs[VOI]
    found: dict[str, Any] = read_record(run.folder / VOI)["settings"]
    return found


def where(facts: Facts, *names: str) -> tuple[str, ...]:
    """Files of `voi/`."""
    return tuple(facts.file(facts.sources.runs[VOI], f"{VOI}/{name}") for name in names)


def rows(facts: Facts, name: str) -> list[dict[str, Any]]:
    """A table of it, row by row."""
    frame = facts.sources.runs[VOI].table(f"{name}.csv")
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def assumed(facts: Facts, name: str) -> bool:
    """Whether a row of a table rests on an assumption."""
    return any(row["basis"] == ASSUMPTION for row in rows(facts, name))


def measures(facts: Facts) -> Answer | None:
    """Which were computed."""
    there = [name for name in TABLES if has(facts, name)]
    if not there:
        return None
    files = where(facts, *(f"{name}.csv" for name in there))
    names = facts.listed([TABLES[name] for name in there])
    return facts.answer("voi_measures", *files, status=PARTLY, names=names)


def inputs(facts: Facts) -> Answer | None:
    """Groups by name, and how many parameters alone."""
    if not has(facts, "evppi"):
        return None
    groups = [facts.say.named("group", name) for name in settings(facts)["parameters"]]
    alone = {row["parameters"] for row in rows(facts, "evppi")} - set(settings(facts)["parameters"])
    names = "; ".join(groups) or facts.say("checklist.say.none")
    return facts.answer("voi_inputs", *where(facts, "evppi.csv"), groups=names, n=len(alone))


def studies(facts: Facts) -> Answer | None:
    """Each design with the sizes that were tried."""
    if not has(facts, "evsi"):
        return None
    sizes: dict[str, list[float]] = {}
    for row in rows(facts, "evsi"):
        sizes.setdefault(row["study"], []).append(row["n"])
    parts = [
        facts.say(
            "checklist.say.study",
            name=facts.say.named("study", name),
            least=facts.say.number(min(found)),
            most=facts.say.number(max(found)),
        )
        for name, found in sizes.items()
    ]
    files = where(facts, "evsi.csv", "run.json")
    marked = assumed(facts, "evsi")
    return facts.answer("voi_studies", *files, assumed=marked, parts="; ".join(parts))


def people(facts: Facts) -> Answer | None:
    """How many a year, and for how many years."""
    if not has(facts, "evpi"):
        return None
    asked = settings(facts)
    return facts.answer(
        "voi_people",
        *where(facts, "run.json"),
        assumed=asked["basis"] == ASSUMPTION,
        people=facts.say.number(asked["people_per_year"]),
        years=facts.say.number(asked["horizon_years"]),
    )


def method(facts: Facts) -> Answer | None:
    """The estimator, and from how many draws."""
    if not has(facts, "evppi"):
        return None
    asked, run = settings(facts), facts.sources.runs[VOI]
    return facts.answer(
        "voi_method",
        *where(facts, "evppi.csv"),
        "docs/explanation/value-of-information.md",
        method=facts.say(f"checklist.method.{asked['method']}"),
        draws=facts.say.number(run.record["draws"]["n"]),
    )


def results(facts: Facts) -> Answer | None:
    """EVPI for all at each threshold; the best study where studies were considered."""
    if not has(facts, "evpi"):
        return None
    parts = [
        facts.say(
            "checklist.say.worth",
            amount=facts.say.money(row["population"]),
            wtp=facts.say.money(row["wtp"]),
        )
        for row in rows(facts, "evpi")
    ]
    files = ["evpi.csv", *(["best_sizes.csv"] if has(facts, "best_sizes") else [])]
    return facts.answer(
        "voi_results",
        *where(facts, *files),
        status=REPORTED if has(facts, "best_sizes") else PARTLY,
        assumed=assumed(facts, "evpi"),
        parts=facts.listed(parts),
        best=best(facts),
    )


def best(facts: Facts) -> str:
    """The studies that are worth their cost, with their size."""
    if not has(facts, "best_sizes"):
        return facts.say("checklist.say.no_studies")
    found = [
        facts.say(
            "checklist.say.best",
            name=facts.say.named("study", row["study"]),
            n=facts.say.number(row["n"]),
            wtp=facts.say.money(row["wtp"]),
        )
        for row in rows(facts, "best_sizes")
        if row["n"] > 0
    ]
    return "; ".join(found) or facts.say("checklist.say.no_study_worth")


FILLS: Mapping[str, Fill] = {
    "a": measures,
    "b": inputs,
    "c": studies,
    "d": people,
    "e": method,
    "f": results,
}
