"""Each check of the inputs turns red where an input is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from breaking import Red, broken

from kth_sim.evidence import sampling
from kth_sim.verify.subject import Subject


def test_a_probability_above_1(red: Red, subject: Subject) -> None:
    red("inputs.probabilities", broken(subject, values=lambda v: v | {"prob_death_30d": 1.19}))


def test_one_draw_of_a_probability_below_0(red: Red, subject: Subject) -> None:
    def below(draws: pd.DataFrame) -> pd.DataFrame:
        return draws.assign(
            prob_readmission_30d=draws["prob_readmission_30d"].where(draws.index > 0, -1e-9)
        )

    red("inputs.probabilities", broken(subject, draws=below))


def test_a_patient_worse_off_than_the_worst_state(red: Red, subject: Subject) -> None:
    """Each number is a utility; only together do they leave the value set."""
    worse = broken(subject, values=lambda v: v | {"disutility_readmission": 0.95})
    red("inputs.utilities", worse)


def test_a_swapped_sign_of_a_price(red: Red, subject: Subject) -> None:
    def swapped(draws: pd.DataFrame) -> pd.DataFrame:
        return draws.assign(cost_readmission=-draws["cost_readmission"])

    red("inputs.costs", broken(subject, draws=swapped))


def test_a_base_value_outside_its_interval(red: Red, subject: Subject) -> None:
    """The crude odds ratio of 0.645 lies inside the printed interval; 0.9 does not."""
    moved = broken(subject, values=lambda v: v | {"or_death_30d_kth": 0.9})
    red("inputs.low_base_high", moved)


def test_draws_of_a_lognormal_without_its_half_variance(red: Red, subject: Subject) -> None:
    """The median of 0.5823 logs in the place of the mean, as where exp(sigma^2 / 2) is dropped."""

    def dropped(draws: pd.DataFrame) -> pd.DataFrame:
        law = subject.distributions()["or_death_30d_kth"]
        return draws.assign(
            or_death_30d_kth=draws["or_death_30d_kth"] * np.exp(-(law.sigma**2) / 2)
        )

    red("inputs.draws_mean", broken(subject, draws=dropped))


@pytest.mark.parametrize(("low", "high"), [(0.01, 1.0), (0.0, 0.99)])
def test_draws_without_a_tail(red: Red, subject: Subject, low: float, high: float) -> None:
    def cut(draws: pd.DataFrame) -> pd.DataFrame:
        column = draws["smr_years_1_4"]
        ends = column.quantile([low, high])
        return draws.assign(smr_years_1_4=column.clip(ends.iloc[0], ends.iloc[1]))

    red("inputs.draws_support", broken(subject, draws=cut))


def test_a_fixed_number_that_varies(red: Red, subject: Subject) -> None:
    def moved(draws: pd.DataFrame) -> pd.DataFrame:
        return draws.assign(days_kth=13.0)

    red("inputs.draws_support", broken(subject, draws=moved))


def test_luck_that_forgets_the_parameter(
    red: Red, subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two parameters looked up under one name move together."""
    own = sampling.random_uniforms

    def same(name: str, *rest: int) -> np.ndarray:
        return own("smr_years_1_4" if name == "smr_years_4_8" else name, *rest)

    monkeypatch.setattr(sampling, "random_uniforms", same)
    red("inputs.draws_correlation", broken(subject, fresh=True))


def test_shares_that_do_not_know_each_other(red: Red, subject: Subject) -> None:
    """Of a Dirichlet group one member is drawn apart from the others."""

    def apart(draws: pd.DataFrame) -> pd.DataFrame:
        name = "share_cost_increment_municipality"
        return draws.assign(**{name: np.roll(draws[name].to_numpy(), 1)})

    red("inputs.draws_correlation", broken(subject, draws=apart))
