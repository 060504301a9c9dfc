"""What analyses print beside their main table: where rows run out, limits bind or errors remain."""

from __future__ import annotations

import io
import math
from functools import partial

import pandas as pd
import pytest
from rich.console import Console

from kth_sim.reporting import capacity_console, choice_console, compare_console, sweep_console
from kth_sim.reporting.bias_console import print_average
from kth_sim.reporting.dsa_console import boundary, print_dsa
from kth_sim.reporting.language import language
from kth_sim.reporting.psa_console import precision_lines
from kth_sim.reporting.query_console import print_answer
from kth_sim.reporting.verify_console import print_row
from kth_sim.reporting.voi_console import print_voi

EN = language("en")


def printed(act, *given) -> str:
    """What is printed on 200 columns, in words with one space between them."""
    buffer = io.StringIO()
    act(*given, Console(file=buffer, width=200, highlight=False, markup=False))
    return " ".join(buffer.getvalue().split())


# Sweeps ----------------------------------------------------------------------------------------


SIZE = {"points": 40, "kept": 0, "simulations": 20, "draws": 200, "patients": 2000,
        "seconds": 61.0, "pilot_draws": 10}  # fmt: skip


def test_what_is_finished_is_said_before_a_sweep_goes_on():
    fresh = sweep_console.size_lines(SIZE, of_plans=False)
    again = sweep_console.size_lines(SIZE | {"kept": 12}, of_plans=False)
    assert [*again[:1], *again[2:]] == fresh
    assert again[1] == "Going on: 12 points are finished already"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "1 second"), (59.2, "60 seconds"), (60.0, "60 seconds"), (61.0, "2 minutes"),
     (3600.0, "60 minutes"), (3600.5, "2 hours"), (7201.0, "3 hours")],
)  # fmt: skip
def test_a_time_to_wait_is_rounded_up(seconds, words):
    assert sweep_console.in_words(seconds) == words


def sweep_tables(n: int) -> dict[str, pd.DataFrame]:
    points = pd.DataFrame(
        {
            "point": range(n),
            "point_label": [f"Point {i}" for i in range(n)],
            "basis": ["assumption", *["observed"] * (n - 1)],
            "inmb_200000": [2.5e6, *[1234.5] * (n - 1)],
            "inmb_200000_low": [-1e6, *[-10.0] * (n - 1)],
            "inmb_200000_high": [4e6, *[1e-12] * (n - 1)],
            "prob_cost_effective_200000": 0.75,
            "net_cost": 5e6,
        }
    )
    ranking = points[["point", "point_label", "basis"]].assign(
        wtp=2e5, choice="kth", rank=range(1, n + 1), expected_loss=100.0, prob_best=0.5
    )
    axes = pd.DataFrame({"axis": ["point"]})
    return {"points.csv": points, "ranking.csv": ranking, "axes.csv": axes}


def sweep_said(n: int, design: str, *warnings: str) -> str:
    payload = {
        "analysis": {"label": "Mine", "design": design},
        "sweep": "mine",
        "draws": {"n": 200},
        "patients": 1000,
        "seed": 1,
        "warnings": warnings,
        "folder": "outputs/mine",
    }
    return printed(sweep_console.print_sweep, payload, sweep_tables(n))


def test_a_long_list_of_points_is_cut_and_says_so():
    """Of 21 points 20 are shown, by their own names; figures without an interval stand alone."""
    said = sweep_said(21, "list", "2 points could not be reached")
    assert said.count("20 of 21 points; all: points.csv") == 1
    assert said.count("20 of 21 rows; all: ranking.csv") == 1
    assert "Points are named by" not in said
    assert "0 Point 0 * 2.5 m (-1 m; 4 m) 75 % 5 m" in said
    assert "1 Point 1 1,234 (-10; 0) 75 % 5 m" in said
    assert "Point 20" not in said
    assert "Warning: 2 points could not be reached" in said


def test_a_short_grid_is_shown_whole_by_its_values():
    said = sweep_said(2, "grid")
    assert "Points are named by: point" in said
    assert "Point 0" not in said
    assert "all:" not in said
    assert "Warning" not in said


# Comparisons -----------------------------------------------------------------------------------


def test_point_values_among_runs_are_told_with_what_their_error_means():
    error = EN("compare.base_error")
    assert compare_console.luck_lines([], [{"draws": 1}, {"draws": 200}], EN) == [
        EN("compare.shared"),
        error,
    ]
    assert error not in compare_console.luck_lines([], [{"draws": 200}], EN)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"section": "structure", "id": "later_care_costs"}, "Costs after the third month"),
        ({"section": "run", "id": "reform_date"}, "Date of the reform"),
        ({"section": "cohort", "id": "Fyn.reform_date"}, "Fyn: Date of the reform"),
    ],
)
def test_what_was_asked_is_named_by_its_kind(row, name):
    assert compare_console.input_name(row | {"label": "typed"}, EN) == name


def test_equal_runs_are_said_to_be_equal():
    runs = [
        {"name": name, "label": "Base", "draws": 1, "patients": 1000, "seed": 1}
        for name in ("one", "two")
    ]
    inputs = pd.DataFrame(columns=["section", "id", "label", "unit", "one", "two"])
    results = pd.DataFrame(columns=["strategy", "measure", "label", "unit", "one", "two"])
    said = printed(compare_console.print_comparison, runs, inputs, results, ["The end."], EN)
    assert EN("compare.no_inputs") in said
    assert EN("compare.no_results") in said
    assert said.endswith("The end.")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.1, "0.1"), (1234.5, "1,234.5"), (True, "True"), (None, ""), (math.nan, "")],
)
def test_a_value_has_the_digits_that_it_was_given_with(value, shown):
    assert compare_console.value_text(value, EN) == shown


def test_no_digits_are_asked_of_nought_or_of_no_number():
    assert compare_console.decimals_of(0.0, math.nan) == 0
    assert compare_console.decimals_of(math.inf, math.nan) == 0
    assert compare_console.decimals_of(0.0, 0.012) == 3


# Capacity --------------------------------------------------------------------------------------


def capacity_frame() -> pd.DataFrame:
    """Fyn has two theatres, of which 1.25 are in use; any number of ward beds."""
    rows = [
        ("theatres", "in_use", 1.25, "count"),
        ("theatres", "units", 2.0, "count"),
        ("theatres", "share_time_full", 0.25, "share"),
        ("ward_beds", "in_use", 7.5, "count"),
    ]
    frame = pd.DataFrame(rows, columns=["resource", "measure", "mean", "unit"])
    return frame.assign(strategy="kth", cluster="Fyn", mcse=math.nan)


def test_a_measure_that_a_cluster_has_not_is_no_number():
    one = capacity_console.found(capacity_frame(), "Fyn", "", "hours_to_operation")
    assert (math.isnan(one.mean), math.isnan(one.mcse), one.unit) == (True, True, "")


def test_without_visits_there_is_no_table_of_teams():
    said = printed(
        capacity_console.print_capacity, {"capacity": capacity_frame()}, {"Fyn": "theatres"}, {}
    )
    assert "1.25 of 2, 25.00 %" in said
    assert "7.50 of any number" in said
    assert "number of nurse teams" not in said


def test_the_least_teams_stand_under_their_target():
    frame = pd.DataFrame(
        {"cluster": ["Fyn", "Fyn", "SOL"], "nurse_teams": [1, 2, 1],
         "fidelity": [0.5, 0.96, 0.97], "target": 0.95}
    )  # fmt: skip
    found = capacity_console.teams(frame, {"Fyn": 2, "SOL": 1})
    assert found == {
        "Cluster": ["Fyn", "SOL"],
        "1": ["50.0 %", "97.0 %"],
        "2": ["96.0 %", ""],
        "Needed for 95 %": ["2", "1"],
    }
    assert list(capacity_console.teams(frame, {})) == ["Cluster", "1", "2"]


# The rest --------------------------------------------------------------------------------------


def test_the_best_rollout_says_what_its_search_left_open():
    payload = {"status": "time_limit", "gap": 0.0123, "prob_over_budget": 0.4, "warnings": ["x"]}
    assert choice_console.notes(payload) == [
        "Note: the search ran out of time; the best may be 1.2 % better",
        "Note: in 40 % of the draws its dearest year exceeds the budget",
        "Note: x",
    ]
    sure = {"status": "optimal", "prob_over_budget": 0.0, "warnings": []}
    assert choice_console.notes(sure) == []


def test_a_map_whose_sign_stays_has_no_boundary_and_warnings_are_told():
    nothing = pd.DataFrame({"outcome_label": []})
    kept = "net benefit keeps its sign over the whole grid"
    assert printed(boundary, nothing) == kept
    payload = {"patients": 1000, "seed": 1, "scenario": "national", "folder": "here"}
    three = pd.DataFrame({"outcome_label": ["Net benefit"] * 3})
    said = printed(print_dsa, payload | {"warnings": ["luck"]}, {"dsa_boundary": three})
    assert "Net benefit: 3 points of the decision boundary" in said
    assert "Warning: luck" in said


def test_the_precision_asked_for_is_told_with_the_share_of_luck_where_it_is_known():
    found = {"standard_error": 1234.5, "asked": 1500.0, "patients_quickest": 2000, "draws": 400,
             "patients": 5000, "wtp": 2e5, "share_luck": 0.2}  # fmt: skip
    first, second = precision_lines(found)
    assert "400 draws of 5,000 patients: standard error of the mean net benefit 1,234" in first
    assert first.endswith("DKK at 200,000 DKK/QALY (asked: 1,500)")
    assert "20% is luck, 80% the parameters. 2,000 patients a draw are quickest" in second
    assert precision_lines(found | {"share_luck": None}) == [first]
    assert precision_lines(None) == []


def test_an_answer_that_is_cut_says_how_long_it_is():
    answer = pd.DataFrame({"run": ["a", "b", "c"], 1: [1, 2, 3]})
    cut, whole = (printed(partial(print_answer, answer, most=most)) for most in (2, 3))
    assert cut.endswith("2 of 3 rows; all of them: --format csv")
    assert "rows" not in whole


def test_a_check_that_broke_off_has_no_margin_to_tell():
    row = {"status": "failed", "name": "states.x", "expected": "Well?", "found": "error: x"}
    said = printed(print_row, row | {"margin": ""})
    assert said == "FAILED states.x expected Well? found error: x"
    assert printed(print_row, row | {"margin": "by 1"}).endswith("margin by 1")


def test_weights_are_called_an_assumption_only_where_all_are():
    averaging = pd.DataFrame(
        {"scenario": ["national", "crude"], "weight": 0.5, "wtp": 2e5, "inmb": [1000.0, -500.0],
         "prob_cost_effective": 0.6, "lives_saved": 90.0, "basis": "assumption"}
    )  # fmt: skip
    variance = pd.DataFrame({"figure": ["net benefit"], "share_structural": [0.25]})
    said = printed(print_average, averaging, variance, "here")
    assert "lies between the scenarios: net benefit 25%" in said
    assert "* The weights are an assumption." in said
    other = averaging.assign(basis=["assumption", "observed"])
    assert "assumption" not in printed(print_average, other, variance, "here")


def test_studies_are_printed_only_where_they_were_asked_about():
    tables = {
        "evpi": pd.DataFrame(
            {"wtp": [2e5], "per_patient": [720.4], "population": [1.6e6], "per_year": [2000.0]}
        ),
        "evppi": pd.DataFrame(
            {"parameters": ["a", "b"], "wtp": 2e5, "evppi": [9.0, 90.0], "se": 1.0, "basis": "x"}
        ),
    }
    said = printed(print_voi, tables, {"b": "Beta"}, "here")
    assert said.index("Beta") < said.index("90 ± 1") < said.index("9 ± 1")
    assert "Best size" not in said
    best = pd.DataFrame({"study": ["audit"], "wtp": 2e5, "n": [500], "enbs": [3e6], "enbs_se": 1.0})
    assert "audit 200,000 500 3,000,000" in printed(
        print_voi, tables | {"best_sizes": best}, {}, "here"
    )
