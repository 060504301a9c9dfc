"""How checks put what they saw into findings: offenders, rounding, standard errors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.verify.check import Finding

STANDARD_ERRORS = 4.0  # a well model fails by luck once in 16,000 comparisons
MOST_NAMED = 4


def few(names: Sequence[str]) -> str:
    """The first names, and how many more there are.

    Example:
        >>> few(["a", "b"]), few(list("abcdef"))
        ('a, b', 'a, b, c, d and 2 more')
    """
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def none_of(wrong: Sequence[str], n: int, what: str, expected: str, margin: str = "") -> Finding:
    """Passed if nothing is wrong, of n things looked at; else the offenders are named."""
    if wrong:
        found = f"{len(wrong):,} of {n:,} {what} are wrong: {few(wrong)}"
        return Finding(False, expected, found, f"failed by {len(wrong):,}")
    return Finding(n > 0, expected, f"none of {n:,} {what} is wrong", margin or "exact")


def rounding(scale: float, terms: float) -> float:
    """What so many additions of numbers up to that size may lose: each half a last place.

    Example:
        >>> bool(rounding(1.0, 2) == 2 * np.finfo(float).eps)
        True
    """
    return float(np.finfo(float).eps * terms * abs(scale))


def near(found: float, expected: float, tolerance: float, what: str) -> Finding:
    """Passed if a number is the expected one within a tolerance that its arithmetic allows."""
    return largest(
        {what: found - expected}, tolerance, f"{what} = {expected:.10g}", f"{found:.10g}"
    )


def largest(
    errors: Mapping[str, float], tolerance: float, expected: str, found: str = ""
) -> Finding:
    """Passed if no error exceeds the tolerance; the largest is named."""
    name, error = max(errors.items(), key=lambda item: size(item[1]))
    passed = bool(size(error) <= tolerance)
    told = f"largest error {abs(error):.2g} ({name})"
    words = f"{abs(error):.2g} of {tolerance:.2g} allowed"
    return Finding(passed, expected, f"{found}; {told}" if found else told, words)


def size(error: float) -> float:
    """An error's size; one that is no number is the largest of all."""
    return math.inf if math.isnan(error) else abs(error)


def standard_errors(z: Mapping[str, float], expected: str) -> Finding:
    """Passed if nothing lies more than 4 Monte-Carlo standard errors from its expectation.

    Args:
        z: difference / standard error by name.
        expected: the expectation, in words and numbers.
    """
    name, worst = max(z.items(), key=lambda item: size(item[1]))
    far = size(worst)
    passed = bool(far <= STANDARD_ERRORS)
    return Finding(
        passed,
        f"{expected}, within {STANDARD_ERRORS:g} standard errors",
        f"largest of {len(z):,} deviations {far:.2f} standard errors ({name})",
        f"{STANDARD_ERRORS - far:.2f} standard errors",
    )


def z_of(found: float, expected: float, error: float) -> float:
    """Difference in standard errors; an error of nought allows no difference.

    Example:
        >>> z_of(1.5, 1.0, 0.25), z_of(1.0, 1.0, 0.0), z_of(2.0, 1.0, 0.0)
        (2.0, 0.0, inf)
    """
    if error > 0.0:
        return (found - expected) / error
    return 0.0 if found == expected else math.inf


def z_of_share(events: float, people: float, expected: float) -> float:
    """The same for a share of people, with its binomial error."""
    error = math.sqrt(max(expected * (1.0 - expected), 0.0) / people)
    return z_of(events / people, expected, error)


def rises(values: Sequence[float], *, strictly: bool = False) -> tuple[bool, float]:
    """Whether numbers rise (or stay), and the smallest step.

    Example:
        >>> rises([1.0, 1.0, 3.0]), rises([1.0, 1.0], strictly=True)
        ((True, 0.0), (False, 0.0))
    """
    step = float(np.diff(values).min())
    return (step > 0.0 if strictly else step >= 0.0), step


def equal_arrays(a: FloatArray, b: FloatArray) -> int:
    """How many entries differ, to the bit; all of them if the shapes differ.

    Example:
        >>> equal_arrays(np.array([1.0, np.nan, 2.0]), np.array([1.0, np.nan, 3.0]))
        1
    """
    if a.shape != b.shape:
        return max(a.size, b.size)
    return int(((a != b) & ~(np.isnan(a) & np.isnan(b))).sum())
