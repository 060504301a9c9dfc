"""Exponentials and logarithms against decimal arithmetic of sixty digits, in last-place units."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.model.elementary import exp, expm1, log, log1p, power

EXACT = Context(prec=60)  # enough for 1 + x to keep all of a small x
CLOSE = 2.0  # units in the last place


def units_off(found: float, exact: Decimal) -> float:
    """How far, in units of the last place of the exact value."""
    return float(abs(Decimal(found) - exact) / Decimal(math.ulp(float(exact))))


@given(st.floats(-700.0, 700.0))
def test_exp_is_exact_to_two_units(x: float) -> None:
    assert units_off(exp(x), EXACT.exp(Decimal(x))) <= CLOSE


@given(st.one_of(st.floats(-30.0, 700.0), st.floats(-1e-3, 1e-3)).filter(lambda x: abs(x) > 1e-30))
def test_expm1_is_exact_to_two_units_for_small_arguments_too(x: float) -> None:
    exact = EXACT.subtract(EXACT.exp(Decimal(x)), Decimal(1))
    assert units_off(expm1(x), exact) <= CLOSE


@given(st.floats(1e-300, 1e300).filter(lambda x: x != 1.0))
def test_log_is_exact_to_two_units(x: float) -> None:
    assert units_off(log(x), EXACT.ln(Decimal(x))) <= CLOSE


@given(st.one_of(st.floats(-0.999, 1e300), st.floats(-1e-3, 1e-3)).filter(lambda x: abs(x) > 1e-30))
def test_log1p_is_exact_to_two_units_for_small_arguments_too(x: float) -> None:
    assert units_off(log1p(x), EXACT.ln(EXACT.add(Decimal(1), Decimal(x)))) <= CLOSE


@given(x=st.floats(1e-6, 1e6), y=st.floats(0.05, 5.0))
def test_a_power_is_exact_to_the_error_of_its_logarithm(x: float, y: float) -> None:
    """Relative error: that of y log x, of which exp makes an absolute one, and two units."""
    exact = EXACT.power(Decimal(x), Decimal(y))
    assert units_off(power(x, y), exact) <= 2 * CLOSE * (1 + abs(y * math.log(x)))


@pytest.mark.parametrize(
    ("function", "x", "value"),
    [
        (exp, 0.0, 1.0),
        (exp, 800.0, math.inf),
        (exp, math.inf, math.inf),
        (exp, -800.0, 0.0),
        (exp, -math.inf, 0.0),
        (expm1, 0.0, 0.0),
        (expm1, 800.0, math.inf),
        (expm1, -math.inf, -1.0),
        (log, 1.0, 0.0),
        (log, 0.0, -math.inf),
        (log, math.inf, math.inf),
        (log1p, 0.0, 0.0),
        (log1p, -1.0, -math.inf),
        (log1p, math.inf, math.inf),
    ],
)
def test_the_ends_are_exact(function: Callable[[float], float], x: float, value: float) -> None:
    assert function(x) == value
