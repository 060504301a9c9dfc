"""Hand-made quantities and parameters: small round numbers, no evidence."""

from __future__ import annotations

import numpy as np
import pytest

from kth_sim.contracts import (
    CURVES,
    DAY_90_STATES,
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    DESTINATIONS,
    FIRST_STATES,
    OUTCOMES,
    RESOURCES,
    STRATEGIES,
    Quantities,
)

EDGES = np.array(
    [
        0,
        DAYS_PER_MONTH,
        3 * DAYS_PER_MONTH,
        4 * DAYS_PER_MONTH,
        *(DAYS_PER_YEAR * year for year in (1, 2, 3)),
    ]
)

VALUES = {
    "cost_index_admission": 1000.0,
    "cost_readmission": 500.0,
    "cost_kth_hospital_responsibility": 40.0,
    "cost_nursing_home_day": 20.0,
    "cost_temporary_place_day": 30.0,
    "hours_home_care_day": 0.5,
    "hours_home_care_day_later": 0.25,
    "cost_home_care_hour": 8.0,
    "hours_rehabilitation_3m": 12.0,
    "cost_rehabilitation_hour": 9.0,
    "days_kth": 14.0,
    "n_kth_nurse_visits": 4.0,
    "fidelity_kth": 0.75,
    "cost_acute_nurse_visit": 65.0,
    "minutes_kth_programme_day": 6.0,
    "n_gp_contacts_3m": 6.0,
    "cost_gp_contact": 16.0,
    "cost_medicine_3m": 150.0,
    "utility_admission": 0.1,
    "utility_1m": 0.4,
    "utility_4m": 0.5,
    "utility_12m": 0.6,
    "utility_cap": 0.9,
    "disutility_nursing_home": 0.1,
    "disutility_readmission": 0.2,
    "utility_gain_kth": 0.05,
    "cost_increment_3m": 847.0,
    "share_cost_increment_hospital": 0.25,
    "share_cost_increment_municipality": 0.5,
    "share_cost_increment_gp": 0.125,
    "share_cost_increment_medicine": 0.125,
}


class Builder:
    """Zero quantities, into which a test writes what it needs by name."""

    def __init__(self, edges=EDGES, draws=1, blocks=1):
        lead = (draws, blocks, len(STRATEGIES), len(DESTINATIONS))
        self.edges = np.asarray(edges, dtype=float)
        self.used = np.zeros((*lead, self.edges.size - 1, len(RESOURCES)))
        self.discounted = np.zeros_like(self.used)
        self.counts = np.zeros((*lead, len(OUTCOMES)))

    def use(self, resource, amount, strategy, period, *, discounted=None, block=0, dest=0, draw=0):
        where = (draw, block, STRATEGIES.index(strategy), dest, period, RESOURCES.index(resource))
        self.used[where] += amount
        self.discounted[where] += amount if discounted is None else discounted
        return self

    def count(self, outcome, usual_care, kth, *, block=0, dest=0, draw=0):
        where = (draw, block, slice(None), dest, OUTCOMES.index(outcome))
        self.counts[where] += [usual_care, kth]
        return self

    def quantities(self):
        draws = self.used.shape[0]
        flow = (draws, len(STRATEGIES), len(FIRST_STATES), 2, len(DAY_90_STATES))
        return Quantities(
            self.edges,
            self.used,
            self.discounted,
            self.counts,
            np.array([0.0, 1.0]),
            np.zeros((draws, len(STRATEGIES), len(CURVES), 1)),
            np.zeros(flow),
        )


def make_parameters(draws=1, **changes):
    unknown = set(changes) - set(VALUES)
    assert not unknown, unknown
    return {name: np.full(draws, v, dtype=float) for name, v in {**VALUES, **changes}.items()}


def make_random(draws=2, blocks=5, seed=1):
    """Quantities without any structure: what holds for these holds for sums of any kind."""
    rng = np.random.default_rng(seed)
    builder = Builder(draws=draws, blocks=blocks)
    builder.used[...] = rng.uniform(1, 100, builder.used.shape)
    builder.discounted[...] = builder.used * rng.uniform(0.5, 1, builder.used.shape)
    builder.counts[...] = rng.integers(1, 50, builder.counts.shape)
    patients = OUTCOMES.index("patients")
    builder.counts[:, :, 1, :, patients] = builder.counts[:, :, 0, :, patients]
    return builder.quantities()


@pytest.fixture(scope="session")
def builder():
    return Builder


@pytest.fixture(scope="session")
def parameters():
    return make_parameters


@pytest.fixture(scope="session")
def random_quantities():
    return make_random
