"""Keyed randomness: the published hash, the open interval, and independence of everything else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kth_sim.model.randomness import (
    AGE,
    SEX,
    luck_of,
    philox,
    to_unit,
    uniform,
    uniforms,
)

# Random123 1.09 (Salmon, Moraes, Dror, Shaw 2011), file tests/kat_vectors, philox4x32 10 rounds:
# counter (4 words), key (2 words), result (4 words).
KNOWN_ANSWERS = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]
ALL_ONES = np.uint64(0xFFFFFFFF)
NOTHING = np.uint64(0)

seeds = st.integers(0, 2**63 - 1)
numbers = st.integers(0, 2**32 - 1)


def words(text: str) -> list[np.uint64]:
    return [np.uint64(int(word, 16)) for word in text.split()]


def column(n: int, decision: int, *, seed: int = 20260101, draw: int = 0) -> np.ndarray:
    """One decision's uniforms of patients 0 to n - 1."""
    return np.array([uniform(seed, draw, patient, decision, 0) for patient in range(n)])


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN_ANSWERS)
def test_philox_gives_the_published_known_answers(counter: str, key: str, result: str) -> None:
    assert list(philox(*words(counter), *words(key))) == words(result)


def test_uniforms_stay_inside_the_open_interval_at_both_ends_of_the_word() -> None:
    # 52 bits, centred in their cell: half a cell from 0 and from 1, both exact in a double.
    assert to_unit(NOTHING, NOTHING) == 2.0**-53
    assert to_unit(ALL_ONES, ALL_ONES) == 1.0 - 2.0**-53


def test_the_high_word_leads() -> None:
    # The first bit of the high word is one half; the low word's last 12 bits are dropped.
    assert to_unit(np.uint64(1 << 31), NOTHING) == 0.5 + 2.0**-53
    assert to_unit(NOTHING, np.uint64(0xFFF)) == to_unit(NOTHING, NOTHING)


@given(seed=seeds, draw=numbers, patient=numbers, decision=st.integers(0, 8), occurrence=numbers)
def test_a_pair_is_two_single_look_ups(
    seed: int, draw: int, patient: int, decision: int, occurrence: int
) -> None:
    pair = uniforms(luck_of(seed, draw, patient), 2 * decision, occurrence)
    single = [uniform(seed, draw, patient, 2 * decision + i, occurrence) for i in (0, 1)]
    assert list(pair) == single
    assert all(0.0 < u < 1.0 for u in pair)


@given(patients=st.permutations(range(12)))
def test_the_order_of_asking_does_not_matter(patients: list[int]) -> None:
    asked = {patient: uniform(7, 3, patient, AGE, 0) for patient in patients}
    assert [asked[i] for i in range(12)] == [uniform(7, 3, i, AGE, 0) for i in range(12)]


@given(seed=seeds, draw=numbers, patient=numbers, decision=st.integers(0, 17), occurrence=numbers)
def test_every_part_of_the_key_counts(
    seed: int, draw: int, patient: int, decision: int, occurrence: int
) -> None:
    key = (seed, draw, patient, decision, occurrence)
    here = uniform(*key)
    for part in range(5):
        other = list(key)
        other[part] ^= 1
        assert uniform(*other) != here  # equal by chance once in 2**52


def test_both_halves_of_the_seed_count() -> None:
    low, high = uniform(5, 0, 0, AGE, 0), uniform(5 + 2**32, 0, 0, AGE, 0)
    assert low != high


@pytest.mark.parametrize("decision", range(18))
def test_each_decision_is_uniform_over_patients(decision: int) -> None:
    # Kolmogorov-Smirnov; 18 decisions, a fixed seed, so one in 18,000 would be expected by chance.
    assert stats.kstest(column(10_000, decision), "uniform").pvalue > 0.001


def test_draws_and_occurrences_are_uniform_too() -> None:
    over_draws = [uniform(11, draw, 0, AGE, 0) for draw in range(10_000)]
    over_occurrences = [uniform(11, 0, 0, AGE, occurrence) for occurrence in range(10_000)]
    assert stats.kstest(over_draws, "uniform").pvalue > 0.001
    assert stats.kstest(over_occurrences, "uniform").pvalue > 0.001


def test_neighbouring_patients_decisions_draws_and_seeds_are_uncorrelated() -> None:
    n = 10_000
    here = column(n, AGE)
    neighbours = {
        "the other of the pair": column(n, SEX),
        "the next pair": column(n, SEX + 1),
        "the next patient": np.roll(here, 1),
        "the next draw": column(n, AGE, draw=1),
        "the next seed": column(n, AGE, seed=20260102),
    }
    # The correlation of n independent pairs has standard error 1 / sqrt(n).
    found = {name: float(np.corrcoef(here, other)[0, 1]) for name, other in neighbours.items()}
    assert {name for name, r in found.items() if abs(r) > 4 / np.sqrt(n)} == set()


def test_pairs_of_neighbours_fill_the_square_evenly() -> None:
    # 10 x 10 cells, chi-square with 99 degrees of freedom.
    n = 20_000
    counts, _, _ = np.histogram2d(column(n, AGE), column(n, SEX), bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > 0.001
