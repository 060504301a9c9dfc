"""Getting chunks computed: by threads, processes or a Dask cluster, and again if a worker dies."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kth_sim.errors import UserError
from kth_sim.runs.chunks import ChunkTask, compute

KINDS = ("threads", "processes", "dask")
ATTEMPTS = 3
SECONDS_TO_ANSWER = 5
LONGEST_REASON = 200

# An executor, and how many chunks it computes at once.
MakeExecutor = Callable[[], tuple[Executor, int]]


class LostError(Exception):
    """What computes the chunks went away in mid-run and does not come back."""


@dataclass
class Failures:
    """Chunks that could not be computed, and why, by their number."""

    reasons: dict[int, str] = field(default_factory=dict)


def maker(kind: str, workers: int | None, scheduler: str | None = None) -> MakeExecutor:
    """What makes the executor (anew, should one break).

    Threads serve best: the kernel runs without the interpreter lock and nothing is copied.
    Processes are spawned: forking after compiled threads ran can hang.

    Args:
        kind: one of KINDS.
        workers: chunks computed at once; None: one for each core there is.
        scheduler: address of the Dask scheduler.

    Raises:
        UserError: the scheduler cannot be reached, or Dask is not installed.
    """
    if kind == "dask":
        return dask_maker(scheduler, workers)
    n = workers or os.cpu_count() or 1
    pool = SpawnedPool if kind == "processes" else ThreadPoolExecutor
    return lambda: (pool(n), n)


class SpawnedPool(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to the run, and end when it ends, even if it is killed."""

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        super().__init__(workers, mp_context=context, initializer=end_with_parent)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As ever; a process that is started for it inherits that interrupts are blocked."""
        with interrupts_blocked():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Keep Ctrl-C waiting for a moment, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent() -> None:
    """In a worker process: end as soon as the process that started it is gone."""
    threading.Thread(target=wait_for_parent, daemon=True).start()


def wait_for_parent() -> None:
    """Wait until the process that started this one is gone; then end, too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def dask_maker(scheduler: str | None, workers: int | None) -> MakeExecutor:
    """An executor of a Dask cluster that runs already.

    Raises:
        UserError: Dask is not installed, no scheduler is named, or none answers.
    """
    if scheduler is None:
        raise UserError("--executor dask needs --scheduler, such as tcp://127.0.0.1:8786")
    connect(scheduler).close()

    def make() -> tuple[Executor, int]:
        client = connect(scheduler)
        return DaskExecutor(client), workers or max(sum(client.nthreads().values()), 1)

    return make


def connect(scheduler: str) -> Any:
    """A client of the Dask scheduler at that address."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise UserError("--executor dask needs Dask: pip install 'kth-sim[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we say in one line what matters
    make_client: Any = Client
    try:
        return make_client(scheduler, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        what = f"--scheduler {scheduler}: no Dask scheduler answers ({reason_of(error)})"
        raise UserError(what) from None


class DaskExecutor(Executor):
    """The few methods of `Executor` that are used here, on a Dask client.

    Calls are submitted as impure: each is really computed.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future of `concurrent.futures` that follows Dask's."""
        outer: Future[Any] = Future()
        try:
            inner = self._client.submit(fn, *args, pure=False, retries=0, **kwargs)
        except Exception as error:  # the connection is gone
            outer.set_exception(BrokenExecutor(str(error)))
            return outer
        inner.add_done_callback(lambda done: settle(outer, done))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster to itself; what it still computes for us is forgotten."""
        self._client.close()


def settle(outer: Future[Any], done: Any) -> None:
    """Pass a Dask future's result or error on."""
    try:
        result = done.result()
    except Exception as error:
        broken = done.status != "error"  # cancelled or lost: the cluster's doing, not the chunk's
        outer.set_exception(BrokenExecutor(str(error)) if broken else error)
    else:
        outer.set_result(result)


def compute_all(
    tasks: list[ChunkTask], make: MakeExecutor, failures: Failures
) -> Iterator[tuple[ChunkTask, bytes]]:
    """Each task with its file, as they are done; what fails three times goes to `failures`.

    No more tasks are under way than there are workers, so a worker that dies costs its own chunk
    and, with a pool that breaks as a whole, those of its neighbours. These are then tried one at
    a time, so that a chunk that kills its worker spoils no other.
    """
    queue = Queue(tasks, failures)
    if not tasks:
        return
    executor, places = make()
    under_way = dict[Future[bytes], ChunkTask]()
    try:
        while queue.left or under_way:
            broken = not fill_places(executor, places, queue, under_way)
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            errors = [future.exception() for future in done]
            broken = broken or any(isinstance(error, BrokenExecutor) for error in errors)
            if broken:  # then all the others end, too
                done, _ = wait(under_way)
            for future in done:
                task, error = under_way.pop(future), future.exception()
                if error is None:
                    yield task, future.result()
                else:
                    queue.failed(task, error)
            if broken:
                executor.shutdown(wait=False, cancel_futures=True)
                executor, places = made_anew(make)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def fill_places(
    executor: Executor, places: int, queue: Queue, under_way: dict[Future[bytes], ChunkTask]
) -> bool:
    """Set tasks going while there is room; False if the pool broke since it was looked at last."""
    while (task := queue.next(places, under_way.values())) is not None:
        try:
            under_way[executor.submit(compute, task)] = task
        except BrokenExecutor:
            queue.give_back(task)
            return False
    return True


def made_anew(make: MakeExecutor) -> tuple[Executor, int]:
    """Another executor after one broke.

    Raises:
        LostError: there can be none.
    """
    try:
        return make()
    except UserError as error:
        raise LostError(str(error)) from None


class Queue:
    """Tasks that wait to be computed, in order; those that a broken pool lost go one at a time."""

    def __init__(self, tasks: list[ChunkTask], failures: Failures) -> None:
        self._waiting = list(reversed(tasks))
        self._suspects: list[ChunkTask] = []
        self._lost: set[int] = set()
        self._attempts = {task.index: 0 for task in tasks}
        self._failures = failures

    @property
    def left(self) -> bool:
        """Whether any task waits."""
        return bool(self._waiting or self._suspects)

    def next(self, places: int, under_way: Collection[ChunkTask]) -> ChunkTask | None:
        """The next task to compute now, if there is one and room for it."""
        alone = bool(self._suspects) or any(task.index in self._lost for task in under_way)
        if not self.left or len(under_way) >= (1 if alone else places):
            return None
        task = (self._suspects or self._waiting).pop()
        self._attempts[task.index] += 1
        return task

    def give_back(self, task: ChunkTask) -> None:
        """Put back a task that never began."""
        self._attempts[task.index] -= 1
        (self._suspects if task.index in self._lost else self._waiting).append(task)

    def failed(self, task: ChunkTask, error: BaseException) -> None:
        """Put a failed task back, or note that it failed for good."""
        if self._attempts[task.index] >= ATTEMPTS:
            self._failures.reasons[task.index] = reason_of(error)
        elif isinstance(error, BrokenExecutor) or task.index in self._lost:
            self._lost.add(task.index)
            self._suspects.append(task)
        else:
            self._waiting.append(task)


def reason_of(error: BaseException) -> str:
    """Why something failed, on one line."""
    if isinstance(error, BrokenExecutor):
        return "a worker died"
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:LONGEST_REASON].rstrip(": ")
