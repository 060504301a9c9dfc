"""What a reader gets on the terminal from a sensitivity analysis: names, not codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text

from kth_sim.reporting.console import print_table
from kth_sim.reporting.formats import cell_text, number
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    from rich.console import Console

TOP = 15
SMALLEST = 1e-9  # of the base outcome: a shorter bar is rounding


def print_dsa(
    payload: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], console: Console
) -> None:
    """Print whichever analysis these tables hold, then what it rests on and where it is."""
    patients, seed = f"{payload['patients']:,}", payload["seed"]
    console.print(Text(f"{payload['scenario']}: {patients} patients a point, seed {seed}"))
    printers = {"dsa": bars, "dsa_boundary": boundary, "threshold": flips, "sobol": shares}
    for name, printer in printers.items():
        if name in tables:
            printer(tables[name], console)
    if "prcc" in tables:
        ranks(tables["prcc"], console)
    console.print(Text(f"{MARKER} rests on assumptions"))
    for warning in payload["warnings"]:
        console.print(Text(f"Warning: {warning}"), style="yellow")
    console.print(Text(f"Files: {payload['folder']}"), soft_wrap=True)


def bars(frame: pd.DataFrame, console: Console) -> None:
    """The longest bars of net benefit at the first threshold."""
    rows = frame[frame["outcome"] == frame["outcome"].iloc[0]]
    moving = rows[rows["swing"] > SMALLEST * rows["base"].abs()]
    base = f"{number(rows['base'].iloc[0])} ± {number(rows['mcse_base'].iloc[0])} DKK"
    shown = moving.head(TOP)
    table = pd.DataFrame(
        {
            "parameter": names(shown),
            "low": shown["low_value"].map(short),
            "high": shown["high_value"].map(short),
            "at low": shown["at_low"].map(number),
            "at high": shown["at_high"].map(number),
            "swing": [
                f"{number(s)} ± {number(e)}{' (luck?)' if blurred else ''}"
                for s, e, blurred in zip(
                    shown["swing"], shown["mcse_swing"], shown["blurred"], strict=True
                )
            ],
        }
    )
    print_table(table, console, title=f"{rows['outcome_label'].iloc[0]}: base case {base}")
    still = len(rows) - len(moving)
    rest = f"; {still} parameters move nothing in this scenario" if still else ""
    console.print(Text(f"{len(shown)} of {len(rows)} parameters, all outcomes: dsa.csv{rest}"))


def boundary(frame: pd.DataFrame, console: Console) -> None:
    """How many points of the boundary were solved; they stand in the file."""
    counts = frame.groupby("outcome_label", sort=False).size()
    said = [f"{outcome}: {n} points of the decision boundary" for outcome, n in counts.items()]
    for line in said or ["net benefit keeps its sign over the whole grid"]:
        console.print(Text(line))


def flips(frame: pd.DataFrame, console: Console) -> None:
    """Where the answer flips, or that it does not."""
    for _, row in frame.iterrows():
        mark = f" {MARKER}" if row["basis"] == ASSUMPTION else ""
        base = f"base case {short(row['base_value'])}"
        console.print(Text(f"{row['outcome_label']}, {row['label']}{mark} ({base}): {said(row)}"))


def said(row: pd.Series) -> str:
    """One row of `threshold.csv` in words.

    >>> said(pd.Series({"status": "crossing", "threshold": 0.9, "mcse_threshold": 0.01,
    ...     "positive": "below"}))
    'flips at 0.9 ± 0.01, positive below'
    """
    if row["status"] == "crossing":
        error = row["mcse_threshold"]
        margin = f" ± {error:.2g}" if pd.notna(error) else ""
        return f"flips at {short(row['threshold'])}{margin}, positive {row['positive']}"
    ends = [f"{short(row[f'at_{end}'])} at {short(row[end])}" for end in ("low", "high")]
    return f"does not flip in this range: {' and '.join(ends)}"


def shares(frame: pd.DataFrame, console: Console) -> None:
    """Sobol indices of net benefit at the first threshold."""
    rows = frame[frame["outcome"] == frame["outcome"].iloc[0]]
    table = pd.DataFrame(
        {"parameter": names(rows)}
        | {
            f"{title}, 95 % interval": [
                f"{row[kind]:.2f} ({row[f'{kind}_low']:.2f}; {row[f'{kind}_high']:.2f})"
                for _, row in rows.iterrows()
            ]
            for kind, title in (("first", "alone"), ("total", "in all"))
        }
    )
    title = f"Shares of the variance of {rows['outcome_label'].iloc[0]} (Sobol indices)"
    print_table(table, console, title=title)


def ranks(frame: pd.DataFrame, console: Console) -> None:
    """The strongest partial rank correlations of net benefit at the first threshold."""
    rows = frame[frame["outcome"] == frame["outcome"].iloc[0]].head(TOP)
    table = pd.DataFrame(
        {
            "parameter": names(rows),
            "PRCC, 95 % interval": [
                f"{r['prcc']:+.2f} ({r['low']:+.2f}; {r['high']:+.2f})" for _, r in rows.iterrows()
            ],
        }
    )
    title = f"Partial rank correlation with {rows['outcome_label'].iloc[0]}"
    print_table(table, console, title=title)


def names(rows: pd.DataFrame) -> list[str]:
    """Labels, marked where the value is an assumption."""
    return [
        f"{label} {MARKER}" if basis == ASSUMPTION else str(label)
        for label, basis in zip(rows["label"], rows["basis"], strict=True)
    ]


def short(value: float) -> str:
    """A value to four significant digits.

    >>> short(0.39585612), short(114272.3)
    ('0.3959', '114,300')
    """
    return cell_text(float(f"{value:.4g}"))
