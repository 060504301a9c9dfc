"""The fast engine's sums against the reference engine's own way of counting.

`reference.run_block` clips intervals one by one and discounts them by quadrature; the fast engine
notes the ends of stays. Whole counts agree exactly, days to 1e-9 of their size.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.contracts import DAYS_PER_MONTH, OUTCOMES, PLACES, RESOURCES
from kth_sim.model import fast, reference
from kth_sim.model.case import Block, Case
from kth_sim.model.parameters import Structure
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
YEAR = 365.25
PATIENTS = range(250)

EDGES = {
    "lifetime by year": YEAR * np.arange(61.0),
    "one year": np.array([0.0, YEAR]),
    "two years by month": DAYS_PER_MONTH * np.arange(25.0),
    "five years, uneven": np.array([0.0, 0.5, 14.0, 30.0, 31.25, 91.3125, 400.0, 5 * YEAR]),
    "to day 100": np.array([0.0, 50.0, 100.0]),
    "beyond both steps of the schedule": YEAR * np.array([0, 1, 5, 35, 40, 70, 80.0]),
}


def close(found: np.ndarray, expected: np.ndarray) -> bool:
    """Equal to 1e-9 of what a period of the patients can hold."""
    return np.allclose(found, expected, rtol=1e-9, atol=1e-9 * len(PATIENTS))


def same(found: Block, expected: Block) -> dict[str, bool]:
    return {
        "used": close(found.used, expected.used),
        "discounted": close(found.discounted, expected.discounted),
        "counts": close(found.sums.counts, expected.sums.counts),
        "curves": np.array_equal(found.sums.curves, expected.sums.curves),
        "flow": np.array_equal(found.sums.flow, expected.sums.flow),
    }


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_two_ways_of_counting(edges: str, seed: int, case_of: CaseOf) -> None:
    case = case_of(edges=EDGES[edges], seed=seed)
    block = fast.run_block(case, 0, PATIENTS)
    assert all(same(block, reference.run_block(case, 0, PATIENTS)).values())


@pytest.mark.parametrize("rates", [(0.0, 0.0, 0.0), (0.08, 0.04, 0.0)])
def test_two_ways_of_discounting(rates: tuple[float, float, float], case_of: CaseOf) -> None:
    case = case_of(edges=EDGES["beyond both steps of the schedule"], rates=rates)
    block = fast.run_block(case, 0, PATIENTS)
    assert all(same(block, reference.run_block(case, 0, PATIENTS)).values())


@settings(max_examples=15)
@given(data=st.data())
def test_two_ways_of_counting_in_any_world(
    data: st.DataObject,
    worlds: st.SearchStrategy[dict[str, float]],
    structures: st.SearchStrategy[Structure],
    case_of: CaseOf,
) -> None:
    inside = data.draw(st.lists(st.floats(0.1, 3000), max_size=6, unique=True))
    edges = np.unique([0.0, *inside, 3001.0])
    case = case_of(structure=data.draw(structures), edges=edges, **data.draw(worlds))
    found = same(
        fast.run_block(case, 0, range(60)),
        reference.run_block(case, 0, range(60)),
    )
    assert all(found.values())


# --- what must hold among the sums ---


@pytest.mark.parametrize("edges", ["one year", "lifetime by year", "five years, uneven"])
def test_days_somewhere_are_days_alive(edges: str, case_of: CaseOf) -> None:
    """Places tile a life: in a period nobody dies in or before, they fill it for everyone."""
    case = case_of(edges=EDGES[edges])
    counts = fast.run_block(case, 0, PATIENTS)
    days = counts.used[..., : len(PLACES)].sum(axis=(1, 3))  # strategy, period
    lengths = np.diff(case.period_edges)
    assert np.all(days <= lengths * len(PATIENTS) * (1 + 1e-12))
    assert np.all(np.diff(days / lengths, axis=1) <= 1e-9)


def test_the_moment_of_time_alive(case_of: CaseOf) -> None:
    """Nobody dies: the integral of (t - start) over each period is half its square."""
    case = case_of(
        edges=np.array([0.0, 10.0, 90.0, 365.0]),
        rates=(0.0, 0.0, 0.0),
        prob_death_30d=0.0,
        prob_death_31_90=0.0,
        prob_death_91_365=0.0,
        or_death_30d_kth=1.0,
    )
    moments = fast.run_block(case, 0, PATIENTS).used[..., RESOURCES.index("moment_alive")]
    expected = len(PATIENTS) * np.array([10.0, 80.0, 275.0]) ** 2 / 2
    assert np.allclose(moments.sum(axis=1), expected, rtol=1e-12)


def test_quantities_are_the_ledgers(case_of: CaseOf) -> None:
    """Days at each place and events counted, from the rows of the ledger."""
    case = case_of(n_patients=300)
    ledger = fast.ledger(case, 0, range(300))
    days = (ledger["stop"] - ledger["start"]).groupby(
        [ledger["strategy"], ledger["place"]], observed=False
    )
    stays = days.sum().unstack().to_numpy()
    used = simulate(case).used[0].sum(axis=(0, 2, 3))
    assert np.allclose(used[:, : len(PLACES)], stays, rtol=1e-9)
    counts = simulate(case).counts[0].sum(axis=(0, 2))
    deaths = ledger[ledger["event"] == "death"]
    for strategy, name in enumerate(("usual_care", "kth")):
        death = deaths.loc[deaths["strategy"] == name, "start"]
        for day in (30, 90, 365):
            assert counts[strategy, OUTCOMES.index(f"deaths_{day}d")] == (death <= day).sum()


def test_a_cohort_censored_early_has_no_events_after_the_horizon(case_of: CaseOf) -> None:
    horizon = 100.0
    block = fast.run_block(case_of(edges=np.array([0.0, horizon])), 0, PATIENTS)
    counts = block.sums.counts.sum(axis=1)
    deaths = counts[:, OUTCOMES.index("deaths_365d")]
    assert np.array_equal(block.sums.curves[:, 0].sum(axis=1), deaths)
    whole = fast.run_block(case_of(), 0, PATIENTS).sums.counts.sum(axis=1)
    for name in ("deaths_30d", "deaths_90d", "readmitted_30d", "saved_30d", "treated"):
        at = OUTCOMES.index(name)
        assert np.array_equal(counts[:, at], whole[:, at]), name


def test_the_flow_counts_everyone_once(case_of: CaseOf) -> None:
    flow = fast.run_block(case_of(), 0, PATIENTS).sums.flow
    assert flow.sum(axis=(1, 2, 3)).tolist() == [len(PATIENTS)] * 2


def test_kth_days_fill_the_programme(case_of: CaseOf) -> None:
    """No deaths, no readmissions: 14 days each, all in the first period after discharge."""
    case = case_of(
        edges=np.array([0.0, 365.0]),
        rates=(0.0, 0.0, 0.0),
        prob_death_30d=0.0,
        prob_death_31_90=0.0,
        prob_death_91_365=0.0,
        or_death_30d_kth=1.0,
        prob_readmission_30d=0.0,
        days_kth=14.0,
    )
    used = fast.run_block(case, 0, PATIENTS).used.sum(axis=(1, 2))
    assert used[1, RESOURCES.index("days_kth")] == pytest.approx(14.0 * len(PATIENTS))
    assert used[1, RESOURCES.index("n_kth_pathways")] == len(PATIENTS)
    assert used[0, RESOURCES.index("days_kth")] == used[0, RESOURCES.index("n_kth_pathways")] == 0


def test_an_event_is_discounted_from_its_day(case_of: CaseOf) -> None:
    """Operations on day 0 count in full; a pathway started at discharge by 1.035^-(day / year)."""
    case = case_of(edges=np.array([0.0, YEAR]), n_patients=200)
    block = fast.run_block(case, 0, range(200))
    discounted = block.discounted.sum(axis=(1, 2))
    assert discounted[1, RESOURCES.index("n_operations")] == 200
    ledger = fast.ledger(case, 0, range(200))
    index = ledger[(ledger["place"] == "days_index_stay") & (ledger["strategy"] == "kth")]
    # Discharged alive: the index stay is not the row before a death at its end.
    deaths = ledger.loc[ledger["event"] == "death", ["patient", "start"]]
    dead = set(deaths.itertuples(index=False, name=None))
    starts = [
        row.stop
        for row in index[index["event"] == "stay"].itertuples()
        if (row.patient, row.stop) not in dead
    ]
    expected = math.fsum(1.035 ** -(day / YEAR) for day in starts)
    assert discounted[1, RESOURCES.index("n_kth_pathways")] == pytest.approx(expected, rel=1e-12)
