"""ENBS by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from kth_sim.economics import Binomial, OutcomesError, best_sizes, enbs

STUDY = Binomial(name="s", risk="p", fixed_cost=100_000, cost_per_patient=1_000)


def table(*evsi, sizes=(100, 200, 400), se=1.0):
    rows = {"study": "s", "n": list(sizes), "wtp": 5.0, "evsi": list(evsi), "se": se}
    return pd.DataFrame(rows)


def test_worth_to_all_less_cost():
    """2,000 people a year for 5 years, undiscounted: 10,000 x 50 - 100,000 - 100 x 1,000."""
    found = enbs(table(50.0, 70.0, 80.0), STUDY, 2_000, 5, 0.0)
    assert found["enbs"].tolist() == [300_000, 400_000, 300_000]
    assert found["study_cost"].tolist() == [200_000, 300_000, 500_000]
    assert found["enbs_se"].tolist() == [10_000.0] * 3
    assert found["best"].tolist() == [False, True, False]
    assert list(found)[:5] == ["study", "n", "wtp", "evsi", "se"]


def test_discounting_counts_people_of_later_years_less():
    """100 a year over 10 years at 3.5 %: 846.13115, from the annuity in closed form."""
    found = enbs(table(1.0, sizes=(100,)), Binomial(name="s", risk="p"), 100, 10, 0.035)
    assert found["enbs"][0] == pytest.approx(846.13115, abs=1e-5)


def test_people_who_come_before_the_report_gain_nothing():
    """200 patients at 100 a year and one year more: 3 of the 5 years are over."""
    slow = Binomial(name="s", risk="p", patients_per_year=100, years_fixed=1)
    found = enbs(table(10.0, 10.0, 10.0), slow, 1_000, 5, 0.0)
    assert found["people"].tolist() == [3_000, 2_000, 0]
    assert found["enbs"].tolist() == [30_000, 20_000, 0]


def test_the_interval_holds_the_sizes_that_are_not_clearly_worse():
    """Two errors of 10,000 allow 1.96 x 14,142 = 27,718: 20,000 off is as good, 50,000 is not."""
    found = best_sizes(enbs(table(52.0, 70.0, 80.0), STUDY, 2_000, 5, 0.0))
    assert found[["study", "wtp", "n", "low", "high"]].values.tolist() == [
        ["s", 5.0, 200, 200, 200]
    ]
    close = best_sizes(enbs(table(55.0, 70.0, 88.0), STUDY, 2_000, 5, 0.0))
    assert close[["n", "low", "high"]].values.tolist() == [[200, 200, 400]]
    assert close["enbs"][0] == 400_000


def test_no_study_may_be_best():
    found = enbs(table(5.0, 6.0, 7.0), STUDY, 2_000, 5, 0.0)
    assert not found["best"].any()
    assert best_sizes(found)[["n", "low", "high", "enbs"]].values.tolist() == [[0, 0, 0, 0.0]]
    unsure = enbs(table(19.0, 6.0, 7.0, se=2.0), STUDY, 2_000, 5, 0.0)
    assert best_sizes(unsure)[["n", "low", "high"]].values.tolist() == [[0, 0, 100]]


def test_studies_and_thresholds_are_compared_apart():
    both = pd.concat([table(50.0, 70.0, 80.0), table(60.0, 60.0, 60.0).assign(wtp=9.0)])
    found = enbs(both, STUDY, 2_000, 5, 0.0)
    assert found.loc[found["best"], ["wtp", "n"]].values.tolist() == [[5.0, 200], [9.0, 100]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"studies": Binomial(name="t", risk="p")}, "studies: 's' of the table is not among them"),
        ({"people_per_year": -1}, "people_per_year: must be"),
        ({"years": float("nan")}, "years: must be"),
        ({"rate": -0.1}, "rate: must be"),
    ],
)
def test_a_wrong_argument_is_named(change, says):
    given = {"studies": STUDY, "people_per_year": 10, "years": 5, "rate": 0.0} | change
    with pytest.raises(OutcomesError, match=says):
        enbs(table(1.0, 1.0, 1.0), **given)


@pytest.mark.parametrize("level", [95, 0, 1])
def test_a_level_outside_0_to_1(level):
    with pytest.raises(OutcomesError, match="level"):
        best_sizes(enbs(table(1.0, 1.0, 1.0), STUDY, 10, 5, 0.0), level)


def test_rows_say_the_error_of_the_best_and_keep_their_order():
    """The best of 200 has an error of 1 x 10,000; no study at all has none."""
    two = pd.concat([table(50.0, 70.0, 80.0), table(5.0, 6.0, 7.0)]).assign(
        study=["z"] * 3 + ["a"] * 3
    )
    studies = [Binomial(name=n, risk="p", fixed_cost=1e5, cost_per_patient=1e3) for n in "za"]
    found = best_sizes(enbs(two, studies, 2_000, 5, 0.0))
    assert found["study"].tolist() == ["z", "a"]
    assert found["enbs_se"].tolist() == [10_000.0, 0.0]


def test_a_study_that_is_worth_just_what_it_costs_is_not_best():
    """100 patients cost 200,000, and 10,000 people gain 20 each."""
    found = enbs(table(20.0, sizes=(100,)), STUDY, 2_000, 5, 0.0)
    assert found[["enbs", "best"]].values.tolist() == [[0.0, False]]
    just = enbs(table(20.0 + 5e-5, sizes=(100,)), STUDY, 2_000, 5, 0.0)
    assert just["best"].tolist() == [True]
    assert just["enbs"][0] == pytest.approx(0.5)
