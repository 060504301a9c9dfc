"""Clusters in calendar time, for the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kth_sim.reporting.formats import Estimate, level, number, with_error
from kth_sim.reporting.rollout_console import table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

RESOURCES = {
    "theatres": "Theatres",
    "ward_beds": "Ward beds",
    "temporary_places": "Temporary places",
    "nurse_teams": "Nurse teams",
}
CLUSTER_COLUMNS = {
    "Hours to operation": ("", "hours_to_operation"),
    "Days blocked a year": ("temporary_places", "days_blocked_per_year"),
    "To the region, DKK": ("temporary_places", "transfer_to_region_per_year"),
    "Visits planned a year": ("nurse_teams", "visits_planned_per_year"),
    "Fidelity": ("nurse_teams", "fidelity"),
}


def print_capacity(
    tables: Mapping[str, pd.DataFrame],
    binding: Mapping[str, str],
    least: Mapping[str, int],
    console: Console,
) -> None:
    """Print what each cluster lacks under KTH, and how many teams it needs.

    Args:
        tables: `capacity`, and `fidelity_by_teams` where anybody is visited.
        binding: `{cluster: resource}`.
        least: `{cluster: teams}` that meet the target, if there is one.
        console: to print on.
    """
    rows = tables["capacity"]
    rows = rows[rows["strategy"] == "kth"]
    clusters = [str(name) for name in rows["cluster"].unique()]
    cells: dict[str, list[str]] = {"Cluster": clusters}
    for title, where in CLUSTER_COLUMNS.items():
        cells[title] = [with_error(found(rows, name, *where)) for name in clusters]
    cells["Binds"] = [RESOURCES.get(binding[name], "nothing") for name in clusters]
    console.print(table("With KTH: means and Monte-Carlo errors", cells))
    console.print()
    console.print(
        table("In use of what there is, and time full with a queue", uses(rows, clusters))
    )
    if "fidelity_by_teams" in tables:
        console.print()
        title = "Planned visits delivered, by number of nurse teams"
        console.print(table(title, teams(tables["fidelity_by_teams"], least)))


def found(rows: pd.DataFrame, cluster: str, resource: str, measure: str) -> Estimate:
    """One measure with its error; nan where there is none."""
    mine = rows["cluster"] == cluster
    one = rows[mine & (rows["resource"] == resource) & (rows["measure"] == measure)]
    if one.empty:
        return Estimate(math.nan, math.nan, "")
    row = one.iloc[0]
    return Estimate(float(row["mean"]), float(row["mcse"]), str(row["unit"]))


def uses(rows: pd.DataFrame, clusters: list[str]) -> dict[str, list[str]]:
    """`in use of units, time full` of each resource, a row a cluster."""
    cells: dict[str, list[str]] = {"Cluster": clusters}
    for resource, title in RESOURCES.items():
        cells[title] = [use(rows, cluster, resource) for cluster in clusters]
    return cells


def use(rows: pd.DataFrame, cluster: str, resource: str) -> str:
    """Mean in use of the units there are, and the share of time full with a queue."""
    in_use = number(found(rows, cluster, resource, "in_use").mean, 2)
    units = found(rows, cluster, resource, "units").mean
    if math.isnan(units):
        return f"{in_use} of any number"
    full = level(found(rows, cluster, resource, "share_time_full"))
    return f"{in_use} of {number(units)}, {full}"


def teams(frame: pd.DataFrame, least: Mapping[str, int]) -> dict[str, list[str]]:
    """Fidelity with each number of teams, a row a cluster; the least that meets the target."""
    numbers = sorted({int(n) for n in frame["nurse_teams"]})
    clusters = [str(name) for name in frame["cluster"].unique()]
    by = frame.set_index(["cluster", "nurse_teams"])["fidelity"]
    cells: dict[str, list[str]] = {"Cluster": clusters}
    for n in numbers:
        shares = [by.get((name, n), math.nan) for name in clusters]
        cells[str(n)] = ["" if math.isnan(share) else f"{100 * share:.1f} %" for share in shares]
    if least:
        target = f"{100 * float(frame['target'].iloc[0]):g} %"
        cells[f"Needed for {target}"] = [str(least[name]) for name in clusters]
    return cells
