"""English words of the figures of a base case: survival, readmission, flow, costs, calibration."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "strategy_long.usual_care": "Usual care",
    "strategy_long.kth": "Kom Trygt Hjem (KTH)",
    "state.operated": "Patients",
    "state.own_home": "Own home",
    "state.temporary_place": "Temporary place",
    "state.nursing_home": "Nursing home",
    "state.died_in_hospital": "Died in hospital",
    "state.still_in_hospital": "Still in hospital",
    "state.not_readmitted": "Not readmitted",
    "state.readmitted": "Readmitted",
    "state.never_discharged": "Never discharged",
    "state.in_hospital": "In hospital",
    "state.dead": "Dead",
    "course.from": "Scenario {scenario}: {patients} patients simulated in each strategy, "
    "seed {seed}.",
    "course.rests": "Rests on: {what}.",
    "course.rests.survival_90d": "hazards by destination follow one audit of 51 deaths",
    "course.rests.survival_lifetime": "frailty variance {frailty_variance} and the age gradient "
    "{age_sex_gradient} are assumptions",
    "course.rests.readmission_incidence": "the Weibull shape {shape_time_to_readmission} is an "
    "assumption",
    "course.rests.flow_90d": "temporary places: length {mean_days_temporary_place} days and share "
    "are assumptions",
    "course.rests.cost_of_strategies": "most quantities and several unit costs are assumptions "
    "(costs_by_item.csv)",
    "course.rests.calibration": "targets and their sources: parameters.csv",
    "course.band": "Band: 95 % Monte-Carlo interval (standard error at most {points} percentage "
    "points).",
    "course.since_operation": "Days since operation",
    "course.years_since_operation": "Years since operation",
    "course.alive": "Alive, share of all operated\n(per cent{cut})",
    "course.cut": "; the axis starts at {floor}",
    "course.window.from_operation": "KTH acts on the hazard of death",
    "course.window.from_discharge": "KTH acts on the hazard of death (from the mean day of "
    "discharge)",
    "survival_90d.title": "30 days after operation {kth} are alive with KTH, {usual} in usual care",
    "survival_90d.gap": "Day {day}: dead {kth} against {usual},\n"
    "risk difference {points} percentage points",
    "survival_lifetime.title": "Half are still alive after {kth} years with KTH, {usual} years in "
    "usual care",
    "survival_lifetime.plain": "Survival since operation, and what KTH adds",
    "survival_lifetime.difference": "Difference\n(% points)",
    "readmission.title": "Within 30 days of discharge {kth} are readmitted with KTH, {usual} in "
    "usual care",
    "readmission.readmitted": "First event: readmitted",
    "readmission.died_first": "First event: died, never readmitted",
    "readmission.axis": "Days since discharge",
    "readmission.share": "Cumulative incidence\n(per cent of those discharged alive)",
    "readmission.day": "Day {day}",
    "flow.title": "Of {all} operated, {kth} are dead by day 90 with KTH, {usual} in usual care",
    "flow.operated": "Operated",
    "flow.after_stay": "After the index stay",
    "flow.course": "Readmitted by day 90?",
    "flow.day_90": "On day 90",
    "costs.title": "Per patient KTH costs {costs}",
    "costs.less.first_3_months": "{amount} less in the first 3 months",
    "costs.more.first_3_months": "{amount} more in the first 3 months",
    "costs.less.later": "{amount} less with later costs",
    "costs.more.later": "{amount} more with later costs",
    "costs.heading.first_3_months": "First 3 months",
    "costs.heading.later": "Lifetime, with later costs",
    "costs.error": "Monte-Carlo standard error of a part at most {amount}.",
    "costs.mark": "{mark} rests at least in part on assumptions.",
    "costs.axis": "Cost, DKK per patient",
    "costs.difference": "Difference, KTH less usual care",
    "costs.difference_axis": "DKK per patient",
    "calibration.outside": "{outside} of {checked} calibrated quantities miss their target",
    "calibration.inside": "All {checked} calibrated quantities are within {tolerance} standard "
    "errors of target",
    "calibration.axis": "Simulated less target,\n"
    "in Monte-Carlo standard errors (grey: ±{tolerance})",
    "calibration.target": "Target",
    "calibration.integrated": "Integrated",
    "calibration.simulated": "Simulated",
    "quantity.Death within 30 days": "Death within 30 days",
    "quantity.In hospital, of the 30-day deaths": "In hospital, of the 30-day deaths",
    "quantity.At a temporary place or nursing home, of the later 30-day deaths": (
        "At a temporary place or nursing home, of the later 30-day deaths"
    ),
    "quantity.Death on days 31-90": "Death on days 31-90",
    "quantity.Death on days 91-365": "Death on days 91-365",
    "quantity.Readmission within 30 days": "Readmission within 30 days",
    "quantity.Death within 30 days (as delivered: not all are offered KTH)": (
        "Death within 30 days (as delivered: not all are offered KTH)"
    ),
    "quantity.Readmission within 30 days (as delivered: not all are offered KTH)": (
        "Readmission within 30 days (as delivered: not all are offered KTH)"
    ),
}
