"""Roots of functions whose roots are known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kth_sim.economics.sensitivity import boundary, crossings

GRID = np.linspace(-2, 2, 9).tolist()


def test_every_root_of_a_cubic_is_found():
    def cubic(x: float) -> float:
        return (x + 1.6) * (x - 0.1) * (x - 1.3)

    found = crossings(cubic, GRID, [cubic(x) for x in GRID])
    assert found == pytest.approx([-1.6, 0.1, 1.3], abs=1e-7)


def test_a_straight_line_is_solved_to_rounding():
    found = crossings(lambda x: 3 * x - 1, GRID, [3 * x - 1 for x in GRID])
    assert found == pytest.approx([1 / 3], rel=1e-14)


def test_as_many_values_as_points():
    with pytest.raises(ValueError, match="shorter"):
        crossings(lambda x: x, GRID, GRID[:-1])


def test_a_root_on_the_grid_is_found_once():
    assert crossings(lambda x: x, GRID, GRID) == [0.0]


def test_no_change_of_sign_is_no_crossing():
    assert crossings(lambda x: x * x + 1, GRID, [x * x + 1 for x in GRID]) == []
    assert crossings(lambda _: 0.0, GRID, [0.0] * len(GRID)) == []


def test_a_jump_over_nought_is_found_where_it_is():
    def step(x: float) -> float:
        return -1.0 if x < 0.77 else 2.0

    (found,) = crossings(step, GRID, [step(x) for x in GRID])
    assert found == pytest.approx(0.77, abs=1e-7)


def test_what_is_known_on_the_grid_is_not_asked_again():
    asked = []

    def line(x: float) -> float:
        asked.append(x)
        return x - 0.3

    crossings(line, GRID, [x - 0.3 for x in GRID])
    assert asked
    assert not set(asked) & set(GRID)


def circle(x: float, y: float) -> float:
    return x * x + y * y - 1


def test_the_boundary_of_a_circle_lies_on_it():
    xs, ys = np.linspace(-1.55, 1.5, 8), np.linspace(-1.45, 1.6, 10)
    found = boundary(circle, xs, ys, circle(xs[:, np.newaxis], ys))
    assert np.allclose(np.hypot(*found.T), 1, atol=1e-6)
    # every grid line that meets the circle meets it twice
    assert len(found) == 2 * (np.sum(np.abs(xs) < 1) + np.sum(np.abs(ys) < 1))
    assert np.all(np.diff(found[:, 0]) >= 0)


def test_a_pool_gives_the_same_boundary():
    grid = np.linspace(-1.5, 1.6, 7)
    values = circle(grid[:, np.newaxis], grid)
    with ThreadPoolExecutor(2) as pool:
        side_by_side = boundary(circle, grid, grid, values, pool.map)
    assert np.array_equal(side_by_side, boundary(circle, grid, grid, values))


def test_without_a_change_of_sign_there_is_no_boundary():
    grid = np.linspace(2, 3, 4)
    assert boundary(circle, grid, grid, circle(grid[:, np.newaxis], grid)).shape == (0, 2)
