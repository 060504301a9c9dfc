"""Getting chunks computed: by threads, processes or a Dask cluster, and again if a worker dies."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from typing import Any

from kth_sim.errors import UserError
from kth_sim.runs.chunks import ChunkTask, compute

KINDS = ("threads", "processes", "dask")
ATTEMPTS = 3
MakeExecutor = Callable[[], Executor]


@dataclass
class Failures:
    """Chunks that could not be computed, and why, by their number."""

    reasons: dict[int, str] = field(default_factory=dict)


def maker(kind: str, workers: int, scheduler: str | None = None) -> MakeExecutor:
    """What makes the executor (anew, should one break).

    Threads serve best: the kernel runs without the interpreter lock and nothing is copied.
    Processes are spawned: forking after compiled threads ran can hang.

    Raises:
        UserError: the scheduler cannot be reached, or Dask is not installed.
    """
    if kind == "threads":
        return lambda: ThreadPoolExecutor(workers)
    if kind == "processes":
        context = multiprocessing.get_context("spawn")
        return lambda: ProcessPoolExecutor(workers, mp_context=context)
    return dask_maker(scheduler)


def dask_maker(scheduler: str | None) -> MakeExecutor:
    """An executor of a Dask cluster that runs already."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise UserError("--executor dask needs Dask: pip install 'kth-sim[dask]'") from None
    if scheduler is None:
        raise UserError("--executor dask needs --scheduler, such as tcp://127.0.0.1:8786")
    try:
        make_client: Any = Client
        client = make_client(scheduler, timeout=5)
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(f"--scheduler {scheduler}: no Dask scheduler answers ({error})") from None
    return lambda: DaskExecutor(client)


class DaskExecutor(Executor):
    """The few methods of `Executor` that are used here, on a Dask client.

    Calls are submitted as impure: each is really computed.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future of `concurrent.futures` that follows Dask's."""
        outer: Future[Any] = Future()
        inner = self._client.submit(fn, *args, pure=False, retries=0, **kwargs)
        inner.add_done_callback(lambda done: settle(outer, done))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster to itself."""
        self._client.close()


def settle(outer: Future[Any], done: Any) -> None:
    """Pass a Dask future's result or error on."""
    if outer.cancelled():
        return
    error = done.exception() if done.status == "error" else None
    if error is not None:
        outer.set_exception(error)
    elif done.cancelled():
        outer.set_exception(BrokenExecutor("cancelled by the cluster"))
    else:
        outer.set_result(done.result())


def compute_all(
    tasks: list[ChunkTask], make: MakeExecutor, workers: int, failures: Failures
) -> Iterator[tuple[ChunkTask, bytes]]:
    """Each task with its file, as they are done; what fails three times goes to `failures`.

    No more tasks are under way than there are workers, so a worker that dies costs its own chunk
    and, with a pool that breaks as a whole, those of its neighbours.
    """
    waiting, attempts = list(reversed(tasks)), {task.index: 0 for task in tasks}
    executor, under_way = make(), dict[Future[bytes], ChunkTask]()
    try:
        while waiting or under_way:
            while waiting and len(under_way) < workers:
                task = waiting.pop()
                attempts[task.index] += 1
                under_way[executor.submit(compute, task)] = task
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                task = under_way.pop(future)
                error = future.exception()
                if error is None:
                    yield task, future.result()
                    continue
                broken = broken or isinstance(error, BrokenExecutor)
                give_up_or_retry(task, error, attempts, waiting, failures)
            if broken:
                for task in under_way.values():
                    give_up_or_retry(task, BrokenExecutor(), attempts, waiting, failures)
                under_way.clear()
                executor.shutdown(wait=False, cancel_futures=True)
                executor = make()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def give_up_or_retry(
    task: ChunkTask,
    error: BaseException,
    attempts: dict[int, int],
    waiting: list[ChunkTask],
    failures: Failures,
) -> None:
    """Put a failed task back in the queue, or note that it failed for good."""
    if attempts[task.index] < ATTEMPTS:
        waiting.append(task)
    else:
        why = "a worker died" if isinstance(error, BrokenExecutor) else str(error)
        failures.reasons[task.index] = f"{type(error).__name__}: {why}"
