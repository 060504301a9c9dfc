"""Plans side by side, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

MILLION = 1e6
Cells = Mapping[str, Sequence[str]]


def print_rollout(
    plans: pd.DataFrame,
    observed: pd.DataFrame | None,
    warnings: Sequence[str],
    console: Console,
) -> None:
    """Print what plans give, what they cost, and when and whom.

    Args:
        plans: `plans.csv`, one row a plan.
        observed: `observed.csv`, where anything was observed of a plan.
        warnings: what a reader must know, one line each.
        console: to print on.
    """
    for title, cells in (
        ("KTH against nobody in KTH: means over draws, in brackets 95 % of them", effects(plans)),
        ("Net cost by year, million DKK, undiscounted", by_year(plans)),
        ("Net cost by payer and by what is counted, million DKK", by_payer(plans)),
    ):
        console.print(table(title, cells))
        console.print()
    for line in (*observed_lines(observed), *(f"Note: {line}" for line in warnings)):
        console.print(line, markup=False, highlight=False)


def table(title: str, cells: Cells) -> Table:
    """Columns of text under their headings, the first to the left, the others to the right."""
    made = Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for i, name in enumerate(cells):
        made.add_column(Text(name), justify="right" if i else "left", no_wrap=i == 0)
    for row in zip(*cells.values(), strict=True):
        made.add_row(*map(Text, row))
    return made


def effects(plans: pd.DataFrame) -> Cells:
    """People, net cost, lives, QALYs, readmissions and bed-days of each plan."""
    wtp = plans["wtp"].iloc[0]
    return {
        **names(plans),
        "People": whole(plans["treated"]),
        "Net cost, mill. DKK": between(plans, "net_cost", MILLION),
        "Lives saved": between(plans, "lives_saved_30d", 1),
        "QALYs": whole(plans["qalys"]),
        "Readm.": whole(plans["readmissions"]),
        "Bed-days": whole(plans["bed_days"]),
        f"Worth it at {wtp:,.0f}": [f"{p:.2f}" for p in plans["prob_cost_effective"]],
    }


def by_year(plans: pd.DataFrame) -> Cells:
    """Mean net cost of each plan in each year, and in its dearest."""
    years = sorted(str(name) for name in plans if str(name).startswith("net_cost_2"))
    columns = {name.removeprefix("net_cost_"): millions(plans[name]) for name in years}
    return {**names(plans), **columns, "Peak": millions(plans["peak_net_cost"])}


def by_payer(plans: pd.DataFrame) -> Cells:
    """Mean net cost of each plan by payer, and counting 3 months or all care of each patient."""
    wanted = ("region", "municipality", "state", "3_months", "all_care")
    kept = [name for name in wanted if (plans[f"net_cost_{name}"] != 0).any()]
    columns = {
        name.replace("_", " ").capitalize(): millions(plans[f"net_cost_{name}"]) for name in kept
    }
    return {**names(plans), **columns}


def names(plans: pd.DataFrame) -> Cells:
    """The first column of every table."""
    return {"Plan": plans["plan"].tolist()}


def millions(values: pd.Series) -> list[str]:
    """Millions with one decimal; nothing where a plan has no such year."""
    return ["" if isnan(value) else f"{value / MILLION:,.1f}" for value in values]


def observed_lines(observed: pd.DataFrame | None) -> list[str]:
    """Expected people beside those observed, one line a plan."""
    if observed is None:
        return []
    return [
        f"{row['plan']}: {row['expected']:.0f} people expected with KTH from {row['since']} to "
        f"{row['until']} ({row['expected_discharged']:.0f} of them discharged alive), "
        f"{row['observed']:.0f} observed: {row['relative_difference']:+.1%}; {row['note']}"
        for _, row in observed.iterrows()
    ]


def whole(values: pd.Series) -> list[str]:
    """Whole numbers."""
    return [f"{value:,.0f}" for value in values]


def between(plans: pd.DataFrame, name: str, unit: float) -> list[str]:
    """`mean (low to high)` of each plan."""
    columns = (plans[name], plans[f"{name}_low"], plans[f"{name}_high"])
    return [
        f"{mean / unit:,.0f} ({low / unit:,.0f} to {high / unit:,.0f})"
        for mean, low, high in zip(*columns, strict=True)
    ]
