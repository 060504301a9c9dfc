"""Stored analyses with numbers written by hand, of the scenario of a run that is there.

Nothing is simulated: each holds just what a report or a checklist reads of it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

Rows = list[dict[str, object]]
SAID = {"seed": 1, "engine": "fast", "patients": 100, "warnings": []}


def stored(folder: Path, like: Path, analysis: dict[str, object], **tables: Rows) -> Path:
    """A finished analysis in that folder."""
    record = json.loads((like / "run.json").read_text(encoding="utf-8"))
    kept = {name: record[name] for name in ("scenario", "evidence_hash", "versions")}
    own = {"patients": None} if analysis["kind"] == "capacity" else {}
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    text = json.dumps({**kept, **SAID, **own, "analysis": analysis})
    (folder / "run.json").write_text(text, encoding="utf-8")
    return folder


def bar(parameter: str, outcome: str, wtp: float | None, ends: tuple[float, float]) -> dict:
    """A row of `dsa.csv`: net benefit at the ends 0.5 and 0.75 of a parameter."""
    low, high = ends
    return {
        "parameter": parameter, "label": parameter, "outcome": outcome, "wtp": wtp,
        "low_value": 0.5, "high_value": 0.75, "bounds": "95 % interval",
        "at_low": low, "at_high": high, "swing": abs(high - low), "mcse_swing": 12.0,
        "basis": "observed",
    }  # fmt: skip


def one_way(folder: Path, like: Path, bars: Rows) -> Path:
    """One-way sensitivity."""
    ends = {str(row["parameter"]): [0.5, 0.75] for row in bars}
    return stored(folder, like, {"kind": "dsa", "bars": ends, "wtp": [200_000.0]}, dsa=bars)


def capacity(folder: Path, like: Path) -> Path:
    """Clusters in calendar time, 7 replications."""
    rows: Rows = [{"cluster": "Nord", "strategy": "kth", "measure": "share_late", "mean": 0.1}]
    return stored(folder, like, {"kind": "capacity", "replications": 7}, capacity=rows)


def turning(folder: Path, like: Path, found: dict[str, tuple[float, float]]) -> Path:
    """A search for thresholds at 200,000 DKK: `{parameter: (value in use, where it turns)}`."""
    rows: Rows = [
        {
            "parameter": name, "label": name, "wtp": 200_000.0, "base_value": base,
            "threshold": at, "positive": "below", "low": 0.1, "high": 2.0, "basis": "observed",
        }
        for name, (base, at) in found.items()
    ]  # fmt: skip
    analysis = {
        "kind": "threshold", "outcome": "inmb", "wtp": [200_000.0],
        "bars": {name: [0.1, 2.0] for name in found},
    }  # fmt: skip
    return stored(folder, like, analysis, threshold=rows)
