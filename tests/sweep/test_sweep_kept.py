"""What a sweep keeps when it fails or is spoilt, and what it says; how its work is cut."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.runs import sweep_simulate
from kth_sim.runs.psa import PsaOptions, default_patients
from kth_sim.runs.sweep import failed_line, inside, kept, patients_of
from kth_sim.runs.sweep_store import FORMAT, Meaning, clear, open_sweep, stored_meaning
from kth_sim.runs.sweep_sum import worst
from tests.sweep.conftest import SMALL

MEANING = Meaning({"seed": 1})


def prepared(folder, points=12):
    """A sweep of which nothing but the folder and the number of points is looked at."""
    return SimpleNamespace(folder=folder, sweep=SimpleNamespace(points=[None] * points))


# On disk -----------------------------------------------------------------------------------------


@pytest.fixture
def begun(tmp_path):
    """A sweep that has begun."""
    open_sweep(tmp_path / "s", MEANING, {"name": "s"})
    return tmp_path / "s"


def altered(folder, **changes):
    path = folder / "sweep.json"
    content = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps(content), encoding="utf-8")


def test_what_a_sweep_means_is_read_back(begun):
    assert stored_meaning(begun) == MEANING


def test_a_sweep_of_another_version_is_said(begun):
    altered(begun, format=FORMAT + 1)
    with pytest.raises(UserError, match=rf"format {FORMAT + 1}, this one is {FORMAT}"):
        stored_meaning(begun)


def test_a_sweep_whose_meaning_was_altered_is_refused(begun):
    altered(begun, meaning={"seed": 2})
    with pytest.raises(UserError, match="was altered: remove the sweep"):
        stored_meaning(begun)
    (begun / "sweep.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="was altered: remove the sweep"):
        stored_meaning(begun)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match=r"s: cannot be written: Not a directory$"):
        open_sweep(tmp_path / "file" / "s", MEANING, {})


def test_of_what_is_half_written_only_that_of_dead_processes_goes(tmp_path):
    dead, living, whole = (tmp_path / name for name in (".a.0x.part", ".b.1.part", "c"))
    for path in (dead, living, whole):
        (path / "inside").mkdir(parents=True)
    file = tmp_path / ".d.0x.part"
    file.write_text("half")
    clear([dead, living, whole, file])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.1.part", "c"]


# Said --------------------------------------------------------------------------------------------


def test_points_that_failed_are_named_up_to_ten_with_the_first_reason(tmp_path):
    line = failed_line(prepared(tmp_path), dict.fromkeys(range(11, -1, -1), "why") | {0: "first"})
    assert line.startswith("points 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more failed (first); 0 of 12")


def test_a_full_disk_is_one_line_and_what_is_finished_is_kept(tmp_path):
    line = r"No space left; what is finished is kept$"
    with pytest.raises(UserError, match=line), kept(prepared(tmp_path)):
        raise OSError(28, "No space left")


def test_the_second_of_three_parts_begins_at_a_third():
    told = []
    inside(lambda done, total: told.append((done, total)), 1, 3)(2, 4)
    assert told == [(4 + 2, 12)]


def test_of_notes_that_differ_in_a_number_the_largest_stands_whichever_came_first():
    notes = ["at most 3.7% off", "excluded", "at most 1.2% off"]
    assert worst(notes) == ["at most 3.7% off", "excluded"]


# Simulated ---------------------------------------------------------------------------------------


def test_where_points_fail_the_others_are_kept(
    sweep_of, carried_out, task_fails, tmp_path, monkeypatch
):
    task_fails(monkeypatch, 1, ValueError("no luck"))
    with pytest.raises(PartlyDoneError, match=r"^points 1 failed \(ValueError: no luck\); 2 of 3"):
        carried_out(SMALL, tmp_path)
    here = sorted(path.name for path in (tmp_path / "grid-sweep" / "points").iterdir())
    assert here == ["000000.parquet", "000002.parquet"]


def test_how_work_is_cut_and_remembered_changes_nothing(grid, carried_out, tmp_path, monkeypatch):
    """The small grid's three points are the first, third and fifth of the whole one's."""
    monkeypatch.setattr(sweep_simulate, "CHUNK", 8)
    monkeypatch.setattr(sweep_simulate, "REMEMBERED", 0)
    measures = ["qaly", "cost_total", "prob_death_30d"]
    rows = [
        result.tidy[result.tidy["measure"].isin(measures)].set_index(
            ["point", "strategy", "measure"]
        )
        for result in (carried_out(SMALL, tmp_path), grid)
    ]
    small, whole = (frame["mean"] for frame in rows)
    for mine, theirs in ((0, 0), (1, 2), (2, 4)):
        assert small.loc[mine].to_dict() == whole.loc[theirs].to_dict()


def test_patients_by_default_are_those_that_a_run_of_the_base_would_have(sweep_of, register):
    sweep = sweep_of(SMALL.replace("patients: 60", ""))
    draws = make_draws(register, sweep.base.choices, sweep.base.overrides, 20, 1)
    expected = default_patients(sweep.base, draws, PsaOptions(patients=None, seed=1))
    assert patients_of(sweep) == expected
    plans = sweep_of('label: "P"\nrationale: "R"\nkind: grid\naxes: [{plan: [none]}]\n')
    assert patients_of(plans) == 5000  # as kth-sim rollout has them
