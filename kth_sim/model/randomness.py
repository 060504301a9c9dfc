"""Randomness that is looked up, never drawn in sequence.

`uniform` depends on nothing but (seed, draw, patient, decision, occurrence): not on the strategy,
the order of events, the number of workers or the other patients. It is Philox 4x32-10 (Salmon,
Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), a counter-based hash
with published test vectors.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from kth_sim.model.compiled import compiled

# Decisions in pairs: one hash gives two uniforms, so a pair that is needed together costs one.
# They are NumPy's integers: for each of Python's constants Numba would compile a function anew.
(
    AGE, SEX,
    DESTINATION, RESIDENCE_BEFORE,
    INDEX_STAY, WAITING,
    DEATH, FRAILTY,
    TEMPORARY_STAY, ONWARD,
    NURSING_HOME_MOVE, UPTAKE,
    OPERATION_DAY, CLUSTER,
    READMISSION, READMISSION_STAY,
    CAS, NMS,
    VISITS, COUNT,
) = cast("list[int]", np.arange(20))  # fmt: skip

_MASK = np.uint64(0xFFFFFFFF)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_32, _12 = np.uint64(32), np.uint64(12)
_STEP = 2.0**-52


class Luck(NamedTuple):
    """Whose luck: the seed's two 32-bit halves, the draw and the patient."""

    seed_low: np.uint64
    seed_high: np.uint64
    draw: np.uint64
    patient: np.uint64


@compiled
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four 32-bit words: Philox 4x32-10 of counter (c0, c1, c2, c3) under key (k0, k1)."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _MASK, (p0 >> _32) ^ c3 ^ k1, p0 & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@compiled
def to_unit(high: np.uint64, low: np.uint64) -> float:
    """A uniform in the open interval (0, 1): the first 52 of 64 bits, centred in their cell."""
    return (np.float64(((high << _32) | low) >> _12) + 0.5) * _STEP


@compiled
def luck_of(seed: int, draw: int, patient: int) -> Luck:
    """The key of one patient's randomness in one draw."""
    bits = np.uint64(seed)
    return Luck(bits & _MASK, bits >> _32, np.uint64(draw), np.uint64(patient))


@compiled
def uniforms(luck: Luck, decision: int, occurrence: int) -> tuple[float, float]:
    """The uniforms of the pair of decisions that begins at the even number `decision`."""
    a, b, c, d = philox(
        np.uint64(luck.draw),
        np.uint64(luck.patient),
        np.uint64(decision // 2),
        np.uint64(occurrence),
        np.uint64(luck.seed_low),
        np.uint64(luck.seed_high),
    )
    return to_unit(a, b), to_unit(c, d)


@compiled
def uniform(seed: int, draw: int, patient: int, decision: int, occurrence: int) -> float:
    """The uniform in (0, 1) of one decision.

    Examples:
        >>> uniform(1, 0, 0, AGE, 0) == uniform(1, 0, 0, AGE, 0)
        True
    """
    first, second = uniforms(luck_of(seed, draw, patient), decision, occurrence)
    return first if decision % 2 == 0 else second
