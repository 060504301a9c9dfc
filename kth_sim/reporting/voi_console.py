"""The value of information, printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kth_sim.reporting.console import print_table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

MOST = 12  # parameters shown


def print_voi(tables: Mapping[str, pd.DataFrame], folder: str, console: Console) -> None:
    """Print what perfect information is worth, of which parameters, and the best study sizes."""
    evpi = tables["evpi"].drop(columns=["per_year"])
    print_table(evpi, console, title="Perfect information (EVPI), DKK")
    print_table(largest(tables["evppi"]), console, title="Of parameters (EVPPI), DKK a patient")
    if "best_sizes" in tables:
        print_table(
            tables["best_sizes"].drop(columns=["enbs_se"]),
            console,
            title="Best size of each study, its interval, and ENBS, DKK",
        )
    console.print(f"Written: {folder}", markup=False, highlight=False)


def largest(table: pd.DataFrame) -> pd.DataFrame:
    """The parameters and groups worth most at the first threshold, their columns by threshold."""
    wide = table.pivot_table(index=["parameters", "basis"], columns="wtp", values="evppi")
    wide.columns = [f"{wtp:,.0f}" for wtp in wide.columns.astype(float)]
    shown: pd.DataFrame = wide.sort_values(wide.columns[0], ascending=False).head(MOST)
    return shown.reset_index()
