"""Tables as csv: UTF-8, whole or not at all, the same bytes for the same numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kth_sim.files import write_whole
from kth_sim.reporting.report import RunReport

TABLES = (
    "summary",
    "incremental",
    "costs_by_item",
    "calibration",
    "observed_vs_simulated",
    "assumptions",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame as csv: Unix line ends, floats as their shortest exact text.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers never do.
    """
    safe = frame.map(as_plain_text).rename(columns=as_plain_text)
    return write_whole(path, safe.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def as_plain_text(cell: object) -> object:
    """The cell, with an apostrophe before text that begins like a formula, and Unix line ends.

    >>> as_plain_text("=1+1"), as_plain_text("-5.4"), as_plain_text(-5.4)
    ("'=1+1", '-5.4', -5.4)
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_tables(report: RunReport, folder: Path) -> list[Path]:
    """Write each table of a run as `<name>.csv`, and return the paths."""
    return [write_csv(getattr(report, name), folder / f"{name}.csv") for name in TABLES]
