"""Exponentials and logarithms as arithmetic: the same bits on every machine, and fast in loops.

The C library's functions differ from system to system in the last bit and cannot be inlined. These
are short polynomials after an exact reduction of the argument, so the compiler works on several
patients at once. Each is within two units in the last place of the exact value
(tests/model/test_elementary.py); the reduction of `log` and its coefficients are those of fdlibm
(Sun Microsystems 1993), those of `expm1` are the Taylor series.
"""

from __future__ import annotations

import math

import numpy as np

from kth_sim.model.compiled import compiled

_LOG2_E = 1.0 / math.log(2.0)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # their sum is ln 2
_HIGHEST, _LOWEST = 709.0, -708.0  # exp of more is taken as infinite, of less as 0
_BIAS, _MANTISSA = np.int64(1023), np.int64(52)
_ROOT_HALF = np.int64(0x3FE6A09E667F3BCD)  # the bits of the square root of 1/2


@compiled
def power_of_two(k: float) -> float:
    """2^k of a whole number k from -1022 to 1023."""
    return float(np.int64((np.int64(k) + _BIAS) << _MANTISSA).view(np.float64))


@compiled
def expm1_reduced(r: float) -> float:
    """exp(r) - 1 for |r| up to half of ln 2: thirteen terms of the series, summed in pairs."""
    r2 = r * r
    r4 = r2 * r2
    low = (1 / 2 + r * (1 / 6)) + r2 * (1 / 24 + r * (1 / 120))
    middle = (1 / 720 + r * (1 / 5040)) + r2 * (1 / 40320 + r * (1 / 362880))
    high = (1 / 3628800 + r * (1 / 39916800)) + r2 * (1 / 479001600 + r * (1 / 6227020800))
    return r + r2 * (low + r4 * (middle + r4 * high))


@compiled
def expm1(x: float) -> float:
    """exp(x) - 1, exact to the last bits for small x too.

    Examples:
        >>> round(expm1(1e-10) * 1e10, 9)
        1.0
    """
    within = min(max(x, _LOWEST), _HIGHEST)
    k = np.floor(within * _LOG2_E + 0.5)
    part = expm1_reduced((within - k * _LN2_HIGH) - k * _LN2_LOW)
    two = power_of_two(k)
    value = two * part + (two - 1.0)
    return math.inf if x > _HIGHEST else value


@compiled
def exp(x: float) -> float:
    """E to the power x.

    Examples:
        >>> exp(0.0), exp(-800.0)
        (1.0, 0.0)
    """
    within = min(max(x, _LOWEST), _HIGHEST)
    k = np.floor(within * _LOG2_E + 0.5)
    part = expm1_reduced((within - k * _LN2_HIGH) - k * _LN2_LOW)
    value = math.inf if x > _HIGHEST else power_of_two(k) * (1.0 + part)
    return 0.0 if x < _LOWEST else value


@compiled
def log(x: float) -> float:
    """Natural logarithm of x >= 0 (not below 2^-1022).

    Examples:
        >>> log(1.0), log(0.0)
        (0.0, -inf)
    """
    bits = np.float64(x).view(np.int64)
    k = (bits - _ROOT_HALF) >> _MANTISSA
    f = np.int64(bits - (k << _MANTISSA)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    odd = 0.6666666666666735130 + z2 * (
        0.2857142874366239149 + z2 * (0.1818357216161805012 + z2 * 0.1479819860510658591)
    )
    even = 0.3999999999940941908 + z2 * (0.2222219843214978396 + z2 * 0.1531383769920937332)
    tail = z * odd + z2 * even
    half = 0.5 * f * f
    value = k * _LN2_HIGH - ((half - (s * (half + tail) + k * _LN2_LOW)) - f)
    known = x if x == math.inf else value
    return -math.inf if x == 0.0 else known


@compiled
def log1p(x: float) -> float:
    """log(1 + x), exact to the last bits for small x too.

    Examples:
        >>> round(log1p(1e-10) * 1e10, 9)
        1.0
    """
    whole = 1.0 + x
    lost = (x - (whole - 1.0)) / whole  # by rounding: not a number if whole is 0 or infinite
    lost = lost if whole > 0.0 else 0.0
    return log(whole) + (lost if whole < math.inf else 0.0)


@compiled
def power(x: float, y: float) -> float:
    """X to the power y, for x >= 0 and y > 0."""
    return exp(y * log(x))
