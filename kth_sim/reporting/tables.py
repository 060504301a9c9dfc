"""Tables as csv: UTF-8, whole or not at all, the same bytes for the same numbers."""

from __future__ import annotations

import re
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
WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # = + - @ of full width
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", *WIDE)
# Where a program of another country, or of none, would begin a cell inside this one.
INNER_START = re.compile('([;,\t\n]"*)(?=[-=+@\uff1d\uff0b\uff0d\uff20])')
GUARD = "'"
_INNER_GUARD = re.compile(INNER_START.pattern.replace("(?=", f"{GUARD}(?="))
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", re.ASCII)


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame as csv: Unix line ends, floats as their shortest exact text.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers never do.
    """
    safe = frame.map(as_plain_text).rename(columns=as_plain_text)
    return write_whole(path, safe.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def as_plain_text(cell: object) -> object:
    """The cell, with an apostrophe before text that begins like a formula, and Unix line ends.

    Also inside it after a delimiter: a Danish Excel splits `a;=1+1` in two, whatever we write.

    >>> as_plain_text("=1+1"), as_plain_text("a;=1+1"), as_plain_text("+1")
    ("'=1+1", "a;'=1+1", "'+1")
    >>> as_plain_text("-5.4"), as_plain_text(-5.4)
    ('-5.4', -5.4)
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    if _is_number(text):
        return text
    guarded = INNER_START.sub(rf"\1{GUARD}", text)
    return f"{GUARD}{guarded}" if guarded.startswith(FORMULA_STARTS) else guarded


def without_guards(text: str) -> str:
    """A text of a csv as it was before it was guarded.

    >>> without_guards("'=1+1"), without_guards("a;'=1+1"), without_guards("5' tall")
    ('=1+1', 'a;=1+1', "5' tall")
    """
    bare = text.removeprefix(GUARD) if text[1:].startswith(FORMULA_STARTS) else text
    return _INNER_GUARD.sub(r"\1", bare)


def _is_number(text: str) -> bool:
    return PLAIN_NUMBER.fullmatch(text) is not None


def write_tables(report: RunReport, folder: Path) -> list[Path]:
    """Write each table of a run as `<name>.csv`, and return the paths."""
    return [write_csv(getattr(report, name), folder / f"{name}.csv") for name in TABLES]
