"""A write that fails, any of them: what was there before is there after, and the rest goes on."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kth_sim.errors import UserError
from kth_sim.runs.library import problems
from kth_sim.runs.store import finished, read_plan

DRAWS, SIZE = 4, 2  # two chunks


class Disk:
    """Counts what is asked of the disk, and has no room at the n-th call."""

    def __init__(self, monkeypatch, fails_at: int | None) -> None:
        self.calls, self._fails_at = 0, fails_at
        for owner, name in ((Path, "mkdir"), (Path, "replace"), (os, "fsync")):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))
        opened = Path.open

        def open_here(path, mode="r", *rest, **more):
            if mode != "wb":
                return opened(path, mode, *rest, **more)
            self._call()
            return io.BufferedWriter(Raw(path, self._call))

        monkeypatch.setattr(Path, "open", open_here)

    def _call(self):
        self.calls += 1
        if self.calls == self._fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _counted(self, function):
        def counted(*given, **named):
            self._call()
            return function(*given, **named)

        return counted


class Raw(io.FileIO):
    """A file that asks before each write."""

    def __init__(self, path, ask) -> None:
        super().__init__(path, "w")
        self._ask = ask

    def write(self, content):
        self._ask()
        return super().write(content)


@pytest.fixture(scope="module")
def small(carry_out, draws_of):
    """`small(folder)`: a run of two chunks."""
    return lambda folder, **options: carry_out(
        folder, draws=draws_of(DRAWS), patients=20, chunk_size=SIZE, **options
    )


@pytest.fixture(scope="module")
def whole(small, tmp_path_factory):
    """The small run, undisturbed."""
    return small(tmp_path_factory.mktemp("whole") / "run").folder


@pytest.fixture(scope="module")
def partial(small, task_fails, tmp_path_factory):
    """The small run, summed up without its second chunk."""
    with pytest.MonkeyPatch.context() as patch:
        task_fails(patch, 1, ZeroDivisionError("division by zero"))
        return small(tmp_path_factory.mktemp("partial") / "run", allow_missing=True).folder


def files(folder):
    """Every file's bytes, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def complaint(small, folder):
    """What the run complains of, or None."""
    try:
        small(folder)
    except UserError as error:
        return str(error)
    return None


def fail_at_every_call(small, monkeypatch, begin, check):
    """Run with the first, second, ... call failing, until there are no more calls."""
    number, failed = 0, True
    while failed:
        number += 1
        folder = begin(number)
        with monkeypatch.context() as patch:
            disk = Disk(patch, number)
            said = complaint(small, folder)
        failed = said is not None
        assert (disk.calls < number) == (not failed)
        if failed:
            assert "\n" not in said
            assert "No space left on device" in said
            check(folder)
    return number


def test_a_run_that_begins(small, whole, monkeypatch, tmp_path):
    end = files(whole)

    def check(folder):
        there = files(folder) if folder.exists() else {}
        assert there.items() <= end.items()  # each as it should be, or not there
        small(folder)
        assert files(folder) == end

    calls = fail_at_every_call(small, monkeypatch, lambda n: tmp_path / f"{n}", check)
    assert calls > 3 * len(end)  # open, write, fsync of each file, at least


def test_results_that_are_replaced(small, whole, partial, monkeypatch, tmp_path):
    """All old or all new; while they are exchanged, the run says that it is not summed up."""
    old, new = files(partial), files(whole)
    inputs = {"plan.json", "draws.parquet", "run.json"}
    results = {name for name in new if not name.startswith("chunks")} - inputs
    in_between = 0

    def check(folder):
        nonlocal in_between
        there = files(folder)
        assert all(there[name] in (old[name], new[name]) for name in results)
        is_old = all(there[name] == old[name] for name in results)
        if "run.json" in there:
            assert is_old
            assert there["run.json"] == old["run.json"]
        else:
            in_between += 1
            assert problems(folder)[-1].startswith("not summed up yet")
        assert set(finished(folder, read_plan(folder)).values()) == {None}
        small(folder)
        assert files(folder) == new

    def begin(number):
        return shutil.copytree(partial, tmp_path / f"{number}")

    fail_at_every_call(small, monkeypatch, begin, check)
    assert in_between == len(results) + 1  # a failure at each of them, or at the record


def test_the_command_line_says_it_in_one_line(cli, monkeypatch, tmp_path):
    with monkeypatch.context() as patch:
        Disk(patch, 12)
        said = cli("run", "national", "--draws", 4, "--patients", 20, "--folder", tmp_path / "r")
    assert said.is_one_line_of_complaint()
    assert "No space left on device" in said.err


@pytest.fixture
def tiny_disk(tmp_path):
    """`tiny_disk(size)`: a file system of that size, or one that grew to it."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def sized(size: str) -> Path:
        nonlocal mounted
        how = f"{'remount,' if mounted else ''}size={size}"
        given = ["mount", "-t", "tmpfs", "-o", how, "tmpfs", str(place)]
        try:
            done = subprocess.run(given, capture_output=True, check=False)
        except FileNotFoundError:
            pytest.skip("no mount here")
        if done.returncode:
            pytest.skip("cannot mount a file system here")
        mounted = True
        return place

    yield sized
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("size", ["16k", "64k", "96k", "160k", "256k", "320k"])
def test_a_disk_that_is_full(carry_out, undisturbed, content, tiny_disk, size):
    folder = tiny_disk(size) / "run"
    with pytest.raises(UserError, match="No space left on device"):
        carry_out(folder)
    assert not (folder / "run.json").exists()
    if (folder / "plan.json").exists():
        assert set(finished(folder, read_plan(folder)).values()) <= {None}
    tiny_disk("20m")
    carry_out(folder)
    assert content(folder) == content(undisturbed.folder)
    assert problems(folder) == []
