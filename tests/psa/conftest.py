"""Small runs of many draws in this process, and the command line beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kth_sim.evidence.draws import make_draws
from kth_sim.runs import psa
from kth_sim.runs.psa import PsaOptions, PsaResult, run_psa
from kth_sim.runs.store import read_chunks, read_plan

DRAWS, PATIENTS, CHUNK = 23, 60, 5


@pytest.fixture(scope="session")
def national(scenario):
    """The national scenario."""
    return scenario("national")


@pytest.fixture(scope="session")
def draws_of(register, national):
    """`draws_of(n)`: draws of the national scenario."""
    return lambda n=DRAWS: make_draws(register, national.choices, national.overrides, n, 1)


@pytest.fixture(scope="session")
def carry_out(national, draws_of):
    """`carry_out(folder, ...)`: a small run in that folder."""

    def _carry_out(folder, draws=None, progress=None, **options) -> PsaResult:
        given = {"patients": PATIENTS, "seed": 1, "chunk_size": CHUNK, "workers": 1} | options
        table = draws_of() if draws is None else draws
        return run_psa(national, table, PsaOptions(folder=folder, **given), progress)

    return _carry_out


@pytest.fixture(scope="session")
def undisturbed(carry_out, tmp_path_factory) -> PsaResult:
    """A run of 5 chunks that nothing disturbed; not to be altered."""
    return carry_out(tmp_path_factory.mktemp("undisturbed") / "run")


@pytest.fixture(scope="session")
def content():
    """`content(folder)`: the bytes of the outcomes, and every array of all chunks joined."""

    def _content(folder: Path) -> dict[str, bytes]:
        plan = read_plan(folder)
        chunks = list(read_chunks(folder, plan, list(range(len(plan.chunks())))))
        names = chunks[0].arrays.keys()
        joined = {n: np.concatenate([chunk.arrays[n] for chunk in chunks]) for n in names}
        numbers = np.concatenate([chunk.draws for chunk in chunks])
        found = {name: array.tobytes() for name, array in joined.items()}
        outcomes = (folder / "outcomes.parquet").read_bytes()
        return found | {"draws": numbers.tobytes(), "outcomes": outcomes}

    return _content


@pytest.fixture
def computed(monkeypatch) -> list[int]:
    """The numbers of the chunks that threads compute from now on."""
    from kth_sim.runs import workers

    compute, indices = workers.compute, []

    def noted(task):
        indices.append(task.index)
        return compute(task)

    monkeypatch.setattr(workers, "compute", noted)
    return indices


@pytest.fixture
def interrupted_after():
    """`interrupted_after(k)`: a progress function that interrupts once k chunks are there."""

    def _after(k: int):
        def progress(done: int, total: int) -> None:
            if done == k:
                raise KeyboardInterrupt

        return progress

    return _after


@pytest.fixture
def shuffled(monkeypatch):
    """Chunks are computed in another order."""
    tasks_of = psa.tasks_of

    def other_order(*given):
        tasks = tasks_of(*given)
        return [tasks[i] for i in np.random.default_rng(3).permutation(len(tasks))]

    monkeypatch.setattr(psa, "tasks_of", other_order)
