"""Many draws at once are the draws one by one, each with its own luck by its number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from kth_sim.model import fast, reference
from kth_sim.model.case import Case
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
EDGES = (0, 100, 250, 251)


@pytest.fixture(scope="module")
def five(case_of: CaseOf) -> Case:
    """Five draws; the third has other shapes, so it needs quantile tables of its own."""
    return case_of(
        edges=365.25 * np.arange(4.0),
        prob_death_30d=np.array([0.10, 0.11, 0.12, 0.13, 0.14]),
        frailty_variance=np.array([0.5, 0.0, 1.5, 0.5, 0.5]),
        shape_days_index_stay=np.array([3.4, 3.4, 2.0, 3.4, 3.4]),
        mean_days_temporary_place=np.array([28.0, 20.0, 28.0, 40.0, 28.0]),
    )


def test_all_draws_in_one_call_are_their_blocks_one_by_one(five: Case) -> None:
    together = fast.run_draws(five, EDGES)
    curves, flow = (np.zeros_like(x) for x in (together.sums.curves, together.sums.flow))
    for draw in range(5):
        for b, (first, stop) in enumerate(pairwise(EDGES)):
            alone = fast.run_block(five, draw, range(first, stop))
            assert np.array_equal(together.used[draw, b], alone.used)
            assert np.array_equal(together.discounted[draw, b], alone.discounted)
            assert np.array_equal(together.counts[draw, b], alone.sums.counts)
            curves += alone.sums.curves
            flow += alone.sums.flow
    assert np.array_equal(together.sums.curves, curves)
    assert np.array_equal(together.sums.flow, flow)


def test_each_draw_is_what_the_reference_engine_says(five: Case) -> None:
    for draw in range(5):
        found = fast.run_block(five, draw, range(60))
        expected = reference.run_block(five, draw, range(60))
        assert np.allclose(found.used, expected.used, rtol=1e-9, atol=1e-7)
        assert np.allclose(found.sums.counts, expected.sums.counts, rtol=1e-9)
        assert np.array_equal(found.sums.curves, expected.sums.curves)


@pytest.mark.parametrize("engine", [fast, reference])
def test_one_draw_can_be_replayed_alone(engine: object, five: Case) -> None:
    """Cut out, it keeps its number and so its luck."""
    ledger = engine.ledger  # type: ignore[attr-defined]
    for draw in range(5):
        whole, alone = ledger(five, draw, range(30)), ledger(five.only(draw), 0, range(30))
        columns = [name for name in whole if name != "draw"]
        assert whole[columns].equals(alone[columns])


def test_a_chunk_of_draws_is_part_of_the_whole(five: Case) -> None:
    """Draws 2 to 4 as a case of their own, numbered from 2."""
    chunk = dataclasses.replace(five, observed=five.observed[2:], first_draw=2)
    whole, part = fast.run_draws(five, EDGES), fast.run_draws(chunk, EDGES)
    assert np.array_equal(whole.used[2:], part.used)
    assert np.array_equal(whole.counts[2:], part.counts)


def test_draws_that_share_shapes_share_tables(five: Case) -> None:
    assert five.alike() == [slice(0, 2), slice(2, 3), slice(3, 5)]


def test_quantities_keep_draws_apart(five: Case) -> None:
    case = dataclasses.replace(five, n_patients=300, n_blocks=3)
    quantities = simulate(case)
    for draw in range(5):
        block = fast.run_block(case, draw, range(100, 200))
        assert np.array_equal(quantities.used[draw, 1], block.used)
        assert np.array_equal(quantities.counts[draw, 1], block.sums.counts)
