"""Observations are read with their uncertainty, source and use, and mistakes have a place."""

from __future__ import annotations

import math
import re

import pytest
from scipy import stats

from kth_sim.errors import ConfigError, UserError
from kth_sim.runs import external_targets
from kth_sim.runs.external_targets import find_targets, load_targets, use_of, wilson

SOURCE = "source: {cite: A, where: B}"
SHARE = "quantity: death_30d_usual_care"


def only(path, register):
    (target,) = load_targets(path, register)
    return target


def test_every_kind_of_observation_asked_for_is_there(observed):
    """The list stands in the project's order for external validation."""
    asked = {
        "death_30d_usual_care", "death_90d_usual_care", "death_365d_usual_care",
        "readmission_30d_usual_care", "readmission_120d_usual_care", "in_hospital_usual_care",
        "institution_usual_care", "deaths_own_home_usual_care", "stay_first_quartile",
        "stay_median", "stay_third_quartile", "cost_difference_3m", "people_first_year_southern",
    }  # fmt: skip
    assert asked <= {target.quantity for target in observed}
    assert all(target.source for target in observed)


def test_contradicting_observations_stand_side_by_side(observed):
    """The run chart says 15.9, the text 15; readmission rose in the rollout, fell in the pilot."""
    by_id = {target.id: target.observed for target in observed}
    assert by_id["death_30d_goedstrup_2022"] == pytest.approx(0.159)
    assert by_id["death_30d_goedstrup_2022_text"] == pytest.approx(0.15)
    assert by_id["readmission_30d_kth"] > by_id["readmission_30d_usual_care"]
    assert by_id["readmission_30d_pilot_kth"] < by_id["readmission_30d_pilot_before"]


@pytest.mark.parametrize(("share", "n"), [(0.0, 20), (0.119, 2085), (1 / 29, 29), (1.0, 8)])
def test_wilson_agrees_with_scipy(share, n):
    """scipy.stats.binomtest inverts the score test by itself."""
    expected = stats.binomtest(round(share * n), n).proportion_ci(0.95, "wilson")
    low, high = wilson(round(share * n) / n, n)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_formulas_and_printed_intervals_come_from_the_evidence(write, register):
    path = write(
        "quantity: or_death_30d", "observed: or_mort30", "interval: [or_mort30_low, or_mort30_high]"
    )
    target = only(path, register)
    assert (target.observed, target.low, target.high) == (0.60, 0.37, 0.85)
    assert "30 dages mortalitet" in target.source


def test_a_standard_error_gives_its_normal_interval(write, register):
    target = only(write("quantity: stay_median", "observed: 8", "se: 0.5", SOURCE), register)
    half = stats.norm.ppf(0.975) * 0.5
    assert (target.low, target.high) == pytest.approx((8 - half, 8 + half))


def test_a_count_varies_as_its_mean(write, register):
    path = write("quantity: people_first_year_southern", "observed: n_kth")
    target = only(path, register)
    assert (target.high - target.low) / 2 == pytest.approx(1.959964 * math.sqrt(524), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "target", "use"),
    [
        ("national", "death_30d_usual_care", "calibration"),
        ("pilot_2018_2020", "death_30d_usual_care", "independent"),
        ("pilot_2018_2020", "readmission_30d_usual_care", "independent"),
        ("national", "death_30d_kth", "independent"),
        ("national", "or_death_30d", "calibration"),
        ("crude", "or_death_30d", "independent"),
        ("immortal_time", "or_death_30d", "independent"),
        ("no_readmission_effect", "rr_readmission_30d", "independent"),
        ("national", "cost_difference_3m", "independent"),
        ("as_presented", "cost_difference_3m", "calibration"),
        ("national", "readmission_120d_bispebjerg_2018", "independent"),
    ],
)
def test_what_is_calibration_follows_the_scenario(scenario, register, observed, name, target, use):
    one = next(t for t in observed if t.id == target)
    assert use_of(one, scenario(name), register) == use


MISTAKES = {
    "unknown quantity": (("quantity: death_31d", "observed: 0.1", SOURCE), 4, 15, "no such quant"),
    "unknown id": ((SHARE, "observed: mort31_uc / 100"), 5, 15, "did you mean 'mort30_uc'"),
    "no formula": ((SHARE, "observed: 1 +", SOURCE), 5, 15, "not a formula"),
    "by nought": ((SHARE, "observed: n_uc / 0"), 5, 15, "cannot be computed"),
    "no share": ((SHARE, "observed: mort30_uc"), 5, 15, "lies outside [0, 1]"),
    "negative": (("quantity: stay_median", "observed: -1", SOURCE), 5, 15, "negative"),
    "log of nought": (("quantity: or_death_30d", "observed: 0", SOURCE), 5, 15, "not above 0"),
    "no source": ((SHARE, "observed: 0.1"), 5, 15, "needs a source"),
    "formula of numbers": ((SHARE, "observed: 1 / 10"), 5, 15, "add a source"),
    "two uncertainties": ((SHARE, "observed: 0.1", "n: 5", "se: 1", SOURCE), 7, 9, "beside n"),
    "people behind days": (("quantity: stay_median", "observed: 8", "n: 5", SOURCE), 6, 5, "only"),
    "nobody": ((SHARE, "observed: 0.1", "n: 0", SOURCE), 6, 8, "not above 0"),
    "negative error": ((SHARE, "observed: 0.1", "se: -1", SOURCE), 6, 9, "not above 0"),
    "outside": ((SHARE, "observed: 0.1", "interval: [0.2, 0.3]", SOURCE), 5, 15, "outside its"),
    "half an interval": ((SHARE, "observed: 0.1", "interval: [0.2]", SOURCE), 6, 15, "interval"),
    "unknown parameter": ((SHARE, "observed: 0.1", "fitted_by: [nnt]", SOURCE), 6, 17, "no param"),
    "unknown key": ((SHARE, "observed: 0.1", "N: 5", SOURCE), 6, 5, "unknown key"),
    "text for a number": ((SHARE, "observed: [1]", SOURCE), 5, 15, ""),
    "missing": ((SHARE, SOURCE), 3, 5, "'observed' is missing"),
    "not yaml": ((SHARE, "observed: [1"), 6, 1, "not valid YAML"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_said_in_one_line_with_its_place(write, register, case):
    lines, line, column, words = MISTAKES[case]
    path = write(*lines)
    with pytest.raises(ConfigError) as caught:
        load_targets(path, register)
    assert re.match(rf"{re.escape(str(path))}:{line}:{column}: ", str(caught.value)), caught.value
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_the_targets_are_those_of_the_nearest_configurations_that_have_any(monkeypatch, tmp_path):
    without, with_targets = tmp_path / "a", tmp_path / "b"
    file = with_targets / "targets" / "external.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("", encoding="utf-8")
    monkeypatch.setattr(external_targets, "config_folders", lambda: [without, with_targets])
    assert find_targets() == file
    monkeypatch.setattr(external_targets, "config_folders", lambda: [without])
    with pytest.raises(UserError, match="no targets file found"):
        find_targets()
