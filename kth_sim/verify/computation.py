"""Computation: how the work is cut up, and what is added beside it, changes not one byte."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from kth_sim.evidence.draws import METHODS
from kth_sim.runs.chunks import compute
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa import PsaOptions, make_plan
from kth_sim.scenarios.resolve import Scenario
from kth_sim.verify.check import Finding, check
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs import CHUNK, PATIENTS, SEED, Content, Layout, Runs, events_of

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.runs.chunks import ChunkTask

WORKERS, CHUNKS = (1, 2, 8), (1, 7, 100)
STOPS = (1, 2)
LIVES = 300


@check("computation.workers", "Does a run with 1, 2 or 8 workers give the same bytes?")
def _workers(subject: Subject) -> Finding:
    layouts = {f"workers {n}": Layout(workers=n, chunk_size=2) for n in WORKERS}
    return of_layouts(subject.runs, layouts)


@check("computation.chunks", "Does a run in chunks of 1, 7 or 100 draws give the same bytes?")
def _chunks(subject: Subject) -> Finding:
    return of_layouts(subject.runs, {f"chunks of {n}": Layout(chunk_size=n) for n in CHUNKS})


@check("computation.shuffled", "Does a run whose chunks come in another order give the same bytes?")
def _shuffled(subject: Subject) -> Finding:
    layouts = {"in order": Layout(chunk_size=2), "shuffled": Layout(chunk_size=2, shuffled=True)}
    return of_layouts(subject.runs, layouts)


@check("computation.resumed", "Does an interrupted and resumed run give the same bytes?")
def _resumed(subject: Subject) -> Finding:
    layouts = {f"stopped after {n} chunks": Layout(stop_after=n) for n in STOPS}
    return of_layouts(subject.runs, {"undisturbed": Layout(), **layouts})


def of_layouts(runs: Runs, layouts: Mapping[str, Layout]) -> Finding:
    """Whether runs laid out so leave the same bytes."""
    found = {name: runs.stored(layout) for name, layout in layouts.items()}
    return same(found, f"the same bytes: {', '.join(found)}")


def same(found: Mapping[str, Content], expected: str) -> Finding:
    """Whether each content is that of the first, to the byte."""
    (_, first), *others = found.items()
    wrong = [
        f"{how}: {name}"
        for how, content in others
        for name in first.keys() | content.keys()
        if content.get(name) != first.get(name)
    ]
    n = len(first) * len(others)
    size = sum(map(len, first.values()))
    said = f"{n - len(wrong)} of {n} files and arrays equal ({size:,} bytes each time)"
    return Finding(not wrong, expected, said, "; ".join(sorted(wrong)[:3]) or "0 bytes differ")


@check(
    "computation.scenario_added",
    "Does an unrelated scenario, computed beside it, leave a run as it is?",
)
def _scenario_added(subject: Subject) -> Finding:
    """Chunks of two scenarios take turns in one pool of threads."""
    runs = subject.runs
    draws = runs.draws()
    other = runs.at({"mean_age": runs.scenario.value("mean_age") + 2.0})
    older = draws.assign(mean_age=draws["mean_age"] + 2.0)
    own, others = tasks(runs.scenario, draws), tasks(other, older)
    alone = {str(task.index): compute(task) for task in own}
    turns = [task for pair in zip(others, own, strict=True) for task in pair]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(compute, turns))
    beside = {str(task.index): found[2 * i + 1] for i, task in enumerate(own)}
    differ = sum(found[2 * i] != alone[str(i)] for i in range(len(own)))
    finding = same({"alone": alone, "beside another": beside}, "the same bytes of each chunk")
    seen = f"{finding.found}; the other scenario's {differ} chunks differ"
    return Finding(finding.passed and differ == len(own), finding.expected, seen, finding.margin)


def tasks(scenario: Scenario, draws: pd.DataFrame) -> list[ChunkTask]:
    """The chunks of a small run of these draws."""
    options = PsaOptions(PATIENTS, SEED, chunk_size=CHUNK)
    return tasks_of(make_plan(scenario, draws, options), draws)


@check(
    "computation.parameter_added",
    "Does a further uncertain parameter that nothing uses leave draws and results as they are?",
)
def _parameter_added(subject: Subject) -> Finding:
    runs = subject.runs
    more = runs.with_parameter()
    added = set(more.draws().columns) - set(runs.draws().columns)
    found = {name: contents(one, runs) for name, one in (("before", runs), ("after", more))}
    finding = same(found, "the same draws of all other parameters, by every method; same results")
    varies = all(more.draws()[name].nunique() > 1 for name in added)
    seen = f"{finding.found}; {len(added)} parameter added"
    return Finding(
        finding.passed and len(added) == 1 and varies, finding.expected, seen, finding.margin
    )


def contents(runs: Runs, before: Runs) -> Content:
    """Draws, by method, of the parameters there were before, and the outcomes of a run."""
    names = list(before.draws().columns)
    of_draws = {m: runs.draws(method=m)[names].to_numpy().tobytes() for m in METHODS}
    panel = runs.panel(runs.draws())
    return of_draws | {name: values.tobytes() for name, values in panel.whole.items()}


@check("computation.patient_added", "Does one patient more leave every other life as it is?")
def _patient_added(subject: Subject) -> Finding:
    runs = subject.runs
    few, more = (events_of(runs.lives(runs.case(patients=n))) for n in (LIVES, LIVES + 1))
    wrong = sum(a != b for a, b in zip(few, more, strict=False))
    return Finding(
        wrong == 0 and len(more) == len(few) + 1,
        f"every event of {LIVES} lives, in both strategies, equal to the bit",
        f"{LIVES - wrong} of {LIVES} lives equal; {len(more) - len(few)} patient added",
        f"{wrong} lives differ",
    )
