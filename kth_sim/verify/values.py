"""Values: what utilities and prices do, and that they do nothing else."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics import ITEMS, SECTORS, costs, pooled
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import equal_arrays, largest, none_of, rounding
from kth_sim.verify.null import BOTTOM_UP, PRICES
from kth_sim.verify.subject import Changes, Subject

KNOTS = ("utility_admission", "utility_1m", "utility_4m", "utility_12m")
ON_TOP = ("disutility_nursing_home", "disutility_readmission", "utility_gain_kth")
PAIRS = (("qaly", "ly"), ("qaly_undiscounted", "ly_undiscounted"))
COSTS = tuple(f"cost_{x}" for x in (*SECTORS, "total", "total_3m_only", "total_with_later", "3m"))


def all_utilities(value: float) -> dict[str, float]:
    """Changes that give every day alive that utility."""
    return dict.fromkeys((*KNOTS, "utility_cap"), value) | dict.fromkeys(ON_TOP, 0.0)


def measured(subject: Subject, changes: Changes) -> dict[str, FloatArray]:
    """Measures of the scenario's own lives, valued with these changes."""
    return subject.measures(subject.simulate(), subject.setting(changes, BOTTOM_UP))


def terms(subject: Subject) -> float:
    """How many products stand in a sum over periods of the scenario, for what rounding may lose."""
    return float(subject.simulate().used[0, 0].size)


@check("values.utilities_one", "With all utilities 1, are QALYs life-years?")
def utilities_one(subject: Subject) -> Finding:
    """Both strategies, discounted and not."""
    found = measured(subject, all_utilities(1.0))
    errors = {q: float(np.abs(found[q] - found[ly]).max()) for q, ly in PAIRS}
    allowed = rounding(float(found["ly_undiscounted"].max()), terms(subject))
    return largest(errors, allowed, "QALYs = life-years")


@check("values.utilities_zero", "With all utilities 0, are there no QALYs?")
def utilities_zero(subject: Subject) -> Finding:
    """Both strategies, discounted and not, exactly 0."""
    found = measured(subject, all_utilities(0.0))
    errors = {name: float(np.abs(found[name]).max()) for name, _ in PAIRS}
    return largest(errors, 0.0, "QALYs = 0")


@check("values.utility_bounds", "Are QALYs per life-year between the lowest and highest utility?")
def utility_bounds(subject: Subject) -> Finding:
    """Both strategies, discounted and not."""
    values, found = subject.values(), measured(subject, {})
    knots = [min(values[name], values["utility_cap"]) for name in KNOTS]
    gain = values["utility_gain_kth"]
    low = min(knots) + min(gain, 0.0) - max(values[name] for name in ON_TOP[:2])
    high = max(knots) + max(gain, 0.0)
    ratios = {q: found[q][0] / found[ly][0] for q, ly in PAIRS}
    wrong = [name for name, x in ratios.items() if x.min() < low or x.max() > high]
    every = np.concatenate(list(ratios.values()))
    room = min(every.min() - low, high - every.max())
    expected = f"{low:.4g} <= QALY / life-year <= {high:.4g}"
    margin = f"from {every.min():.4g} to {every.max():.4g}, {room:.2g} from a bound"
    return none_of(wrong, len(ratios), "ratios", expected, margin)


@check("values.prices_zero", "With all prices 0, does nothing cost anything?")
def prices_zero(subject: Subject) -> Finding:
    """Every cost measure of both strategies, exactly 0."""
    found = measured(subject, dict.fromkeys(PRICES, 0.0))
    errors = {name: float(np.abs(found[name]).max()) for name in COSTS}
    return largest(errors, 0.0, "every cost = 0 DKK")


def item_costs(subject: Subject, changes: Changes) -> dict[str, FloatArray]:
    """`{item: [draw, strategy, destination, period]}` DKK, of the scenario's own lives."""
    sums, setting = pooled(subject.simulate()), subject.setting(changes, BOTTOM_UP)
    cube = costs(sums.discounted, sums.period_edges, setting.parameters)
    return {item.id: cube[..., place] for place, item in enumerate(ITEMS)}


@check("values.doubled_price", "Does a doubled price double its own items, and no others?")
def doubled_price(subject: Subject) -> Finding:
    """Every price in turn, every item, to the bit."""
    base, values = item_costs(subject, {}), subject.values()
    wrong = []
    for price in PRICES:
        found = item_costs(subject, {price: 2.0 * values[price]})
        wrong += moved_otherwise(base, found, price)
    n = len(PRICES) * len(ITEMS)
    return none_of(wrong, n, "pairs of price and item", "an item x 2 if its price is x 2, else x 1")


def moved_otherwise(
    base: dict[str, FloatArray], found: dict[str, FloatArray], price: str
) -> list[str]:
    """Items whose cost is not doubled although this is their price, or moved although it is not."""
    return [
        f"{price} and {item}"
        for item in base
        if equal_arrays(found[item], (2.0 if item in PRICED[price] else 1.0) * base[item])
    ]


# Which items each price is for, stated apart from `economics.items`.
PRICED = {
    "cost_index_admission": {"index_admission"},
    "cost_readmission": {"readmission"},
    "cost_kth_hospital_responsibility": {"kth_hospital_responsibility"},
    "cost_nursing_home_day": {"nursing_home"},
    "cost_temporary_place_day": {"temporary_place"},
    "cost_home_care_hour": {"home_care", "kth_daily_programme"},
    "cost_rehabilitation_hour": {"rehabilitation"},
    "cost_acute_nurse_visit": {"kth_nurse_visits"},
    "cost_gp_contact": {"gp_contacts"},
    "cost_medicine_3m": {"medicines"},
}
