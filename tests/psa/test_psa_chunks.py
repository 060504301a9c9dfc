"""A finished chunk is never computed again; one that is not as it was written always is."""

from __future__ import annotations

import contextlib
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.errors import UserError
from kth_sim.runs.chunks import content_hash, decode
from kth_sim.runs.psa import sum_up
from kth_sim.runs.store import chunk_path, finished, read_chunk, read_plan


@pytest.fixture
def copy(undisturbed, tmp_path):
    """The undisturbed run, to be spoilt."""
    return shutil.copytree(undisturbed.folder, tmp_path / "copy")


def test_nothing_is_left_to_compute(carry_out, computed, copy):
    carry_out(copy)
    assert computed == []


@pytest.mark.parametrize("length", [0, 1, 4, 1000, -1, -8])
def test_a_truncated_chunk_is_redone(carry_out, undisturbed, content, computed, copy, length):
    path = chunk_path(copy, 2)
    path.write_bytes(path.read_bytes()[:length])
    carry_out(copy)
    assert computed == [2]
    assert content(copy) == content(undisturbed.folder)


def test_a_chunk_with_one_bit_changed_is_redone(carry_out, undisturbed, content, computed, copy):
    path = chunk_path(copy, 1)
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 3] ^= 8
    path.write_bytes(spoilt)
    carry_out(copy)
    assert computed == [1]
    assert content(copy) == content(undisturbed.folder)


@given(st.data())
def test_no_changed_bit_goes_unnoticed(undisturbed, data):
    """Anywhere in the file: it cannot be read as this chunk, or it says exactly the same."""
    plan = read_plan(undisturbed.folder)
    there = chunk_path(undisturbed.folder, 0).read_bytes()
    true = content_hash(decode(there, plan.hash, 0))
    spoilt = bytearray(there)
    bit = data.draw(st.integers(0, 8 * len(there) - 1))
    spoilt[bit // 8] ^= 1 << bit % 8
    with contextlib.suppress(UserError):
        assert content_hash(decode(bytes(spoilt), plan.hash, 0)) == true


@pytest.mark.parametrize("part", ["draws", "start", "period_edges", "used", "counts", "hr_kth"])
def test_the_hash_covers_every_part(undisturbed, part):
    plan = read_plan(undisturbed.folder)
    chunk, same = (read_chunk(undisturbed.folder, plan, 0) for _ in range(2))
    assert content_hash(chunk) == content_hash(same)
    if part == "start":
        object.__setattr__(chunk, "start", 1)
    else:
        field = {"draws": chunk.draws, "period_edges": chunk.period_edges}
        array = {**field, **chunk.arrays, **chunk.solved}[part]
        changed = array.copy()
        changed.reshape(-1)[-1] += 1
        holder = chunk.arrays if part in chunk.arrays else chunk.solved
        if part in field:
            object.__setattr__(chunk, part, changed)
        else:
            holder[part] = changed
    assert content_hash(chunk) != content_hash(same)


def test_a_chunk_of_another_version_is_refused_by_its_format(undisturbed, monkeypatch):
    plan = read_plan(undisturbed.folder)
    monkeypatch.setattr("kth_sim.runs.chunks.FORMAT", 2)
    with pytest.raises(UserError, match=r"chunk 0: written by another version \(format 1\)"):
        read_chunk(undisturbed.folder, plan, 0)


def test_a_number_changed_by_a_sound_writer_is_found_out(copy):
    """The file is whole and its checksums are right, but its numbers are not those of the hash."""
    path = chunk_path(copy, 1)
    table = pq.read_table(path)
    (place,) = (i for i, name in enumerate(table.column_names) if name == "hr_kth")
    doubled = table.set_column(place, "hr_kth", [2 * table["hr_kth"].to_numpy()])
    pq.write_table(doubled.replace_schema_metadata(table.schema.metadata), path)
    with pytest.raises(UserError, match="chunk 1: its content was altered"):
        read_chunk(copy, read_plan(copy), 1)


def test_another_runs_chunk_is_redone(carry_out, undisturbed, content, computed, copy, tmp_path):
    other = carry_out(tmp_path / "other", seed=2)
    computed.clear()
    shutil.copy(chunk_path(other.folder, 3), chunk_path(copy, 3))
    carry_out(copy)
    assert computed == [3]
    assert content(copy) == content(undisturbed.folder)


def test_a_renumbered_chunk_is_redone(carry_out, undisturbed, content, computed, copy):
    shutil.copy(chunk_path(copy, 0), chunk_path(copy, 3))
    carry_out(copy)
    assert computed == [3]
    assert content(copy) == content(undisturbed.folder)


def test_chunks_of_another_size_are_redone(carry_out, undisturbed, content, copy, tmp_path):
    """Of the same plan, and with the right numbers, but other draws."""
    other = carry_out(tmp_path / "other", chunk_size=7)
    shutil.copy(chunk_path(other.folder, 1), chunk_path(copy, 1))
    wrong = finished(copy, read_plan(copy))[1]
    assert wrong == "chunk 1: holds draws 7 to 13, which are not its own"
    carry_out(copy)
    assert content(copy) == content(undisturbed.folder)


def test_no_summary_is_made_from_a_hole(national, copy):
    chunk_path(copy, 4).unlink()
    with pytest.raises(UserError, match="chunk 4: missing"):
        sum_up(national, copy, read_plan(copy))


@pytest.fixture
def chunk_2_fails(monkeypatch, task_fails):
    """Chunk 2 cannot be computed."""
    task_fails(monkeypatch, 2, ArithmeticError("no such number"))


@pytest.mark.usefixtures("chunk_2_fails")
def test_with_allow_missing_every_output_says_so(carry_out, undisturbed, tmp_path):
    import json

    import pandas as pd

    result = carry_out(tmp_path / "run", allow_missing=True)
    said = "5 of 23 draws are missing"
    assert result.payload["warnings"][0] == f"incomplete: {said}"
    assert result.payload["draws"] == 18
    record = json.loads((result.folder / "run.json").read_text())
    assert record["complete"] is False
    tables = {path.name: pd.read_csv(path) for path in result.folder.glob("*.csv")}
    frames = {path.name: pd.read_parquet(path) for path in result.folder.glob("*.parquet")}
    inputs = {"draws.parquet", "parameters.csv", "assumptions.csv"}
    for name, frame in (tables | frames).items():
        if name not in inputs:
            assert set(frame["incomplete"]) == {said}, name
    there = undisturbed.panel.frame()
    kept = there[~there["draw"].between(10, 14)].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        frames["outcomes.parquet"].drop(columns="incomplete"), kept, check_exact=True
    )


def test_a_run_that_is_made_whole_says_it_no_more(
    carry_out, undisturbed, content, task_fails, tmp_path
):
    with pytest.MonkeyPatch.context() as patch:
        task_fails(patch, 0, ZeroDivisionError("division by zero"))
        carry_out(tmp_path / "run", allow_missing=True)
    again = carry_out(tmp_path / "run", allow_missing=True)
    assert again.payload["warnings"] == undisturbed.payload["warnings"]
    assert content(again.folder) == content(undisturbed.folder)
    names = sorted(path.name for path in undisturbed.folder.iterdir())
    assert sorted(path.name for path in again.folder.iterdir()) == names


def test_nothing_is_summed_up_if_all_failed(carry_out, monkeypatch, tmp_path):
    monkeypatch.setattr("kth_sim.runs.workers.compute", lambda _: 1 / 0)
    with pytest.raises(UserError, match="every chunk failed"):
        carry_out(tmp_path / "run", allow_missing=True)
    assert np.all([path.name != "run.json" for path in (tmp_path / "run").iterdir()])
