"""Can that really be true: what a reader sees of a bias analysis and of an average."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kth_sim.reporting.psa_console import records
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    import pandas as pd

    Row = dict[str, Any]

OBSERVED, ALL, CODING = "none", "all", "readmission_coding"
UNDONE = {
    "or_mean_1_or_more": "the mean odds ratio would be 1 or more",
    "or_interval_covers_1": "its interval would cover 1",
    "prob_cost_effective_below_half": "KTH would be less likely than not to be cost-effective",
}


def print_bias(
    label: str,
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    folder: str,
    console: Console,
) -> None:
    """Print the answer in words, the table behind it, E-values and tipping points.

    Args:
        label: the scenario's name for people.
        tables: as `bias.csv`, `e_values.csv` and `tipping_points.csv` hold them.
        folder: where they are.
        console: where to print.
    """
    bias, e_values, tipping = tables
    rows = records(bias)
    wtp = rows[0]["wtp"]
    first = [row for row in rows if row["wtp"] == wtp]
    say(console, f"{label}: can that really be true?", "")
    say(console, *answer(rows), "")
    console.print(effects_table(first, rows))
    say(console, "", *e_value_lines(records(e_values)), "")
    console.print(tipping_table([row for row in records(tipping) if row["correction"] != CODING]))
    say(
        console,
        "",
        *coding_lines(records(tipping)),
        f"{MARKER} rests on assumptions; intervals hold 95 % of the draws. Each correction is at "
        "the weight given (1 if none): a strength to argue about, not a finding.",
        f"Files: {folder}",
    )


def say(console: Console, *lines: str) -> None:
    """Print lines as they are."""
    for line in lines:
        console.print(Text(line))


def answer(rows: list[Row]) -> list[str]:
    """What stands and what falls, in sentences."""
    observed, together = (next(r for r in rows if r["correction"] == n) for n in (OBSERVED, ALL))
    lines = [
        f"As observed the odds ratio of death is {interval(observed, 'or')}, and "
        f"{observed['lives_saved_mean']:,.0f} lives a year are saved. With all corrections it is "
        f"{interval(together, 'or')}, and {together['lives_saved_mean']:,.0f} lives."
    ]
    for wtp in dict.fromkeys(row["wtp"] for row in rows):
        here = [row for row in rows if row["wtp"] == wtp]
        chance = {r["correction"]: f"{r['prob_cost_effective']:.0%}" for r in here}
        lines.append(
            f"At {wtp:,.0f} DKK a QALY KTH is cost-effective in {chance[OBSERVED]} of the draws as "
            f"observed, and in {chance[ALL]} with all corrections."
        )
    for column, words in UNDONE.items():
        lines.append(f"Where {words}: {where(rows, column)}.")
    return lines


def where(rows: list[Row], column: str) -> str:
    """Which corrections undo the finding in one sense, at which thresholds."""
    by_threshold = column.startswith("prob_cost")
    parts = []
    for wtp in dict.fromkeys(row["wtp"] for row in rows) if by_threshold else [rows[0]["wtp"]]:
        names = [row["label"].lower() for row in rows if row["wtp"] == wtp and row[column]]
        at = f" (at {wtp:,.0f} DKK)" if by_threshold else ""
        parts.append(f"{', '.join(names) or 'nowhere'}{at}")
    return "; ".join(parts)


def interval(row: Row, name: str) -> str:
    """A mean with its interval."""
    return f"{row[f'{name}_mean']:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})"


def effects_table(first: list[Row], rows: list[Row]) -> Table:
    """One row a correction: effect, lives, cost of a QALY, and the chance of being worth it."""
    thresholds = list(dict.fromkeys(row["wtp"] for row in rows))
    chance = {(r["correction"], r["wtp"]): r["prob_cost_effective"] for r in rows}
    table = Table(
        "Taken out", "Odds ratio of death", "RR readm.", "Lives/year", "DKK/QALY", box=None
    )
    for wtp in thresholds:
        table.add_column(f"P at {wtp / 1000:,.0f}k")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in first:
        table.add_row(
            marked(row),
            interval(row, "or"),
            f"{row['rr_mean']:.2f}",
            f"{row['lives_saved_mean']:,.0f}",
            number(row["icer"], 0, "no gain"),
            *(f"{chance[row['correction'], wtp]:.0%}" for wtp in thresholds),
        )
    return table


def marked(row: Row) -> Text:
    """A row's label, with a mark if it rests on assumptions."""
    return Text(f"{row['label']} {MARKER}" if row["basis"] == ASSUMPTION else str(row["label"]))


def number(value: float, digits: int, otherwise: str) -> str:
    """A number with these digits, or words where there is none."""
    return otherwise if isnan(value) else f"{value:,.{digits}f}"


def e_value_lines(rows: list[Row]) -> list[str]:
    """What the E-values say, by the most exact reading of each ratio."""
    kept = [row for row in rows if row["scale"] in {"at_usual_care_risk", "risk_ratio"}]
    return [
        f"To explain away {row['ratio']:.2f} ({row['effect']}; {row['of']}) a confounder must be "
        f"tied to KTH and to the outcome by a risk ratio of {row['e_value']:.2f} each (E-value)."
        for row in kept
    ]


def coding_lines(rows: list[Row]) -> list[str]:
    """What coding would have to be for readmissions not to rise."""
    return [
        f"{row['what']} (in use {row['in_use']:.3f}) at which readmissions would not rise: "
        f"{number(row['needed'], 3, 'none will do')}."
        for row in rows
        if row["correction"] == CODING
    ]


def tipping_table(rows: list[Row]) -> Table:
    """How strong each number must be, a column a goal."""
    goals = list(dict.fromkeys(row["goal"] for row in rows))
    table = Table("How strong must it be?", "In use", *goals, box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    needed = {(row["what"], row["goal"]): row["needed"] for row in rows}
    for row in {row["what"]: row for row in rows}.values():
        name = row["what"]
        found = [needed.get((name, goal)) for goal in goals]
        table.add_row(
            marked(row | {"label": name}),
            f"{row['in_use']:.3f}",
            *("" if value is None else number(value, 3, "none will do") for value in found),
        )
    return table


def print_average(
    averaging: pd.DataFrame, variance: pd.DataFrame, folder: str, console: Console
) -> None:
    """Print the scenarios, their average, and how much of the uncertainty lies between them.

    Args:
        averaging: as `averaging.csv` holds it.
        variance: as `variance.csv` holds it.
        folder: where they are.
        console: where to print.
    """
    table = Table("Scenario", "Weight", "At DKK/QALY", "Net benefit", "P", "Lives/year", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in records(averaging):
        table.add_row(
            Text(str(row["scenario"])),
            f"{row['weight']:.2f}",
            f"{row['wtp']:,.0f}",
            f"{row['inmb']:,.0f}",
            f"{row['prob_cost_effective']:.0%}",
            f"{row['lives_saved']:,.0f}",
        )
    console.print(table)
    shares = {row["figure"]: row["share_structural"] for row in records(variance)}
    parts = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    say(console, f"Share of the variance that lies between the scenarios: {parts}")
    if (averaging["basis"] == ASSUMPTION).all():
        say(console, f"{MARKER} The weights are an assumption.")
    say(console, f"Files: {folder}")
