"""Each check of states and events turns red where lives go wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
from breaking import Red, broken, changed, solved, stated

from kth_sim.contracts import OUTCOMES, RESOURCES, Quantities
from kth_sim.model.case import Case
from kth_sim.verify.states_extremes import RATES
from kth_sim.verify.subject import Subject


def test_a_stay_that_outlasts_death(red: Red, subject: Subject) -> None:
    def earlier(ledger: pd.DataFrame) -> pd.DataFrame:
        died = ledger["event"] == "death"
        return ledger.assign(start=ledger["start"].mask(died, ledger["start"] * (1 - 1e-9)))

    red("states.nobody_acts_after_death", broken(subject, ledger=earlier))


def test_an_event_told_after_death(red: Red, subject: Subject) -> None:
    def again(ledger: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([ledger, ledger.iloc[[0]]], ignore_index=True)

    red("states.nobody_acts_after_death", broken(subject, ledger=again))


def test_a_readmission_that_is_left_out(red: Red, subject: Subject) -> None:
    def gap(ledger: pd.DataFrame) -> pd.DataFrame:
        return ledger[ledger["place"] != "days_readmitted"].reset_index(drop=True)

    red("states.stays_tile", broken(subject, ledger=gap))


def test_stays_that_overlap_by_a_rounding(red: Red, subject: Subject) -> None:
    def overlap(ledger: pd.DataFrame) -> pd.DataFrame:
        return ledger.assign(stop=np.nextafter(ledger["stop"].to_numpy(), np.inf))

    red("states.stays_tile", broken(subject, ledger=overlap))


def test_a_place_that_is_not_summed(red: Red, subject: Subject) -> None:
    def forgotten(quantities: Quantities) -> Quantities:
        place = RESOURCES.index("days_readmitted")

        def forget(used: np.ndarray) -> None:
            used[..., place] = 0.0

        return changed(quantities, used=forget)

    red("states.occupancy", broken(subject, quantities=forgotten))


def test_somebody_who_is_nowhere(red: Red, subject: Subject) -> None:
    def lost(ledger: pd.DataFrame) -> pd.DataFrame:
        return ledger[(ledger["patient"] != 7) | (ledger["strategy"] != "kth")]

    red("states.occupancy", broken(subject, ledger=lost))


def test_deaths_counted_by_the_wrong_day(red: Red, subject: Subject) -> None:
    def exchanged(quantities: Quantities) -> Quantities:
        days = [OUTCOMES.index("deaths_90d"), OUTCOMES.index("deaths_365d")]

        def exchange(counts: np.ndarray) -> None:
            counts[..., days] = counts[..., days[::-1]]

        return changed(quantities, counts=exchange)

    red("states.deaths_never_fall", broken(subject, quantities=exchanged))


def test_somebody_who_rises_from_the_dead(red: Red, subject: Subject) -> None:
    def risen(quantities: Quantities) -> Quantities:
        def rise(curves: np.ndarray) -> None:
            curves[0, 1, 0, 200] -= 1.0 + curves[0, 1, 0, 200]

        return changed(quantities, curves=rise)

    red("states.deaths_never_fall", broken(subject, quantities=risen))


def test_a_hazard_that_is_never_0(red: Red, subject: Subject) -> None:
    def leaking(case: Case) -> Case:
        return solved(case, rate_31_90=1e-6)

    red("states.no_mortality", broken(subject, case=leaking))


def test_a_hazard_that_is_not_read(red: Red, subject: Subject) -> None:
    """Whatever the daily hazards are, people die as if they were those of the scenario."""
    own = subject.case().solved[0]
    rates = {name: own[name] for name in RATES}
    deaf = broken(subject)
    deaf.quantities = lambda case, engine="fast": subject.quantities(solved(case, **rates))
    red("states.enormous_hazard", deaf)


def test_excess_mortality_that_stays(red: Red, subject: Subject) -> None:
    def excess(case: Case) -> Case:
        return stated(case, smr_years_4_8=1.15)

    red("states.population_survival", broken(subject, case=excess))


def test_a_gradient_by_age_that_is_not_the_populations(red: Red, subject: Subject) -> None:
    """The cohort's risks are right, but the wrong people die: later survival is too low."""

    def flat(case: Case) -> Case:
        return stated(case, age_sex_gradient=0.0, slope_population_death_female=0.1)

    red("states.population_survival", broken(subject, case=flat))


def test_a_weibull_whose_shape_is_not_1(red: Red, subject: Subject) -> None:
    def bent(case: Case) -> Case:
        return stated(case, shape_time_to_readmission=0.95)

    red("states.weibull_shape_1", broken(subject, case=bent))


def test_an_odds_ratio_upside_down(red: Red, subject: Subject) -> None:
    def inverse(case: Case) -> Case:
        return stated(case, or_death_30d_kth=1.0 / case.observed["or_death_30d_kth"])

    red("states.hazard_ratio_up_risk_up", broken(subject, case=inverse))


def test_a_hazard_ratio_of_nursing_homes_that_is_ignored(red: Red, subject: Subject) -> None:
    def ignored(case: Case) -> Case:
        return stated(case, hr_late_death_nursing_home=1.5)

    red("states.hazard_ratio_up_risk_up", broken(subject, case=ignored))
