"""Survival and readmission: what is drawn is what was given."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from kth_sim.reporting.figures import Window, readmission_incidence, survival_90d, survival_lifetime
from kth_sim.reporting.figures.survival import median_survival
from kth_sim.reporting.language import language

ENGLISH = language("en")
NBSP = "\N{NO-BREAK SPACE}"


def lines_of(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def texts_of(figure):
    return " | ".join(text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text")))


NAMES = {"usual_care": "Usual care", "kth": "Kom Trygt Hjem (KTH)"}


def assert_drawn(axes, frame, clock, share):
    for strategy, name in NAMES.items():
        rows, line = frame[frame["strategy"] == strategy], lines_of(axes)[name]
        assert_array_equal(line.get_xdata(), rows[clock])
        assert_array_equal(line.get_ydata(), rows[share])


def test_survival_to_90_days_draws_the_frame_and_the_risk_difference(survival_days, note):
    figure = survival_90d(survival_days, note, ENGLISH)

    assert_drawn(figure.axes[0], survival_days, "day", "alive")
    assert "risk difference \N{MINUS SIGN}4.4 percentage points" in texts_of(figure)
    title = figure.get_suptitle().replace(NBSP, " ")
    assert "92.5 % are alive with KTH, 88.1 % in usual care" in title


def test_an_axis_that_starts_above_nought_says_so(survival_days, note):
    axes = survival_90d(survival_days, note, ENGLISH).axes[0]

    floor = axes.get_ylim()[0]
    assert 0 < floor < survival_days["alive"].min()
    assert f"the axis starts at {100 * floor:.0f} %" in axes.get_ylabel().replace(NBSP, " ")


def test_the_window_is_shaded_where_it_is_told(survival_days, note):
    axes = survival_90d(survival_days, note, ENGLISH, Window(8.6, 30.0, "KTH acts")).axes[0]

    shade = next(patch for patch in axes.patches if patch.get_label() == "KTH acts")
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (8.6, 30.0)


def test_a_null_effect_is_drawn_without_a_difference(survival_days, survival_years, note):
    usual = survival_days[survival_days["strategy"] == "usual_care"]
    same = pd.concat([usual, usual.assign(strategy="kth")])
    years = survival_years[survival_years["strategy"] == "usual_care"]
    lifetime = survival_lifetime(pd.concat([years, years.assign(strategy="kth")]), note, ENGLISH)

    assert "risk difference 0.0 percentage points" in texts_of(survival_90d(same, note, ENGLISH))
    assert_array_equal(lifetime.axes[1].get_lines()[0].get_ydata(), 0)


def test_lifetime_survival_draws_both_curves_and_their_difference(survival_years, note):
    upper, lower = survival_lifetime(survival_years, note, ENGLISH).axes

    assert_drawn(upper, survival_years, "year", "alive")
    wide = survival_years.pivot(index="year", columns="strategy", values="alive")
    drawn = lower.get_lines()[0].get_ydata()
    assert_allclose(drawn, 100 * (wide["kth"] - wide["usual_care"]))


def test_median_survival_lies_between_the_points():
    rows = pd.DataFrame({"year": [0.0, 1.0, 2.0], "alive": [1.0, 0.6, 0.4]})

    assert median_survival(rows) == pytest.approx(1.5)
    assert np.isnan(median_survival(rows.head(2)))


def test_readmission_draws_both_first_events_on_one_scale(readmissions, note):
    figure = readmission_incidence(readmissions, note, ENGLISH)
    first, second = (axes for axes in figure.axes if axes.axison)

    assert_drawn(first, readmissions, "day", "readmitted")
    assert_drawn(second, readmissions, "day", "died_first")
    assert first.get_ylim() == second.get_ylim()
    assert {f"17.4{NBSP}%", f"13.6{NBSP}%"} <= set(texts_of(figure).split(" | "))


@pytest.mark.parametrize("scale", [0.02, 0.2, 0.5, 0.7, 1.0])
def test_the_labels_of_the_axis_are_its_values(readmissions, note, scale):
    shares = ["readmitted", "died_first"]
    figure = readmission_incidence(
        readmissions.assign(**scale * readmissions[shares]), note, ENGLISH
    )
    axes = next(axes for axes in figure.axes if axes.axison)

    labels = [float(label.get_text().removesuffix(f"{NBSP}%")) for label in axes.get_yticklabels()]
    assert_allclose(labels, 100 * axes.get_yticks())


def test_a_missing_column_or_landmark_is_named(survival_days, note):
    with pytest.raises(ValueError, match="survival_90d needs the columns mcse"):
        survival_90d(survival_days.drop(columns="mcse"), note, ENGLISH)
    with pytest.raises(ValueError, match="no row with day = 30"):
        survival_90d(survival_days[survival_days["day"] < 30], note, ENGLISH)
