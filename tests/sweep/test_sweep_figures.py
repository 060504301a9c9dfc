"""Figures of sweeps draw what the sweep found, in both languages, assumptions marked."""

from __future__ import annotations

import itertools
import re

import pandas as pd
import pytest

from kth_sim.reporting.figures.sweep.naming import digits
from kth_sim.reporting.language import LANGUAGES, language
from kth_sim.runs.redraw import DrawOptions, about_of, chosen, open_stored, possible, redraw
from kth_sim.runs.redraw_parts import Stored
from kth_sim.runs.redraw_sweep import lines
from kth_sim.scenarios.locate import scenario_paths
from kth_sim.scenarios.rollout import plan_paths
from kth_sim.scenarios.sweep_schema import SETTINGS
from tests.sweep.conftest import HOSTILE, ROOT

MARKS = (200_000.0,)


def drawings(folder, *only):
    stored = open_stored(folder, DrawOptions(wtp=MARKS), folder.parent)
    return stored, {one.name: one for one in chosen(stored, only)}


def words(figure) -> str:
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    ticks = [label.get_text() for axes in figure.axes for label in axes.get_yticklabels()]
    legends = [
        t.get_text() for a in figure.axes if (key := a.get_legend()) for t in key.get_texts()
    ]
    whole = [figure.get_suptitle(), figure.get_supxlabel()]
    return "\n".join([*texts, *ticks, *legends, *whole])


def test_a_grid_gives_every_kind_of_figure(grid):
    _, found = drawings(grid.folder)
    assert set(found) == {
        "sweep_line_or_death_30d_kth_inmb_200000",
        "sweep_line_rr_readmission_30d_kth_inmb_200000",
        "sweep_multiples_inmb_200000",
        "sweep_map_inmb_200000",
        "sweep_ranking_200000",
    }
    assert {name: lack for name, lack in possible(grid.folder).items() if "sweep" in name} == (
        dict.fromkeys(("sweep_line", "sweep_multiples", "sweep_map", "sweep_ranking"))
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_line_goes_through_the_means_with_the_draws_around_it(code, grid):
    stored, found = drawings(grid.folder, "sweep_line_rr_readmission_30d_kth_inmb_200000")
    (one,) = found.values()
    figure = one.draw(about_of(stored, language(code)))
    lines = {tuple(line.get_ydata()) for line in figure.axes[0].get_lines()}
    rows = grid.tidy[(grid.tidy["measure"] == "inmb_200000")]
    near = rows[(rows["or_death_30d_kth"] == 0.5) & (rows["later_care_costs"] == "excluded")]
    assert tuple(near.sort_values("rr_readmission_30d_kth")["mean"]) in lines
    axis = language(code).words["sweep_value.excluded"]
    assert axis in words(figure)


def test_an_axis_stands_still_at_the_value_nearest_to_its_base(grid):
    _, found = drawings(grid.folder, "sweep_line_rr_readmission_30d_kth_inmb_200000")
    (one,) = found.values()
    assert set(one.frame["or_death_30d_kth"]) == {0.5}  # the base is 0.60; there are 0.5 and 0.8


@pytest.fixture
def five_by(tmp_path):
    """`five_by(name, values, **scenario)`: a stored grid of 2 odds ratios, 1 price and an axis.

    That axis has more values than a figure has lines, so that all but one value are left out.
    """

    def _five_by(name, values, **scenario):
        numbers = {"or_death_30d_kth": [0.5, 0.8], "cost_acute_nurse_visit": [500.0]}
        points = itertools.product(*numbers.values(), values)
        rows = pd.DataFrame(points, columns=[*numbers, name])
        rows = rows.assign(point=rows.index, strategy="increment", measure="inmb_200000", mean=1.0)
        rows.to_parquet(tmp_path / "sweep.parquet")
        axes = {"axis": [*numbers, name], "n": [2, 1, len(values)]}
        subjects = ["parameter", "parameter", "other"]
        pd.DataFrame(axes | {"subject": subjects}).to_csv(tmp_path / "axes.csv", index=False)
        base = {"or_death_30d_kth": {"value": 0.6}, "cost_acute_nurse_visit": {"value": 700.0}}
        about = {"name": "national", "parameters": base, "structure": {}} | scenario
        record = {"analysis": {"design": "grid"}, "scenario": about}
        return Stored(tmp_path, record, MARKS)

    return _five_by


@pytest.mark.parametrize(
    ("name", "values", "scenario", "kept"),
    [
        ("scenario", ["crude", "a", "national", "b", "c"], {}, "national"),
        ("scenario", ["crude", "a", "b", "c", "d"], {}, "crude"),  # the base is not among them
        ("switch", [*"abcde"], {"structure": {"switch": "d"}}, "d"),
        ("utility", [*"abcd", "base"], {}, "base"),
        ("utility", [*"abcd", "base"], {"parameters": {"utility": {"choice": "b"}}}, "b"),
    ],
)
def test_an_axis_of_too_many_names_stands_still_at_that_of_the_base(
    name, values, scenario, kept, five_by
):
    base = {"or_death_30d_kth": {"value": 0.6}, "cost_acute_nurse_visit": {"value": 700.0}}
    if "parameters" in scenario:
        scenario = scenario | {"parameters": base | scenario["parameters"]}
    (one,) = lines(five_by(name, values, **scenario))  # none along a price of one value
    assert one.name == "sweep_line_or_death_30d_kth_inmb_200000"
    assert one.frame["or_death_30d_kth"].tolist() == [0.5, 0.8]
    assert set(one.frame[name]) == {kept}


def test_a_list_has_no_axis_to_draw_a_line_or_a_map_along(listed):
    _, found = drawings(listed.folder)
    assert set(found) == {"sweep_multiples", "sweep_ranking_200000"}


def test_a_map_has_a_cell_for_each_point_and_makes_nothing_up(grid):
    stored, found = drawings(grid.folder, "sweep_map")
    (one,) = found.values()
    figure = one.draw(about_of(stored, language("en")))
    meshes = [m for axes in figure.axes[:2] for m in axes.collections if m.get_array() is not None]
    drawn = sorted(float(v) for mesh in meshes for v in mesh.get_array().ravel())
    assert drawn == pytest.approx(sorted(one.frame["mean"]))
    assert len(drawn) == 12


def test_small_multiples_have_a_panel_for_each_value(grid):
    stored, found = drawings(grid.folder, "sweep_multiples")
    (one,) = found.values()
    figure = one.draw(about_of(stored, language("da")))
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert [title for title in titles if title] == ["0,5", "0,8"]


def test_the_ranking_is_by_expected_loss_with_assumptions_marked(listed):
    stored, found = drawings(listed.folder, "sweep_ranking")
    (one,) = found.values()
    figure = one.draw(about_of(stored, language("en")))
    kth = one.frame[one.frame["choice"] == "kth"].sort_values("expected_loss")
    named = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert [n.removesuffix("\N{NO-BREAK SPACE}*") for n in named] == kth["point_label"].tolist()
    assert all(name.endswith("*") for name in named)
    assert set(HOSTILE) < {name.removesuffix("\N{NO-BREAK SPACE}*") for name in named}
    assert language("en")("note.mark", mark="*") in figure.get_supxlabel().replace("\n", " ")


def test_a_list_shows_each_point_in_several_measures_with_hostile_names_as_text(listed):
    stored, found = drawings(listed.folder, "sweep_multiples")
    (one,) = found.values()
    figure = one.draw(about_of(stored, language("da")))
    shown = words(figure)
    assert all(name in shown for name in HOSTILE)
    assert len([axes for axes in figure.axes if axes.get_xlabel()]) == 4


def test_a_design_shows_every_axis_of_numbers(carried_out, tmp_path):
    text = """
label: "Design"
rationale: "Test"
kind: sobol
size: 8
axes:
  - {parameter: or_death_30d_kth, low: 0.4, high: 1.2}
  - {parameter: cost_acute_nurse_visit, low: 300, high: 900}
draws: 4
patients: 30
wtp: [200000]
"""
    folder = carried_out(text, tmp_path, "design").folder
    stored, found = drawings(folder, "sweep_multiples")
    (one,) = found.values()
    figure = one.draw(about_of(stored, language("en")))
    dots = [line.get_xdata() for line in figure.axes[0].get_lines() if line.get_marker() == "o"]
    assert sorted(dots[0]) == sorted(one.frame["or_death_30d_kth"])
    assert sum(bool(axes.get_title(loc="left")) for axes in figure.axes) == 2


def test_the_data_stand_beside_the_figure(grid, tmp_path):
    options = DrawOptions(("sweep_map",), ("svg",), "da", MARKS, tmp_path)
    written = redraw(grid.folder, options)
    assert {path.name for path in written} == {
        "sweep_map_inmb_200000.svg",
        "sweep_map_inmb_200000.csv",
    }
    data = pd.read_csv(tmp_path / "sweep_map_inmb_200000.csv")
    assert len(data) == 12
    assert {"mean", "mcse", "basis", "or_death_30d_kth", "later_care_costs"} <= set(data.columns)


@pytest.mark.parametrize(("value", "n"), [(0.55, 2), (1.0, 0), (0.775, 3), (0.62033725, 3)])
def test_values_are_written_with_the_digits_they_have(value, n):
    assert digits(value) == n


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_scenario_plan_and_setting_that_a_sweep_may_name_has_words(code):
    words_of = language(code).words
    settings = {setting for settings in SETTINGS.values() for setting in settings}
    wanted = {f"scenario_name.{name}" for name in scenario_paths()}
    wanted |= {f"plan_name.{name}" for name in plan_paths()}
    wanted |= {f"sweep_value.{name}" for name in settings}
    wanted |= {f"sweep_axis.{name}" for name in (*SETTINGS, "plan", "scenario")}
    assert sorted(wanted - words_of.keys()) == []


def test_every_key_that_the_figures_ask_for_is_there():
    folder = ROOT / "kth_sim" / "reporting"
    paths = [*(folder / "figures" / "sweep").glob("*.py"), folder / "compare_console.py"]
    source = "\n".join(path.read_text("utf-8") for path in paths)
    asked = set(re.findall(r'say\(\s*"([a-z_]+\.[a-zA-Z_0-9]+)"', source))
    assert len(asked) > 30
    assert asked - language("da").words.keys() == set()
