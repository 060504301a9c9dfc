"""Uniform numbers that are looked up by seed, parameter and draw, never drawn in sequence.

A parameter's column depends on the seed and its own id alone, so another parameter, another
alternative or (for `random`) more draws leave it as it is, to the bit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.evidence.dimensions import dimensions

METHODS = ("random", "latin_hypercube", "sobol")

FloatArray = NDArray[np.float64]
Words = NDArray[np.uint64]

_SOBOL_BITS = 30
_SOBOL_BLOCK = 1024


def uniforms(
    names: Iterable[str], n: int, seed: int, method: str = "random", first: int = 0
) -> dict[str, FloatArray]:
    """Numbers in the open interval (0, 1), `n` for each name.

    Args:
        names: parameter ids.
        n: draws.
        seed: key of all randomness.
        method: one of METHODS.
        first: number of the first draw; other than 0 for `random` only.

    Raises:
        UserError: there is no such method, n or first is not possible.

    >>> a = uniforms(["a", "b"], 3, seed=1)["a"]
    >>> bool((a == uniforms(["a"], 5, seed=1)["a"][:3]).all())
    True
    """
    _check(n, method, first)
    if method == "random":
        return {name: random_uniforms(name, n, seed, first) for name in names}
    if method == "latin_hypercube":
        return {name: stratified_uniforms(name, n, seed) for name in names}
    return sobol_uniforms(names, n, seed)


def _check(n: int, method: str, first: int) -> None:
    if method not in METHODS:
        raise UserError(f"method {method!r}: {unknown_name(method, METHODS)}")
    if n < 1:
        raise UserError(f"{n} draws: ask for at least 1")
    if first < 0 or (first and method != "random"):
        raise UserError(f"first draw {first}: only method random can start after draw 0")
    if method == "sobol" and n > 2**_SOBOL_BITS:
        raise UserError(f"{n} draws: method sobol gives at most {2**_SOBOL_BITS}")


def random_uniforms(name: str, n: int, seed: int, first: int = 0) -> FloatArray:
    """Independent numbers in (0, 1), the draws `first` to `first + n - 1` of one name."""
    return _open_interval(_words("uniform", name, n, seed, first))


def stratified_uniforms(name: str, n: int, seed: int) -> FloatArray:
    """Numbers in (0, 1), exactly one in each of n strata of equal width, in keyed order."""
    strata = np.argsort(_words("stratum", name, n, seed), kind="stable")
    # 20 bits inside the stratum: rounding never carries a number into the next
    inside = (_words("within", name, n, seed) >> np.uint64(44)) + 0.5
    return (strata + inside / 2**20) / n


def sobol_uniforms(names: Iterable[str], n: int, seed: int) -> dict[str, FloatArray]:
    """Scrambled Sobol numbers in (0, 1); each name has its dimension and its own scrambling."""
    dimension = dimensions(names)
    points = _sobol_points(list(dimension.values()), n)
    return {
        name: (_scrambled(points[:, i], name, seed) + 0.5) / 2**_SOBOL_BITS
        for i, name in enumerate(dimension)
    }


def _sobol_points(columns: list[int], n: int) -> NDArray[np.int64]:
    """Unscrambled points as whole numbers of 30 bits, `[draw, column]`."""
    from scipy.stats import qmc  # noqa: PLC0415  # half a second that --help must not pay

    engine = qmc.Sobol(max(columns, default=0) + 1, scramble=False, bits=_SOBOL_BITS)
    points = np.empty((n, len(columns)), dtype=np.int64)
    for start in range(0, n, _SOBOL_BLOCK):  # whole blocks: SciPy warns of other numbers
        block = engine.random(_SOBOL_BLOCK)[: n - start, columns]
        points[start : start + _SOBOL_BLOCK] = block * 2**_SOBOL_BITS
    return points


def _scrambled(point: NDArray[np.int64], name: str, seed: int) -> NDArray[np.int64]:
    """Matousek's linear scrambling (a random lower triangular matrix) and a digital shift."""
    words = [int(word) for word in _words("sobol", name, _SOBOL_BITS + 1, seed)]
    scrambled = np.zeros_like(point)
    for bit in range(_SOBOL_BITS):
        row = (words[bit] >> bit | 1) << bit & (2**_SOBOL_BITS - 1)  # this bit and those above
        parity = np.bitwise_count(point & row) & 1
        scrambled |= parity.astype(np.int64) << bit
    return scrambled ^ words[-1] >> (64 - _SOBOL_BITS)


def _words(purpose: str, name: str, n: int, seed: int, first: int = 0) -> Words:
    """Words `first` to `first + n - 1` of 64 bits from the counter-based Philox 4x64."""
    text = f"kth_sim draws 1|{seed}|{purpose}|{name}"
    key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")
    block, skip = divmod(first, 4)  # one step of the counter gives four words
    words: Words = np.random.Philox(key=key, counter=block).random_raw(skip + n)
    return words[skip:]


def _open_interval(words: Words) -> FloatArray:
    """52 bits of each word, in the middle of their cell: never 0, never 1."""
    numbers: FloatArray = ((words >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return numbers
