"""Whatever the figure: nothing leaves the page, type is legible, saves are the same bytes."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from kth_sim.reporting.figures import (
    Window,
    calibration,
    cost_of_strategies,
    flow_90d,
    readmission_incidence,
    save_figure,
    survival_90d,
    survival_lifetime,
)
from kth_sim.reporting.language import LANGUAGES, language
from kth_sim.runs.checks import CHECKS

KINDS = ("survival_90d", "survival_lifetime", "readmission", "costs", "flow", "calibration")


@pytest.fixture
def draw(survival_days, survival_years, readmissions, costs, flow, checks, note):
    window = Window(8.6, 30.0, "KTH acts: mean discharge (day 8.6) to day 30")
    table = {
        "survival_90d": lambda s: (survival_90d(survival_days, note, s, window), survival_days),
        "survival_lifetime": lambda s: (survival_lifetime(survival_years, note, s), survival_years),
        "readmission": lambda s: (readmission_incidence(readmissions, note, s), readmissions),
        "costs": lambda s: (cost_of_strategies(costs, note, s), costs),
        "flow": lambda s: (flow_90d(flow, note, s), flow),
        "calibration": lambda s: (calibration(checks, note, s), checks),
    }
    return lambda kind, code="en": table[kind](language(code))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_the_page_and_no_type_is_below_eight_points(draw, kind, code):
    figure, _ = draw(kind, code)
    drawn, page = figure.get_tightbbox(), figure.get_size_inches()

    assert drawn.x0 >= 0
    assert drawn.y0 >= 0
    assert drawn.x1 <= page[0]
    assert drawn.y1 <= page[1]
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    assert min(text.get_fontsize() for text in shown) >= 8


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_carries_its_footnote_and_a_title(draw, kind, code, note):
    figure, _ = draw(kind, code)

    assert note in figure.get_supxlabel().replace("\n", " ")
    assert figure.get_suptitle()


@pytest.mark.parametrize("kind", KINDS)
def test_two_saves_of_a_figure_drawn_twice_are_the_same_bytes(draw, kind, tmp_path):
    first, again = draw(kind), draw(kind)
    paths = save_figure(*first, tmp_path / "a", kind)
    save_figure(*first, tmp_path / "b", kind)
    save_figure(*again, tmp_path / "c", kind)

    assert [path.suffix for path in paths] == [".png", ".svg", ".pdf", ".csv"]
    for path in paths:
        for other in ("b", "c"):
            assert path.read_bytes() == (tmp_path / other / path.name).read_bytes()


def test_a_save_leaves_no_other_file_and_no_date(draw, tmp_path):
    figure, data = draw("costs")
    save_figure(figure, data, tmp_path, "costs")

    assert sorted(p.name for p in tmp_path.iterdir()) == [
        f"costs.{end}" for end in ("csv", "pdf", "png", "svg")
    ]
    for end in ("pdf", "png", "svg"):
        content = (tmp_path / f"costs.{end}").read_bytes()
        assert mpl.__version__.encode() not in content
        assert b"CreationDate" not in content
        assert b"dc:date" not in content


def test_drawing_leaves_the_settings_of_matplotlib_alone(draw):
    before = dict(mpl.rcParams)
    draw("flow")

    assert dict(mpl.rcParams) == before


def test_calibration_draws_the_deviations_that_can_be_known(checks, note):
    figure = calibration(checks, note, language("en"))
    dots = figure.axes[0].get_lines()[1]

    z = checks["z"].dropna()
    np.testing.assert_allclose(dots.get_xdata(), z)
    assert (
        figure.get_suptitle()
        == "All 7 calibrated quantities are within 4 standard errors of target"
    )


def test_a_missed_target_is_counted_in_the_title_and_kept_on_the_page(checks, note):
    missed = pd.concat([checks, checks.iloc[[0]].assign(simulated=0.2)], ignore_index=True)
    figure = calibration(missed, note, language("en"))

    assert figure.get_suptitle() == "1 of 8 calibrated quantities miss their target"
    far = figure.axes[0].get_lines()[-1]
    assert far.get_xdata()[0] == 8.0
    assert far.get_marker() == ">"


def test_every_calibrated_quantity_has_a_danish_name():
    say = language("da")
    for check in CHECKS:
        assert say.named("quantity", check.quantity) != check.quantity
