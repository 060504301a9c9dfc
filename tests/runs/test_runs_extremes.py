"""Numbers at the ends of their ranges: a run says what it can and computes without a warning."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from kth_sim.runs.run import Options, run_scenario

ENDS = (
    ("or_death_30d_kth", 1.0),
    ("rr_readmission_30d_kth", 1.0),
    ("frailty_variance", 0.0),
    ("uptake_kth", 0.0),
    ("fidelity_kth", 0.0),
    ("share_deaths_30d_in_hospital", 0.0),
    ("share_deaths_30d_in_hospital", 1.0),
    ("share_deaths_after_discharge_institution", 0.0),
    ("share_deaths_after_discharge_institution", 1.0),
    ("prob_readmission_30d", 0.0),
    ("prob_destination_own_home", 0.0),
    ("prob_destination_own_home", 1.0),
    ("prob_death_30d", 0.0),
    ("prob_death_31_90", 0.0),
)


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize(("name", "value"), ENDS)
def test_the_end_of_a_range(shipped, tmp_path, name, value):
    """Warnings of NumPy are errors here; a user would see them on standard error."""
    national = shipped("national")
    changed = {name: replace(national.parameters[name], value=value)}
    scenario = replace(national, parameters={**national.parameters, **changed})
    found = run_scenario(scenario, Options(tmp_path, 1, 300, "fast", 1)).payload
    for strategy in found["strategies"].values():
        assert math.isfinite(strategy["ly"]["mean"])
        assert math.isfinite(strategy["cost_total"]["mean"])
    if name == "prob_readmission_30d":
        assert found["strategies"]["kth"][name]["mean"] == 0.0
