"""Two engines, one pathway: the same events in the same order, times equal to 1e-9 days."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.model import fast, reference
from kth_sim.model.case import Case
from kth_sim.model.parameters import Structure

CaseOf = Callable[..., Case]
SCENARIOS = sorted(
    path.stem for path in (Path(__file__).parents[2] / "configs" / "scenarios").glob("*.yaml")
)
TOLERANCE = 1e-9  # days, DESIGN section 3
MANY, FEW = 20_000, 500


def differences(case: Case, patients: range) -> list[str]:
    """What the two ledgers disagree about, in words."""
    found: pd.DataFrame = fast.ledger(case, 0, patients)
    expected: pd.DataFrame = reference.ledger(case, 0, patients)
    if len(found) != len(expected):
        return [f"{len(found)} rows in fast, {len(expected)} in reference"]
    wrong = [
        name
        for name in ("draw", "strategy", "patient", "event", "place")
        if not (found[name].to_numpy() == expected[name].to_numpy()).all()
    ]
    for name in ("start", "stop"):
        apart = float(np.abs(found[name] - expected[name]).max())
        if not apart <= TOLERANCE:
            wrong.append(f"{name}: {apart} days apart")
    return wrong


def content(case: Case) -> tuple[object, ...]:
    """All that an engine is given, so that equal contents are one and the same question."""
    cohort = (getattr(case.cohort, field.name) for field in dataclasses.fields(case.cohort))
    arrays = (case.observed, case.solved, case.period_edges, *cohort)
    return (case.structure, case.seed, *(np.asarray(a).tobytes() for a in arrays))


@pytest.fixture
def no_garbage_collection() -> Iterator[None]:
    """SimPy makes millions of short-lived objects; looking for cycles among them takes half as long
    again.
    """
    gc.disable()
    yield
    gc.enable()


def test_there_are_scenarios() -> None:
    assert "national" in SCENARIOS


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.usefixtures("no_garbage_collection")
def test_every_scenario_shipped_patient_by_patient(name: str, shipped_case: CaseOf) -> None:
    case = shipped_case(name)
    # Some scenarios differ in money or in their draws only; one of each kind goes the whole way.
    twins = [other for other in SCENARIOS if content(shipped_case(other)) == content(case)]
    n = MANY if name == twins[0] else FEW
    for first, stop in pairwise(range(0, n + 1, min(n, 2_000))):  # in parts: small in memory
        assert differences(case, range(first, stop)) == []
        gc.collect()


@settings(max_examples=30)
@given(data=st.data(), seed=st.integers(0, 2**63 - 1))
def test_any_world_patient_by_patient(
    data: st.DataObject,
    seed: int,
    worlds: st.SearchStrategy[dict[str, float]],
    structures: st.SearchStrategy[Structure],
    case_of: CaseOf,
) -> None:
    horizon = data.draw(st.sampled_from([20.0, 365.25, 730.5, 60 * 365.25]))
    edges = np.unique([0.0, *(y * 365.25 for y in (35, 70) if y * 365.25 < horizon), horizon])
    case = case_of(structure=data.draw(structures), edges=edges, seed=seed, **data.draw(worlds))
    assert differences(case, range(300)) == []
