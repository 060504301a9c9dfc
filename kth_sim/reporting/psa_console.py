"""What a decision-maker reads after a probabilistic run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (
    "prob_death_30d",
    "prob_death_1y",
    "prob_readmission_30d",
    "ly",
    "qaly",
    "cost_3m",
    "cost_total_3m_only",
    "cost_total_with_later",
)
RATIOS = ("nnt", "cost_per_life_saved_3m", "cost_per_qaly_3m_only", "cost_per_qaly_with_later")


def print_psa(
    label: str, payload: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], console: Console
) -> None:
    """Print the means over draws with the interval of the draws, and how sure the means are."""
    say(console, f"{label} ({payload['scenario']}): {payload['draws']:,} draws")
    say(
        console,
        f"{payload['patients']:,} patients a draw and strategy, seed {payload['seed']}; intervals "
        "hold 95 % of the draws, ± is the standard error of the mean",
    )
    console.print(results(tables))
    console.print(ratios(tables["incremental"]))
    precision = {row["measure"]: row for row in records(tables["precision"])}
    share = precision["qaly"]["share_luck"]
    say(
        console,
        f"Of the spread of QALYs gained between draws {share:.0%} is the patients' luck, the rest "
        "the parameters (precision.csv).",
        *precision_lines(payload.get("precision")),
        "* rests on assumptions",
        *(f"Warning: {line}" for line in payload["warnings"]),
        f"Files: {payload['folder']}",
    )


def precision_lines(found: Mapping[str, Any] | None) -> list[str]:
    """What was chosen for the precision asked for, and why; nothing if none was asked for."""
    if found is None:
        return []
    error, asked, quickest = (found[n] for n in ("standard_error", "asked", "patients_quickest"))
    lines = [
        f"{found['draws']:,} draws of {found['patients']:,} patients: standard error of the mean "
        f"net benefit {short(error)} DKK at {short(found['wtp'])} DKK/QALY (asked: {short(asked)})"
    ]
    share = found["share_luck"]
    if share is not None:
        lines.append(
            f"Of the spread of net benefit between draws {share:.0%} is luck, {1 - share:.0%} the "
            f"parameters. {quickest:,} patients a draw are quickest for its mean; intervals, CEAC "
            "and EVPI need luck to be small."
        )
    return lines


def short(value: float) -> str:
    """A number with at least two digits.

    >>> short(1234.5), short(200000.0), short(1.25)
    ('1,234', '200,000', '1.2')
    """
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def say(console: Console, *lines: str) -> None:
    """Print lines as they are."""
    for line in lines:
        console.print(Text(line))


def results(tables: Mapping[str, pd.DataFrame]) -> Table:
    """One row a measure: both strategies' means and the difference with its interval."""
    table = Table("", "Usual care", "KTH", "Difference", "95 % of draws", "± mean", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    summary = {(r["strategy"], r["measure"]): r for r in records(tables["summary"])}
    increments = {r["measure"]: r for r in records(tables["incremental"])}
    for name in SHOWN:
        row = increments[name]
        unit, mark = row["unit"], " *" if row["basis"] == "assumption" else ""
        low, high = (in_unit(row[end], unit, signed=True) for end in ("low", "high"))
        table.add_row(
            f"{row['label']}{mark}",
            in_unit(summary["usual_care", name]["mean"], unit),
            in_unit(summary["kth", name]["mean"], unit),
            in_unit(row["mean"], unit, signed=True),
            f"{low} to {high}",
            in_unit(row["mcse"], unit),
        )
    return table


def ratios(increments: pd.DataFrame) -> Table:
    """Ratios of the mean increments."""
    table = Table("Ratio of means", "", box=None)
    table.columns[1].justify = "right"
    rows = {row["measure"]: row for row in records(increments)}
    for name in RATIOS:
        value, digits = rows[name]["mean"], 1 if name == "nnt" else 0
        shown = f"{value:,.{digits}f}" if value > 0 else "no gain, or no extra cost"
        table.add_row(str(rows[name]["label"]), shown)
    return table


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as mappings."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def in_unit(value: float, unit: str, *, signed: bool = False) -> str:
    """A number with the digits its unit deserves; shares in per cent."""
    sign = "+" if signed else ""
    if unit in {"share", "prob"}:
        return f"{100 * value:{sign}.2f} %"
    return f"{value:{sign},.0f}" if unit == "DKK" else f"{value:{sign},.3f}"
