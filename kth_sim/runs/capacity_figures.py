"""The figures of an analysis of capacity, drawn from its tables into its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kth_sim.economics import weakest_basis
from kth_sim.reporting.figures.capacity import fidelity_by_teams, occupancy
from kth_sim.reporting.figures.decision.page import About
from kth_sim.reporting.figures.save import save_figure
from kth_sim.reporting.language import language
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

MOST_CLUSTERS = 3  # that get a figure of their own
BEHIND = (  # what capacity rests on, besides the pathway
    "rr_incidence_winter_vs_summer",
    "n_visits_team_day",
    "days_visit_window",
    "n_kth_nurse_visits",
    "ratio_capacity_margin",
)


def draw(
    scenario: Scenario,
    tables: Mapping[str, pd.DataFrame],
    replications: int,
    seed: int,
    folder: Path,
) -> None:
    """Draw fidelity by teams, and the occupancy of each cluster if they are few."""
    about = About(
        language=language("en"),
        scenario=scenario.label,
        seed=seed,
        basis=weakest_basis(BEHIND, scenario.bases_of_parameters()),
    )
    if "fidelity_by_teams" in tables:
        rows = tables["fidelity_by_teams"]
        save_figure(fidelity_by_teams(rows, about, replications), rows, folder, "fidelity_by_teams")
    found = tables["occupancy"]
    clusters = list(found["cluster"].unique())
    for cluster in clusters if len(clusters) <= MOST_CLUSTERS else ():
        rows = found[(found["cluster"] == cluster) & (found["strategy"] == "kth")]
        late = shares_late(tables["capacity"], cluster)
        figure = occupancy(rows, about, cluster, late, replications)
        save_figure(figure, rows, folder, f"occupancy_{file_name(cluster)}")


def shares_late(table: pd.DataFrame, cluster: str) -> dict[str, float]:
    """`{resource: share served late}` under KTH."""
    rows = table[
        (table["cluster"] == cluster)
        & (table["strategy"] == "kth")
        & (table["measure"] == "share_late")
    ]
    return dict(zip(rows["resource"], rows["mean"], strict=True))


def file_name(cluster: str) -> str:
    """A cluster's name as part of a file's.

    >>> file_name("SUH Køge-Faxe")
    'SUH_Køge-Faxe'
    """
    return "".join(c if c.isalnum() or c in "-." else "_" for c in cluster)
