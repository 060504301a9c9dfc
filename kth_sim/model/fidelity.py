"""KTH delivered in part: what happens to death and readmission when planned visits are missed.

A patient's fidelity is the share of the visits due so far that were made, 1 before the first. It
scales KTH's effect on the log-hazard: the hazard ratio is HR to the power of it, from now on. So a
missed visit changes how fast hazard is accumulated, never the luck, nor what has passed.

With fidelity 1 throughout these are `hazards.day_of_death` and `readmission.days_to_readmission`.
"""

from __future__ import annotations

import math

from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import log, power
from kth_sim.model.hazards import Patient, conditional, day_at_hazard, hazard_to, marginal
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.randomness import READMISSION, VISITS, Luck, uniforms
from kth_sim.model.readmission import KTH_REACH


@compiled
def planned_visits(mean: float, days_kth: float, luck: Luck) -> int:
    """Visits planned for one patient: a whole number beside the mean, the mean on average."""
    if days_kth == 0.0:
        return 0
    whole = math.floor(mean)
    return int(whole) + (1 if uniforms(luck, VISITS, 0)[0] < mean - whole else 0)


@compiled
def scaled(effect: float, fidelity: float) -> float:
    """A hazard ratio at that fidelity: the log-hazard ratio times it."""
    if fidelity == 1.0:
        return effect
    return power(effect, fidelity) if fidelity > 0.0 else 1.0


@compiled
def hazard_saved(
    p: Observed,
    s: Solved,
    patient: Patient,
    discharge: float,
    hr: float,
    since: float,
    now: float,
) -> float:
    """Conditional hazard of death that a ratio of `hr` kept from the patient between two days."""
    until = min(now, p.days_effect_window)
    if until <= since:
        return 0.0
    v = p.frailty_variance
    before = conditional(v, hazard_to(s, patient, discharge, since))
    return (1.0 - hr) * (conditional(v, hazard_to(s, patient, discharge, until)) - before)


@compiled
def day_of_death_from(
    p: Observed,
    s: Solved,
    patient: Patient,
    discharge: float,
    hr: float,
    since: float,
    saved: float,
) -> float:
    """Day of death of a patient alive on day `since`, if nothing changes from then on.

    Args:
        p: what the draw states.
        s: what was solved from it.
        patient: who.
        discharge: day of it; inf: not yet.
        hr: on the conditional hazard, from day `since` to the end of the effect window.
        since: day of the last change; inf: no effect so far.
        saved: conditional hazard kept from the patient before it.
    """
    v, stop, limit = p.frailty_variance, p.days_effect_window, patient.limit + saved
    if hr == 1.0 or since >= stop:
        h = patient.threshold if saved == 0.0 else marginal(v, limit)
        return day_at_hazard(p, s, patient, discharge, h)
    before = conditional(v, hazard_to(s, patient, discharge, since))
    gained = conditional(v, hazard_to(s, patient, discharge, stop)) - before
    inside, beyond = before + (limit - before) / hr, limit + (1.0 - hr) * gained
    reached = inside if limit <= before + hr * gained else beyond
    if limit <= before:
        reached = limit
    return day_at_hazard(p, s, patient, discharge, marginal(v, reached))


@compiled
def readmission_hazard(p: Observed, s: Solved, days: float) -> float:
    """Usual-care hazard of readmission gained so many days after a discharge."""
    return power(days / s.readmission_scale, p.shape_time_to_readmission) if days > 0.0 else 0.0


@compiled
def readmission_added(
    p: Observed, s: Solved, factor: float, since: float, now: float, stop: float
) -> float:
    """Hazard of readmission that a factor adds between two moments; days since a discharge.

    `stop` is when KTH's reach ends on that clock.
    """
    until = min(now, stop)
    if until <= since:
        return 0.0
    return (factor - 1.0) * (readmission_hazard(p, s, until) - readmission_hazard(p, s, since))


@compiled
def next_readmission_from(
    p: Observed,
    s: Solved,
    luck: Luck,
    patient: Patient,
    factor: float,
    index_discharge: float,
    left: float,
    count: int,
    since: float,
    added: float,
) -> float:
    """Day of the next readmission after `count` of them, if nothing changes from now on; inf: none.

    Args:
        p: what the draw states.
        s: what was solved from it.
        luck: the patient's.
        patient: who.
        factor: on the hazard, from `since` to the end of KTH's reach; 1 in usual care.
        index_discharge: day of it.
        left: day of the latest discharge.
        count: readmissions so far.
        since: days from the latest discharge to the last change.
        added: hazard that factors added before it.
    """
    if count >= p.n_readmissions_max:
        return math.inf
    wait = patient.wait_readmission
    if count > 0:
        wait = -log(uniforms(luck, READMISSION, count)[0])
    stop = KTH_REACH - (left - index_discharge)
    hazard = wait - added
    if factor != 1.0 and since < stop:
        before = readmission_hazard(p, s, since)
        inside = readmission_hazard(p, s, stop) - before
        if hazard > before + factor * inside:
            hazard -= (factor - 1.0) * inside
        elif hazard > before:
            hazard = before + (hazard - before) / factor
    if hazard > s.readmission_reach:
        return math.inf
    day = left + s.readmission_scale * power(hazard, 1.0 / p.shape_time_to_readmission)
    return day if day <= p.days_readmission_window else math.inf
