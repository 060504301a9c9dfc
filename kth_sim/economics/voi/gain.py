"""What it is worth to decide draw by draw instead of once, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray


@dataclass(frozen=True)
class Gain:
    """A value of information.

    Attributes:
        value: DKK a patient.
        error: its standard error.
    """

    value: float
    error: float


def gain(after: FloatArray, actual: FloatArray, shift: FloatArray | float = 0.0) -> Gain:
    """What is gained by the strategy that is best given `after` in each draw, over one for all.

    The error is that of the mean, over the draws, of what the chosen strategy brings in fact less
    what the best strategy on average brings. To first order that counts the noise of the
    regression which gave `after`, because a least-squares fit leaves residuals that do not
    correlate with what it fits.

    Args:
        after: `[draw, strategy but the first]`, net benefit against the first strategy that one
            would expect after the study.
        actual: the same as it was in each draw.
        shift: `[draw]`, what else the mean of `after` owes to each draw, for the error.

    Example:
        >>> gain(np.array([[2.0], [-1.0]]), np.array([[2.0], [-1.0]])).value
        0.5
    """
    chosen = np.maximum(after.max(axis=1), 0.0)
    mean = after.mean(axis=0)
    here, once = policy(after, actual), policy(np.broadcast_to(mean, after.shape), actual)
    spread = float(np.std(here - once + shift, ddof=1))
    value = float(chosen.mean()) - max(float(mean.max()), 0.0)
    return Gain(max(value, 0.0), spread / math.sqrt(len(after)))


def shrunk_gain(fitted: FloatArray, actual: FloatArray, shrinkage: FloatArray) -> Gain:
    """The gain of deciding by `fitted`, shrunk about its mean.

    Args:
        fitted: `[draw, k]`, net benefit against the first strategy, expected if some parameters
            were known.
        actual: the same as it was in each draw.
        shrinkage: `[k, k]`; the identity shrinks nothing.
    """
    mean = fitted.mean(axis=0)
    after = mean + (fitted - mean) @ shrinkage
    off = actual - mean
    moved = (off - off @ shrinkage) @ (shares(after) - shares(mean[np.newaxis]))
    return gain(after, mean + off @ shrinkage, moved)


def policy(after: FloatArray, actual: FloatArray) -> FloatArray:
    """What the strategy that looks best given `after` brings in fact, `[draw]`."""
    best = after.argmax(axis=1)
    rows = np.arange(len(after))
    brought: FloatArray = np.where(after[rows, best] > 0, actual[rows, best], 0.0)
    return brought


def shares(after: FloatArray) -> FloatArray:
    """In what share of draws each strategy but the first looks best, `[strategy - 1]`."""
    best = after.argmax(axis=1)
    found = np.bincount(best[after.max(axis=1) > 0], minlength=after.shape[1])
    part: FloatArray = found / len(after)
    return part
