"""A run's folder is whole or not there at all."""

from __future__ import annotations

import pytest

from kth_sim.errors import UserError
from kth_sim.runs.folder import put_in_place, whole_folder
from kth_sim.runs.run import Options, run_scenario

pytestmark = pytest.mark.usefixtures("no_figures")
STAGES = (
    "make_case",
    "simulate",
    "make_setting",
    "evaluate",
    "make_report",
    "write_all_tables",
    "draw_figures",
    "make_payload",
    "write_record",
)


def run(shipped, out, **changed):
    options = {"seed": 1, "patients": 50, "engine": "fast", "workers": 1} | changed
    return run_scenario(shipped("national"), Options(out, **options))


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError, MemoryError])
@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_left_whatever_fails_wherever(shipped, tmp_path, monkeypatch, stage, error):
    def fail(*_, **__):
        raise error("injected")

    monkeypatch.setattr(f"kth_sim.runs.run.{stage}", fail)
    # a full disk and the like are the user's to mend, and said in one line
    with pytest.raises(UserError if error is OSError else error, match="injected"):
        run(shipped, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_is_left_when_it_fails_after_writing(shipped, tmp_path, monkeypatch):
    """Every table is written by then; the record of the run is not."""
    seen = []

    def fail(folder):
        seen.extend(path.name for path in folder.iterdir())
        raise RuntimeError("injected")

    monkeypatch.setattr("kth_sim.runs.run.file_digests", fail)
    with pytest.raises(RuntimeError, match="injected"):
        run(shipped, tmp_path / "out")
    assert "summary.csv" in seen
    assert "run.json" not in seen
    assert list((tmp_path / "out").iterdir()) == []


def test_an_older_run_survives_a_failing_one(shipped, tmp_path, monkeypatch):
    folder = run(shipped, tmp_path).report.folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def fail(*_, **__):
        raise RuntimeError("injected")

    monkeypatch.setattr("kth_sim.runs.run.write_record", fail)
    with pytest.raises(RuntimeError):
        run(shipped, tmp_path)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_rerun_replaces_the_folder(shipped, tmp_path):
    folder = run(shipped, tmp_path).report.folder
    (folder / "note.txt").write_text("from the older run")
    again = run(shipped, tmp_path).report.folder
    assert again == folder
    assert not (folder / "note.txt").exists()
    assert (folder / "run.json").is_file()
    assert list(tmp_path.iterdir()) == [folder]


def test_the_folder_is_not_there_while_the_run_goes_on(shipped, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "kth_sim.runs.run.draw_figures",
        lambda *_, **__: seen.extend(p.name for p in tmp_path.iterdir()),
    )
    folder = run(shipped, tmp_path).report.folder
    (name,) = seen
    assert name.startswith(".")
    assert "partial" in name
    assert list(tmp_path.iterdir()) == [folder]


def test_a_foreign_folder_is_refused_before_anything_is_done(shipped, tmp_path, monkeypatch):
    folder = run(shipped, tmp_path).report.folder
    for path in folder.iterdir():
        path.unlink() if path.is_file() else None
    (folder / "thesis.txt").write_text("mine")
    monkeypatch.setattr("kth_sim.runs.run.make_case", lambda *_: pytest.fail("too late"))
    with pytest.raises(UserError, match="exists and holds no run"):
        run(shipped, tmp_path)
    assert (folder / "thesis.txt").read_text() == "mine"


def test_a_file_in_the_folders_place_is_refused(tmp_path):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(UserError, match="exists and holds no run"), whole_folder(tmp_path / "run"):
        pytest.fail("too late")
    assert (tmp_path / "run").read_text() == "mine"


def test_a_parent_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with (
        pytest.raises(UserError, match="cannot be written"),
        whole_folder(tmp_path / "file" / "run"),
    ):
        pytest.fail("too late")


def test_an_older_run_survives_a_failure_to_put_the_new_one_in_its_place(tmp_path):
    """The second of two renames fails: the older run must still stand under its name."""
    older = tmp_path / "run"
    older.mkdir()
    (older / "run.json").write_text("{}")
    with pytest.raises(OSError, match="nowhere"):
        put_in_place(tmp_path / "nowhere", older)
    assert (older / "run.json").is_file()


def test_where_there_was_no_older_run_a_failure_leaves_none(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        put_in_place(tmp_path / "nowhere", tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
