"""`kth-sim`, but each chunk that is begun is noted as a line in the file $CHUNK_LOG.

Started by `kills.py`; worker processes import this file anew, so they note theirs, too.
"""

from __future__ import annotations

import os

from kth_sim.runs import workers
from kth_sim.runs.chunks import ChunkTask, compute


def noted(task: ChunkTask) -> bytes:
    """The chunk's file; what is begun is noted first, in one write."""
    log = os.open(os.environ["CHUNK_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(log, f"{task.index}\n".encode())
    os.close(log)
    return compute(task)


workers.compute = noted

if __name__ == "__main__":
    from kth_sim.cli import main

    main()
