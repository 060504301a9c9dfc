"""The whole job from the command line: seconds and peak memory, and how they grow.

`make bench-job`. Every row is a process of its own, as a user starts it: loading, draws,
calibration in every draw, both strategies, all quantities, results stored. Rows are run in turn,
`REPEATS` times over, and the median is kept, so that a slow moment of the machine hits all alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 3
JOBS = {  # name: (draws, patients, workers)
    "national, 10,000 draws x 2,215": (10_000, 2_215, 2),
    "the same, one worker": (10_000, 2_215, 1),
    "half the draws": (5_000, 2_215, 2),
    "a quarter of the draws": (2_500, 2_215, 2),
    "half the patients": (10_000, 1_108, 2),
    "twice the patients": (10_000, 4_430, 2),
}
COLD = "200 draws, cache of compiled code empty"
WARM = "200 draws, cache filled"


def once(draws: int, patients: int, workers: int, cache: str | None = None) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one run in a new folder."""
    environment = dict(os.environ)
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = cache
    with tempfile.TemporaryDirectory() as out:
        command = [
            str(Path(sys.executable).parent / "kth-sim"), "run", "national", "--out", out,
            "--draws", str(draws), "--patients", str(patients), "--workers", str(workers),
        ]  # fmt: skip
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Measure, print and store."""
    found: dict[str, list[tuple[float, float]]] = {}
    once(100, 100, 2)
    for _ in range(REPEATS):
        for name, job in JOBS.items():
            found.setdefault(name, []).append(once(*job))
        with tempfile.TemporaryDirectory() as cache:
            found.setdefault(COLD, []).append(once(200, 2_215, 2, cache))
            found.setdefault(WARM, []).append(once(200, 2_215, 2, cache))
    rows = []
    for name, runs in found.items():
        seconds, memory = (statistics.median(values) for values in zip(*runs, strict=True))
        low, high = min(r[0] for r in runs), max(r[0] for r in runs)
        rows.append({"job": name, "seconds": seconds, "low": low, "high": high, "peak_mb": memory})
        print(f"{name:42s} {seconds:7.1f} s ({low:.1f}-{high:.1f}) {memory:7.0f} MB")
    target = Path(__file__).parent / "whole_job.json"
    target.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
