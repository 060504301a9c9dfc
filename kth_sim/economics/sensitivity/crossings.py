"""Where the answer flips: roots solved by bracketing (Brent's method), never read off a grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray

TOLERANCE = 1e-8  # of a root, as a share of the range that is searched

Line = tuple[str, float, FloatArray]
Mapper = Callable[[Callable[[Line], FloatArray], Iterable[Line]], Iterable[FloatArray]]


def crossings(
    function: Callable[[float], float], grid: Sequence[float], values: ArrayLike
) -> list[float]:
    """Every point where the function changes its sign between neighbours of the grid, in order.

    A function that is 0 on the whole grid never flips. Two flips between the same neighbours
    are not seen.

    Args:
        function: of one number.
        grid: increasing.
        values: of the function on the grid.

    Source: Brent's method in `scipy.optimize.brentq`.

    Example:
        >>> [round(x, 6) for x in crossings(lambda x: x * x - 2, [-3.0, 0.0, 3.0], [7, -2, 7])]
        [-1.414214, 1.414214]
    """
    from scipy.optimize import brentq  # noqa: PLC0415 - --help must not pay for it

    on_grid: list[float] = np.asarray(values, float).tolist()
    if not any(on_grid):
        return []
    known = dict(zip(grid, on_grid, strict=True))
    width = grid[-1] - grid[0]

    def at(x: float) -> float:
        return known[x] if x in known else function(x)

    roots = [x for x, value in known.items() if value == 0]
    for a, b in pairwise(grid):
        if known[a] * known[b] < 0:
            roots.append(float(brentq(at, a, b, xtol=TOLERANCE * width)))
    return sorted(roots)


def boundary(
    function: Callable[[float, float], float],
    xs: FloatArray,
    ys: FloatArray,
    values: FloatArray,
    mapper: Mapper = map,
) -> FloatArray:
    """Points `[point, (x, y)]` where the function is 0, one for each grid line it crosses.

    Each grid line, along x and along y, is solved between the neighbours where the sign changes.

    Args:
        function: of x and y.
        xs: increasing.
        ys: increasing.
        values: `[x, y]` of the function on the grid.
        mapper: applies a function to each line; that of a pool solves lines side by side.

    Example:
        >>> grid = np.array([0.0, 1.0])
        >>> on_grid = grid[:, None] + grid - 0.5
        >>> boundary(lambda x, y: x + y - 0.5, grid, grid, on_grid).round(6).tolist()
        [[0.0, 0.5], [0.5, 0.0]]
    """

    def solve(line: Line) -> FloatArray:
        along, fixed, on_line = line
        if along == "y":
            found = crossings(lambda y: function(fixed, y), ys.tolist(), on_line)
            return np.array([(fixed, y) for y in found]).reshape(-1, 2)
        found = crossings(lambda x: function(x, fixed), xs.tolist(), on_line)
        return np.array([(x, fixed) for x in found]).reshape(-1, 2)

    upright = [("y", float(x), values[i]) for i, x in enumerate(xs)]
    level = [("x", float(y), values[:, j]) for j, y in enumerate(ys)]
    return np.unique(np.concatenate(list(mapper(solve, [*upright, *level]))), axis=0)
