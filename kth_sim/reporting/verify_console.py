"""What the model's checks of itself found, printed: group by group, one block a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from textwrap import fill
from typing import TYPE_CHECKING, Any

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

STATUS = {"passed": "passed", "failed": "FAILED", "does_not_apply": "does not apply"}
GROUPS = {"states": "States and events"}
STYLE = {"passed": "green", "failed": "bold red", "does_not_apply": "yellow"}
TOLD = ("expected", "found", "margin")
INDENT, WIDTH = 4, 10
Row = Mapping[str, Any]


def print_verify(payload: Mapping[str, Any], console: Console) -> None:
    """Print every check with expectation, result and margin, and how many passed.

    Args:
        payload: as `--json` prints it.
        console: where to print.
    """
    console.print(Text(header(payload)))
    for group, rows in groupby(payload["checks"], key=itemgetter("group")):
        console.print(Text(f"\n{GROUPS.get(group, group.capitalize())}", style="bold"))
        for row in rows:
            print_row(row, console)
    console.print(Text(f"\n{footer(payload)}", style="bold"))


def header(payload: Mapping[str, Any]) -> str:
    """What was checked: program, scenario, evidence and seed."""
    return (
        f"kth-sim {payload['version']}, scenario {payload['scenario']}, "
        f"evidence {payload['evidence_hash']}, seed {payload['seed']}"
    )


def footer(payload: Mapping[str, Any]) -> str:
    """How many checks passed, failed or do not apply, and how long they took."""
    counts = ", ".join(
        f"{payload[status]} {word}" for status, word in (("passed", "passed"), ("failed", "failed"))
    )
    return f"{counts}, {payload['does_not_apply']} do not apply; {payload['seconds']:.0f} s"


def print_row(row: Row, console: Console) -> None:
    """Print one check: its name and answer, then what it expected and found."""
    status = row["status"]
    console.print(Text.assemble("  ", (STATUS[status], STYLE[status]), "  ", row["name"]))
    told = {"why": row["found"]} if status == "does_not_apply" else {n: row[n] for n in TOLD}
    for name, words in told.items():
        if words:
            console.print(Text(wrapped(f"{name:<{WIDTH}}{words}", console.width)))


def wrapped(words: str, width: int) -> str:
    """Words on lines of that width, all but the first indented to where the first's text begins."""
    inner = " " * (INDENT + WIDTH)
    return fill(words, width, initial_indent=" " * INDENT, subsequent_indent=inner)


def print_list(rows: Sequence[Row], console: Console) -> None:
    """Print the names of the checks with what each asks."""
    for group, inside in groupby(rows, key=itemgetter("group")):
        console.print(Text(f"\n{GROUPS.get(group, group.capitalize())}", style="bold"))
        for row in inside:
            console.print(Text(f"  {row['name']}"))
            console.print(Text(wrapped(row["asks"], console.width)))
