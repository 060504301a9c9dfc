"""Each check of the strategies turns red where Kom Trygt Hjem does what it should not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from breaking import Red, broken, solved, stated

from kth_sim.economics import Setting, measures
from kth_sim.model.case import Case
from kth_sim.verify.subject import Subject


def test_an_effect_that_is_never_null(red: Red, subject: Subject) -> None:
    """A ten-thousandth on the hazard ratio moves a day of death somewhere."""

    def acting(case: Case) -> Case:
        return solved(case, hr_kth_delivered=0.9999)

    red("strategies.null_programme", broken(subject, case=acting))


def test_a_programme_cost_that_is_never_null(red: Red, subject: Subject) -> None:
    def charged(setting: Setting) -> Setting:
        more = {"minutes_kth_programme_day": np.array([1e-6])}
        return replace(setting, parameters={**setting.parameters, **more})

    red("strategies.null_programme", broken(subject, setting=charged))


def test_a_programme_that_costs_more_than_its_price(red: Red, subject: Subject) -> None:
    def charged(setting: Setting) -> Setting:
        more = {"n_kth_nurse_visits": np.array([0.001])}
        return replace(setting, parameters={**setting.parameters, **more})

    red("strategies.null_effect_costs_c", broken(subject, setting=charged))


def test_a_null_effect_that_gains_something(red: Red, subject: Subject) -> None:
    """The difference in cost stays what it is, but KTH is not dominated."""

    def gaining(setting: Setting) -> Setting:
        more = {"utility_gain_kth": np.array([0.001])}
        return replace(setting, parameters={**setting.parameters, **more})

    red("strategies.null_effect_costs_c", broken(subject, setting=gaining))


def test_differences_that_lose_their_sign(
    red: Red, subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = measures.__globals__["kth_minus_usual_care"]
    monkeypatch.setitem(
        measures.__globals__, "kth_minus_usual_care", lambda values: np.abs(own(values))
    )
    red("strategies.swapped_labels", subject)


def test_an_uptake_that_is_never_0(red: Red, subject: Subject) -> None:
    def some(case: Case) -> Case:
        return stated(case, uptake_kth=0.02)

    red("strategies.no_uptake", broken(subject, case=some))


def test_an_uptake_that_is_never_1(red: Red, subject: Subject) -> None:
    def most(case: Case) -> Case:
        return stated(case, uptake_kth=min(float(case.observed["uptake_kth"][0]), 0.99))

    red("strategies.full_uptake", broken(subject, case=most))


def test_an_uptake_that_is_taken_squared(red: Red, subject: Subject) -> None:
    """At 1 nothing can be seen; at a half a quarter is treated."""

    def squared(case: Case) -> Case:
        return stated(case, uptake_kth=float(case.observed["uptake_kth"][0]) ** 2)

    red("strategies.full_uptake", broken(subject, case=squared))


def test_an_effect_that_cannot_grow(red: Red, subject: Subject) -> None:
    def capped(case: Case) -> Case:
        return stated(case, or_death_30d_kth=max(float(case.observed["or_death_30d_kth"][0]), 0.6))

    red("strategies.effect_monotone", broken(subject, case=capped))


def test_a_readmission_effect_that_is_switched_off(red: Red, subject: Subject) -> None:
    def capped(case: Case) -> Case:
        return stated(
            case, rr_readmission_30d_kth=min(case.observed["rr_readmission_30d_kth"][0], 1.1)
        )

    red("strategies.effect_monotone", broken(subject, case=capped))
