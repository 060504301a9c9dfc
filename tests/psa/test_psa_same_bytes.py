"""The same draws give the same bytes, however the work is cut up, ordered and interrupted."""

from __future__ import annotations

import pandas as pd
import pytest

from kth_sim.errors import PartlyDoneError
from kth_sim.evidence.draws import make_draws
from kth_sim.runs.store import read_plan


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_whatever_the_workers(carry_out, undisturbed, content, tmp_path, workers):
    again = carry_out(tmp_path / "run", workers=workers)
    assert content(again.folder) == content(undisturbed.folder)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_whatever_the_chunk_size(carry_out, undisturbed, content, tmp_path, size):
    again = carry_out(tmp_path / "run", chunk_size=size)
    assert content(again.folder) == content(undisturbed.folder)
    assert read_plan(again.folder).hash == read_plan(undisturbed.folder).hash
    assert len(list((again.folder / "chunks").iterdir())) == -(-23 // size)


@pytest.mark.usefixtures("shuffled")
def test_whatever_the_order(carry_out, undisturbed, content, computed, tmp_path):
    again = carry_out(tmp_path / "run")
    assert computed != sorted(computed)
    assert content(again.folder) == content(undisturbed.folder)


@pytest.mark.parametrize("after", [1, 3, 5])
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_and_resumed(
    carry_out, undisturbed, content, computed, interrupted_after, tmp_path, after, workers
):
    folder = tmp_path / "run"
    with pytest.raises(PartlyDoneError, match=f"interrupted: {after} of 5 chunks are kept"):
        carry_out(folder, progress=interrupted_after(after), workers=workers)
    kept = {path.name: path.stat().st_mtime_ns for path in (folder / "chunks").iterdir()}
    assert len(kept) == after
    computed.clear()
    again = carry_out(folder, workers=workers)
    assert len(computed) == 5 - after
    assert content(again.folder) == content(undisturbed.folder)
    now = {path.name: path.stat().st_mtime_ns for path in (folder / "chunks").iterdir()}
    assert kept.items() <= now.items()


def test_interrupted_with_one_chunk_size_and_resumed_with_another(
    carry_out, undisturbed, content, interrupted_after, tmp_path
):
    with pytest.raises(PartlyDoneError):
        carry_out(tmp_path / "run", progress=interrupted_after(2), chunk_size=7)
    again = carry_out(tmp_path / "run", chunk_size=3)
    assert read_plan(again.folder).chunk_size == 7  # as it was begun
    assert content(again.folder) == content(undisturbed.folder)


def test_in_spawned_processes(carry_out, undisturbed, content, tmp_path):
    again = carry_out(tmp_path / "run", executor="processes", workers=2)
    assert content(again.folder) == content(undisturbed.folder)


def test_a_draw_keeps_its_luck_wherever_it_stands(carry_out, undisturbed, draws_of, tmp_path):
    """Some draws of the file, in another order: each gives what it gave among all."""
    few = draws_of().iloc[[7, 3, 4, 5, 20]]
    again = carry_out(tmp_path / "run", draws=few, chunk_size=2).panel.frame()
    among_all = undisturbed.panel.frame().set_index(["strategy", "draw"])
    assert again["draw"].tolist() == [7, 3, 4, 5, 20] * 2
    picked = among_all.loc[list(zip(again["strategy"], again["draw"], strict=True))]
    assert again.drop(columns=["strategy", "draw"]).to_numpy().tobytes() == (
        picked.to_numpy().tobytes()
    )


def test_the_number_of_patients_asked_for_by_the_spread_too(
    carry_out, draws_of, monkeypatch, tmp_path
):
    """It comes from a pilot of the first draws, whatever the chunk size."""
    monkeypatch.setattr("kth_sim.runs.patients.PILOT_PATIENTS", 400)
    monkeypatch.setattr("kth_sim.runs.psa.PILOT_PATIENTS", 400)
    monkeypatch.setattr("kth_sim.runs.patients.STEP", 1)
    monkeypatch.setattr("kth_sim.runs.patients.FEWEST", 10)
    found = {
        carry_out(tmp_path / f"{size}", patients=None, chunk_size=size).payload["patients"]
        for size in (1, 7, 100)
    }
    assert len(found) == 1
    assert found.pop() > 10


def test_a_run_in_two_parts_is_the_run_in_one(carry_out, undisturbed, register, national, tmp_path):
    """Draws made from number 10 on, as on another machine: the rows of the whole run."""
    parts = [
        make_draws(register, national.choices, national.overrides, n, 1, first=first)
        for first, n in ((0, 10), (10, 13))
    ]
    frames = [
        carry_out(tmp_path / f"{i}", draws=draws).panel.frame() for i, draws in enumerate(parts)
    ]
    together = pd.concat(frames).sort_values(["strategy", "draw"], ignore_index=True)
    whole = undisturbed.panel.frame().sort_values(["strategy", "draw"], ignore_index=True)
    pd.testing.assert_frame_equal(together, whole, check_exact=True)
