"""The numbers the pathway needs, as records that compiled code reads by name.

`Observed` is what a draw states; `Solved` is what calibration makes of it. Both are NumPy records,
one a draw, so that a kernel gets one pointer and the code still says `p.frailty_variance`; the two
classes only name the fields, for readers and for mypy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray


class Observed:
    """What one draw states: the ids of the evidence, each with its unit there."""

    mean_age: float
    sd_age: float
    age_min: float
    age_max: float
    share_female: float
    prob_destination_own_home: float
    prob_temporary_place_given_institution: float
    prob_from_own_home_given_temporary_place: float
    prob_from_own_home_given_nursing_home: float
    median_hours_waiting: float
    sigma_hours_waiting: float
    mean_days_index_stay: float
    shape_days_index_stay: float
    multiplier_days_index_stay: float
    prob_death_30d: float
    share_deaths_30d_in_hospital: float
    share_deaths_after_discharge_institution: float
    hr_death_30d_nursing_home_vs_temporary_place: float
    or_death_30d_kth: float
    rd_death_30d_kth: float
    prob_death_31_90: float
    prob_death_91_365: float
    smr_years_1_4: float
    smr_years_4_8: float
    smr_years_8_plus: float
    hr_late_death_nursing_home: float
    rate_population_death_65_male: float
    rate_population_death_65_female: float
    slope_population_death_male: float
    slope_population_death_female: float
    frailty_variance: float
    age_sex_gradient: float
    days_effect_window: float
    days_kth: float
    uptake_kth: float
    fidelity_kth: float
    prob_readmission_30d: float
    rr_readmission_30d_kth: float
    shape_time_to_readmission: float
    n_readmissions_max: float
    days_readmission_window: float
    mean_days_readmission: float
    shape_days_readmission: float
    mean_days_temporary_place: float
    shape_days_temporary_place: float
    prob_home_after_temporary_place: float
    prob_nursing_home_move_1y: float
    days_nursing_home_move_window: float
    days_rehabilitation: float
    prob_cas_regained: float
    prob_nms_regained: float


class Solved:
    """What calibration makes of it."""

    log_rate_65_female: float  # of the population's deaths a year at age 65
    log_rate_65_male: float
    log_reference_rate: float  # of the population at the cohort's mean age, women
    late_years_4_female: float  # from day 365 to year 4 and 8, weighted by the hazard's growth
    late_years_4_male: float
    late_years_8_female: float
    late_years_8_male: float
    late_hazard_4_female: float  # the same, each times its standardised mortality ratio
    late_hazard_4_male: float
    late_hazard_8_female: float
    late_hazard_8_male: float
    prob_normal_low: float  # normal probability below the youngest age, and below the oldest
    prob_normal_high: float
    rate_inpatient: float  # deaths a day, for a patient of relative hazard 1
    rate_own_home: float  # from discharge to day 30, by destination
    rate_temporary_place: float
    rate_nursing_home: float
    rate_31_90: float
    rate_91_365: float
    relative_late_other: float  # by destination, from day 31: mean 1 over the cohort
    relative_late_nursing_home: float
    hr_kth: float  # on the conditional hazard, inside the effect window, at full fidelity
    hr_kth_delivered: float  # the same at this draw's fidelity
    readmission_scale: float  # days, of the Weibull from each discharge
    readmission_reach: float  # hazard of readmission over the whole readmission window
    readmission_kth_reach: float  # hazard of readmission over KTH's 30 days
    readmission_factor_kth: float  # 30 days from the index discharge
    readmission_factor_delivered: float
    rate_nursing_home_move: float  # a day, among those living in their own home
    window_from_operation: float  # 1 or 0
    target_death_30d_kth: float  # what hr_kth was solved for, everyone treated
    mortality_unreachable: float  # 1 where a usual-care risk could not be reached
    effect_unreachable: float  # 1 where hr_kth stands at its bound
    readmission_unreachable: float


Records = NDArray[np.void]
OBSERVED_FIELDS = tuple(Observed.__annotations__)
SOLVED_FIELDS = tuple(Solved.__annotations__)


def _record_type(fields: tuple[str, ...]) -> np.dtype[np.void]:
    """A record of doubles whose fields are attributes too."""
    return np.dtype((np.record, [(name, np.float64) for name in fields]))


OBSERVED, SOLVED = _record_type(OBSERVED_FIELDS), _record_type(SOLVED_FIELDS)


@dataclass(frozen=True)
class Cohort:
    """Who is operated, where and when, and who may receive KTH.

    Attributes:
        clusters: names, in the order of every array here.
        weight: `[cluster]`, each cluster's share of the operations; sums to 1.
        share_own_home: `[cluster]`, discharged to their own home; nan: as the draw says.
        share_temporary_place: `[cluster]`, temporary place among the others; nan: as the draw.
        target: `[cluster, destination]`, 1 where that group is offered KTH.
        start_day: `[cluster]`, first day of KTH, counted from the first day of intake.
        intake_days: operations are spread evenly over this many days.
    """

    clusters: tuple[str, ...]
    weight: FloatArray
    share_own_home: FloatArray
    share_temporary_place: FloatArray
    target: FloatArray
    start_day: FloatArray
    intake_days: float

    def __post_init__(self) -> None:
        n = len(self.clusters)
        for array in (self.weight, self.share_own_home, self.share_temporary_place, self.start_day):
            if array.shape != (n,):
                raise ValueError(f"every array of a cohort has one entry a cluster: {array.shape}")
        if self.target.shape != (n, 3) or not np.isclose(self.weight.sum(), 1.0):
            raise ValueError("targets are [cluster, destination]; weights sum to 1")


def one_cluster(share_own_home: float = np.nan, share_temporary_place: float = np.nan) -> Cohort:
    """A cohort of one cluster where everyone is offered KTH from the first day."""
    return Cohort(
        clusters=("all",),
        weight=np.ones(1),
        share_own_home=np.array([share_own_home]),
        share_temporary_place=np.array([share_temporary_place]),
        target=np.ones((1, 3)),
        start_day=np.zeros(1),
        intake_days=DEFAULT_INTAKE_DAYS,
    )


DEFAULT_INTAKE_DAYS = 365.0


@dataclass(frozen=True)
class Structure:
    """Structural choices that are not numbers.

    Attributes:
        effect_window: `from_discharge` (KTH acts after discharge) or `from_operation`.
        effect_measure: `odds_ratio` or `risk_difference` on 30-day death.
        effect_denominator: whose risk the odds ratio speaks of: `operated` or `discharged_alive`.
    """

    effect_window: str = "from_discharge"
    effect_measure: str = "odds_ratio"
    effect_denominator: str = "operated"


Draws = tuple[Sequence[Observed], Sequence[Solved]]


def as_draws(observed: Records, solved: Records) -> Draws:
    """The same arrays, as typed sequences of records."""
    return cast("Draws", (observed, solved))


def pack(values: Mapping[str, FloatArray | float]) -> Records:
    """One `OBSERVED` record a draw.

    Args:
        values: a number or a `[draw]` array for each of `OBSERVED_FIELDS`; others are ignored.

    Raises:
        KeyError: a field is missing.
    """
    columns = {name: np.atleast_1d(np.asarray(values[name], float)) for name in OBSERVED_FIELDS}
    records = np.zeros(max(map(len, columns.values())), OBSERVED)
    for name, column in columns.items():
        records[name] = column
    return records
