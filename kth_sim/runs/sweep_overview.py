"""A stored sweep on one line, finished or not."""

from __future__ import annotations

import json
from pathlib import Path

from kth_sim.runs.store import RECORD

SWEEP, POINTS = "sweep.json", "points"


def overview_of_sweep(folder: Path) -> dict[str, object]:
    """A sweep by what it asks: `scenario, draws, patients, seed, state`; points are counted.

    Raises:
        KeyError: another version wrote it.
    """
    asked = json.loads((folder / SWEEP).read_text(encoding="utf-8"))
    meaning, n = asked["meaning"], int(asked["points"])
    here = len(list((folder / POINTS).glob("[0-9]*.parquet")))
    done = (folder / RECORD).is_file() and here == n
    return {
        "scenario": asked["name"],
        "draws": meaning["draws"]["n"],
        "patients": meaning["patients"],
        "seed": meaning["seed"],
        "state": "complete" if done else f"{here} of {n} points",
    }
