"""Which dimension of the Sobol sequence each parameter has.

Low dimensions are the good ones: far out, two columns of a thousand points can correlate by 0.7.
So the parameters known here have the first dimensions, in an order that is only ever appended
to. Any other id takes one of the next `SPARE` by its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kth_sim.errors import UserError

SPARE = 512

# Append only: a line moved or removed changes the Sobol draws of those after it.
KNOWN = (
    "cost_index_admission",
    "cost_readmission",
    "cost_nursing_home_day",
    "cost_temporary_place_day",
    "cost_home_care_hour",
    "hours_home_care_day",
    "n_kth_nurse_visits",
    "cost_acute_nurse_visit",
    "minutes_kth_programme_day",
    "cost_kth_hospital_responsibility",
    "cost_rehabilitation_hour",
    "hours_rehabilitation_3m",
    "n_gp_contacts_3m",
    "cost_medicine_3m",
    "cost_increment_3m",
    "share_cost_increment_hospital",
    "share_cost_increment_municipality",
    "share_cost_increment_gp",
    "share_cost_increment_medicine",
    "or_death_30d_kth",
    "rr_readmission_30d_kth",
    "prob_readmission_30d",
    "shape_time_to_readmission",
    "prob_destination_own_home",
    "prob_temporary_place_given_institution",
    "prob_from_own_home_given_temporary_place",
    "prob_from_own_home_given_nursing_home",
    "prob_home_after_temporary_place",
    "prob_nursing_home_move_1y",
    "share_female",
    "multiplier_days_index_stay",
    "incidence_growth",
    "prob_death_30d",
    "share_deaths_30d_in_hospital",
    "share_deaths_after_discharge_institution",
    "hr_death_30d_nursing_home_vs_temporary_place",
    "prob_death_31_90",
    "prob_death_91_365",
    "smr_years_1_4",
    "smr_years_4_8",
    "smr_years_8_plus",
    "hr_late_death_nursing_home",
    "frailty_variance",
    "age_sex_gradient",
    "utility_prefracture",
    "utility_admission",
    "utility_1m",
    "utility_4m",
    "disutility_12m",
    "disutility_nursing_home",
    "disutility_readmission",
    "utility_cap",
    "rr_confounder_death_30d",
    "prob_confounder_usual_care",
    "prob_confounder_kth",
    "or_trend_death_30d_per_year",
    "years_between_groups",
    "prob_death_30d_network",
    "or_median_between_sites",
    "share_kth_target_without_own_home",
    "share_destination_imbalance_left",
    "prob_sensitivity_readmission_usual_care",
    "prob_sensitivity_readmission_kth",
    "prob_specificity_readmission_usual_care",
    "prob_specificity_readmission_kth",
    "months_ramp_up_kth",
    "rate_turnover_kth",
    "months_retraining_kth",
    "cost_kth_start_up",
    "cost_kth_fixed_year",
    "share_hospital_cost_releasable",
)


def dimensions(names: Iterable[str]) -> dict[str, int]:
    """The dimension of each name, counted from 0.

    Two unknown names whose hashes meet: the one whose id comes first in the alphabet has it,
    the other tries its next hash.

    Raises:
        UserError: more unknown names than spare dimensions.

    >>> dimensions(["or_death_30d_kth"])
    {'or_death_30d_kth': 19}
    """
    known = {name: place for place, name in enumerate(KNOWN)}
    wanted = list(names)
    strangers = sorted({name for name in wanted if name not in known})
    if len(strangers) > SPARE:
        raise UserError(f"method sobol takes {SPARE} new parameters, not {len(strangers)}")
    taken: dict[int, str] = {}
    for name in strangers:
        place = _place(name, taken)
        taken[place], known[name] = name, place
    return {name: known[name] for name in wanted}


def _place(name: str, taken: dict[int, str]) -> int:
    """The first dimension by the name's hashes that is free."""
    attempt = 0
    while (place := len(KNOWN) + _hash(f"{name}|{attempt}") % SPARE) in taken:
        attempt += 1
    return place


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
