"""Workers that fail or die cost their chunk; what fails three times is named, the rest is kept."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from types import SimpleNamespace

import killing
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.errors import PartlyDoneError
from kth_sim.runs import workers
from kth_sim.runs.store import finished, read_plan
from kth_sim.runs.workers import ATTEMPTS, Failures, compute_all


def failing(monkeypatch, times):
    """Chunk 2 fails that many times; return how often each chunk was begun."""
    compute, begun = workers.compute, Counter()

    def fails(task):
        begun[task.index] += 1
        if task.index == 2 and begun[2] <= times:
            raise ArithmeticError("two\nlines")
        return compute(task)

    monkeypatch.setattr(workers, "compute", fails)
    return begun


@pytest.mark.parametrize("times", [1, 2])
def test_a_chunk_that_fails_is_tried_again(
    carry_out, undisturbed, content, monkeypatch, tmp_path, times
):
    begun = failing(monkeypatch, times)
    again = carry_out(tmp_path / "run", workers=2)
    assert begun == {0: 1, 1: 1, 2: 1 + times, 3: 1, 4: 1}
    assert content(again.folder) == content(undisturbed.folder)


def test_a_chunk_that_always_fails_is_named(carry_out, monkeypatch, tmp_path):
    begun = failing(monkeypatch, 99)
    with pytest.raises(PartlyDoneError) as ended:
        carry_out(tmp_path / "run", workers=2)
    assert begun == {0: 1, 1: 1, 2: 3, 3: 1, 4: 1}
    said = str(ended.value)
    assert "\n" not in said
    assert "chunks 2 failed (ArithmeticError: two lines)" in said
    assert f"kth-sim replay {tmp_path / 'run'} --draw 10;" in said
    plan = read_plan(tmp_path / "run")
    assert finished(tmp_path / "run", plan) == {0: None, 1: None, 3: None, 4: None}
    assert not (tmp_path / "run" / "run.json").exists()


def test_on_the_command_line_it_is_exit_code_3(cli, monkeypatch, tmp_path):
    failing(monkeypatch, 99)
    given = ["--draws", 12, "--patients", 30, "--chunk", 5, "--folder", tmp_path / "run"]
    said = cli("run", "national", *given)
    assert (said.code, said.out, said.err.count("\n")) == (3, "", 1)
    assert "chunks 2 failed" in said.err
    replay = said.err.split("replay with: kth-sim ")[1].split(";")[0].split()
    monkeypatch.undo()  # the mistake is mended
    assert cli("run", "national", *given, "--json").code == 0
    assert "equal to the stored run to the bit" in cli(*replay).out


def test_a_worker_process_that_dies(carry_out, undisturbed, content, monkeypatch, tmp_path):
    monkeypatch.setenv("KILLED_FLAG", str(tmp_path / "killed"))
    monkeypatch.setattr(workers, "compute", killing.kills_once)
    again = carry_out(tmp_path / "run", executor="processes", workers=2)
    assert (tmp_path / "killed").exists()
    assert content(again.folder) == content(undisturbed.folder)


def test_a_chunk_that_always_kills_its_worker_spoils_no_other(carry_out, monkeypatch, tmp_path):
    monkeypatch.setattr(workers, "compute", killing.kills_always)
    with pytest.raises(PartlyDoneError, match=r"chunks 2 failed \(a worker died\)"):
        carry_out(tmp_path / "run", executor="processes", workers=2)
    plan = read_plan(tmp_path / "run")
    assert finished(tmp_path / "run", plan) == {0: None, 1: None, 3: None, 4: None}


PARENT = """
import os
import sys
from kth_sim.runs.workers import SpawnedPool
if __name__ == "__main__":
    print(SpawnedPool(1).submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="watches processes as Linux does")
def test_workers_end_when_their_run_is_killed(tmp_path):
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    worker = os.pidfd_open(int(parent.stdout.readline()))
    try:
        parent.kill()
        ended, _, _ = select.select([worker], [], [], 60)
        assert ended
    finally:
        os.close(worker)
        parent.communicate()


def test_worker_processes_leave_interrupts_to_the_run():
    with workers.SpawnedPool(1) as pool:
        blocked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result()
    assert signal.SIGINT in blocked
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.parametrize("can_block", [True, False])
def test_an_interrupt_waits_for_the_end_of_a_block_where_the_system_can(monkeypatch, can_block):
    happened = []
    monkeypatch.setattr(workers, "signal", signal if can_block else SimpleNamespace())
    before = signal.signal(signal.SIGINT, lambda *_: happened.append("interrupt"))
    try:
        with workers.interrupts_blocked():
            signal.raise_signal(signal.SIGINT)
            happened.append("end of block")
    finally:
        signal.signal(signal.SIGINT, before)
    assert happened == (
        ["end of block", "interrupt"] if can_block else ["interrupt", "end of block"]
    )


def test_a_worker_process_ends_when_its_parent_did_and_not_before(monkeypatch):
    """Of processes that are killed one cannot ask how they ended; here both are stand-ins."""
    happened = []
    parent = SimpleNamespace(join=lambda: happened.append("parent is gone"))
    monkeypatch.setattr(workers, "os", SimpleNamespace(_exit=happened.append))
    monkeypatch.setattr(workers.multiprocessing, "parent_process", lambda: None)
    workers.wait_for_parent()  # in a process that nobody started for the run
    assert happened == []
    monkeypatch.setattr(workers.multiprocessing, "parent_process", lambda: parent)
    workers.wait_for_parent()
    assert happened == ["parent is gone", 1]


def test_a_cluster_that_went_away_counts_as_a_dead_worker():
    class Gone:
        def submit(self, *_, **__):
            raise OSError("no connection")

    future = workers.DaskExecutor(Gone()).submit(len, [])
    assert isinstance(future.exception(), BrokenExecutor)
    assert workers.reason_of(future.exception()) == "a worker died"


class Scripted(Executor):
    """A pool whose chunks fail, or kill it with all that is under way, so many times."""

    def __init__(self, fails: Counter[int], deadly: Counter[int], begun: Counter[int]) -> None:
        self._fails, self._deadly, self._begun = fails, deadly, begun
        self._under_way: dict[Future[bytes], int] = {}

    def submit(self, _, task):
        self._begun[task.index] += 1
        future: Future[bytes] = Future()
        self._under_way[future] = task.index
        return future

    def go_on(self) -> None:
        """Let the next thing happen: the pool breaks, or the first chunk is done or fails."""
        killers = [index for index in self._under_way.values() if self._deadly[index]]
        if killers:
            self._deadly[killers[0]] -= 1
            for future in self._under_way:
                future.set_exception(BrokenExecutor())
            self._under_way = {}
        elif self._under_way:
            future, index = self._under_way.popitem()
            if self._fails[index]:
                self._fails[index] -= 1
                future.set_exception(ValueError())
            else:
                future.set_result(b"done")


TIMES = st.dictionaries(st.integers(0, 7), st.integers(1, 4))


@given(TIMES, TIMES, st.integers(1, 4))
def test_every_chunk_is_done_or_named_and_none_is_begun_too_often(fails, deadly, places):
    tasks = [SimpleNamespace(index=index) for index in range(8)]
    begun, failures = Counter(), Failures()
    pools = []

    def make():
        pools.append(Scripted(Counter(fails), deadly_left, begun))
        return pools[-1], places

    def wait(futures, return_when=None):
        pools[-1].go_on()
        return {future for future in futures if future.done()}, set()

    deadly_left = Counter(deadly)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "wait", wait)
        done = [task.index for task, _ in compute_all(tasks, make, failures)]
    assert sorted([*done, *failures.reasons]) == list(range(8))
    assert failures.reasons.keys() <= fails.keys() | deadly.keys()
    assert max(begun.values()) <= ATTEMPTS


class BreaksBetweenLooks(ThreadPoolExecutor):
    """A pool that turns out to be broken when a task is handed to it."""

    def submit(self, fn, /, *args, **kwargs):
        raise BrokenExecutor("broke since the last look")


def test_a_pool_that_breaks_before_a_task_begins_costs_the_task_no_attempt(monkeypatch):
    """One broken pool after another, more of them than a task has attempts; then a sound one."""
    pools = [BreaksBetweenLooks, BreaksBetweenLooks, BreaksBetweenLooks, ThreadPoolExecutor]
    monkeypatch.setattr(workers, "compute", lambda task: bytes([task.index]))
    tasks = [SimpleNamespace(index=i) for i in range(3)]
    failures = workers.Failures()
    done = list(workers.compute_all(tasks, lambda: (pools.pop(0)(1), 1), failures))
    assert sorted(content for _, content in done) == [b"\0", b"\1", b"\2"]
    assert not failures.reasons
