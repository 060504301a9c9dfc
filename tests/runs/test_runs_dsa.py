"""Sensitivity of a scenario: the same patients and luck at every point, and ends that are runs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kth_sim.economics import evaluate
from kth_sim.economics.sensitivity import decision_outcomes, points_of, tornado
from kth_sim.evidence.quantiles import probability_below, probability_in
from kth_sim.evidence.units import RANGES
from kth_sim.runs.build import make_case, make_setting
from kth_sim.runs.dsa import one_way, two_way
from kth_sim.runs.dsa_folder import DsaOptions, bars_of, warnings_of
from kth_sim.runs.dsa_global import sobol_analysis
from kth_sim.runs.dsa_points import Laboratory
from kth_sim.runs.dsa_threshold import threshold
from kth_sim.runs.execute import simulate
from kth_sim.runs.library import overview, problems
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.vary import variable

ROOT = Path(__file__).parents[2]
NATIONAL = ROOT / "configs" / "scenarios" / "national.yaml"
WTP = (200_000.0, 500_000.0)
VISIT, READMISSION = "cost_acute_nurse_visit", "cost_readmission"


@pytest.fixture(scope="module")
def national(register):
    """The base case, to vary."""
    return variable(NATIONAL, register)


@pytest.fixture(scope="module")
def lab(national):
    """Two thousand patients of the base case."""
    return Laboratory(national, 1, 2000, WTP, 2)


@pytest.fixture(scope="module")
def file_that_sets(tmp_path_factory):
    """`file_that_sets(parameter, value)`: a scenario file based on the national one."""
    folder = tmp_path_factory.mktemp("scenarios")

    def _file(name: str, value: float) -> Path:
        path = folder / f"{name}.yaml"
        text = (
            f'label: l\nrationale: r\nbase: "{NATIONAL.as_posix()}"\nset: {{{name}: {value!r}}}\n'
        )
        path.write_text(text, encoding="utf-8")
        return path

    return _file


@pytest.fixture
def plain(monkeypatch):
    """Folders without figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.dsa_folder.draw", lambda *_: None)


def options(out: Path, **given) -> DsaOptions:
    return DsaOptions(
        **({"patients": 500, "seed": 1, "workers": 2, "out": out, "wtp": WTP} | given)
    )


# Ends -----------------------------------------------------------------------------------------


def test_both_ends_are_the_scenarios_that_set_them(national, register, file_that_sets):
    for bar in bars_of(national, DsaOptions()):
        for value in (bar.low_value, bar.high_value):
            file = load_scenario(file_that_sets(bar.parameter, value), register)
            here = national.at({bar.parameter: value})
            assert here.parameters == file.parameters, bar.parameter
            assert here.people_per_year == file.people_per_year


@pytest.mark.parametrize(
    "name",
    # of mortality, of its formula's followers, of a price, of what shapes the stays
    ["or_death_30d_kth", "utility_prefracture", VISIT, "shape_time_to_readmission"],
)
def test_an_end_is_the_run_of_that_scenario_to_the_bit(
    name, national, lab, register, file_that_sets
):
    (bar,) = bars_of(national, DsaOptions(only=(name,)))
    estimates = lab.measured(points_of([bar]))
    for point, value in ((1, bar.low_value), (2, bar.high_value)):
        scenario = load_scenario(file_that_sets(name, value), register)
        quantities = simulate(make_case(scenario, 1, 2000), workers=1)
        run = evaluate(quantities, make_setting(scenario))
        gained = decision_outcomes(run.increments, scenario.people_per_year, WTP)
        assert list(gained) == list(lab.outcomes)
        assert [float(v[0]) for v in gained.values()] == estimates.whole[point].tolist()
        errors = [float(run.increments_mcse[name][0]) for name in ("cost_3m", "cost_total", "qaly")]
        assert estimates.mcse()[point, 2:5] == pytest.approx(errors, rel=1e-9)


def test_below_each_end_lies_its_share_of_the_distribution(national, register):
    """By the distribution functions, given that the value lies in the range of its unit."""
    for bar in bars_of(national, DsaOptions()):
        distribution = national.distributions[bar.parameter]
        outside, upto = probability_in(distribution, RANGES[register.entries[bar.parameter].unit])
        shares = [
            (probability_below(distribution, end) - outside) / (upto - outside)
            for end in (bar.low_value, bar.high_value)
        ]
        assert shares == pytest.approx([0.025, 0.975], abs=1e-6), bar.parameter


def test_one_value_is_the_same_alone_and_among_others(lab, national):
    bars = bars_of(national, DsaOptions(only=("frailty_variance", VISIT, READMISSION)))
    together = lab.values(points_of(bars))
    for place, point in enumerate(points_of(bars)):
        found = [lab.value(point, outcome) for outcome in lab.outcomes]
        assert found == together[place].tolist()


# Common random numbers ------------------------------------------------------------------------


def test_what_a_scenario_does_not_use_moves_nothing_at_all(national, lab):
    unused = ("cost_increment_3m", "share_cost_increment_gp", "incidence_growth")
    frame = tornado(
        bars := bars_of(national, DsaOptions(only=unused)),
        lab.outcomes,
        lab.measured(points_of(bars)),
    )
    assert not frame["swing"].any()
    assert not frame["blurred"].any()


def test_shared_luck_makes_a_bar_far_surer_than_its_ends(national, lab):
    bars = bars_of(national, DsaOptions(only=(VISIT,)))
    frame = tornado(bars, lab.outcomes, lab.measured(points_of(bars)))
    costs = frame[frame["outcome"] == "inc_cost"]
    assert (costs["mcse_swing"] < 0.1 * costs["mcse_low"]).all()


# Thresholds -----------------------------------------------------------------------------------


def test_the_threshold_of_a_price_is_that_of_a_straight_line(national, lab, plain, tmp_path):
    """Costs are exactly linear in a price, so two points give the root in closed form."""
    given = {VISIT: (0.0, 20_000.0)}
    made = threshold(
        national, options(tmp_path, only=(VISIT,), bounds=given, patients=2000), "inmb"
    )
    for _, row in made.tables["threshold"].iterrows():
        at_0, at_1000 = (lab.value({VISIT: v}, row["outcome"]) for v in (0.0, 1000.0))
        closed_form = 1000 * at_0 / (at_0 - at_1000)
        assert row["status"] == "crossing"
        assert row["threshold"] == pytest.approx(closed_form, rel=1e-9)
        assert row["positive"] == "below"
    assert len(made.tables["threshold"]) == 2


def test_a_threshold_is_where_the_outcome_is_nought(national, lab, plain, tmp_path):
    asked = options(tmp_path, only=("or_death_30d_kth",), patients=2000)
    row = threshold(national, asked, "inmb_500000").tables["threshold"].iloc[0]
    at, near = row["threshold"], 1e-4
    below, above = (lab.value({"or_death_30d_kth": at + d}, "inmb_500000") for d in (-near, near))
    assert below > 0 > above
    assert row["mcse_threshold"] > 0


def test_no_crossing_says_what_the_ends_give(national, lab, plain, tmp_path):
    asked = options(tmp_path, only=(VISIT,), bounds={VISIT: (0.0, 1.0)}, patients=2000)
    made = threshold(national, asked, "inc_cost")
    (row,) = made.payload["threshold"]
    assert row["status"] == "no crossing"
    assert row["threshold"] is None
    assert row["positive"] == "everywhere"
    assert row["at_high"] == lab.value({VISIT: 1.0}, "inc_cost")
    assert len(made.tables["threshold_line"]) == 21


# Two-way --------------------------------------------------------------------------------------


def test_the_boundary_of_two_prices_is_a_straight_line(national, lab, plain, tmp_path):
    bounds = {VISIT: (0.0, 6000.0), READMISSION: (0.0, 200_000.0)}
    asked = options(tmp_path, only=(VISIT, READMISSION), bounds=bounds, patients=2000)
    made = two_way(national, asked, 5)

    def at(visit: float, readmission: float) -> float:
        return lab.value({VISIT: visit, READMISSION: readmission}, "inmb_500000")

    origin, slope_x, slope_y = at(0, 0), at(1000, 0) - at(0, 0), at(0, 1000) - at(0, 0)
    line = made.tables["dsa_boundary"].query("outcome == 'inmb_500000'")
    assert len(line) >= 3
    on_it = origin + slope_x * line["x"] / 1000 + slope_y * line["y"] / 1000
    assert np.allclose(on_it, 0, atol=1e-4 * origin)
    grid = made.tables["dsa_grid"]
    assert len(grid) == 25 * len(lab.outcomes)
    corner = grid[(grid["x"] == 6000) & (grid["y"] == 0) & (grid["outcome"] == "inmb_500000")]
    assert corner["value"].tolist() == [at(6000, 0)]


# Sobol ----------------------------------------------------------------------------------------


def test_sobol_indices_of_two_prices_are_shares_of_variance(national, lab, plain, tmp_path):
    """Net benefit is a sum of price terms; a uniform price has variance width^2 / 12."""
    bounds = {VISIT: (0.0, 3000.0), READMISSION: (0.0, 100_000.0)}
    asked = options(tmp_path, only=(VISIT, READMISSION), bounds=bounds, patients=2000)
    frame = sobol_analysis(national, asked, 128).tables["sobol"]
    base = lab.value({VISIT: 0.0, READMISSION: 0.0}, "inmb_200000")
    apart = [
        lab.value({VISIT: 3000.0, READMISSION: 0.0}, "inmb_200000") - base,
        lab.value({VISIT: 0.0, READMISSION: 100_000.0}, "inmb_200000") - base,
    ]
    expected = np.square(apart) / np.sum(np.square(apart))
    rows = frame[frame["outcome"] == "inmb_200000"].set_index("parameter").loc[list(bounds)]
    for kind in ("first", "total"):
        error = (rows[f"{kind}_high"] - rows[f"{kind}_low"]) / (2 * 1.96)  # of the bootstrap
        assert (np.abs(rows[kind] - expected) < 4 * error).all()
        assert (error < 0.1).all()


def test_points_with_a_target_that_no_hazard_reaches_are_counted(national):
    """Nine times as many readmissions are more than everybody: 9 x 13.6 % exceeds 1."""
    few = Laboratory(national, 1, 20, WTP, 1)
    few.values([{"rr_readmission_30d_kth": ratio} for ratio in (9.0, 1.0, 8.0)])
    assert few.unreachable == {"readmission_unreachable": 2}
    (line,) = warnings_of(few, 3)
    assert line.startswith("in 2 of 3 points a readmission risk")


# Folders --------------------------------------------------------------------------------------


def test_a_folder_is_a_run_and_the_same_whatever_the_workers(national, plain, tmp_path):
    few = ("or_death_30d_kth", VISIT)
    made = [
        one_way(national, options(tmp_path / str(n), only=few, workers=n)).folder for n in (1, 3)
    ]
    names = sorted(path.name for path in made[0].iterdir())
    assert names == ["assumptions.csv", "dsa.csv", "run.json"]
    for name in names:
        assert (made[0] / name).read_bytes() == (made[1] / name).read_bytes()
    assert problems(made[0]) == []
    assert overview(made[0])["scenario"] == "national"
    record = json.loads((made[0] / "run.json").read_text("utf-8"))
    assert record["seed"] == 1
    assert record["evidence_hash"] == national.base.evidence_digest
    assert set(record["analysis"]["bars"]) == set(few)


def test_the_thresholds_of_the_evidence_are_the_default(national, plain, tmp_path):
    made = one_way(national, options(tmp_path, wtp=(), only=(VISIT,), patients=100))
    wtp = made.tables["dsa"]["wtp"].dropna().unique()
    assert wtp.tolist() == [national.base.facts[n] for n in ("wtp_lower", "wtp_upper")]


def test_what_is_asked_changes_the_folder(national, plain, tmp_path):
    folders = {
        one_way(national, options(tmp_path, only=(VISIT,), patients=50, **more)).folder
        for more in ({}, {"seed": 2}, {"wtp": (1.0,)}, {"bounds": {VISIT: (1.0, 2.0)}})
    }
    assert len(folders) == 4


def test_the_figures_stand_beside_the_tables(national, tmp_path):
    made = one_way(national, options(tmp_path, only=(VISIT,), patients=50, wtp=(2e5,)))
    drawn = made.folder / "figures" / "tornado_inmb_200000.csv"
    # a price moves no life, so there is nothing to draw of lives
    assert not (made.folder / "figures" / "tornado_lives_saved_per_year.png").exists()
    written = pd.read_csv(made.folder / "dsa.csv")
    assert pd.read_csv(drawn).equals(written[written["outcome"] == "inmb_200000"])
    assert drawn.with_suffix(".png").stat().st_size > 0
    assert problems(made.folder) == []
