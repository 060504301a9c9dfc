"""Figures of frames that lack something: no threshold marked, nothing below nought, nobody late."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kth_sim.reporting.figures import budget, choice, decision, survival_90d, survival_lifetime
from kth_sim.reporting.figures.capacity import fidelity_by_teams, occupancy
from kth_sim.reporting.figures.decision import About
from kth_sim.reporting.language import language

EN = language("en")
WTP = np.array([0.0, 1e5, 2e5, 3e5])
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(autouse=True)
def _unsettled(monkeypatch):
    """No layout is settled: what is drawn is asked, not where it comes to lie."""
    monkeypatch.setattr(Figure, "draw_without_rendering", lambda self: None)


def about(*marks: float) -> About:
    return About(EN, "national", 1, marks=marks)


def title(figure: Figure) -> str:
    return " ".join(figure.get_suptitle().split())


def told(axes) -> list[str]:
    return [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in axes.texts]


def upright(axes) -> list[float]:
    """Where lines stand upright from the bottom to the top."""
    return [
        float(line.get_xdata()[0])
        for line in axes.get_lines()
        if list(line.get_ydata()) == [0, 1] and len(set(line.get_xdata())) == 1
    ]


# Decisions -------------------------------------------------------------------------------------


CEAC = pd.DataFrame({"wtp": WTP, "usual_care": [1.0, 0.8, 0.4, 0.1], "kth": [0.0, 0.2, 0.6, 0.9]})
PLANE = pd.DataFrame({"draw": [0, 1], "inc_cost": [5e3, -5e3], "inc_effect": [0.1, 0.2]})
EVPI = pd.DataFrame({"wtp": WTP, "evpi": [0.0, 300.0, 900.0, 100.0]})


@pytest.mark.parametrize(
    ("draw", "frame", "plain"),
    [
        (decision.ceac, CEAC, "Probability that each strategy is the most worth"),
        (decision.evpi, EVPI, "What perfect information is worth"),
        (decision.ce_plane, PLANE, "What KTH adds in cost and QALYs, draw by draw"),
    ],
)
def test_where_no_threshold_is_marked_the_title_speaks_of_none(draw, frame, plain):
    assert title(draw(frame, about())) == plain
    assert "At DKK" in title(draw(frame, about(2e5)))


def test_two_draws_have_no_ellipse():
    """A point a draw and their mean; with three draws an ellipse of many points more."""
    more = pd.concat([PLANE, pd.DataFrame({"draw": [2], "inc_cost": [0.0], "inc_effect": [0.3]})])
    longest = [
        max(len(line.get_xdata()) for line in decision.ce_plane(frame, about()).axes[0].get_lines())
        for frame in (PLANE, more)
    ]
    assert longest[0] == 2
    assert longest[1] > 50


def test_only_thresholds_inside_the_axis_are_marked():
    axes = decision.ceac(CEAC, about(2e5, 9e5)).axes[0]
    assert upright(axes) == [2e5]
    assert "900,000" not in told(axes)


def test_a_choice_that_is_never_another_is_said_to_be_so():
    frame = pd.DataFrame({"wtp": WTP, "strategy": "kth", "probability": [0.6, 0.7, 0.8, 0.9]})
    assert title(decision.ceaf(frame, about())).endswith("KTH at every threshold shown")


def test_evppi_without_evpi_and_basis_has_bars_alone():
    frame = pd.DataFrame(
        {"parameters": ["effects", "cost_readmission"], "wtp": 2e5, "evppi": [90.0, 9.0], "se": 1.0}
    )
    figure = decision.evppi(frame, about())
    named = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert named[0] == "Both effects of KTH"
    assert not any("*" in name for name in named)
    assert upright(figure.axes[0]) == [0.0]
    assert upright(decision.evppi(frame.assign(evpi=99.0), about()).axes[0]) == [0.0, 99.0]
    assert "*" not in figure.get_supxlabel()


def test_a_bar_on_one_side_of_the_base_names_both_values_at_its_far_end():
    """Both ends above the base case of 100, then both below it."""
    frame = pd.DataFrame(
        {
            "parameter": ["a", "b"],
            "label": ["A", "B"],
            "basis": "observed",
            "outcome": "inmb_200000",
            "base": 100.0,
            "low_value": [1.0, 3.0],
            "high_value": [2.0, 4.0],
            "at_low": [150.0, 60.0],
            "at_high": [300.0, 90.0],
            "swing": [150.0, 30.0],
        }
    )
    texts = decision.tornado(frame, about()).axes[0].texts
    ends = {text.get_text(): (text.xy[0], text.get_ha()) for text in texts}
    assert ends["1.00; 2.00"] == (300.0, "left")
    assert ends["3.00; 4.00"] == (60.0, "right")


def test_the_running_mean_of_what_lies_far_from_nought_has_no_line_at_nought():
    frame = pd.DataFrame({"wtp": 2e5, "draws": [2.0, 10.0, 100.0], "mean": 900.0, "mcse": 10.0})

    def level(shift: float) -> list[float]:
        axes = decision.convergence(frame.assign(mean=frame["mean"] - shift), about()).axes[0]
        flat = (line for line in axes.get_lines() if list(line.get_xdata()) == [0, 1])
        return [float(line.get_ydata()[0]) for line in flat]

    assert level(0.0) == []
    assert level(900.0) == [0.0]


def test_a_study_with_fewer_sizes_is_named_at_its_own_end_and_none_may_be_worth_it():
    frame = pd.DataFrame(
        {
            "study": ["audit", "audit", "trial", "trial"],
            "n": [100, 200, 100, 400],
            "wtp": 2e5,
            "enbs": [-1e6, -2e6, -3e6, -9e6],
            "best": [True, False, False, False],
        }
    )
    figure = decision.enbs(frame, about())
    assert title(figure) == "No study shown is worth its cost"
    (axes,) = (a for a in figure.axes if a.get_lines())
    at = {text.get_text(): text.xy for text in axes.texts}
    assert at["audit"] == (200.0, -2.0)
    assert not axes.collections  # no bands: the errors are not known


def test_a_map_that_is_nowhere_below_nought_has_no_hatch_and_no_boundary():
    x, y = np.meshgrid([0.4, 0.6, 0.8], [1.0, 1.2])
    frame = pd.DataFrame(
        {
            "x_parameter": "or_death_30d_kth",
            "y_parameter": "rr_readmission_30d_kth",
            "x": x.ravel(),
            "y": y.ravel(),
            "outcome": "inmb_200000",
            "value": 1000.0 * (2.0 - x.ravel()),
        }
    )
    empty = pd.DataFrame({"x": [], "y": []})

    def drawn(value: pd.Series) -> tuple[int, int, int]:
        """Hatched areas, lines, and what the legend names."""
        figure = decision.heat_map(frame.assign(value=value), about(), empty)
        named = [t for a in figure.axes if (kept := a.get_legend()) for t in kept.get_texts()]
        sets = [c for axes in figure.axes for c in axes.collections]
        hatched = [c for c in sets if any(getattr(c, "hatches", None) or [])]
        lines = sum(len(axes.get_lines()) for axes in figure.axes[:1])
        return len(hatched), lines, len(named)

    assert drawn(frame["value"]) == (0, 0, 0)
    assert drawn(frame["value"] - 1400.0) == (1, 0, 1)


def test_a_parameter_that_was_not_searched_has_no_mark_of_its_base():
    line = pd.DataFrame(
        {"parameter": "a", "value": [0.0, 1.0], "outcome": "inmb_200000", "mean": [5.0, 9.0],
         "mcse": 1.0}
    )  # fmt: skip
    frame = pd.concat([line, line.assign(parameter="b")])
    found = pd.DataFrame(
        {"parameter": ["a"], "label": ["A"], "base_value": [0.5], "threshold": [np.nan]}
    )
    searched, other = decision.threshold(frame, about(), found).axes[:2]
    rings = [
        [line for line in axes.get_lines() if line.get_marker() == "o"]
        for axes in (searched, other)
    ]
    assert [len(marks) for marks in rings] == [1, 0]
    assert told(searched) == ["does not turn in this range"]
    assert told(other) == []


# Survival --------------------------------------------------------------------------------------


def test_an_axis_that_starts_at_nought_has_no_break(survival_days, note):
    deep = survival_days.assign(alive=survival_days["alive"] ** 12)
    axes = survival_90d(deep, note, EN).axes[0]
    assert axes.get_ylim()[0] == 0.0
    assert "the axis starts" not in axes.get_ylabel()
    assert not [line for line in axes.get_lines() if line.get_transform() == axes.transAxes]
    cut = survival_90d(survival_days, note, EN).axes[0]
    assert len([ln for ln in cut.get_lines() if ln.get_transform() == cut.transAxes]) == 2


def test_no_median_is_named_where_most_are_alive_at_the_end(survival_years, note):
    figure = survival_lifetime(survival_years[survival_years["year"] <= 1.0], note, EN)
    assert title(figure) == "Survival since operation, and what KTH adds"


# Capacity --------------------------------------------------------------------------------------


def week_frame(**missing: float) -> pd.DataFrame:
    weeks = pd.date_range("2026-01-05", periods=3, freq="7D")
    parts = [
        pd.DataFrame(
            {"resource": name, "week": weeks, "units": 4.0, "in_use": 2.0, "in_use_p05": 1.0,
             "in_use_p95": 3.0, "in_queue": 0.0}
        )
        for name in ("theatres", "ward_beds", "temporary_places", "nurse_teams")
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(**missing)


@pytest.mark.parametrize(
    ("late", "plain"), [({"theatres": 0.0099, "ward_beds": 0.0}, True), ({"theatres": 0.01}, False)]
)
def test_fewer_than_one_per_cent_late_bind_nothing(late, plain):
    said = title(occupancy(week_frame(), about(), "Fyn", late, 5))
    assert said.startswith("Fyn: nothing binds") is plain
    assert ("theatres bind, 1 % of operations" in said.replace("\N{NO-BREAK SPACE}", " ")) != plain


def test_capacity_without_limit_has_no_line():
    """Two lines a panel: in use and waiting; three where there is a number of units."""
    some = occupancy(week_frame(), about(), "Fyn", {}, 5).axes[0]
    none = occupancy(week_frame(units=np.nan), about(), "Fyn", {}, 5).axes[0]
    assert (len(some.get_lines()), len(none.get_lines())) == (3, 2)


def test_five_clusters_stand_in_two_rows_with_labels_at_the_rim():
    """Four and one: cells left over are empty, and only the outer panels are labelled."""
    frame = pd.DataFrame(
        [(f"Cluster {c}", n, 0.5 + 0.1 * n, 0.01, np.nan) for c in range(5) for n in (1, 2)],
        columns=["cluster", "nurse_teams", "fidelity", "mcse", "target"],
    )
    axes = fidelity_by_teams(frame, about(), 5).axes
    assert [a.axison for a in axes] == [True] * 5 + [False] * 3
    assert [bool(a.get_ylabel()) for a in axes[:5]] == [True, False, False, False, True]
    assert [bool(a.get_xlabel()) for a in axes[:5]] == [False, True, True, True, True]


# Rollouts --------------------------------------------------------------------------------------


def test_plans_stand_alone_where_no_frontier_was_found():
    frame = pd.DataFrame(
        {"kind": "plan", "plan": ["best_plan", "none"], "peak_budget": [0.0, 0.0],
         "lives": [0.0, 0.0], "within_limits": True, "last_year": 2031}
    )  # fmt: skip
    steps = [
        line
        for axes in choice.choice_frontier(frame, about()).axes
        for line in axes.get_lines()
        if line.get_drawstyle() == "steps-post"
    ]
    assert steps == []


def test_five_clusters_of_no_map_fill_their_row_and_the_key_stands_below():
    rows = [
        (f"Cluster {c}", year, payer, 1e5, 10.0)
        for c in range(5)
        for year in (2026, 2027)
        for payer in ("region", "municipality")
    ]
    columns = ["team", "year", "payer", "net", "treated"]
    frame = pd.DataFrame(rows, columns=columns).assign(plan="all_at_once")
    figure = budget.clusters(frame, about())
    assert len(figure.axes) == 5
    assert len(figure.legends) == 1
    assert [axes.get_legend() for axes in figure.axes] == [None] * 5


def test_plans_without_labels_have_the_names_of_the_catalogue():
    frame = pd.DataFrame({"plan": ["all_at_once", "all_at_once"], "year": [2026, 2027]})
    ends = {
        f"{measure}{end}": [1e6, 2e6]
        for measure in ("lives_saved_30d", "net_cost")
        for end in ("", "_low", "_high")
    }
    figure = budget.plans(frame.assign(**ends), about())
    (key,) = (axes.get_legend() for axes in figure.axes if axes.get_legend())
    assert [text.get_text() for text in key.get_texts()] == ["All at once"]
