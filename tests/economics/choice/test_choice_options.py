"""What options and limits may be: every argument that cannot be right is named."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kth_sim.economics.choice import ChoiceError, Limits, StartOptions

TWO = {
    "cluster": ["A", "B"],
    "start": [0, 1],
    "target": ["all", "all"],
    "nmb": [5, 3],
    "lives": [1, 2],
    "cost": [[2], [1]],
    "teams": [[1, 1], [0, 1]],
    "years": [2026],
    "quarters": ["2026-Q1", "2026-Q2"],
}
NAN = float("nan")


def made(**changed):
    return StartOptions.from_arrays(**(TWO | changed))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cluster": []}, "cluster: there is no option"),
        ({"target": ["all"]}, "target: has 1 names for 2 options"),
        ({"start": [0.0, 1.0]}, "start: must be 2 whole numbers"),
        ({"start": [0]}, "start: must be 2 whole numbers"),
        ({"start": [0, 2]}, "start: must be indices of the 2 quarters"),
        ({"start": [-1, 0]}, "start: must be indices of the 2 quarters"),
        ({"nmb": [1.0]}, "nmb: has shape (1,), expected (2,)"),
        ({"lives": [1.0, NAN]}, "lives: must be finite"),
        ({"cost": [2.0, 1.0]}, "cost: has shape (2,), expected (2, 1)"),
        ({"teams": [[1.0], [0.0]]}, "teams: has shape (2, 1), expected (2, 2)"),
        ({"teams": [[1.0, -1.0], [0.0, 0.0]]}, "teams: must not be negative"),
    ],
)
def test_an_argument_that_cannot_be_is_named(changed, words):
    with pytest.raises(ChoiceError, match=f"^{re.escape(words)}$"):
        made(**changed)


def test_options_are_read_only_copies_of_numbers():
    nmb = np.array([5, 3])
    options = made(nmb=nmb)
    nmb[0] = 99
    assert options.nmb.tolist() == [5.0, 3.0]
    assert options.nmb.dtype == options.cost.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        options.cost[0] = 7.0
    assert (options.years, options.quarters) == ((2026,), ("2026-Q1", "2026-Q2"))
    assert options.clusters == ("A", "B")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"budget_per_year": -1.0}, "budget_per_year: -1: must be a number from 0"),
        ({"starts_per_quarter": 0}, "starts_per_quarter: 0: must be a number from 1"),
        ({"teams": NAN}, "teams: nan: must be a number from 0"),
    ],
)
def test_a_limit_that_cannot_be_is_named(limits, words):
    with pytest.raises(ChoiceError, match=f"^{re.escape(words)}$"):
        Limits(**limits)


def test_an_objective_that_is_none_is_named():
    with pytest.raises(ChoiceError, match=r"^objective: 'money' is not one of nmb, lives$"):
        made().value("money")
