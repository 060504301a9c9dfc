"""Every stored run of `make bench-history`: each job against the random numbers of the same run."""

from __future__ import annotations

import json
from pathlib import Path

HISTORY = Path(__file__).parent / "history"
UNIT = "test_limit_random_numbers"


def medians(path: Path) -> dict[str, float]:
    """Median seconds of each job of one stored run."""
    return {b["name"]: b["stats"]["median"] for b in json.loads(path.read_text())["benchmarks"]}


def main() -> None:
    """Print a table: a row a job, a column a run."""
    runs = [medians(path) for path in sorted(HISTORY.glob("*/*.json"))]
    print(f"times the random numbers of the same run; {len(runs)} runs, oldest first")
    for job in dict.fromkeys(name for run in runs for name in run):
        cells = [f"{run[job] / run[UNIT]:9.1f}" if job in run else " " * 9 for run in runs]
        print(f"{job.removeprefix('test_'):28s}", *cells)


if __name__ == "__main__":
    main()
