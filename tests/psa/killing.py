"""Computing chunks in processes that kill themselves; worker processes import this file."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from kth_sim.runs.chunks import ChunkTask, compute

DEADLY = 2  # the chunk that kills


def kills_once(task: ChunkTask) -> bytes:
    """The chunk's file; the first time that chunk 2 is computed its process is killed."""
    flag = Path(os.environ["KILLED_FLAG"])
    if task.index == DEADLY and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(task)


def kills_always(task: ChunkTask) -> bytes:
    """The chunk's file; chunk 2 kills its process whenever it is computed."""
    if task.index == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(task)
