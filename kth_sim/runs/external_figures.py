"""The figures of observed against simulated, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics import weakest_basis
from kth_sim.reporting.figures.decision import About
from kth_sim.reporting.figures.external import external_calibration, external_ratios
from kth_sim.reporting.figures.save import save_figure
from kth_sim.reporting.language import LANGUAGES, language
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("png", "svg")


def draw_both(
    table: pd.DataFrame, scenario: Scenario, payload: Mapping[str, Any], folder: Path
) -> None:
    """Draw into the folder in English, and beside it into one a language, such as `figures-da`."""
    known = scenario.parameters
    for code in LANGUAGES:
        about = About(
            language=language(code),
            scenario=scenario.label,
            seed=payload["seed"],
            draws=payload["draws"],
            patients=payload["patients"],
            basis=weakest_basis(tuple(known), scenario.bases_of_parameters()),
            warnings=tuple(payload["warnings"]),
        )
        here = folder if code == "en" else folder.with_name(f"{folder.name}-{code}")
        if (table["unit"] == "share").any():
            figure = external_calibration(table, about)
            save_figure(figure, table, here, "external_calibration", FORMATS)
        save_figure(external_ratios(table, about), table, here, "external_ratios", FORMATS)
