"""The figures of a sensitivity analysis, drawn from its tables into its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kth_sim.economics import weakest_basis
from kth_sim.reporting.figures.decision import About, heat_map, threshold, tornado
from kth_sim.reporting.figures.save import save_figure
from kth_sim.reporting.language import language
from kth_sim.runs.dsa_points import Laboratory

if TYPE_CHECKING:
    import pandas as pd

INMB = "inmb"


def draw(
    lab: Laboratory, tables: Mapping[str, pd.DataFrame], warnings: tuple[str, ...], folder: Path
) -> None:
    """Draw every figure that these tables have into a folder: one an outcome that moves at all."""
    about = about_of(lab, warnings)
    if "dsa" in tables:
        moved = (
            tables["dsa"].groupby("outcome", sort=False).filter(lambda rows: rows["swing"].any())
        )
        for outcome, rows in moved.groupby("outcome", sort=False):
            save_figure(tornado(rows, about), rows, folder, f"tornado_{outcome}")
    if "dsa_grid" in tables:
        draw_maps(tables["dsa_grid"], tables["dsa_boundary"], about, folder)
    if "threshold" in tables:
        found = tables["threshold"]
        for outcome, rows in tables["threshold_line"].groupby("outcome", sort=False):
            figure = threshold(rows, about, found[found["outcome"] == outcome])
            save_figure(figure, rows, folder, f"threshold_{outcome}")


def draw_maps(grid: pd.DataFrame, boundary: pd.DataFrame, about: About, folder: Path) -> None:
    """A map of net benefit at each threshold, with the boundary of the decision."""
    for outcome, rows in grid.groupby("outcome", sort=False):
        if str(outcome).startswith(INMB):
            line = boundary[boundary["outcome"] == outcome]
            save_figure(heat_map(rows, about, line), rows, folder, f"map_{outcome}")


def about_of(lab: Laboratory, warnings: tuple[str, ...]) -> About:
    """What the figures say of themselves."""
    scenario = lab.variable.base
    known = scenario.parameters
    return About(
        language=language("en"),
        scenario=scenario.label,
        seed=lab.seed,
        patients=lab.patients,
        basis=weakest_basis(tuple(known), scenario.bases_of_parameters()),
        warnings=warnings,
        labels={name: given.label for name, given in known.items()},
        marks=lab.wtp,
    )
