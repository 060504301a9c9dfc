"""Changes of a scenario that the checks share: effects, prices and events switched off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kth_sim.economics import ITEMS
from kth_sim.verify.check import DoesNotApplyError

if TYPE_CHECKING:
    from kth_sim.scenarios.resolve import Cluster
    from kth_sim.verify.subject import Subject

NO_EFFECT = {
    "or_death_30d_kth": 1.0,
    "rd_death_30d_kth": 0.0,
    "rr_readmission_30d_kth": 1.0,
    "utility_gain_kth": 0.0,
}
NO_PROGRAMME = {
    "cost_kth_hospital_responsibility": 0.0,
    "n_kth_nurse_visits": 0.0,
    "minutes_kth_programme_day": 0.0,
}
NO_DEATHS = {
    "prob_death_30d": 0.0,
    "prob_death_31_90": 0.0,
    "prob_death_91_365": 0.0,
    # A rate of the population has a logarithm: the smallest instead of none.
    "rate_population_death_65_male": 1e-300,
    "rate_population_death_65_female": 1e-300,
}
PRICES = tuple(dict.fromkeys(item.price for item in ITEMS if item.price))
BOTTOM_UP = {"cost_anchor": "bottom_up"}


def need_treated(subject: Subject) -> None:
    """Ask nothing about KTH where the scenario gives it to nobody.

    Raises:
        DoesNotApplyError: nobody receives KTH.
    """
    base = subject.base
    if subject.values()["uptake_kth"] == 0.0:
        raise DoesNotApplyError("uptake_kth is 0: nobody receives KTH in this scenario")
    if all(cluster.start_day >= base.intake_days for cluster in base.clusters):
        raise DoesNotApplyError("KTH starts after the intake: nobody receives it")


def from_day_one(subject: Subject) -> tuple[Cluster, ...]:
    """The scenario's clusters, each offering KTH to its target from the first day."""
    return tuple(replace(cluster, start_day=0.0) for cluster in subject.base.clusters)
