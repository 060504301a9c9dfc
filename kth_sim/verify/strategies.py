"""Strategies: what Kom Trygt Hjem changes, and that it changes nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import OUTCOMES, STRATEGIES, FloatArray, Quantities
from kth_sim.economics import Outcomes, Sums, icer_table, pooled
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import (
    STANDARD_ERRORS,
    equal_arrays,
    largest,
    none_of,
    rises,
    rounding,
)
from kth_sim.verify.lives import different, of
from kth_sim.verify.null import (
    BOTTOM_UP,
    NO_EFFECT,
    NO_PROGRAMME,
    from_day_one,
    need_treated,
)
from kth_sim.verify.subject import Changes, Subject

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.model.case import Case

PATIENTS = {"fast": range(4_000), "reference": range(150)}
COST = 1_000.0  # DKK a pathway
HALF, SAME, TWICE = 0.5, 1.0, 2.0
TREATED, DISCHARGED = OUTCOMES.index("treated"), OUTCOMES.index("discharged_alive")


def lives_of(subject: Subject, changes: Changes) -> dict[str, pd.DataFrame]:
    """Lives with these changes, KTH from the first day, `{engine: ledger}`."""
    clusters = from_day_one(subject)
    case = subject.case(changes, n_patients=len(PATIENTS["fast"]), clusters=clusters)
    return {engine: subject.ledger(case, who, engine) for engine, who in PATIENTS.items()}


def unequal_lives(ledgers: dict[str, pd.DataFrame]) -> list[str]:
    """Patients whose life with KTH is not that in usual care."""
    return [
        f"patient {number} ({engine})"
        for engine, ledger in ledgers.items()
        for number in different(of(ledger, "usual_care"), of(ledger, "kth"))
    ]


def unequal_measures(found: dict[str, FloatArray]) -> list[str]:
    """Measures that are not equal to the bit in both strategies."""
    return [name for name, value in found.items() if equal_arrays(value[:, 0], value[:, 1])]


def n_lives(ledgers: dict[str, pd.DataFrame]) -> int:
    """How many pairs of lives are told."""
    return sum(ledger["patient"].nunique() for ledger in ledgers.values())


@check("strategies.null_programme", "With no effect and no cost, is every patient the same?")
def null_programme(subject: Subject) -> Finding:
    """Every life of both engines and every measure, to the bit."""
    need_treated(subject)
    changes = NO_EFFECT | NO_PROGRAMME
    ledgers = lives_of(subject, changes)
    quantities = subject.simulate(changes, clusters=from_day_one(subject))
    measured = subject.measures(quantities, subject.setting(changes, BOTTOM_UP))
    wrong = [*unequal_lives(ledgers), *unequal_measures(measured)]
    n = n_lives(ledgers) + len(measured)
    return none_of(wrong, n, "lives and measures", "KTH = usual care for every patient, to the bit")


@check("strategies.null_effect_costs_c", "Does a programme without effect add just what it costs?")
def null_effect_costs_c(subject: Subject) -> Finding:
    """The 3-month difference is the price times pathways, and KTH is dominated."""
    need_treated(subject)
    changes = NO_EFFECT | NO_PROGRAMME | {"cost_kth_hospital_responsibility": COST}
    quantities = subject.simulate(changes)
    found = subject.measures(quantities, subject.setting(changes, BOTTOM_UP))
    sums = pooled(quantities)
    share = float(sums.outcome("treated")[0, 1] / sums.patients[0])
    difference = float(np.diff(found["cost_3m"][0])[0])
    outcomes = Outcomes.from_arrays(STRATEGIES, found["cost_total"], found["qaly"])
    status = icer_table(outcomes).set_index("strategy")["status"]["kth"]
    # Two sums of all items, of which the difference is a small part.
    allowed = rounding(float(found["cost_3m"].max()), float(quantities.used[0, 0].size))
    errors = {"difference": difference - COST * share}
    expected = f"{COST:g} DKK x {share:.6g} pathways a patient, and KTH dominated"
    one = largest(errors, allowed, expected, f"{difference:.10g} DKK, KTH {status}")
    return Finding(one.passed and status == "dominated", expected, one.found, one.margin)


@check("strategies.swapped_labels", "Do increments change sign when the labels are swapped?")
def swapped_labels(subject: Subject) -> Finding:
    """Every increment, to the bit; ratios of two increments stay."""
    setting, sums = subject.setting(structure=BOTTOM_UP), pooled(subject.simulate())
    forth = subject.increments(subject.measures(sums, setting))
    back = subject.increments(subject.measures(swapped(sums), setting))
    signs = dict.fromkeys(forth, -1.0) | {name: 1.0 for name in forth if "cost_per" in name}
    wrong = [
        name for name, sign in signs.items() if not same_or_none(back[name], sign * forth[name])
    ]
    expected = "increments change sign, ratios of two increments stay"
    return none_of(wrong, len(signs), "increments", expected)


def same_or_none(a: FloatArray, b: FloatArray) -> bool:
    """Whether two arrays are equal, a ratio that is no number in both included."""
    return bool(np.array_equal(a, b, equal_nan=True))


def swapped(sums: Sums) -> Sums:
    """The sums with the strategies' labels exchanged."""
    return Sums(
        sums.period_edges,
        np.flip(sums.used, axis=-4),
        np.flip(sums.discounted, axis=-4),
        np.flip(sums.counts, axis=-3),
    )


@check("strategies.no_uptake", "With uptake 0, is KTH usual care?")
def no_uptake(subject: Subject) -> Finding:
    """Every life of both engines, everything used and every measure, to the bit."""
    changes = {"uptake_kth": 0.0}
    ledgers, quantities = lives_of(subject, changes), subject.simulate(changes)
    measured = subject.measures(quantities, subject.setting(changes, BOTTOM_UP))
    used = equal_arrays(quantities.used[:, :, 0], quantities.used[:, :, 1])
    wrong = [*unequal_lives(ledgers), *unequal_measures(measured)]
    wrong += [f"{used:,} sums of resources"] if used else []
    n = n_lives(ledgers) + len(measured) + quantities.used[:, :, 0].size
    return none_of(wrong, n, "lives, measures and sums", "uptake 0 = usual care, to the bit")


@check("strategies.full_uptake", "With uptake 1, does everybody offered KTH receive all of it?")
def full_uptake(subject: Subject) -> Finding:
    """All discharged alive in the target groups are treated; at half the uptake half of them.

    And at half the uptake each patient lives either the life of full uptake or that of usual care.
    """
    half, full = ({"uptake_kth": share} for share in (HALF, SAME))
    wrong = [*untreated(subject, full), *third_lives(subject, half, full)]
    n = len(PATIENTS["fast"]) + len(subject.base.clusters)
    return none_of(
        wrong, n, "patients and clusters", "uptake 1 = full KTH, uptake 0.5 = half of it"
    )


def untreated(subject: Subject, full: Changes) -> list[str]:
    """Destinations where somebody offered KTH from the first day went without it."""
    clusters = from_day_one(subject)
    counts = subject.simulate(full, clusters=clusters).counts[0, :, 1].sum(axis=0)
    everywhere = set.intersection(*(set(cluster.target) for cluster in clusters))
    somewhere = set.union(*(set(cluster.target) for cluster in clusters))
    wrong = []
    for d, name in enumerate(("own_home", "temporary_place", "nursing_home")):
        missed, treated = counts[d, DISCHARGED] - counts[d, TREATED], counts[d, TREATED]
        if (name in everywhere and missed > 0.0) or (name not in somewhere and treated > 0.0):
            wrong.append(f"{missed:,.0f} not treated, {treated:,.0f} treated, {name}")
    return wrong


def third_lives(subject: Subject, half: Changes, full: Changes) -> list[str]:
    """Patients who at half the uptake live neither of their two lives, or a wrong share of them."""
    partly, whole = (lives_of(subject, changes)["fast"] for changes in (half, full))
    treated = set(different(of(whole, "usual_care"), of(whole, "kth")))
    not_full = set(different(of(whole, "kth"), of(partly, "kth")))
    not_none = set(different(of(partly, "usual_care"), of(partly, "kth")))
    wrong = [f"patient {number}" for number in sorted(not_full & not_none)]
    error = np.sqrt(HALF * (1.0 - HALF) / max(len(treated), 1))
    share = len(not_none) / max(len(treated), 1)
    if treated and abs(share - HALF) > STANDARD_ERRORS * error:
        wrong.append(f"{share:.3f} of those whose life KTH changes")
    return wrong


@check("strategies.effect_monotone", "Does more effect never mean less difference?")
def effect_monotone(subject: Subject) -> Finding:
    """Effects halved, as they are, and doubled: deaths, life-years and readmissions in order.

    Effects that cannot be reached, because not all of them can come after discharge, are left out.
    """
    need_treated(subject)
    sizes = (HALF, SAME, TWICE)
    deaths = [by_deaths(subject, case) for case in reached(subject, sizes)]
    found = {f"deaths {d}": [one[d] for one in deaths] for d in ("averted", "as life-years")}
    found["readmissions"] = [by_readmission(subject, factor) for factor in sizes]
    moved = {name: values for name, values in found.items() if values and max(values) > 0.0}
    if not moved:
        raise DoesNotApplyError("KTH has no effect in this scenario")
    wrong = [name for name, values in moved.items() if not grows(values)]
    told = "; ".join(f"{n} {', '.join(f'{x:.4g}' for x in v)}" for n, v in moved.items())
    expected = "differences grow from half the effect over the effect to twice it"
    return none_of(wrong, len(moved), "differences", expected, told)


def grows(values: list[float]) -> bool:
    """Whether each number is larger than the one before."""
    return len(values) < 2 or rises(values, strictly=True)[0]


def reached(subject: Subject, factors: tuple[float, ...]) -> list[Case]:
    """Cases with so many times the effect on mortality, of those that calibration reached.

    The effect on readmission is switched off: it feels fewer deaths.
    """
    values = subject.values()
    changes = [
        {
            "or_death_30d_kth": values["or_death_30d_kth"] ** factor,
            "rd_death_30d_kth": values["rd_death_30d_kth"] * factor,
            "rr_readmission_30d_kth": 1.0,
        }
        for factor in factors
    ]
    cases = [subject.case(change) for change in changes]
    return [case for case in cases if case.solved["effect_unreachable"][0] == 0.0]


def by_deaths(subject: Subject, case: Case) -> dict[str, float]:
    """How far 30-day mortality and life-years differ between the strategies."""
    measured = subject.measures(subject.quantities(case), subject.setting(structure=BOTTOM_UP))
    gained = subject.increments(measured)
    names = {"averted": "prob_death_30d", "as life-years": "ly_undiscounted"}
    return {name: abs(float(gained[measure][0])) for name, measure in names.items()}


def by_readmission(subject: Subject, factor: float) -> float:
    """How far readmissions differ at so many times the effect on them, and none on mortality."""
    ratio = subject.values()["rr_readmission_30d_kth"] ** factor
    changes = NO_EFFECT | {"rr_readmission_30d_kth": ratio}
    return abs(difference_in(subject.simulate(changes), "readmitted_30d"))


def difference_in(quantities: Quantities, outcome: str) -> float:
    """Persons with the outcome, Kom Trygt Hjem minus usual care."""
    by_strategy = quantities.counts[0, ..., OUTCOMES.index(outcome)].sum(axis=(0, 2))
    return float(by_strategy[1] - by_strategy[0])
