from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from kth_sim.contracts import DAYS_PER_MONTH, DAYS_PER_YEAR, PLACES, RESOURCES
from kth_sim.economics import life_years, qalys
from kth_sim.errors import UserError

KNOT_DAYS = np.array([0, 1, 4, 12]) * DAYS_PER_MONTH


def one_life(edges, death, rate):
    """`[1, period, resource]` of one patient at home until death, discounted with exp(-r t)."""
    array = np.zeros((1, edges.size - 1, len(RESOURCES)))
    for period, (start, stop) in enumerate(pairwise(edges)):
        end = min(max(death, start), stop)
        array[0, period, RESOURCES.index("days_own_home")] = quad(
            lambda t: np.exp(-rate * t), start, end
        )[0]
        array[0, period, RESOURCES.index("moment_alive")] = quad(
            lambda t, a=start: (t - a) * np.exp(-rate * t), start, end
        )[0]
    return array


def by_quadrature(knots, death, rate):
    """Integral over life of the interpolated utility, discounted, in years."""
    return (
        quad(
            lambda t: np.interp(t, KNOT_DAYS, knots) * np.exp(-rate * t),
            0,
            death,
            points=KNOT_DAYS[death > KNOT_DAYS],
            epsabs=1e-12,
            epsrel=1e-12,
            limit=200,
        )[0]
        / DAYS_PER_YEAR
    )


@pytest.mark.parametrize("rate", [0.0, np.log(1.035) / DAYS_PER_YEAR, 0.01])
@pytest.mark.parametrize("death", [5.0, 30.4375, 100.0, 200.0, 365.25, 900.0])
@pytest.mark.parametrize("cap", [0.9, 0.45])
def test_utility_against_numeric_quadrature(builder, parameters, death, rate, cap):
    p = parameters(utility_cap=cap)
    knots = np.minimum([0.1, 0.4, 0.5, 0.6], cap)
    edges = builder().edges
    found = qalys(one_life(edges, death, rate), edges, p)
    assert found == pytest.approx([by_quadrature(knots, death, rate)], rel=1e-9)


def test_finer_periods_change_nothing(builder, parameters):
    coarse = builder().edges
    fine = np.unique(np.concatenate([coarse, np.arange(0, 1000, 7.0)]))
    found = [qalys(one_life(e, 200.0, 1e-4), e, parameters()) for e in (coarse, fine)]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_the_cap_comes_before_the_interpolation(builder, parameters):
    """Alive through month 1, between utilities 0.1 and 0.4 -> 0.3: the average is 0.2."""
    edges = builder().edges
    life = one_life(edges, DAYS_PER_MONTH, 0.0)
    found = qalys(life, edges, parameters(utility_cap=0.3))
    assert found * 12 == pytest.approx([0.2])


FLAT = {f"utility_{knot}": 1.0 for knot in ("admission", "1m", "4m", "12m", "cap")}
NO_EXTRAS = dict.fromkeys(
    ("disutility_nursing_home", "disutility_readmission", "utility_gain_kth"), 0.0
)


def test_utilities_of_one_make_qalys_life_years(random_quantities, parameters):
    quantities, p = random_quantities(), parameters(2, **FLAT, **NO_EXTRAS)
    for array in (quantities.used, quantities.discounted):
        np.testing.assert_allclose(qalys(array, quantities.period_edges, p), life_years(array))


def test_utilities_of_zero_make_qalys_zero(random_quantities, parameters):
    zero = dict.fromkeys(FLAT, 0.0)
    quantities, p = random_quantities(), parameters(2, **zero, **NO_EXTRAS)
    assert not qalys(quantities.used, quantities.period_edges, p).any()


@pytest.mark.parametrize(
    ("resource", "parameter", "sign"),
    [
        ("days_nursing_home", "disutility_nursing_home", -1),
        ("days_readmitted", "disutility_readmission", -1),
        ("days_kth", "utility_gain_kth", +1),
    ],
)
def test_each_day_so_spent_counts_its_decrement(builder, parameters, resource, parameter, sign):
    zero = dict.fromkeys(FLAT, 0.0)
    given = builder().use(resource, DAYS_PER_YEAR, "kth", 4).quantities()
    p = parameters(**zero, **(NO_EXTRAS | {parameter: 0.3}))
    found = qalys(given.used, given.period_edges, p)
    assert found.sum() == pytest.approx(sign * 0.3)


def test_alive_is_the_sum_of_the_five_places(builder):
    given = builder()
    for place in PLACES:
        given.use(place, DAYS_PER_YEAR, "kth", 3)
    given.use("hours_waiting", 99, "kth", 0).use("days_kth", 14, "kth", 0)
    assert life_years(given.quantities().used).sum() == 5.0


def test_each_draw_has_its_own_utilities(random_quantities, parameters):
    quantities, p = random_quantities(), parameters(2, **NO_EXTRAS)
    for name in FLAT:
        p[name] = np.array([1.0, 0.0])
    found = qalys(quantities.used, quantities.period_edges, p)
    np.testing.assert_allclose(found[0], life_years(quantities.used)[0])
    assert not found[1].any()


@pytest.mark.parametrize("months", [1, 4, 12])
def test_a_knot_inside_a_period_is_refused(builder, parameters, months):
    edges = builder().edges
    lacking = edges[np.abs(edges - months * DAYS_PER_MONTH) > 1e-9]
    with pytest.raises(UserError, match=f"none at {months} months"):
        qalys(np.zeros((1, lacking.size - 1, len(RESOURCES))), lacking, parameters())
