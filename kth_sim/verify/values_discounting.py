"""Values: discounting, and horizons that add up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, getcontext
from itertools import pairwise

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, PLACES, STRATEGIES, FloatArray
from kth_sim.economics import pooled
from kth_sim.model.discounting import discount_factor, discounted_years
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import equal_arrays, largest, none_of, rounding
from kth_sim.verify.null import BOTTOM_UP, NO_DEATHS, NO_EFFECT
from kth_sim.verify.subject import N_PATIENTS, Subject
from kth_sim.verify.values import KNOTS, ON_TOP

RATES = ("discount_rate_years_0_35", "discount_rate_years_36_70", "discount_rate_years_71_plus")
NO_DISCOUNTING = dict.fromkeys(RATES, 0.0)
NOTHING_ON_TOP = dict.fromkeys(ON_TOP, 0.0)
DANISH = (0.035, 0.025, 0.015)
# The Danish rule, by bc with 30 decimals: 1.035^-t, then 1.025^-(t - 35), then 1.015^-(t - 70).
FACTORS = (
    (1.0, 0.96618357487922705314),
    (10.0, 0.70891881370977158608),
    (35.0, 0.29997686165814129522),
    (36.0, 0.29266035283721101973),
    (70.0, 0.12640157008731899093),
    (71.0, 0.12453356658849161668),
    (100.0, 0.08086697562305852337),
)
# The same of 1 a year until then: in each step (1 - (1 + r)^-t) / ln(1 + r).
FLOWS = (
    (10.0, 8.46131146484031174543),
    (35.0, 20.34866588801003321783),
    (60.0, 25.94435427138869876245),
    (70.0, 27.37810803130536361280),
    (100.0, 30.43645846411924435891),
)
STEPS = (0.0, 35.0, 70.0)  # years on which the rate falls, by the Danish rule
KNOT_YEARS = (0.0, 1.0 / 12.0, 4.0 / 12.0, 1.0)  # of the utilities
QUADRATURE = 40  # points: more than a line times an exponential needs
SHORT_YEARS = 10


@check("values.no_discounting", "With discount rates 0, is discounted the same as undiscounted?")
def no_discounting(subject: Subject) -> Finding:
    """Every sum, to the bit; and the lives are those of any discount rate."""
    plain, base = subject.simulate(NO_DISCOUNTING), subject.simulate()
    pairs = {
        "discounted sums": equal_arrays(plain.discounted, plain.used),
        "undiscounted sums": equal_arrays(plain.used, base.used),
        "persons": equal_arrays(plain.counts, base.counts),
    }
    wrong = [f"{count:,} {name}" for name, count in pairs.items() if count]
    n = 2 * plain.used.size + plain.counts.size
    return none_of(wrong, n, "sums", "discounted = undiscounted at rates 0, to the bit")


@check("values.golden_discounting", "Does discounting give the golden values?")
def golden_discounting(subject: Subject) -> Finding:
    """Danish factors and flows; life-years and QALYs of people who never die, at its own rates."""
    errors = {f"factor at year {t:g}": discount_factor(t, DANISH) / x - 1.0 for t, x in FACTORS}
    errors |= {f"flow to year {t:g}": discounted_years(t, DANISH) / x - 1.0 for t, x in FLOWS}
    sums, values = pooled(subject.simulate(NO_DEATHS | NO_EFFECT)), subject.values()
    horizon, rates = float(sums.period_edges[-1]) / DAYS_PER_YEAR, [values[name] for name in RATES]
    found = subject.measures(sums, subject.setting(NOTHING_ON_TOP, BOTTOM_UP))
    expected = {"ly": annuity(horizon, rates), "qaly": quality(values, horizon, rates)}
    for name, number in expected.items():
        for strategy, years in zip(STRATEGIES, found[name][0], strict=True):
            errors[f"{name} of immortals, {strategy}"] = float(years - number) / horizon
    words = f"{len(FACTORS)} factors and {len(FLOWS)} flows of the Danish rule, computed with bc; "
    words += f"{expected['ly']:.8g} discounted years and {expected['qaly']:.8g} QALYs of immortals"
    return largest(errors, rounding(1.0, N_PATIENTS), words)


def quality(values: Mapping[str, float], years: float, rates: list[float]) -> float:
    """Discounted QALYs of one who never dies, by quadrature between all bends and steps."""
    utilities = [min(values[name], values["utility_cap"]) for name in KNOTS]
    bends = sorted({*(t for t in (*KNOT_YEARS, *STEPS) if t < years), years})
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE)
    total = 0.0
    for a, b in pairwise(bends):
        t = a + (b - a) * (nodes + 1.0) / 2.0
        worth = np.interp(t, KNOT_YEARS, utilities) * present(t, rates)
        total += float(weights @ worth) * (b - a) / 2.0
    return total


def present(t: FloatArray, rates: list[float]) -> FloatArray:
    """Discount factors at these years."""
    factor = np.ones_like(t)
    for rate, (start, stop) in zip(rates, pairwise((*STEPS, np.inf)), strict=True):
        factor *= (1.0 + rate) ** -np.clip(t - start, 0.0, stop - start)
    return factor


def annuity(years: float, rates: list[float]) -> float:
    """Present value of 1 a year to that year, in decimals of 40 digits, step by step."""
    getcontext().prec = 40
    total, factor = Decimal(0), Decimal(1)
    for rate, (start, stop) in zip(rates, pairwise((*STEPS, years)), strict=True):
        length = Decimal(max(min(stop, years) - start, 0.0))
        grown = 1 + Decimal(rate)
        through = grown**-length
        total += factor * ((1 - through) / grown.ln() if rate else length)
        factor *= through
    return float(total)


@check("values.horizons_add_up", "Is the total to a long horizon that to a short one and the rest?")
def horizons_add_up(subject: Subject) -> Finding:
    """Everything used, by period, simulated to two horizons with the same luck."""
    long, short = subject.base.horizon_years, min(SHORT_YEARS, subject.base.horizon_years // 2)
    if short < 1:
        raise DoesNotApplyError(f"a horizon of {long} year has no shorter one in whole years")
    far, near = subject.simulate(), subject.simulate(horizon_years=short)
    last = len(near.period_edges) - 1
    errors = {}
    for kind in ("used", "discounted"):
        whole, part = getattr(far, kind), getattr(near, kind)
        total = whole.sum(axis=(1, 3, 4))
        parts = part.sum(axis=(1, 3, 4)) + whole[:, :, :, :, last:].sum(axis=(1, 3, 4))
        scale = np.maximum(np.abs(total), 1.0)
        errors[f"{kind}, of the total"] = float((np.abs(parts - total) / scale).max())
    alive = far.used[..., last:, : len(PLACES)].sum() > 0.0
    expected = f"total to year {long} = total to year {short} + the years between"
    found = largest(errors, rounding(1.0, float(far.used[0, :, 0].size)), expected)
    return found if alive else Finding(False, expected, "nothing after the short horizon", "none")
