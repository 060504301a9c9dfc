"""Every figure of a run, each beside the csv of what it draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kth_sim.contracts import Quantities
from kth_sim.runs import curves
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

_BEHIND = {
    "survival_90d": "hazards by destination follow one audit of 51 deaths",
    "survival_lifetime": "frailty variance {frailty_variance:g} and the age gradient "
    "{age_sex_gradient:g} are assumptions",
    "readmission_incidence": "the Weibull shape {shape_time_to_readmission:g} is an assumption",
    "flow_90d": "temporary places: length {mean_days_temporary_place:g} days and share are "
    "assumptions",
    "cost_by_sector": "most quantities and several unit costs are assumptions (costs_by_item.csv)",
    "calibration": "targets and their sources: parameters.csv",
}


def note(scenario: Scenario, name: str, patients: int, seed: int) -> str:
    """The footnote of a figure: where it comes from and what it rests on."""
    values = {key: given.value for key, given in scenario.parameters.items()}
    return (
        f"Scenario {scenario.name}: {patients:,} patients simulated in each strategy, seed {seed}. "
        f"Rests on: {_BEHIND[name].format(**values)}."
    )


def draw_figures(
    scenario: Scenario,
    quantities: Quantities,
    sectors: pd.DataFrame,
    calibration: pd.DataFrame,
    seed: int,
    folder: Path,
) -> None:
    """Write each figure as PNG, SVG and PDF, with its csv, into the folder."""
    from kth_sim.reporting import figures  # noqa: PLC0415 - loads matplotlib

    patients = int(quantities.n_patients[0].sum())
    mean_stay = scenario.value("mean_days_index_stay") * scenario.value(
        "multiplier_days_index_stay"
    )
    window = figures.Window(
        0.0 if scenario.structure["effect_window"] == "from_operation" else mean_stay,
        scenario.value("days_effect_window"),
        "KTH acts on the hazard of death (from the mean day of discharge)"
        if scenario.structure["effect_window"] == "from_discharge"
        else "KTH acts on the hazard of death",
    )
    frames = {
        "survival_90d": curves.survival_90d(quantities),
        "survival_lifetime": curves.survival_lifetime(quantities),
        "readmission_incidence": curves.readmission_incidence(quantities),
        "cost_by_sector": sectors,
        "flow_90d": curves.flow_90d(quantities),
        "calibration": calibration,
    }
    for name, frame in frames.items():
        text = note(scenario, name, patients, seed)
        if name == "survival_90d":
            figure = figures.survival_90d(frame, text, window)
        else:
            figure = getattr(figures, name)(frame, text)
        figures.save_figure(figure, frame, folder, name)
