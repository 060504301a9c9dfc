"""A sweep's numbers: those of single runs, with common luck; kept, resumed and refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f as f_distribution

from kth_sim.economics import Outcomes, evpi
from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.runs import sweep as sweep_runs
from kth_sim.runs.in_memory import panel_of as single_panel
from kth_sim.runs.library import overview, problems
from kth_sim.runs.panel import spreads
from kth_sim.runs.psa import PsaOptions
from kth_sim.runs.rollout import RolloutOptions, compare
from kth_sim.runs.sweep import SweepOptions, prepare, run_sweep
from kth_sim.runs.sweep_ranking import losses, ranked
from kth_sim.runs.sweep_simulate import Drawn, frame_of, grouped, panel_of
from kth_sim.runs.sweep_store import POINTS
from kth_sim.scenarios.chain import read_chain
from kth_sim.scenarios.resolve import load_scenario, resolve_layers
from kth_sim.scenarios.rollout import find_plan, load_plan
from tests.sweep.conftest import GRID, ROOT, SMALL

SCENARIOS = ROOT / "configs" / "scenarios"
OPTIONS = PsaOptions(patients=60, seed=1, workers=1)


def alone(scenario, register):
    """The panel of that scenario run by itself, by another way through the program."""
    draws = make_draws(register, scenario.choices, scenario.overrides, 20, 1)
    return single_panel(scenario, draws, OPTIONS)


def figure(result, point: int, measure: str, column: str = "mean") -> float:
    rows = result.tidy[(result.tidy["point"] == point) & (result.tidy["strategy"] == "increment")]
    return float(rows.set_index("measure").loc[measure, column])


# The same numbers as a run of its own ----------------------------------------------------------


@pytest.mark.parametrize("point", [0, 11])
def test_a_point_of_numbers_is_the_run_of_a_scenario_that_sets_them(point, grid, register):
    place = grid.tables["points.csv"].iloc[point]
    sets = {name: place[name] for name in ("or_death_30d_kth", "rr_readmission_30d_kth")}
    base = "national" if place["later_care_costs"] == "excluded" else "later_care_costs_included"
    layers = read_chain(SCENARIOS / f"{base}.yaml", register)
    _, increments = spreads(alone(resolve_layers(layers, register, sets), register))
    for measure in ("qaly", "cost_total", "prob_death_30d", "prob_readmission_30d"):
        for column in ("mean", "mcse", "low", "high"):
            found = getattr(increments[measure], column)
            assert figure(grid, point, measure, column) == pytest.approx(found, rel=1e-12)


@pytest.mark.parametrize(("point", "name"), [(0, "national"), (2, "immortal_time")])
def test_a_point_of_a_scenario_is_the_run_of_that_scenario(point, name, listed, register):
    scenario = load_scenario(SCENARIOS / f"{name}.yaml", register)
    _, increments = spreads(alone(scenario, register))
    assert figure(listed, point, "qaly") == pytest.approx(increments["qaly"].mean, rel=1e-12)


def test_net_benefit_is_qalys_in_money_less_cost(grid):
    for point in range(12):
        worth = 200_000 * figure(grid, point, "qaly") - figure(grid, point, "cost_total")
        assert figure(grid, point, "inmb_200000") == pytest.approx(worth)


def test_a_plan_at_a_point_has_the_budget_of_that_plan(carried_out, tmp_path, register):
    text = """
label: "Plans"
rationale: "Test"
kind: grid
axes:
  - {plan: [none, all_at_once]}
draws: 2
patients: 30
"""
    result = carried_out(text, tmp_path, "plans")
    scenario = load_scenario(SCENARIOS / "national.yaml", register)
    draws = make_draws(register, scenario.choices, scenario.overrides, 2, 1)
    plan = load_plan(find_plan("all_at_once"), register)
    options = RolloutOptions(200_000, 1, 30, 1, tmp_path / "alone")
    budget = compare([plan], scenario, draws, options).budgets["all_at_once"]
    points = result.tables["points.csv"].set_index("plan")
    assert points.loc["all_at_once", "net_cost"] == pytest.approx(budget.net.sum() / 2)
    assert points.loc["none", "net_cost"] == 0
    assert not (result.folder / "lives").exists()
    ranking = result.tables["ranking.csv"]
    assert set(ranking["choice"]) == {"none", "all_at_once"}
    gain = points.loc["all_at_once", "net_benefit_200000"]
    at = ranking[ranking["wtp"] == 200_000].set_index("choice")["expected_loss"]
    assert at["none"] - at["all_at_once"] == pytest.approx(gain)  # mean losses differ by the gain


# Common random numbers -------------------------------------------------------------------------


def test_points_share_their_luck_so_that_differences_are_not_noise(register):
    """Var(A - B) with common seeds against independent ones, over 12 seeds: an F test.

    Two readmission ratios that nearly agree: what differs is a small part of either's luck.
    """
    layers = read_chain(SCENARIOS / "national.yaml", register)
    seeds = 12

    def benefit(ratio: float, seed: int) -> float:
        numbers = {"rr_readmission_30d_kth": ratio}
        scenario = resolve_layers(layers, register, numbers)
        draws = make_draws(register, scenario.choices, scenario.overrides, 3, seed)
        panel = single_panel(scenario, draws, PsaOptions(patients=50, seed=seed, workers=1))
        worth = 200_000 * panel.whole["qaly"] - panel.whole["cost_total"]
        return float((worth[:, 1] - worth[:, 0]).mean())

    first = np.array([benefit(1.20, seed) for seed in range(seeds)])
    common = first - np.array([benefit(1.30, seed) for seed in range(seeds)])
    apart = first - np.array([benefit(1.30, seed) for seed in range(seeds, 2 * seeds)])
    ratio = apart.var(ddof=1) / common.var(ddof=1)
    assert ratio > f_distribution.ppf(1 - 1e-6, seeds - 1, seeds - 1)


def test_usual_care_is_the_same_to_the_bit_wherever_only_kth_differs(grid):
    usual = grid.tidy[(grid.tidy["strategy"] == "usual_care") & (grid.tidy["measure"] == "qaly")]
    assert usual["mean"].nunique() == 1


def test_points_that_differ_in_what_is_counted_are_simulated_once(sweep_of):
    sweep = sweep_of(GRID)
    groups = grouped(sweep, sweep.points, Drawn(sweep), 60)
    assert [len(group) for group in groups] == [2] * 6
    assert all(a.values["or_death_30d_kth"] == b.values["or_death_30d_kth"] for a, b in groups)


def test_a_panel_survives_being_kept(register):
    scenario = load_scenario(SCENARIOS / "national.yaml", register)
    panel = alone(scenario, register)
    back = panel_of(frame_of(panel), panel.unreachable)
    for name, values in panel.whole.items():
        assert np.array_equal(back.whole[name], values, equal_nan=True)
        assert np.array_equal(back.blocks[name], panel.blocks[name], equal_nan=True)


# Losses ----------------------------------------------------------------------------------------


def test_losses_of_a_case_that_can_be_worked_out_by_hand():
    """Best of the draws: 5 and 3; the first choice loses 0 and 2, the second 4 and 0."""
    rows = losses(np.array([[5.0, 1.0], [1.0, 3.0]]), ["a", "b"], 100.0)
    assert [row["expected_loss"] for row in rows] == [1.0, 2.0]
    assert [row["prob_best"] for row in rows] == [0.5, 0.5]


def test_the_smaller_loss_of_a_point_is_the_value_of_perfect_information(grid, register):
    ranking = grid.tables["ranking.csv"]
    rows = ranking[(ranking["point"] == 0) & (ranking["wtp"] == 200_000)]
    layers = read_chain(SCENARIOS / "national.yaml", register)
    sets = {"or_death_30d_kth": 0.5, "rr_readmission_30d_kth": 0.8}
    panel = alone(resolve_layers(layers, register, sets), register).frame()
    found = evpi(Outcomes.from_panel(panel, "cost_total", "qaly"), [200_000.0])
    assert rows["expected_loss"].min() == pytest.approx(float(found.iloc[0]))


def test_ranks_begin_anew_for_each_threshold_and_choice():
    rows = [
        {"point": p, "group": str(p), "wtp": w, "choice": c, "expected_loss": loss}
        for w in (1.0, 2.0)
        for c in ("kth", "usual_care")
        for p, loss in enumerate((3.0, 1.0, 2.0))
    ]
    frame = ranked(rows, dict.fromkeys(range(3), "assumption"))
    assert frame["rank"].tolist() == [1, 2, 3] * 4
    assert frame["point"].tolist() == [1, 2, 0] * 4


# Kept, resumed, refused ------------------------------------------------------------------------


@pytest.fixture
def put(monkeypatch):
    """The numbers of the points that are kept from now on; interrupts after `put.stop` of them."""

    class Put(list):
        stop = None

    kept, real = Put(), sweep_runs.put_point

    def noted(folder, meaning, index, frame, notes):
        if kept.stop is not None and len(kept) == kept.stop:
            raise KeyboardInterrupt
        real(folder, meaning, index, frame, notes)
        kept.append(index)

    monkeypatch.setattr(sweep_runs, "put_point", noted)
    return kept


def test_an_interrupted_sweep_goes_on_and_gives_the_same_bytes(grid, carried_out, tmp_path, put):
    put.stop = 5
    with pytest.raises(PartlyDoneError, match=r"5 of 12 points are kept in .*same command"):
        carried_out(GRID, tmp_path)
    assert overview(tmp_path / "grid-sweep")["state"] == "5 of 12 points"
    first, put.stop = list(put), None
    put.clear()
    result = carried_out(GRID, tmp_path)
    assert sorted([*first, *put]) == list(range(12))
    for name in ("sweep.parquet", "points.csv", "ranking.csv", "axes.csv"):
        assert (result.folder / name).read_bytes() == (grid.folder / name).read_bytes()


def test_a_spoilt_point_and_what_died_half_written_are_made_anew(carried_out, tmp_path, put):
    folder = carried_out(SMALL, tmp_path).folder
    whole = (folder / "sweep.parquet").read_bytes()
    spoilt, half = (
        folder / POINTS / "000001.parquet",
        folder / POINTS / ".000004.parquet.999999.part",
    )
    spoilt.write_bytes(spoilt.read_bytes()[:-100])
    half.write_bytes(b"half")
    put.clear()
    carried_out(SMALL, tmp_path)
    assert put == [1]
    assert (folder / "sweep.parquet").read_bytes() == whole
    assert not half.exists()
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("draws: 20", "draws: 21", "draws.n was 20, is 21"),
        ("[0.5, 0.8]", "[0.5, 0.9]", "axes.or_death_30d_kth[1] was 0.8, is 0.9"),
        (
            "[excluded, included]",
            "[excluded]",
            'axes.later_care_costs was ["excluded", "included"]',
        ),
        ("patients: 60", "patients: 61", "patients was 60, is 61"),
        ("patients: 60", "patients: 60\nseed: 2", "seed was 1, is 2"),
        ("base: national", "base: crude", "base.choices.or_death_30d_kth was null"),
    ],
)
def test_a_sweep_that_means_something_else_is_refused_with_the_difference(
    old, new, said, grid, sweep_of
):
    changed = sweep_of(GRID.replace(old, new))
    with pytest.raises(UserError, match="means something else") as found:
        prepare(changed, SweepOptions(folder=grid.folder))
    assert said in str(found.value)
    assert "\n" not in str(found.value)


def test_words_and_thresholds_may_change_and_nothing_is_simulated_again(carried_out, tmp_path, put):
    carried_out(SMALL, tmp_path)
    put.clear()
    text = SMALL.replace('label: "Grid"', 'label: "Other"') + "wtp: [300000]\n"
    result = carried_out(text, tmp_path)
    assert put == []
    assert result.payload["analysis"]["label"] == "Other"
    assert {"inmb_300000"} == {c for c in result.tables["points.csv"] if c.startswith("inmb")} - {
        "inmb_300000_low",
        "inmb_300000_high",
    }


def test_a_folder_that_holds_something_else_is_left_alone(sweep_of, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="holds no sweep"):
        prepare(sweep_of(GRID), SweepOptions(folder=tmp_path))
    with pytest.raises(UserError, match="holds no sweep"):
        prepare(sweep_of(GRID), SweepOptions(folder=tmp_path / "mine.txt"))
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_nothing_is_written_before_the_sweep_begins(sweep_of, tmp_path):
    size = prepare(sweep_of(GRID), SweepOptions(tmp_path, workers=1)).size
    assert (size.points, size.kept, size.simulations, size.draws, size.patients) == (
        12,
        0,
        6,
        20,
        60,
    )
    assert size.seconds > 0
    assert list(tmp_path.iterdir()) == []


def test_the_record_is_whole_and_says_what_each_point_changes(grid):
    record = json.loads((grid.folder / "run.json").read_text("utf-8"))
    assert problems(grid.folder) == []
    last = record["analysis"]["points"][-1]
    assert last["values"]["or_death_30d_kth"] == 0.8
    assert last["changes"]["parameters"]["or_death_30d_kth"]["value"] == 0.8
    assert last["changes"]["structure"]["later_care_costs"] == "included"


def test_a_single_draw_is_of_point_values(sweep_of, tmp_path, register):
    sweep = sweep_of(GRID).asked(1, 40, None)
    result = run_sweep(prepare(sweep, SweepOptions(tmp_path, workers=1)))
    assert (
        result.tidy["low"].dropna() == result.tidy.loc[result.tidy["low"].notna(), "mean"]
    ).all()


def test_what_is_set_counts_as_an_assumption_everywhere(grid, listed):
    assert (grid.tables["points.csv"]["basis"] == "assumption").all()
    deaths = listed.tidy[listed.tidy["measure"] == "prob_death_30d"]
    by_point = deaths[deaths["strategy"] == "increment"].set_index("point")["basis"]
    assert by_point[0] == "derived" or by_point[0] == "observed"


def test_tidy_parquet_reads_back(grid):
    assert pd.read_parquet(grid.folder / "sweep.parquet").equals(grid.tidy)
