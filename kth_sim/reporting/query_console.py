"""The answer to a question over all runs: a table for people, csv for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from rich.text import Text

from kth_sim.reporting.console import print_table
from kth_sim.reporting.dialects import dialect as dialect_of
from kth_sim.reporting.dialects import read_rows, written
from kth_sim.reporting.tables import as_plain_text

if TYPE_CHECKING:
    from rich.console import Console


def as_csv(answer: pd.DataFrame, dialect: str) -> bytes:
    r"""An answer as csv; text that a spreadsheet would run as a formula is guarded.

    Args:
        answer: a row a row.
        dialect: `en` or `da`.

    Raises:
        UserError: there is no such dialect.

    Example:
        >>> as_csv(pd.DataFrame({"run": ["=1+1"], "mean": [0.5]}), "da").decode("utf-8-sig")
        "run;mean\r\n'=1+1;0,5\r\n"
    """
    given = dialect_of(dialect)
    safe = answer.map(as_plain_text).rename(columns=as_plain_text)
    return written(read_rows(safe.to_csv(index=False, lineterminator="\n")), given)


def print_answer(answer: pd.DataFrame, console: Console, most: int) -> None:
    """Print the first rows of an answer as a table, and say if there are more."""
    named = answer.head(most).rename(columns=str)
    print_table(named, console, verbatim=True)
    if len(answer) > most:
        rest = f"{most} of {len(answer):,} rows; all of them: --format csv"
        console.print(Text(rest))
