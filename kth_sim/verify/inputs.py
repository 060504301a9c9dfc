"""Inputs: numbers inside the ranges that they can have, whatever states them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kth_sim.evidence.units import is_number
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import none_of
from kth_sim.verify.subject import Subject

# EQ-5D-5L, Denmark: the worst and the best health state (Jensen et al. 2021).
LOWEST_UTILITY, HIGHEST_UTILITY = -0.757, 1.0
PROBABILITIES, PERCENT = ("prob", "share"), "percent"
IN_HOSPITAL_OR_HOME = ("disutility_nursing_home", "disutility_readmission")
KNOTS = ("utility_admission", "utility_1m", "utility_4m", "utility_12m")
Numbers = Iterator[tuple[str, float]]


def stated(subject: Subject, wanted: Callable[[str], bool]) -> Numbers:
    """Every number in a unit that is wanted, with what states it.

    The scenario's own numbers, each alternative, the ends of printed intervals, and the lowest and
    highest of the draws.
    """
    draws, values = subject.draws(), subject.values() | dict(subject.base.facts)
    for name, entry in subject.register.entries.items():
        if not is_number(entry.unit) or not wanted(entry.unit):
            continue
        yield name, values[name]
        if name in draws:
            yield f"{name} (lowest draw)", float(draws[name].min())
            yield f"{name} (highest draw)", float(draws[name].max())
        for one in (None, *entry.alternatives):
            where, estimate = name if one is None else f"{name} ({one})", entry.estimate(one)
            if one is not None:
                yield where, subject.register.value(name, one)
            for end in ("low", "high"):
                if (number := getattr(estimate, end)) is not None:
                    yield f"{where} ({end})", float(number)


def inside(numbers: Numbers, low: float, high: float, expected: str) -> Finding:
    """Passed if every number lies between the bounds; the nearest to one is named."""
    every = dict(numbers)
    wrong = [f"{name} {x:g}" for name, x in every.items() if not low <= x <= high]
    room = {name: min(x - low, high - x) for name, x in every.items()}
    nearest = min(room, key=room.__getitem__, default="")
    by = room.get(nearest, 0.0)
    margin = f"{'nearest to' if by >= 0.0 else 'beyond'} a bound: {nearest}, by {abs(by):.3g}"
    seen = none_of(wrong, len(every), "numbers", expected, margin)
    return seen if seen.passed else replace(seen, margin=margin)


@check("inputs.probabilities", "Does every probability and share lie between 0 and 1?")
def probabilities(subject: Subject) -> Finding:
    """Values, alternatives, interval ends and 20,000 draws; percentages as shares."""
    shares = stated(subject, PROBABILITIES.__contains__)
    percent = ((name, x / 100.0) for name, x in stated(subject, PERCENT.__eq__))
    both = {**dict(shares), **dict(percent)}
    return inside(iter(both.items()), 0.0, 1.0, "every probability in [0, 1]")


@check("inputs.utilities", "Does every utility lie within the Danish EQ-5D-5L value set?")
def utilities(subject: Subject) -> Finding:
    """Stated utilities, and the worst and best that a patient can have with what is on top."""
    every = dict(stated(subject, "utility".__eq__)) | dict(of_patients(subject))
    bounds = f"[{LOWEST_UTILITY:g}, {HIGHEST_UTILITY:g}]"
    return inside(iter(every.items()), LOWEST_UTILITY, HIGHEST_UTILITY, f"utilities in {bounds}")


def of_patients(subject: Subject) -> Numbers:
    """The lowest and highest utility of a patient, at the point values and over the draws."""
    draws = subject.draws()
    values = draws.iloc[:1].assign(**subject.values())
    for where, frame in (("point values", values), ("draws", draws)):
        knots = frame[list(KNOTS)].clip(upper=frame["utility_cap"], axis=0)
        loss = frame[list(IN_HOSPITAL_OR_HOME)].max(axis=1)
        gain = frame["utility_gain_kth"]
        worst = knots.min(axis=1) + gain.clip(upper=0.0) - loss
        yield f"a patient's lowest, {where}", float(worst.min())
        yield f"a patient's highest, {where}", float((knots.max(axis=1) + gain.clip(0.0)).max())


@check("inputs.costs", "Is every price and every other sum of money at least 0?")
def costs(subject: Subject) -> Finding:
    """Values, alternatives, interval ends and 20,000 draws of everything in DKK."""
    money = stated(subject, lambda unit: unit.startswith("DKK"))
    return inside(money, 0.0, float("inf"), "every cost >= 0 DKK")


@check("inputs.low_base_high", "Is low <= base <= high for every number with an interval?")
def low_base_high(subject: Subject) -> Finding:
    """Printed intervals of every estimate, and the central 95 % of every distribution in use."""
    every = list(intervals(subject))
    wrong = [f"{name}: {x:g} in [{a:g}, {b:g}]" for name, a, x, b in every if not a <= x <= b]
    return none_of(wrong, len(every), "intervals", "low <= base <= high")


def intervals(subject: Subject) -> Iterator[tuple[str, float, float, float]]:
    """Name, low, base and high of each; numbers that the scenario set have no interval."""
    base, register = subject.base, subject.register
    values = subject.values() | dict(base.facts)
    for name, entry in register.entries.items():
        used = base.choices.get(name)
        for one in (None, *entry.alternatives):
            low, high = register.estimate(name, one).low, register.estimate(name, one).high
            if low is None or high is None or (one == used and name in base.overrides):
                continue
            value = values[name] if one == used else register.value(name, one)
            yield name if one is None else f"{name} ({one})", low, value, high
    for name, law in subject.distributions().items():
        low, high = law.interval()
        yield f"{name} (distribution)", low, values[name], high
