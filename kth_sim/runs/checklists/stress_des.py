"""STRESS-DES, filled."""

from __future__ import annotations

from collections.abc import Mapping

from kth_sim.contracts import STRATEGIES
from kth_sim.reporting.checklists import PARTLY, Answer
from kth_sim.runs.checklists.cheers import (
    ASSUMPTIONS,
    PARAMETERS,
    RECORD,
    Fill,
    background,
    given,
    nobody,
    size,
)
from kth_sim.runs.checklists.cheers_results import parameters
from kth_sim.runs.checklists.facts import CAPACITY, Facts
from kth_sim.runs.report_runs import BASE

DIAGRAM = "figures/flow_90d.svg"
PATHWAY, ENGINES = "docs/explanation/pathway.md", "docs/explanation/engines.md"
STAYS = ("mean_days_index_stay", "mean_days_temporary_place", "mean_days_readmission")
CHANGES = 8  # of a scenario that are named; the rest are counted


def outputs(facts: Facts) -> Answer | None:
    """How many measures, and how their error is computed."""
    if not facts.increments:
        return None
    where = facts.first("summary.csv", "incremental.csv")
    pages = (*where, "docs/reference/measures.md")
    return facts.answer("outputs", *pages, n=len(facts.increments))


def aims(facts: Facts) -> Answer:
    """The scenario, and the other analyses that were given."""
    analyses = [facts.say(f"checklist.analysis.{name}") for name in given(facts)]
    return facts.answer(
        "aims",
        *facts.first(RECORD),
        label=facts.scenario["label"],
        rationale=facts.scenario["rationale"],
        analyses=facts.listed(analyses) or facts.say("checklist.say.none"),
    )


def diagram(facts: Facts) -> Answer | None:
    """The flow of people that a run of the base case draws."""
    found = facts.first(DIAGRAM)
    return facts.answer("diagram", *found, PATHWAY) if found else None


def logic(facts: Facts) -> Answer:
    """The steps, and where the rules stand."""
    return facts.answer("logic", PATHWAY, "docs/decisions/index.md")


def scenario_logic(facts: Facts) -> Answer:
    """What the scenario rests on, and which numbers it changes."""
    bases = facts.scenario["based_on"]
    if not bases:
        return facts.answer("no_base", *facts.first(RECORD), name=facts.scenario["name"])
    changed = [name for name, given in facts.parameters.items() if given["choice"]]
    return facts.answer(
        "scenario",
        *facts.first(PARAMETERS, RECORD),
        base=bases[0],
        n=len(changed),
        named=", ".join(changed[:CHANGES]) or facts.say("checklist.say.none"),
        structure=", ".join(f"{k} {v}" for k, v in facts.scenario["structure"].items()),
    )


def algorithms(facts: Facts) -> Answer:
    """Calibration, accumulated hazard, keyed luck."""
    return facts.answer("algorithms", PATHWAY, ENGINES)


def entities(facts: Facts) -> Answer:
    """Patients with their attributes, in each strategy."""
    names = facts.listed([facts.say(f"strategy.{name}") for name in STRATEGIES])
    return facts.answer(
        "entities",
        *facts.first(PARAMETERS),
        PATHWAY,
        of=("mean_age", "share_female", "frailty_variance"),
        size=size(facts),
        strategies=names,
    )


def activities(facts: Facts) -> Answer:
    """Stays, with their mean length."""
    stay, place, back = (facts.number(name, 1) for name in STAYS)
    return facts.answer(
        "activities",
        *facts.first(PARAMETERS),
        PATHWAY,
        of=STAYS,
        stay=stay,
        place=place,
        back=back,
        most=facts.number("n_readmissions_max"),
    )


def resources(facts: Facts) -> Answer:
    """None are limited, but in an analysis of capacity."""
    return _limited(facts, "resources")


def queues(facts: Facts) -> Answer:
    """Nobody waits, but in an analysis of capacity."""
    return _limited(facts, "queues")


def _limited(facts: Facts, what: str) -> Answer:
    run = facts.capacity
    if run is None:
        return facts.answer(f"no_{what}", ENGINES)
    return facts.answer(
        f"{what}_limited", facts.file(run, CAPACITY), "docs/explanation/capacity.md"
    )


def entry(facts: Facts) -> Answer:
    """In by operation, out by death or the horizon."""
    cohort = facts.scenario["cohort"]
    return facts.answer(
        "entry",
        *facts.first(RECORD),
        PATHWAY,
        people=facts.say.number(facts.sources.people),
        first=facts.day(cohort["intake_from"]),
        days=facts.say.number(cohort["intake_days"]),
        years=facts.say.number(facts.scenario["horizon_years"]),
    )


def sources(facts: Facts) -> Answer:
    """How many sources; each parameter names its own."""
    cites = {given["source"] for given in facts.parameters.values()}
    where = (*facts.first(PARAMETERS), "docs/evidence.md")
    return facts.answer("sources", *where, sources=len(cites), n=len(facts.parameters))


def preprocessing(facts: Facts) -> Answer:
    """How many parameters are arithmetic on what is printed."""
    return facts.answer(
        "preprocessing", *facts.first(PARAMETERS), "configs/evidence/", **facts.counts()
    )


def assumptions(facts: Facts) -> Answer:
    """How many there are, and where they are listed."""
    where = (*facts.first(ASSUMPTIONS), "docs/explanation/assumptions.md")
    return facts.answer("assumptions", *where, **facts.counts())


def initialisation(facts: Facts) -> Answer:
    """Each life starts at the operation; nothing has to warm up without queues."""
    return facts.answer("start_queues" if facts.capacity else "start", PATHWAY)


def run_length(facts: Facts) -> Answer:
    """The horizon."""
    years = facts.say.number(facts.scenario["horizon_years"])
    return facts.answer("run_length", *facts.first(RECORD), years=years)


def estimation(facts: Facts) -> Answer | None:
    """Draws, patients, and the error of means."""
    if facts.results is None:
        return None
    return facts.answer(
        "estimation",
        *facts.first("precision.csv", "summary.csv"),
        "docs/explanation/randomness.md",
        size=size(facts),
    )


def software(facts: Facts) -> Answer:
    """Everything with its version."""
    versions = facts.sources.record["versions"]
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return facts.answer("software", *facts.first(RECORD), listed=listed)


def sampling(facts: Facts) -> Answer:
    """The generator and its key."""
    seed = facts.sources.record["seed"]
    where = (*facts.first(RECORD), "docs/explanation/randomness.md")
    return facts.answer("sampling", *where, seed=seed)


def execution(facts: Facts) -> Answer:
    """The engine."""
    engine = facts.sources.record.get("engine", "fast")
    return facts.answer("execution", ENGINES, engine=engine)


def system(facts: Facts) -> Answer | None:
    """Seconds, where a run kept them; the machine is not kept."""
    run = facts.sources.get(BASE)
    if run is None or "timings_seconds" not in run.record:
        return None
    seconds = facts.say.number(sum(run.record["timings_seconds"].values()), 1)
    return facts.answer("system", facts.file(run, RECORD), status=PARTLY, seconds=seconds)


FILLS: Mapping[str, Fill] = {
    "1.1": background, "1.2": outputs, "1.3": aims, "2.1": diagram, "2.2": logic,
    "2.3": scenario_logic, "2.4": algorithms, "2.5.1": entities, "2.5.2": activities,
    "2.5.3": resources, "2.5.4": queues, "2.5.5": entry, "3.1": sources, "3.2": preprocessing,
    "3.3": parameters, "3.4": assumptions, "4.1": initialisation, "4.2": run_length,
    "4.3": estimation, "5.1": software, "5.2": sampling, "5.3": execution, "5.4": system,
    "6.1": nobody,
}  # fmt: skip
