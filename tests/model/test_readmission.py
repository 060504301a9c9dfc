"""The clock of readmission: a Weibull, faster or slower under KTH for 30 days."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kth_sim.model.case import Case
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.readmission import days_to_readmission

AT_ONCE, NEVER = 0.0, math.inf  # days from the discharge to the start of KTH
REACH = 30.0
Draw = tuple[Observed, Solved]
DrawOf = Callable[..., Draw]

waits = st.floats(1e-9, 30)  # unit exponentials
sinces = st.floats(0, 90)


@pytest.fixture(scope="module")
def draw_of(case_of: Callable[..., Case]) -> DrawOf:
    """A draw with this factor, scale and shape, and no end to the readmission window."""
    case = case_of()

    def _draw(factor: float = 1.3, scale: float = 500.0, shape: float = 0.6) -> Draw:
        observed, solved = case.observed.copy(), case.solved.copy()
        observed["shape_time_to_readmission"] = shape
        solved["readmission_scale"] = scale
        solved["readmission_reach"] = math.inf
        solved["readmission_kth_reach"] = (REACH / scale) ** shape
        solved["readmission_factor_delivered"] = factor
        return observed.view(np.recarray)[0], solved.view(np.recarray)[0]

    return _draw


@pytest.mark.parametrize("shape", [0.5, 1.0, 1.7])
def test_the_inverse_transform_gives_the_weibull(shape: float, draw_of: DrawOf) -> None:
    p, s = draw_of(shape=shape)
    u = np.linspace(0.001, 0.999, 999)
    found = [days_to_readmission(p, s, NEVER, 0.0, -math.log(x)) for x in u]
    assert np.allclose(found, stats.weibull_min.isf(u, shape, scale=500.0), rtol=1e-12, atol=0)


@given(wait=waits, since=sinces, factor=st.floats(0.2, 4), shape=st.floats(0.4, 2))
def test_the_cumulative_hazard_at_the_day_is_the_wait(
    wait: float, since: float, factor: float, shape: float, draw_of: DrawOf
) -> None:
    """(t / scale)^k, and inside 30 days of the index discharge `factor` times what is gained."""
    p, s = draw_of(factor, shape=shape)
    day = days_to_readmission(p, s, AT_ONCE, since, wait)
    inside = min(day, max(REACH - since, 0.0))
    hazard = (day / 500.0) ** shape + (factor - 1) * (inside / 500.0) ** shape
    assert hazard == pytest.approx(wait, rel=1e-9)


@given(wait=waits, since=st.floats(REACH, 365), factor=st.floats(0.2, 4))
def test_kth_does_nothing_thirty_days_after_the_index_discharge(
    wait: float, since: float, factor: float, draw_of: DrawOf
) -> None:
    draw = draw_of(factor)
    assert days_to_readmission(*draw, AT_ONCE, since, wait) == days_to_readmission(
        *draw, NEVER, since, wait
    )


@given(wait=waits, since=sinces)
def test_a_factor_of_one_changes_nothing(wait: float, since: float, draw_of: DrawOf) -> None:
    draw = draw_of(1.0)
    assert days_to_readmission(*draw, AT_ONCE, since, wait) == days_to_readmission(
        *draw, NEVER, since, wait
    )


@given(wait=waits, since=sinces, factor=st.floats(0.2, 4))
def test_a_higher_factor_never_delays_readmission(
    wait: float, since: float, factor: float, draw_of: DrawOf
) -> None:
    usual = days_to_readmission(*draw_of(factor), NEVER, since, wait)
    treated = days_to_readmission(*draw_of(factor), AT_ONCE, since, wait)
    assert treated <= usual if factor >= 1 else treated >= usual


def test_nobody_is_readmitted_after_the_window(case_of: Callable[..., Case]) -> None:
    p, s = case_of(days_readmission_window=200.0).draw(0)
    reach = (200.0 / s[0].readmission_scale) ** p[0].shape_time_to_readmission
    just_inside = days_to_readmission(p[0], s[0], NEVER, 0.0, reach * (1 - 1e-9))
    assert just_inside == pytest.approx(200.0, rel=1e-8)
    assert days_to_readmission(p[0], s[0], NEVER, 0.0, reach * (1 + 1e-9)) == math.inf


def test_no_risk_no_readmission(case_of: Callable[..., Case]) -> None:
    (p,), (s,) = case_of(prob_readmission_30d=0.0).draw(0)
    assert days_to_readmission(p, s, NEVER, 0.0, 1e-12) == math.inf
    assert days_to_readmission(p, s, AT_ONCE, 0.0, 1e-12) == math.inf


@given(wait=st.floats(0.001, 5), start=st.floats(0, 40), factor=st.floats(0.3, 3))
def test_kth_that_starts_later_changes_only_what_comes_after(
    draw_of: DrawOf, wait: float, start: float, factor: float
) -> None:
    """The hazard gained by the day found, worked out piece by piece, is the wait."""
    shape, scale = 0.6, 500.0
    p, s = draw_of(factor, scale, shape)
    day = days_to_readmission(p, s, start, 0.0, wait)
    pieces = [min(day, start), min(day, max(start, REACH)), day]
    gained = [(t / scale) ** shape for t in pieces]
    hazard = gained[0] + factor * (gained[1] - gained[0]) + gained[2] - gained[1]
    assert hazard == pytest.approx(wait, rel=1e-9)
