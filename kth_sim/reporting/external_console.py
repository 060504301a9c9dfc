"""What a reader gets on the terminal of the comparison with what was observed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.text import Text

from kth_sim.reporting.console import print_table
from kth_sim.reporting.external_words import called, sentences, shown
from kth_sim.reporting.language import language
from kth_sim.reporting.psa_console import records

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


LEGEND = (
    "\n(c): used in calibration. Intervals: 95 %; of the model over the draws of its parameters. "
    "z: difference in standard errors of observation, parameters and luck together."
)


def print_external(label: str, table: pd.DataFrame, folder: str, console: Console) -> None:
    """Print how many agree, every observation beside the model, and each miss in words.

    Args:
        label: the scenario's name for people.
        table: as `external.csv`.
        folder: where it is.
        console: where to print.
    """
    import pandas as pd  # noqa: PLC0415

    say = language("en")
    console.print(Text(f"{label}: observed against simulated\n"))
    print_table(pd.DataFrame([cells(row) for row in records(table)]), console)
    console.print()
    for line in sentences(table, say):
        console.print(Text(line))
    console.print(Text(LEGEND))
    console.print(Text(f"Files: {folder}"), soft_wrap=True)


def cells(row: dict[str, Any]) -> dict[str, str]:
    """One observation beside the model, for people."""
    say = language("en")
    return {
        "": called(row, say) + (" (c)" if row["use"] == "calibration" else ""),
        "observed": interval(row, "observed"),
        "simulated": interval(row, "simulated"),
        "z": say.number(row["z"], 1) if math.isfinite(row["z"]) else "",
        "verdict": str(row["verdict"]),
    }


def interval(row: dict[str, Any], side: str) -> str:
    """A value with its interval, where it has one."""
    say, unit = language("en"), str(row["unit"])
    value, low, high = (float(row[f"{side}{end}"]) for end in ("", "_low", "_high"))
    if math.isnan(low):
        return shown(value, unit, say)
    return f"{shown(value, unit, say)} ({shown(low, unit, say)} to {shown(high, unit, say)})"
