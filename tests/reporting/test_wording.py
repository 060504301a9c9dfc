"""Sentences, cells and pictures where something is missing: nothing is said, and nothing breaks."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kth_sim.reporting.console import make_console, print_summary
from kth_sim.reporting.formats import cell_text
from kth_sim.reporting.frames import by_strategy, values_at
from kth_sim.reporting.html.pictures import inline
from kth_sim.reporting.wording import (
    calibration_sentence,
    estimate,
    headline,
    per_year,
    readmissions_sentence,
)


def without(frame, *measures):
    return frame[~frame["measure"].isin(measures)]


def test_a_measure_that_is_missing_is_no_number_and_no_sentence(report):
    """Of the four lines of a year three are left, and readmissions are not spoken of."""
    less = replace(report, incremental=without(report.incremental, "prob_readmission_30d"))
    missing = estimate(less.incremental, "prob_readmission_30d")
    assert np.isnan([missing.mean, missing.mcse]).all()
    assert np.isnan(per_year(less.incremental, "prob_readmission_30d").mean)
    assert readmissions_sentence(less) == ""
    whole, rest = headline(report).splitlines(), headline(less).splitlines()
    assert (len(whole), len(rest)) == (5, 4)
    assert rest == [line for line in whole if "readmitted" not in line]


def test_the_error_of_a_year_is_scaled_as_its_mean_is():
    """0.02 with an error of 0.004, of 50 a year: 1 with an error of 0.2."""
    row = {"measure": "qaly", "unit": "QALY", "mean": 0.02, "mcse": 0.004, "scaled_per_year": 1.0}
    total = per_year(pd.DataFrame([row]), "qaly")
    assert (total.mean, total.mcse) == pytest.approx((1.0, 0.2))


def test_a_calibration_without_errors_has_no_sentence(checks):
    assert calibration_sentence(checks.assign(z=np.nan)) == ""
    said = calibration_sentence(pd.DataFrame({"z": [0.5, -2.34, np.nan]}))
    assert "2 quantities, the furthest 2.3 Monte-Carlo standard errors" in said


def test_a_section_of_which_nothing_was_measured_has_no_heading(report):
    buffer = io.StringIO()
    less = replace(report, summary=without(report.summary, "ly", "qaly"))
    print_summary(less, make_console(buffer))
    lines = [line.strip() for line in buffer.getvalue().splitlines()]
    assert "Outcomes" in lines
    assert "Cost, DKK" in lines
    assert "Length and quality of life" not in lines


@pytest.mark.parametrize("cell", [None, pd.NA, pd.NaT, float("nan"), np.float64("nan")])
def test_a_missing_cell_is_empty(cell):
    assert cell_text(cell) == ""


def test_a_strategy_without_rows_is_left_out():
    frame = pd.DataFrame({"strategy": ["kth", "kth"], "day": [0, 1], "alive": [1.0, 0.9]})
    assert [name for name, _ in by_strategy(frame)] == ["kth"]
    assert values_at(frame, "day", 1, "alive") == {"kth": 0.9}


def test_words_in_a_picture_are_kept_and_white_space_between_elements_is_not():
    made = inline("<svg>\n <g>\n  <text>DKK 5</text>\n </g>\n</svg>", "k", "x")
    assert made == '<svg role="img" aria-label="x"><g><text>DKK 5</text></g></svg>'
