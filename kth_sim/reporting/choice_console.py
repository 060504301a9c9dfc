"""The best rollout, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from kth_sim.reporting.console import print_table

if TYPE_CHECKING:
    from rich.console import Console

MILLION = 1e6
UNITS = {"budget_per_year": MILLION}
NAMES = {
    "budget_per_year": "net cost of the dearest year, million DKK",
    "starts_per_quarter": "starts in the busiest quarter",
    "teams": "nurse teams in the busiest quarter",
}


def print_choice(
    payload: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], console: Console
) -> None:
    """Print when each cluster starts, what binds, and how sure one can be.

    Args:
        payload: as `--json` prints it.
        tables: `choice`, `limits`, `robustness`.
        console: to print on.
    """
    print_table(starts(tables["choice"]), console, title="The best plan (expected values)")
    print_table(limits(tables["limits"], payload["objective"]), console, title="What binds")
    unit = "million DKK" if payload["objective"] == "nmb" else "lives"
    wtp = f"{payload['wtp']:,.0f}"
    title = f"Beside other plans (million DKK, at {wtp} a QALY; regret in {unit})"
    print_table(plans(tables["robustness"]), console, title=title)
    for line in notes(payload):
        console.print(line, markup=False, highlight=False)


def notes(payload: Mapping[str, Any]) -> Sequence[str]:
    """What a reader must know, one line each."""
    lines = []
    if payload["status"] == "time_limit":
        gap = 100 * payload["gap"]
        lines.append(f"Note: the search ran out of time; the best may be {gap:.2g} % better")
    if payload["prob_over_budget"] > 0:
        share = 100 * payload["prob_over_budget"]
        lines.append(f"Note: in {share:.0f} % of the draws its dearest year exceeds the budget")
    return [*lines, *(f"Note: {line}" for line in payload["warnings"])]


def starts(choice: pd.DataFrame) -> pd.DataFrame:
    """Clusters by start, as text."""
    ordered = choice.sort_values(["start", "cluster"], kind="stable")
    years = [name for name in choice if str(name).startswith("net_cost_")]
    return pd.DataFrame(
        {
            "cluster": ordered["cluster"],
            "starts": ordered["start"],
            "with": ordered["target"].str.replace("+", ", ").str.replace("_", " "),
            "net benefit, million": (ordered["nmb"] / MILLION).map("{:,.1f}".format),
            "lives": ordered["lives"].map("{:,.1f}".format),
            "dearest year, million": (ordered[years].max(axis=1) / MILLION).map("{:,.2f}".format),
            "teams": ordered["teams"].map("{:,.0f}".format),
        }
    )


def limits(frame: pd.DataFrame, objective: str) -> pd.DataFrame:
    """Limits, what is left of each, and what loosening it would bring, as text."""
    gain_unit, unit_name = (MILLION, "million DKK") if objective == "nmb" else (1.0, "lives")
    rows = []
    for row in frame.to_dict("records"):
        unit = UNITS.get(str(row["limit"]), 1.0)
        more = f"{row['loosened_by'] / unit:g} more: +{row['gain'] / gain_unit:,.2f} {unit_name}"
        rows.append(
            {
                "limit": NAMES[str(row["limit"])],
                "at most": "" if pd.isna(row["value"]) else f"{row['value'] / unit:,.4g}",
                "needed": f"{row['needed'] / unit:,.4g}",
                "worth of more": "" if pd.isna(row["gain"]) else more,
            }
        )
    return pd.DataFrame(rows)


def plans(robustness: pd.DataFrame) -> pd.DataFrame:
    """Plans with what they need, gain and risk, as text."""
    rows = robustness[robustness["among"] == "all"]
    unit = MILLION if (rows["objective"] == "nmb").all() else 1.0
    return pd.DataFrame(
        {
            "plan": rows["plan"],
            "within limits": rows["within_limits"].map({True: "yes", False: "no"}),
            "dearest year, million": (rows["peak_budget"] / MILLION).map("{:,.1f}".format),
            "lives": rows["lives"].map("{:,.0f}".format),
            "net benefit": (rows["nmb"] / MILLION).map("{:,.1f}".format),
            "P(best)": rows["prob_best"].map("{:.2f}".format),
            "regret": (rows["expected_regret"] / unit).map("{:,.1f}".format),
        }
    )
