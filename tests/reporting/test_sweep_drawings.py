"""Figures of sweeps drawn from small frames typed here: what is there, and what is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kth_sim.reporting.figures.decision import About
from kth_sim.reporting.figures.sweep import (
    Naming,
    forest,
    ranking,
    sweep_forest,
    sweep_line,
    sweep_map,
    sweep_ranking,
    sweep_scatter,
)
from kth_sim.reporting.figures.sweep.scatter import correlation
from kth_sim.reporting.language import language

EN = language("en")
OR, RR = "or_death_30d_kth", "rr_readmission_30d_kth"
AXES = pd.DataFrame(
    {
        OR: ("parameter", "Odds ratio", "odds_ratio", 3),
        RR: ("parameter", "Risk ratio", np.nan, 3),
        "later_care_costs": ("structure", "later", "", 2),
        "plan": ("plan", "plan", "", 3),
        "scenario": ("scenario", "scenario", "", 2),
    },
    index=["subject", "label", "unit", "n"],
).T


@pytest.fixture(autouse=True)
def _unsettled(monkeypatch):
    """No layout is settled: what is drawn is asked, not where it comes to lie."""
    monkeypatch.setattr(Figure, "draw_without_rendering", lambda self: None)


def naming(*axes: str, design: str = "grid") -> Naming:
    return Naming(About(EN, "national", 1), AXES.loc[list(axes)], design)


def points(values: dict[str, list], mean: list[float], measure: str = "inmb_200000"):
    """A row a point: the mean, and an interval of 100 to each side."""
    n, at = len(mean), np.array(mean, float)
    return pd.DataFrame(
        {
            "point": range(n),
            "point_label": [f"Point {i}" for i in range(n)],
            "measure": measure,
            "mean": at,
            "mcse": 10.0,
            "low": at - 100.0,
            "high": at + 100.0,
            "basis": "observed",
            **values,
        }
    )


def legend(figure: Figure) -> list[str]:
    keys = [key for axes in figure.axes if (key := axes.get_legend())]
    texts = [text.get_text() for key in keys for text in key.get_texts()]
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]


def title(figure: Figure) -> str:
    return " ".join(figure.get_suptitle().split())


def note(figure: Figure) -> str:
    return " ".join(figure.get_supxlabel().split())


def rows_of(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


# Lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "turn"),
    [
        ([5.0, 3.0, 1.0], "above nought at every point shown"),
        ([-5.0, 0.0, -1.0], "at or below nought at every point shown"),
        ([-5.0, 3.0, 1.0], "above nought at 2 of 3 points"),
    ],
)
def test_the_title_of_a_line_says_where_it_is_above_nought(mean, turn):
    figure = sweep_line(points({OR: [0.4, 0.6, 0.8]}, mean), naming(OR), OR)
    assert title(figure).endswith(f": {turn}")
    assert legend(figure) == ["mean over the draws", "95 % of the draws"]


def test_three_lines_have_no_bands_that_would_hide_one_another():
    values = {OR: [0.4, 0.8] * 3, RR: [1.0, 1.0, 1.2, 1.2, 1.4, 1.4]}
    frame = points(values, [5.0, 4.0, 3.0, 2.0, 1.0, 0.0])
    three = sweep_line(frame, naming(OR, RR), OR, RR)
    assert legend(three) == ["1", "1.2", "1.4"]
    two = sweep_line(frame[frame[RR] < 1.3], naming(OR, RR), OR, RR)
    assert legend(two) == ["1", "1.2", "95 % of the draws"]


# Maps ------------------------------------------------------------------------------------------


def test_a_small_map_has_its_values_written_and_no_hatch():
    values = {"later_care_costs": ["excluded", "included"] * 2, RR: [1.0, 1.0, 1.2, 1.2]}
    frame = points(values, [400.0, 300.0, 200.0, -100.0])
    figure = sweep_map(frame, naming("later_care_costs", RR), "later_care_costs", RR)
    cells = [text.get_text() for text in figure.axes[0].texts]
    assert cells == ["400", "300", "200", "\N{MINUS SIGN}100"]
    across = figure.axes[0].get_xticklabels()
    assert [label.get_text() for label in across] == ["later left out", "later counted"]
    assert {label.get_rotation() for label in across} == {20.0}
    assert legend(figure) == []


def test_a_wide_map_is_hatched_where_it_is_below_nought():
    """Eleven cells across: too narrow for numbers. Three of the 22 lie below nought."""
    n = 11
    values = {OR: list(np.linspace(0.3, 0.8, n)) * 2, RR: [1.0] * n + [1.2] * n}
    mean = [float(10 - i) for i in range(n)] + [float(7 - i) for i in range(n)]
    figure = sweep_map(points(values, mean), naming(OR, RR), OR, RR)
    hatched = [c for c in figure.axes[0].collections if c.get_hatch()]
    assert len(hatched) == sum(value < 0 for value in mean) == 3
    assert not figure.axes[0].texts
    assert legend(figure) == ["below nought: usual care gives more"]


# Names -----------------------------------------------------------------------------------------


def test_axes_and_values_are_named_by_what_they_are():
    words = naming("later_care_costs", "plan", RR)
    assert words.axis("later_care_costs") == "Costs after the third month"
    assert words.value("plan", "none") == EN.named("plan_name", "none")
    assert words.value("plan", "my_own_plan") == "my own plan"
    assert words.outcome("net_benefit_200000").startswith("Net benefit of the plan at")
    assert words.outcome("net_cost") == "Net cost of the plan"


def test_a_point_of_a_list_has_its_own_name_and_one_of_a_grid_its_values():
    (_, row), *_ = points({OR: [0.6], RR: [1.2]}, [1.0]).iterrows()
    assert naming(OR, RR, design="list").point(row) == "Point 0"
    assert naming(OR, RR).point(row) == "0.6 · 1.2"
    assert naming(OR, RR, design="list").point(row, [RR]) == "1.2"


# Forest and ranking ----------------------------------------------------------------------------


def test_a_forest_of_a_grid_names_its_axes_and_says_how_many_points_it_shows(monkeypatch):
    monkeypatch.setattr(forest, "MOST", 3)
    frame = points({OR: [0.3, 0.4, 0.5, 0.6]}, [2.0, 1.0, 0.0, -1.0])
    figure = sweep_forest(frame, naming(OR), ["inmb_200000"])
    assert title(figure).endswith("above nought at 2 of 4 points")
    assert "Points are named by: Odds ratio" in note(figure)
    assert "The first 3 of 4 points" in note(figure)
    assert rows_of(figure.axes[0]) == ["0.3", "0.4", "0.5"]


def test_a_ranking_of_a_grid_names_its_axes_and_says_how_many_points_it_shows(monkeypatch):
    monkeypatch.setattr(ranking, "MOST", 3)
    one = pd.DataFrame(
        {
            "point": range(4),
            "point_label": "",
            "expected_loss": [400.0, 300.0, 200.0, 100.0],
            "prob_best": 0.5,
            "basis": "observed",
            "wtp": 2e5,
            "group": "",
            OR: [0.3, 0.4, 0.5, 0.6],
        }
    )
    frame = pd.concat([one.assign(choice="kth"), one.assign(choice="usual_care")])
    figure = sweep_ranking(frame, naming(OR))
    assert rows_of(figure.axes[0]) == ["0.6", "0.5", "0.4"]
    assert "Points are named by: Odds ratio" in note(figure)
    assert "The first 3 of 4 points" in note(figure)
    assert "lose least in: 0.6 (DKK 100 a patient)" in title(figure)


def test_plans_are_ranked_inside_their_scenario_and_the_most_frequent_winner_is_named():
    """Losses of DKK 0, 2 and 5 million; `all_at_once` is the best of both scenarios."""
    plans = ["none", "all_at_once", "staggered"]
    frame = pd.DataFrame(
        {
            "point": range(6),
            "point_label": "",
            "choice": plans * 2,
            "expected_loss": [2e6, 0.0, 5e6, 3e6, 0.0, 1e6],
            "prob_best": [0.2, 0.7, 0.1, 0.3, 0.6, 0.1],
            "basis": ["observed"] * 5 + ["assumption"],
            "wtp": 2e5,
            "group": ["national"] * 3 + ["crude"] * 3,
            "scenario": ["national"] * 3 + ["crude"] * 3,
            "plan": plans * 2,
        }
    )
    figure = sweep_ranking(frame, naming("plan", "scenario"))
    winner = EN.named("plan_name", "all_at_once")
    assert title(figure) == f"{winner}: loses least in 2 of 2 scenarios"
    assert [bar.get_width() for bar in figure.axes[0].patches] == [0.0, 1.0, 3.0, 0.0, 2.0, 5.0]
    assert legend(figure) == ["choosing the plan"]
    assert rows_of(figure.axes[0])[1].endswith("*")


# Scatter ---------------------------------------------------------------------------------------


def test_an_axis_that_stands_still_has_no_line_and_no_correlation():
    frame = points({OR: [0.4, 0.6, 0.8], RR: [1.1, 1.1, 1.1]}, [3.0, 2.0, 1.0])
    figure = sweep_scatter(frame, naming(OR, RR), [OR, RR])
    moving, still = figure.axes[:2]
    assert [axes.get_title(loc="left") for axes in (moving, still)] == [
        "r = \N{MINUS SIGN}1.00", "r = 0.00",
    ]  # fmt: skip
    fitted = [
        [line for line in axes.get_lines() if line.get_linewidth() == 1.4]
        for axes in (moving, still)
    ]
    assert [len(lines) for lines in fitted] == [1, 0]
    assert list(fitted[0][0].get_ydata()) == pytest.approx([3.0, 1.0])


def test_nothing_correlates_with_what_stands_still():
    still, moving = np.ones(3), np.array([1.0, 2.0, 4.0])
    assert correlation(still, moving) == correlation(moving, still) == 0.0
