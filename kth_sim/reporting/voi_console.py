"""The value of information, printed: whole kroner, names in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kth_sim.reporting.console import print_table
from kth_sim.reporting.formats import number

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

MOST = 12  # parameters shown
MONEY = ("per_patient", "population", "enbs")


def print_voi(
    tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str], folder: str, console: Console
) -> None:
    """Print what perfect information is worth, of which parameters, and the best study sizes."""
    evpi = tables["evpi"].drop(columns=["per_year"])
    print_table(in_kroner(evpi), console, title="Perfect information (EVPI), DKK")
    title = "Of parameters (EVPPI, ± its standard error), DKK a patient"
    print_table(largest(tables["evppi"], labels), console, title=title)
    if "best_sizes" in tables:
        print_table(
            in_kroner(tables["best_sizes"].drop(columns=["enbs_se"])),
            console,
            title="Best size of each study, its interval, and ENBS, DKK",
        )
    console.print(f"Written: {folder}", markup=False, highlight=False)


def in_kroner(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its sums of money as text in whole kroner."""
    columns = [name for name in MONEY if name in frame]
    texts = {name: frame[name].map(number) for name in columns}
    return frame.assign(wtp=frame["wtp"].map(number), **texts)


def largest(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The parameters and groups worth most at the first threshold, their columns by threshold."""
    first = table[table["wtp"] == table["wtp"].iloc[0]].sort_values("evppi", ascending=False)
    names = list(first["parameters"].head(MOST))
    found = table.set_index(["parameters", "wtp"])
    shown = first.head(MOST)[["parameters", "basis"]].reset_index(drop=True)
    for wtp in table["wtp"].unique():
        rows = found.loc[[(name, wtp) for name in names]]
        pairs = zip(rows["evppi"], rows["se"], strict=True)
        shown[number(wtp)] = [f"{number(value)} ± {number(se)}" for value, se in pairs]
    named: pd.DataFrame = shown.assign(parameters=[labels.get(name, name) for name in names])
    return named
