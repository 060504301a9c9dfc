"""Records of a draw, and cohorts that make sense."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kth_sim.model.case import Case
from kth_sim.model.parameters import (
    OBSERVED_FIELDS,
    SOLVED_FIELDS,
    Cohort,
    one_cluster,
    pack,
)

VALUES = {name: float(i) for i, name in enumerate(OBSERVED_FIELDS)}


def test_every_number_lands_in_its_field() -> None:
    (record,) = pack(VALUES)
    assert {name: record[name] for name in OBSERVED_FIELDS} == VALUES


def test_one_record_a_draw() -> None:
    records = pack(VALUES | {"mean_age": np.array([80.0, 81.0, 82.0])})
    assert records["mean_age"].tolist() == [80.0, 81.0, 82.0]
    assert records["sd_age"].tolist() == [VALUES["sd_age"]] * 3


def test_numbers_of_others_are_ignored_and_missing_ones_are_not() -> None:
    assert pack(VALUES | {"cost_gp_contact": 1.0}).tolist() == pack(VALUES).tolist()
    with pytest.raises(KeyError, match="mean_age"):
        pack({name: value for name, value in VALUES.items() if name != "mean_age"})


def test_everything_solved_is_a_number(case_of: Callable[..., Case]) -> None:
    solved = case_of().solved
    assert {name for name in SOLVED_FIELDS if not np.isfinite(solved[name]).all()} == set()


def cohort(**changed: object) -> Cohort:
    base = {
        "clusters": ("north", "south"),
        "weight": np.array([0.5, 0.5]),
        "share_own_home": np.full(2, np.nan),
        "share_temporary_place": np.full(2, np.nan),
        "target": np.ones((2, 3)),
        "start_day": np.zeros(2),
        "intake_days": 365.0,
    }
    return Cohort(**(base | changed))  # type: ignore[arg-type]


def test_a_cohort_that_fits_together() -> None:
    assert cohort().clusters == ("north", "south")
    assert one_cluster().weight.sum() == 1.0


@pytest.mark.parametrize(
    "changed",
    [
        {"weight": np.array([0.5, 0.4])},
        {"weight": np.ones(1)},
        {"start_day": np.zeros(3)},
        {"share_own_home": np.zeros((2, 1))},
        {"target": np.ones((3, 2))},
    ],
)
def test_a_cohort_that_does_not_is_refused(changed: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"cohort|weights"):
        cohort(**changed)
