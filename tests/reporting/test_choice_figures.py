"""Figures of the best rollout: what is drawn is the frame, in either language and in grey."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from kth_sim.reporting.figures import choice, save_figure
from kth_sim.reporting.figures.decision import About
from kth_sim.reporting.language import language

STEPS = [(0.0, 0.0), (2.3e6, 67.0), (7.0e6, 204.0), (13.7e6, 372.0), (21.1e6, 486.0)]
PLANS = {"best_plan": (13.7e6, 372.0), "all_at_once": (24.4e6, 558.0), "none": (0.0, 0.0)}


def about(code="en"):
    return About(language(code), "national", seed=1, draws=1_000, basis="assumption")


def frontier_frame():
    rows = [("frontier", "", *step, True) for step in STEPS]
    rows += [("plan", name, *point, name != "all_at_once") for name, point in PLANS.items()]
    columns = ["kind", "plan", "peak_budget", "lives", "within_limits"]
    return pd.DataFrame(rows, columns=columns).assign(last_year=2031)


def regret_frame(objective="nmb"):
    unit = 1e6 if objective == "nmb" else 1.0
    return pd.DataFrame(
        {
            "plan": ["none", "best_plan", "all_at_once"],
            "prob_best": [0.25, 0.45, 0.30],
            "expected_regret": [22.4 * unit, 6.9 * unit, 20.5 * unit],
            "within_limits": [True, True, False],
            "objective": objective,
            "wtp": 2e5,
        }
    )


def texts(figure):
    return [t.get_text().replace("\N{NO-BREAK SPACE}", " ") for t in figure.findobj(Text)]


def told(figure):
    return " ".join(" ".join(texts(figure)).split())


def main_axes(figure):
    return max(figure.axes, key=lambda axes: axes.get_position().height)


def test_the_line_steps_at_the_points_of_the_frontier():
    axes = main_axes(choice.choice_frontier(frontier_frame(), about()))
    line, dots = axes.lines[:2]
    assert line.get_drawstyle() == "steps-post"
    assert list(zip(dots.get_xdata(), dots.get_ydata(), strict=True)) == [
        (peak / 1e6, lives) for peak, lives in STEPS
    ]


def test_every_plan_is_marked_and_named_and_filled_where_it_keeps_the_limits():
    figure = choice.choice_frontier(frontier_frame(), about())
    marks = {
        (float(line.get_xdata()[0]), float(line.get_ydata()[0])): line.get_markerfacecolor()
        for line in main_axes(figure).lines
        if len(line.get_xdata()) == 1
    }
    assert set(marks) == {(peak / 1e6, lives) for peak, lives in PLANS.values()}
    assert marks[(24.4, 558.0)] == "white"
    assert marks[(0.0, 0.0)] != "white"
    for name in ("Best plan found", "All at once", "No KTH"):
        assert name in texts(figure)


def test_titles_say_what_the_figures_show():
    assert "372 lives saved by 2031 for at most DKK 13.7 million a year" in told(
        choice.choice_frontier(frontier_frame(), about())
    )
    found = told(choice.choice_regret(regret_frame(), about()))
    assert "Best plan found: best in 45 % of the draws, expected regret DKK 6.9 million" in found
    assert "net benefit at DKK 200,000/QALY" in found


def test_bars_are_the_regrets_least_first():
    figure = choice.choice_regret(regret_frame(), about())
    axes = main_axes(figure)
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([6.9, 20.5, 22.4])
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Best plan found",
        "All at once",
        "No KTH",
    ]
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [False, True, False]


def test_regret_of_lives_is_told_in_lives():
    found = told(choice.choice_regret(regret_frame("lives"), about("da")))
    assert "forventet tab 6,9 liv" in found
    assert "DKK" not in found


def test_nothing_started_is_said_so():
    frame = frontier_frame()
    frame = frame[frame["lives"] == 0].assign(plan=["", "best_plan"])
    assert "No cluster starts within the limits" in told(choice.choice_frontier(frame, about()))


def test_a_frame_that_lacks_a_column_is_refused():
    with pytest.raises(ValueError, match="within_limits"):
        choice.choice_frontier(frontier_frame().drop(columns="within_limits"), about())


def test_bars_within_and_outside_differ_in_grey():
    inside, outside = (to_rgb(choice.BARS[kept]["facecolor"]) for kept in (True, False))
    luminance = [0.299 * r + 0.587 * g + 0.114 * b for r, g, b in (inside, outside)]
    assert abs(luminance[0] - luminance[1]) > 0.3


def test_every_key_that_is_asked_for_is_in_both_languages():
    source = Path(choice.__file__).read_text("utf-8")
    asked = set(re.findall(r'say\(\s*"([a-z_]+\.[a-zA-Z_0-9]+)"', source))
    asked |= {f"choice_regret.axis_{objective}" for objective in ("nmb", "lives")}
    assert len(asked) > 10
    for code in ("da", "en"):
        assert asked - language(code).words.keys() == set()


@pytest.mark.parametrize("code", ["da", "en"])
def test_the_same_frame_gives_the_same_bytes(code, tmp_path):
    def once(name):
        figure = choice.choice_regret(regret_frame(), about(code))
        return [p.read_bytes() for p in save_figure(figure, regret_frame(), tmp_path, name)]

    assert once("a") == once("b")
