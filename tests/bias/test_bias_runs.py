"""The model run again with corrected draws: same luck, same bytes where nothing is corrected."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kth_sim.economics.bias import CORRECTIONS
from kth_sim.economics.bias.formulas import or_among_left_alive, without_immortal_time
from kth_sim.errors import UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import load_register
from kth_sim.model.calibration import calibrate
from kth_sim.model.parameters import Structure, pack
from kth_sim.runs.bias import BiasOptions, asked_weights, corrected_draws, run_bias
from kth_sim.runs.bias_tipping import factor_of_no_benefit
from kth_sim.runs.build import cohort_of
from kth_sim.runs.in_memory import Runner, panel_of
from kth_sim.runs.library import overview, problems
from kth_sim.runs.psa import run_psa
from kth_sim.scenarios.resolve import load_scenario

ROOT = Path(__file__).parents[2]
OR = "or_death_30d_kth"


def row(analysed, correction: str, wtp: float = 200_000.0) -> pd.Series:
    table = analysed.tables.bias
    return table[(table["correction"] == correction) & (table["wtp"] == wtp)].iloc[0]


# The same draws and the same luck


def test_weight_0_gives_the_bytes_of_the_uncorrected_run(national, draws, psa, tmp_path):
    stored = run_psa(national, draws, replace(psa, folder=tmp_path / "run"))
    changed, _ = corrected_draws(draws, dict.fromkeys(CORRECTIONS, 0.0))
    panel_of(national, changed, psa).frame().to_parquet(tmp_path / "again.parquet", index=False)
    outcomes = stored.folder / "outcomes.parquet"
    assert (tmp_path / "again.parquet").read_bytes() == outcomes.read_bytes()


def test_a_whole_analysis_with_weight_0_finds_what_was_observed(national, register, draws, psa):
    weights = asked_weights(["trend"], {"trend": 0.0})
    result = run_bias(national, register, draws, BiasOptions(weights, (200_000.0,), psa))
    rows = result.tables.bias.drop(columns=["correction", "label", "assumes", "weight"])
    assert len(rows) == 3
    assert (rows.iloc[0] == rows.iloc[1]).all()
    assert (rows.iloc[0] == rows.iloc[2]).all()


def test_usual_care_is_the_same_in_every_corrected_run(national, draws, psa):
    changed, _ = corrected_draws(draws, dict.fromkeys(CORRECTIONS, 1.0))
    before, after = (panel_of(national, d, psa).whole for d in (draws, changed))
    assert (before["qaly"][:, 0] == after["qaly"][:, 0]).all()
    assert (before["qaly"][:, 1] != after["qaly"][:, 1]).any()


@pytest.mark.parametrize("method", ["random", "latin_hypercube", "sobol"])
def test_the_numbers_of_bias_leave_all_other_draws_alone(register, draws, tmp_path, method):
    folder = Path(shutil.copytree(ROOT / "configs" / "evidence", tmp_path / "evidence"))
    (folder / "bias.yaml").unlink()
    without = make_draws(load_register(folder), {}, {}, 32, 5, method)
    with_bias = make_draws(register, {}, {}, 32, 5, method)
    pd.testing.assert_frame_equal(with_bias[list(without)], without, check_exact=True)
    assert len(with_bias.columns) > len(without.columns)


# What the corrections do


def test_each_correction_moves_its_ratio_the_way_it_should(analysed):
    start = row(analysed, "none")
    for name in ("immortal_time", "confounding", "trend", "regression_to_mean"):
        assert row(analysed, name)["or_mean"] > start["or_mean"]
        assert row(analysed, name)["lives_saved_mean"] < start["lives_saved_mean"]
    assert row(analysed, "selection")["or_mean"] < start["or_mean"]
    assert row(analysed, "readmission_coding")["rr_mean"] < start["rr_mean"]


def test_coding_of_readmissions_saves_no_life(analysed):
    coding, start = row(analysed, "readmission_coding"), row(analysed, "none")
    assert coding["lives_saved_mean"] == start["lives_saved_mean"]
    assert coding["inc_cost_mean"] < start["inc_cost_mean"]


def test_immortal_time_reaches_the_model_as_a_risk_among_those_discharged_alive(national):
    """Two ways to the same hazard ratio: the structural switch, and the corrected odds ratio."""
    values = {name: given.value for name, given in national.parameters.items()}
    numbers = [np.float64(values[n]) for n in ("prob_death_30d", "share_deaths_30d_in_hospital")]
    observed = np.float64(values[OR])
    cohort = cohort_of(national)
    by_switch = calibrate(
        pack(values | {OR: float(or_among_left_alive(observed, *numbers))}),
        cohort,
        Structure(effect_denominator="discharged_alive"),
    )
    by_correction = calibrate(
        pack(values | {OR: float(without_immortal_time(observed, *numbers))}), cohort, Structure()
    )
    assert by_correction["hr_kth"][0] == pytest.approx(by_switch["hr_kth"][0], rel=1e-8)


def test_the_model_meets_the_corrected_odds_ratio(national, draws, psa):
    """Risk with KTH = usual-care odds x OR; 24 draws, within 4 Monte-Carlo standard errors."""
    changed, effect = corrected_draws(draws, {"trend": 1.0})
    panel = panel_of(national, changed, replace(psa, patients=4000))
    usual = draws["prob_death_30d"].to_numpy(float)
    odds = usual / (1 - usual) * effect.or_death
    expected = usual - odds / (1 + odds)
    found = -np.diff(panel.whole["prob_death_30d"], axis=1)[:, 0]
    blocks = np.diff(panel.blocks["prob_death_30d"], axis=2)[:, :, 0]
    error = np.sqrt((blocks.var(axis=1, ddof=1) / blocks.shape[1]).sum()) / len(found)
    assert abs((found - expected).mean()) < 4 * error


# Tables


def test_the_waterfall_begins_with_one_correction_and_ends_with_all(analysed):
    steps = analysed.tables.waterfall.set_index("step")
    assert list(steps.index) == ["none", *CORRECTIONS, "all"]
    assert steps["or_value"]["none"] == row(analysed, "none")["or_mean"]
    assert steps["or_value"]["all"] == row(analysed, "all")["or_mean"]
    assert steps["or_value"]["regression_to_mean"] == steps["or_value"]["all"]
    assert steps["lives_saved"]["all"] == row(analysed, "all")["lives_saved_mean"]


def test_the_yes_and_no_follow_from_the_figures(analysed):
    table = analysed.tables.bias
    assert (table["or_mean_1_or_more"] == (table["or_mean"] >= 1)).all()
    assert (table["prob_cost_effective_below_half"] == (table["prob_cost_effective"] < 0.5)).all()
    covers = (table["or_low"] <= 1) & (table["or_high"] >= 1)
    assert (table["or_interval_covers_1"] == covers).all()


def test_assumptions_are_named_wherever_they_lead(analysed):
    """Immortal time rests on the audit alone; confounding on prevalences that nobody measured."""
    assert row(analysed, "immortal_time")["basis"] == "observed"
    for name in ("readmission_coding", "confounding", "trend", "selection", "all"):
        assert row(analysed, name)["basis"] == "assumption"
    listed = pd.read_csv(analysed.folder / "assumptions.csv")["id"]
    assert {"prob_confounder_kth", "years_between_groups"} <= set(listed)


def test_where_the_benefit_is_nought_it_is_nought(national, draws, psa):
    runner = Runner(national, psa)
    factor = factor_of_no_benefit(runner, draws, 500_000.0, 0.60)
    panel = runner(draws.assign(**{OR: draws[OR] * factor})).whole
    gained, cost = (np.diff(panel[m], axis=1).mean() for m in ("qaly", "cost_total"))
    start = runner(draws).whole
    whole = 500_000.0 * np.diff(start["qaly"], axis=1).mean()
    assert abs(500_000.0 * gained - cost) < 0.01 * whole


# The folder


def test_the_folder_is_a_run_like_others(analysed):
    assert problems(analysed.folder) == []
    seen = overview(analysed.folder)
    assert (seen["scenario"], seen["draws"], seen["state"]) == ("national", 24, "complete")


def test_the_same_analysis_writes_the_same_bytes(national, register, draws, psa, tmp_path):
    weights = asked_weights(["trend"], {})
    folders = [
        run_bias(
            national,
            register,
            draws,
            BiasOptions(weights, (500_000.0,), replace(psa, out=tmp_path / str(n), workers=n)),
        ).folder
        for n in (1, 2)
    ]
    first, second = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders
    )
    assert first == second


@pytest.mark.parametrize(
    ("name", "what"), [("as_presented", "risk_difference"), ("immortal_time", "discharged_alive")]
)
def test_an_effect_that_is_no_odds_ratio_of_all_is_refused(
    scenario, register, draws, psa, name, what
):
    options = BiasOptions(asked_weights([], {}), (200_000.0,), psa)
    with pytest.raises(UserError, match=what):
        run_bias(scenario(name), register, draws, options)


def test_a_scenario_may_set_the_numbers_of_bias(register, tmp_path):
    path = tmp_path / "no_trend.yaml"
    base = (ROOT / "configs" / "scenarios" / "national.yaml").as_posix()
    text = f'label: x\nrationale: x\nbase: "{base}"\n'
    path.write_text(f"{text}choose: {{or_trend_death_30d_per_year: none}}\n", encoding="utf-8")
    chosen = load_scenario(path, register)
    draws = make_draws(register, chosen.choices, chosen.overrides, 8, 1)
    _, effect = corrected_draws(draws, {"trend": 1.0})
    np.testing.assert_array_equal(effect.or_death, draws[OR].to_numpy(float))
