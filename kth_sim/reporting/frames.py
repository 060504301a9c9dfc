"""Small questions that figures and tables ask of a tidy frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from kth_sim.contracts import STRATEGIES


def require(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Check that a frame has the columns that a figure or table needs.

    Raises:
        ValueError: a column is missing; the message names every one that is.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{what} needs the columns {', '.join(missing)}")


def by_strategy(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each strategy that has rows, usual care first, with its rows."""
    for strategy in STRATEGIES:
        rows = frame[frame["strategy"] == strategy]
        if len(rows):
            yield strategy, rows


def value_at(rows: pd.DataFrame, clock: str, time: float, column: str) -> float:
    """The value of a column at a time that the frame holds.

    Raises:
        ValueError: no row has that time.
    """
    found = rows.loc[rows[clock] == time, column]
    if found.empty:
        raise ValueError(f"the frame has no row with {clock} = {time:g}")
    return float(found.iloc[0])


def values_at(frame: pd.DataFrame, clock: str, time: float, column: str) -> dict[str, float]:
    """`value_at` for each strategy."""
    return {name: value_at(rows, clock, time, column) for name, rows in by_strategy(frame)}
