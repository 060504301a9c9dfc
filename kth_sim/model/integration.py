"""The cohort's risks by dense integration in NumPy: what calibration achieved, worked out again.

It uses the solved rates but none of the calibration's or the engines' code: ages by a long
Gauss-Legendre rule, stays by two longer ones under SciPy's gamma density, readmission at the
midpoints of its own distribution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.case import Case
from kth_sim.model.parameters import Cohort, Observed, Solved

_N_AGES, _N_STAYS, _N_WAITS = 40, 100, 200


@dataclass(frozen=True)
class Points:
    """The dense grid, every array broadcastable to `[age and sex, stay, destination]`."""

    relative: FloatArray
    stay: FloatArray
    weight: FloatArray
    early: FloatArray  # deaths a day from discharge to day 30, by destination
    late: FloatArray  # relative hazard from day 31, by destination


def destination_shares(p: Observed, cohort: Cohort) -> FloatArray:
    """`[cluster, destination]` probabilities of each discharge destination."""
    home = np.where(
        np.isnan(cohort.share_own_home), p.prob_destination_own_home, cohort.share_own_home
    )
    temporary = np.where(
        np.isnan(cohort.share_temporary_place),
        p.prob_temporary_place_given_institution,
        cohort.share_temporary_place,
    )
    return np.column_stack([home, (1 - home) * temporary, (1 - home) * (1 - temporary)])


def exposure(p: Observed, cohort: Cohort) -> FloatArray:
    """`[destination]` share of those going there who are offered KTH and take it."""
    here = destination_shares(p, cohort) * cohort.weight[:, np.newaxis]
    after_start = np.clip(1 - cohort.start_day / cohort.intake_days, 0, 1)
    offered = (here * cohort.target * after_start[:, np.newaxis]).sum(axis=0)
    total = here.sum(axis=0)
    share: FloatArray = np.divide(offered, total, out=np.zeros(3), where=total > 0)
    return p.uptake_kth * share


def points(p: Observed, s: Solved, cohort: Cohort, n_stays: int = _N_STAYS) -> Points:
    """The dense grid of one draw's cohort."""
    from scipy import stats  # noqa: PLC0415  # half a second that runs without it need not pay

    nodes, weights = np.polynomial.legendre.leggauss(_N_AGES)
    ages = p.age_min + (p.age_max - p.age_min) * (nodes + 1) / 2
    density = weights * stats.norm.pdf(ages, p.mean_age, p.sd_age)
    log_female = np.log(p.rate_population_death_65_female) + p.slope_population_death_female * (
        ages - 65
    )
    log_male = np.log(p.rate_population_death_65_male) + p.slope_population_death_male * (ages - 65)
    relative = np.exp(
        p.age_sex_gradient * (np.concatenate([log_female, log_male]) - s.log_reference_rate)
    )
    by_sex = np.concatenate([p.share_female * density, (1 - p.share_female) * density])
    stay, stay_weight = stays(p, n_stays)
    mix = cohort.weight @ destination_shares(p, cohort)
    weight = (by_sex / by_sex.sum())[:, None, None] * stay_weight[:, None] * mix
    early = np.array([s.rate_own_home, s.rate_temporary_place, s.rate_nursing_home])
    late = np.array([s.relative_late_other, s.relative_late_other, s.relative_late_nursing_home])
    return Points(relative[:, None, None], stay[None, :, None], weight, early, late)


def stays(p: Observed, n: int) -> tuple[FloatArray, FloatArray]:
    """Stays in days and their weights: SciPy's gamma density on n nodes each side of day 30."""
    from scipy import stats  # noqa: PLC0415  # half a second that runs without it need not pay

    mean, shape = p.mean_days_index_stay * p.multiplier_days_index_stay, p.shape_days_index_stay
    nodes, weights = np.polynomial.legendre.leggauss(n)
    at = np.concatenate([15 * (nodes + 1), 30 + 10 * mean * (nodes + 1)])
    width = np.concatenate([15 * weights, 10 * mean * weights])
    weight = width * stats.gamma.pdf(at, shape, scale=mean / shape)
    return at, weight / weight.sum()


def hazard(s: Solved, g: Points, day: FloatArray | float) -> FloatArray:
    """Marginal cumulative hazard from operation to `day`, at every point."""
    leave = np.minimum(g.stay, 30.0)
    total = s.rate_inpatient * np.minimum(day, leave)
    total = total + g.early * np.clip(np.minimum(day, 30.0) - leave, 0, None)
    total = total + g.late * s.rate_31_90 * np.clip(np.minimum(day, 90.0) - 30, 0, None)
    total = total + g.late * s.rate_91_365 * np.clip(np.minimum(day, 365.0) - 90, 0, None)
    result: FloatArray = g.relative * total
    return result


def alive_treated(p: Observed, s: Solved, g: Points, day: FloatArray | float) -> FloatArray:
    """Probability of being alive on `day` if treated, at every point, averaged over frailty."""
    v, hr = max(p.frailty_variance, 1e-9), s.hr_kth_delivered

    def level(t: FloatArray | float) -> FloatArray:
        return np.expm1(v * hazard(s, g, t)) / v

    start = np.zeros(1) if s.window_from_operation else np.minimum(g.stay, p.days_effect_window)
    stop = np.minimum(day, p.days_effect_window)
    inside = np.maximum(level(np.maximum(stop, start)) - level(start), 0.0)
    result: FloatArray = (1 + v * (level(day) - (1 - hr) * inside)) ** (-1 / v)
    return result


def readmitted(p: Observed, s: Solved, g: Points, treated: bool) -> FloatArray:
    """`[destination]` cumulative incidence 30 days after discharge, death competing."""
    from scipy import stats  # noqa: PLC0415  # half a second that runs without it need not pay

    k = p.shape_time_to_readmission
    factor = s.readmission_factor_delivered if treated else 1.0
    scale = s.readmission_scale * factor ** (-1 / k)
    if not np.isfinite(scale):
        return np.zeros(3)
    reach = stats.weibull_min.cdf(30.0, k, scale=scale)
    waits = stats.weibull_min.ppf(reach * (np.arange(_N_WAITS) + 0.5) / _N_WAITS, k, scale=scale)
    alive = (
        (lambda day: alive_treated(p, s, g, day))
        if treated
        else (lambda day: np.exp(-hazard(s, g, day)))
    )
    discharged = (g.weight * alive(g.stay)).sum(axis=(0, 1))
    later = np.mean([(g.weight * alive(g.stay + t)).sum(axis=(0, 1)) for t in waits], axis=0)
    share: FloatArray = np.divide(later, discharged, out=np.zeros(3), where=discharged > 0)
    return float(reach) * share


def part_of(part: float, whole: float) -> float:
    """Part / whole; nan where there is nothing to share."""
    return float(part / whole) if whole > 1e-12 else float("nan")


def integrated_risks(case: Case, draw: int) -> dict[str, float]:
    """The cohort's risks by name; those ending in `_delivered` mix treated and untreated.

    Examples of names: `prob_death_30d`, `share_deaths_30d_in_hospital`, `prob_death_31_90`,
    `prob_death_30d_kth` (everyone treated), `prob_death_30d_kth_delivered`.
    """
    (p,), (s,) = case.draw(draw)
    g, offered = points(p, s, case.cohort), exposure(p, case.cohort)
    mix: FloatArray = g.weight.sum(axis=(0, 1))

    def dead(alive: FloatArray) -> FloatArray:
        alive_there: FloatArray = (g.weight * alive).sum(axis=(0, 1))
        gone: FloatArray = mix - alive_there
        return gone

    d30, d90, d365 = (dead(np.exp(-hazard(s, g, t))) for t in (30.0, 90.0, 365.0))
    in_hospital = dead(np.exp(-hazard(s, g, np.minimum(g.stay, 30.0))))
    kth = dead(alive_treated(p, s, g, 30.0))
    coarse = points(p, s, case.cohort, n_stays=30)
    readmission, readmission_kth = (readmitted(p, s, coarse, t) for t in (False, True))
    out = (g.weight * np.exp(-hazard(s, g, g.stay))).sum(axis=(0, 1))
    out = out / out.sum()
    later = d30 - in_hospital
    return {
        "prob_death_30d": float(d30.sum()),
        "share_deaths_30d_in_hospital": part_of(in_hospital.sum(), d30.sum()),
        "share_deaths_after_discharge_institution": part_of(later[1:].sum(), later.sum()),
        "prob_death_31_90": float((d90 - d30).sum() / (1 - d30.sum())),
        "prob_death_91_365": float((d365 - d90).sum() / (1 - d90.sum())),
        "prob_readmission_30d": float((out * readmission).sum()),
        "prob_death_30d_kth": float(kth.sum()),
        "prob_readmission_30d_kth": float((out * readmission_kth).sum()),
        "prob_death_30d_kth_delivered": float((offered * kth + (1 - offered) * d30).sum()),
        "prob_readmission_30d_kth_delivered": float(
            (out * (offered * readmission_kth + (1 - offered) * readmission)).sum()
        ),
        "share_treated": float((mix * offered).sum()),
    }
