"""Sobol indices against the closed forms of the Ishigami function (Ishigami & Homma 1990)."""

from __future__ import annotations

import numpy as np
import pytest

from kth_sim.economics.sensitivity import sobol, sobol_points
from kth_sim.errors import UserError

A, B = 7.0, 0.1
NAMES = ["x1", "x2", "x3"]


def ishigami(u: np.ndarray) -> np.ndarray:
    """Of points in the unit cube: x is uniform on (-pi, pi)."""
    x1, x2, x3 = np.moveaxis(np.pi * (2 * u - 1), -1, 0)
    return np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)


def closed_form() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices."""
    v1, v2 = (1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8
    v13 = 8 * B**2 * np.pi**8 / 225
    v = v1 + v2 + v13
    return np.array([v1, v2, 0]) / v, np.array([v1 + v13, v2, v13]) / v


def indices_of(seed: int, n: int = 1024) -> tuple[np.ndarray, np.ndarray]:
    values = ishigami(sobol_points(3, n, seed))[..., np.newaxis]
    frame = sobol(values, NAMES, ["y"], seed).set_index("parameter").loc[NAMES]
    return frame["first"].to_numpy(), frame["total"].to_numpy()


def test_the_closed_form_is_the_one_that_is_printed():
    first, total = closed_form()
    assert first.round(4).tolist() == [0.3139, 0.4424, 0]  # Saltelli et al. 2010, table
    assert total.round(4).tolist() == [0.5576, 0.4424, 0.2437]


def test_ishigami_over_twenty_seeds():
    found = np.array([indices_of(seed, 4096) for seed in range(20)])  # [seed, 2, parameter]
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert np.all(np.abs(found.mean(axis=0) - closed_form()) < 4 * error)
    assert np.all(4 * error < 0.03)


def test_more_points_come_closer():
    far, close = (np.abs(np.subtract(indices_of(1, n), closed_form())).max() for n in (64, 4096))
    assert close < 0.01 < far


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    held = 0
    first, _ = closed_form()
    for seed in range(40):
        plain = np.random.default_rng(seed).random((64, 2, 3))  # rows that are independent
        points = np.concatenate([plain, np.repeat(plain[:, :1], 3, axis=1)], axis=1)
        for i in range(3):
            points[:, 2 + i, i] = plain[:, 1, i]
        values = ishigami(points)[..., np.newaxis]
        frame = sobol(values, NAMES, ["y"], seed).set_index("parameter").loc[NAMES]
        held += int(np.sum((frame["first_low"] <= first) & (first <= frame["first_high"])))
    # a percentile bootstrap of 64 rows falls a little short of 95 %
    assert 0.85 < held / 120 <= 1


def test_a_sum_has_shares_of_variance_and_no_company():
    weights = np.array([1.0, 2.0, 3.0])
    values = (sobol_points(3, 1024, 1) @ weights)[..., np.newaxis]
    frame = sobol(values, NAMES, ["y"]).set_index("parameter").loc[NAMES]
    assert np.allclose(frame["first"], weights**2 / 14, atol=0.01)
    assert np.allclose(frame["total"], weights**2 / 14, atol=0.01)


def test_the_design_swaps_one_parameter_at_a_time():
    points = sobol_points(3, 16, 1)
    a, b = points[:, 0], points[:, 1]
    for i in range(3):
        other = [k for k in range(3) if k != i]
        assert np.array_equal(points[:, 2 + i, i], b[:, i])
        assert np.array_equal(points[:, 2 + i][:, other], a[:, other])
    assert np.all((points > 0) & (points < 1))
    # a digital net in one dimension: one point in each sixteenth, up to the random shift
    assert np.allclose(np.diff(np.sort(a[:, 0])), 1 / 16)


def test_the_same_seed_gives_the_same_points_and_another_gives_others():
    assert np.array_equal(sobol_points(2, 8, 1), sobol_points(2, 8, 1))
    assert not np.array_equal(sobol_points(2, 8, 1), sobol_points(2, 8, 2))


def test_an_outcome_that_does_not_vary_has_no_index():
    frame = sobol(np.ones((8, 4, 1)), ["a", "b"], ["y"])
    assert frame[["first", "total"]].isna().all(axis=None)


@pytest.mark.parametrize(("parameters", "n"), [(3, 100), (3, 1), (0, 8)])
def test_a_design_that_cannot_be_is_refused(parameters, n):
    with pytest.raises(UserError, match="Sobol indices"):
        sobol_points(parameters, n, 1)


def test_the_smallest_design_there_is():
    assert sobol_points(1, 2, 1).shape == (2, 3, 1)


def two_outcomes(seed: int = 1) -> np.ndarray:
    """First a sum in which c weighs most, then one in which a does."""
    points = sobol_points(3, 64, seed)
    return np.stack([points @ [1.0, 2.0, 3.0], points @ [3.0, 2.0, 1.0]], axis=-1)


def test_the_largest_total_of_each_outcome_comes_first():
    frame = sobol(two_outcomes(), ["a", "b", "c"], ["first", "second"])
    assert list(frame["outcome"]) == ["first"] * 3 + ["second"] * 3
    assert list(frame["parameter"]) == ["c", "b", "a", "a", "b", "c"]
    assert list(frame.index) == list(range(6))


def test_intervals_are_the_seeds_and_the_levels():
    """At level 0 both ends are the bootstrap's median."""
    values, names = two_outcomes()[..., :1], ["a", "b", "c"]
    first, again, other = (sobol(values, names, ["y"], seed) for seed in (0, 0, 1))
    assert first.equals(again)
    assert first.equals(sobol(values, names, ["y"]))
    assert not first["first_low"].equals(other["first_low"])
    median = sobol(values, names, ["y"], level=0.0)
    for name in ("first", "total"):
        assert median[f"{name}_low"].tolist() == median[f"{name}_high"].tolist()
