"""What one would expect of outcomes if some parameters were known: the conditional mean.

Splines of each parameter and products of them for each pair, with a ridge penalty. No assumption
on how the model works is made, but that what three parameters do together is a sum of what pairs of
them do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.voi.bases import Pair, main_effects, orthogonal, products, standardised
from kth_sim.economics.voi.ridge import ridge

DRAWS_A_FUNCTION = 20  # curves, and products, are each at most one in so many draws
PRODUCT_SCALES = (0.1, 0.01, 0.001)  # how lightly products may be penalised; a line has 1
WORTHWHILE = 4.0  # curves, and products, must save the squared error of so many average draws
FEW_PAIRS = 3  # so many pairs are not worth a search

Smoother = Callable[[FloatArray, FloatArray], FloatArray]
Fit = tuple[FloatArray, FloatArray]  # fits, and their errors of leaving each draw out


def smooth(x: FloatArray, increments: FloatArray) -> FloatArray:
    """Means of increments given parameters by splines: `expected` of `spline_means`."""
    return expected(spline_means, x, increments)


def expected(smoother: Smoother, x: FloatArray, increments: FloatArray) -> FloatArray:
    """Means of increments given parameters, `[draw, 2 (strategy - 1)]`.

    What is smoothed is each strategy's distance from the mean of all, so that it does not matter
    which strategy comes first.

    Args:
        smoother: from parameters and outcomes to means of outcomes.
        x: `[draw, parameter]`; at least one varies.
        increments: effects, then costs, of each other strategy less the first's.
    """
    first = np.zeros((len(increments), 1))
    each = [np.hstack([first, part]) for part in np.hsplit(increments, 2)]
    means = smoother(x, np.hstack([part - part.mean(axis=1, keepdims=True) for part in each]))
    return np.hstack([part[:, 1:] - part[:, :1] for part in np.hsplit(means, 2)])


def spline_means(x: FloatArray, y: FloatArray) -> FloatArray:
    """Means of outcomes given parameters, `[draw, outcome]`, by splines.

    The means of fits over draws are those of the outcomes. Each outcome has its own penalty, so
    fits of sums of outcomes are not quite the sums of fits.

    Args:
        x: `[draw, parameter]`; at least one varies.
        y: `[draw, outcome]`.
    """
    z, (targets, scale) = standardised(x), _targets(y)
    room = len(z) // DRAWS_A_FUNCTION
    main = main_effects(z, room)
    found = _improved(ridge(orthogonal(z), targets), [main], targets)
    sets = _interactions(z, targets - found[0], room)
    tries = (np.hstack([main, by * columns]) for columns in sets for by in PRODUCT_SCALES)
    means: FloatArray = _improved(found, tries, targets)[0] * scale + y.mean(axis=0)
    return means


def straight(x: FloatArray, y: FloatArray) -> FloatArray:
    """Means of outcomes given parameters by straight lines without penalty, `[draw, outcome]`."""
    lines = orthogonal(x)
    fitted: FloatArray = lines @ (lines.T @ y) / len(y) + y.mean(axis=0)
    return fitted


def _improved(found: Fit, tries: Iterable[FloatArray], targets: FloatArray) -> Fit:
    """The best fit by any of several sets of columns, where it saves enough; else what was found.

    With nothing to find, the best of several is too good by chance.
    """
    fitted, loss = found
    bar = loss * (1 - WORTHWHILE / len(targets))
    for columns in tries:
        new, left = ridge(columns, targets)
        better = left < bar
        fitted, loss = np.where(better, new, fitted), np.where(better, left, loss)
        bar = np.minimum(bar, left)
    return fitted, loss


def _targets(y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Outcomes of mean 0 and standard deviation 1, and what they were divided by."""
    spread = y.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    return (y - y.mean(axis=0)) / scale, scale


def _interactions(z: FloatArray, residuals: FloatArray, room: int) -> Iterator[FloatArray]:
    """Sets of products to try: of all pairs, if there is room, and of pairs that stand out."""
    pairs = list(combinations(range(z.shape[1]), 2))
    if 0 < len(pairs) <= room:
        yield products(z, pairs, room)
    if len(pairs) > min(FEW_PAIRS, room):
        found = standing_out(z, residuals, pairs)[:room]
        if 0 < len(found) < len(pairs):
            yield products(z, found, room)


def standing_out(z: FloatArray, residuals: FloatArray, pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs whose product correlates with what main effects leave, strongest first.

    The bar, sqrt(2 log m) standard errors for m correlations, is what the largest of m would
    reach by chance alone.

    Args:
        z: `[draw, parameter]`, standardised.
        residuals: `[draw, outcome]`, of mean 0.
        pairs: to look at.

    Source of the bar: Donoho & Johnstone, Biometrika 81 (1994) 425-455.
    """
    n, m = len(z), len(pairs) * residuals.shape[1]
    variance = (z**2).T @ (z**2) / n - (z.T @ z / n) ** 2
    spread = np.sqrt(np.maximum(variance, 1e-12))
    scaled = _targets(residuals)[0]
    each = [np.abs(z.T @ (one[:, np.newaxis] * z)) / spread / np.sqrt(n) for one in scaled.T]
    strength = np.max(each, axis=0)
    found = [pair for pair in pairs if strength[pair] > np.sqrt(2 * np.log(m))]
    return sorted(found, key=lambda pair: -strength[pair])
