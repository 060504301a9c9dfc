"""Means, intervals and errors are those of plain NumPy; luck and parameters are told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kth_sim.contracts import STRATEGIES
from kth_sim.economics import evaluate
from kth_sim.runs.build import make_case, make_setting
from kth_sim.runs.execute import simulate
from kth_sim.runs.panel import Panel, measure_chunks, shared_luck, spread, spreads
from kth_sim.runs.patients import FEWEST, MOST, patients_needed
from kth_sim.runs.planned import whole_task
from kth_sim.runs.psa import PsaOptions, make_plan
from kth_sim.runs.store import read_chunks, read_plan


def test_summary_is_plain_numpy(undisturbed):
    outcomes = pd.read_parquet(undisturbed.folder / "outcomes.parquet")
    summary = pd.read_csv(undisturbed.folder / "summary.csv")
    for row in summary.to_dict("records"):
        values = outcomes.loc[outcomes["strategy"] == row["strategy"], row["measure"]].to_numpy()
        assert row["mean"] == pytest.approx(np.mean(values), rel=1e-12)
        assert row["mcse"] == pytest.approx(np.std(values, ddof=1) / np.sqrt(23), rel=1e-12)
        assert (row["low"], row["high"]) == pytest.approx(np.percentile(values, [2.5, 97.5]))


def test_increments_are_differences_within_draws(undisturbed):
    outcomes = pd.read_parquet(undisturbed.folder / "outcomes.parquet").set_index("draw")
    usual, kth = (outcomes[outcomes["strategy"] == name] for name in STRATEGIES)
    table = pd.read_csv(undisturbed.folder / "incremental.csv").set_index("measure")
    for name in ("qaly", "cost_3m", "prob_death_30d"):
        difference = (kth[name] - usual[name]).to_numpy()
        assert table.loc[name, "mean"] == pytest.approx(difference.mean(), rel=1e-9)
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        assert table.loc[name, "mcse"] == pytest.approx(error, rel=1e-9)
    deaths = kth["prob_death_30d"].mean() - usual["prob_death_30d"].mean()
    assert table.loc["nnt", "mean"] == pytest.approx(-1 / deaths, rel=1e-9)


def test_a_years_readmissions_are_counted_among_all_operated(undisturbed):
    """The risk speaks of those discharged alive; a year's total is of people, all of them."""
    outcomes = pd.read_parquet(undisturbed.folder / "outcomes.parquet").set_index("draw")
    usual, kth = (outcomes[outcomes["strategy"] == name] for name in STRATEGIES)
    people = (kth["readmitted_30d"] - usual["readmitted_30d"]).mean() * 2215
    table = pd.read_csv(undisturbed.folder / "incremental.csv").set_index("measure")
    assert table.loc["prob_readmission_30d", "scaled_per_year"] == pytest.approx(people, rel=1e-9)


@pytest.mark.parametrize(("sd_parameters", "sd_luck"), [(1.0, 0.5), (0.3, 1.0), (0.0, 1.0)])
def test_variance_is_split_as_it_was_made(sd_parameters, sd_luck):
    """A constructed panel: the draw's mean, plus luck of each of two halves of its patients."""
    n, rng = 20_000, np.random.default_rng(8)
    blocks = rng.normal(0, sd_parameters, (n, 1)) + rng.normal(0, sd_luck, (n, 2))
    found = spread(blocks.mean(axis=1), blocks)
    luck, parameters = sd_luck**2 / 2, sd_parameters**2
    true = luck / (luck + parameters)
    # luck's variance has relative standard error sqrt(2 / n); so has the whole
    assert found.share_luck == pytest.approx(true, abs=4 * true * 2 * np.sqrt(2 / n))
    assert found.sd**2 == pytest.approx(luck + parameters, rel=4 * np.sqrt(2 / n))
    assert found.mcse == pytest.approx(np.sqrt((luck + parameters) / n), rel=4 / np.sqrt(n))


def test_one_draw_has_no_spread():
    found = spread(np.array([2.0]), np.array([[1.0, 3.0]]))
    assert found.mean == found.low == found.high == 2.0
    assert np.isnan([found.sd, found.mcse, found.share_luck]).all()


@pytest.fixture(scope="module")
def nested(carry_out, draws_of, tmp_path_factory):
    """The same 40 draws under 12 seeds of luck: `[seed, draw]` of each increment."""
    out, runs = tmp_path_factory.mktemp("nested"), []
    for seed in range(12):
        given = {"patients": 200, "chunk_size": 40, "seed": seed}
        runs.append(carry_out(out / f"{seed}", draws=draws_of(40), **given).panel)
    names = ("qaly", "cost_3m", "prob_death_30d")
    whole = {n: np.array([r.whole[n][:, 1] - r.whole[n][:, 0] for r in runs]) for n in names}
    return runs, whole


@pytest.mark.parametrize("name", ["qaly", "cost_3m", "prob_death_30d"])
def test_luck_in_a_real_run_is_what_other_seeds_show(nested, name):
    """The variance between seeds within draws, against that between halves within runs."""
    runs, whole = nested
    between_seeds = whole[name].var(axis=0, ddof=1)  # [draw], 11 degrees of freedom each
    halves = []
    for run in runs:
        blocks = run.blocks[name][..., 1] - run.blocks[name][..., 0]
        halves.append(blocks.var(axis=1, ddof=1) / 2)
    within = np.mean(halves, axis=0)  # [draw], 12 degrees of freedom each
    difference = between_seeds - within
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert abs(difference.mean()) < 4 * error


@pytest.mark.parametrize("name", ["qaly", "cost_3m", "prob_death_30d"])
def test_share_of_luck_in_a_real_run(nested, name):
    """Each run's own share scatters about the share that the nested runs show."""
    runs, whole = nested
    luck = whole[name].var(axis=0, ddof=1).mean()
    total = whole[name].var(axis=1, ddof=1).mean()
    own = np.array([spreads(run)[1][name].share_luck for run in runs])
    error = own.std(ddof=1) / np.sqrt(len(own)) + luck / total * np.sqrt(2 / (11 * 40))
    assert own.mean() == pytest.approx(luck / total, abs=4 * error)


def test_common_luck_cuts_the_error_of_increments(nested):
    """By the factor that is reported: against one strategy's luck taken from another seed."""
    runs, _ = nested
    for name in ("ly", "qaly", "cost_3m", "prob_death_30d"):
        usual = np.array([run.whole[name][:, 0] for run in runs])  # [seed, draw]
        kth = np.array([run.whole[name][:, 1] for run in runs])
        together = (kth - usual).var(axis=0, ddof=1).mean()
        apart = (kth - np.roll(usual, 1, axis=0)).var(axis=0, ddof=1).mean()
        reported = np.mean([shared_luck(run)[name] for run in runs])
        assert reported > 1
        assert reported == pytest.approx(apart / together, rel=0.35), name  # 4 SE, 440 d.f. each


def same_draws(draws_of, n):
    """The first draw, n times: parameters without spread."""
    return pd.concat([draws_of(1)] * n, ignore_index=True).rename_axis("draw")


def test_without_spread_of_parameters_all_is_luck(carry_out, draws_of, tmp_path):
    n = 60
    panel = carry_out(tmp_path / "run", draws=same_draws(draws_of, n), patients=200).panel
    for name in ("ly", "qaly", "prob_death_1y"):
        found = spreads(panel)[0][0][name]
        assert found.share_luck == pytest.approx(1, abs=4 * np.sqrt(4 / n))


def base_draws(national, n):
    """Draws at the point values, all of them."""
    return pd.DataFrame(
        {name: np.full(n, given.value) for name, given in national.parameters.items()}
    ).rename_axis("draw")


def test_the_base_case_is_a_draw_like_any_other(national, carry_out, tmp_path):
    """Draw 0 at the point values against `kth-sim run` without draws: same seed and patients."""
    panel = carry_out(tmp_path / "run", draws=base_draws(national, 1), patients=300, seed=5).panel
    case = make_case(national, 5, 300)
    found = evaluate(simulate(case, "fast", 1), make_setting(national))
    for name, values in panel.whole.items():
        expected = np.reshape(found.strategies[name], -1)
        np.testing.assert_allclose(values[0], expected, rtol=1e-11, atol=1e-9, err_msg=name)


def test_draws_without_spread_have_the_mean_of_the_base_case(national, carry_out, tmp_path):
    n = 40
    panel = carry_out(tmp_path / "run", draws=base_draws(national, n), patients=250).panel
    found = evaluate(simulate(make_case(national, 99, 20_000), "fast", 1), make_setting(national))
    by_strategy, compared = spreads(panel)
    for name in ("ly", "prob_death_30d", "prob_readmission_30d", "cost_3m"):
        for s, of_strategy in enumerate(by_strategy):
            error = np.hypot(of_strategy[name].mcse, found.strategies_mcse[name][0, s])
            assert abs(of_strategy[name].mean - found.strategies[name][0, s]) < 4 * error
        error = np.hypot(compared[name].mcse, found.increments_mcse[name][0])
        assert abs(compared[name].mean - found.increments[name][0]) < 4 * error


def test_the_panel_does_not_depend_on_how_chunks_are_read(undisturbed, national, draws_of):
    plan = read_plan(undisturbed.folder)
    chunks = read_chunks(undisturbed.folder, plan, list(range(5)))
    again = measure_chunks(chunks, draws_of(), make_setting(national))
    pd.testing.assert_frame_equal(again.frame(), undisturbed.panel.frame(), check_exact=True)


def constructed(usual, kth):
    """A panel of one measure from `[draw, block]` of each strategy."""
    blocks = np.stack([usual, kth], axis=-1)
    return Panel(np.arange(len(usual)), {"m": blocks.mean(axis=1)}, {"m": blocks}, {})


def test_factor_of_shared_luck_on_a_constructed_panel():
    """Strategies that share a fraction rho of their luck gain 1 / (1 - rho)."""
    rng, n, rho = np.random.default_rng(1), 20_000, 0.9
    shared, own, other = rng.normal(size=(3, n, 2))
    usual = np.sqrt(rho) * shared + np.sqrt(1 - rho) * own
    kth = np.sqrt(rho) * shared + np.sqrt(1 - rho) * other
    factor = shared_luck(constructed(usual, kth))["m"]
    assert factor == pytest.approx(1 / (1 - rho), rel=4 * 2 * np.sqrt(2 / n))
    assert shared_luck(constructed(own, other))["m"] == pytest.approx(1, rel=8 * np.sqrt(2 / n))


def default_patients(national, draws, share_of_spread):
    """Patients asked for when the draws' spread about their mean is shrunk."""
    shrunk = draws.mean() + share_of_spread * (draws - draws.mean())
    options = PsaOptions(patients=1, seed=1, chunk_size=len(draws))
    task = whole_task(make_plan(national, shrunk, options), shrunk)
    return patients_needed(national, task, shrunk)


def test_the_less_parameters_spread_the_more_patients_are_needed(national, draws_of, monkeypatch):
    monkeypatch.setattr("kth_sim.runs.patients.PILOT_PATIENTS", 1600)
    asked = [default_patients(national, draws_of(40), share) for share in (1.0, 0.5, 0.0)]
    assert asked[0] == default_patients(national, draws_of(40), 1.0)
    assert FEWEST <= asked[0] < asked[1] <= asked[2] == MOST
    assert default_patients(national, draws_of(1), 1.0) == MOST
