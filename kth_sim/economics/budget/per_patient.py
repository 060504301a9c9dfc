"""What one patient costs, uses and gains, priced from simulated lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import DESTINATIONS, OUTCOMES, FloatArray
from kth_sim.economics.axes import Parameters, over_leading, periods_in_3_months, resource
from kth_sim.economics.budget.months import share_in_month
from kth_sim.economics.budget.types import PerPatient
from kth_sim.economics.effects import life_years, qalys
from kth_sim.economics.items import ITEM_IDS, ITEMS, costs
from kth_sim.economics.measures import Setting
from kth_sim.economics.registry import weakest_basis
from kth_sim.economics.sums import Sums

FIDELITY = "fidelity_kth"
COUNTED = ("deaths_30d", "discharged_alive", "readmitted_30d")  # persons, of `OUTCOMES`
VISITS = "kth_nurse_visits"
USES = {
    "bed_days_hospital": ("days_index_stay", "days_readmitted"),
    "days_temporary_place": ("days_temporary_place",),
    "days_nursing_home": ("days_nursing_home",),
    "readmissions": ("n_readmissions",),
}


@dataclass(frozen=True)
class Lives:
    """Simulated lives, everybody in usual care and everybody in KTH at several fidelities.

    Attributes:
        levels: fidelities, ascending.
        sums: with the axis `level` (usual care, then the levels) in the place of `strategy`.
        per_pathway: the cost anchor's adjustment, `{sector: [draw]}`, DKK per KTH pathway.
    """

    levels: tuple[float, ...]
    sums: Sums
    per_pathway: Mapping[str, FloatArray]


def price(lives: Lives, setting: Setting, bases: Mapping[str, str], months: int) -> PerPatient:
    """What one patient costs, uses and gains.

    Where the setting leaves later care out, months after the third cost nothing, as in a
    cost-effectiveness run. `cost_ce` and `qalys` are over the whole life, discounted to the
    operation, as there.

    Args:
        lives: with edges at 3 months and the knots of the utilities.
        setting: parameters of every draw, and the switches.
        bases: `{parameter id: basis}`.
        months: of the budget.

    Raises:
        UserError: if a parameter or an edge is missing.
    """
    sums = lives.sums
    patients = sums.counts[:, 0, :, OUTCOMES.index("patients")]
    kernel = share_in_month(sums.period_edges, months)
    at_level = [_setting_at(setting, level) for level in (lives.levels[0], *lives.levels)]
    cost = _by_level(lives, setting, at_level, sums.used)
    discounted = _by_level(lives, setting, at_level, sums.discounted)
    by_month = np.einsum("dlpti,tm->dlpmi", cost, kernel, optimize=True)
    outcome = _outcomes(sums, setting) | {"cost_ce": discounted.sum(axis=(-2, -1))}
    uses = {name: resource(sums.used, *names) for name, names in USES.items()}
    visits = ITEM_IDS.index(VISITS)
    amounts = [
        ITEMS[visits].amount(sums.used[:, i], sums.period_edges, one.parameters)
        for i, one in enumerate(at_level)
    ]
    uses[VISITS] = np.stack(amounts, axis=1)
    return PerPatient(
        levels=lives.levels,
        destinations=DESTINATIONS,
        items=ITEM_IDS,
        sector_of={item.id: item.sector for item in ITEMS},
        basis={item.id: weakest_basis(item.rests_on(), bases) for item in ITEMS},
        cost=_each(by_month, patients),
        outcome={name: _each(array, patients) for name, array in outcome.items()},
        use={name: _each(array @ kernel, patients) for name, array in uses.items()},
        patients=patients,
    )


def discounted_by_item(lives: Lives, setting: Setting) -> FloatArray:
    """`cost_ce` of `price` by item, DKK a patient, `[draw, level, destination, item]`.

    Arguments as for `price`.
    """
    at_level = [_setting_at(setting, level) for level in (lives.levels[0], *lives.levels)]
    cost = _by_level(lives, setting, at_level, lives.sums.discounted).sum(axis=-2)
    return _each(cost, lives.sums.counts[:, 0, :, OUTCOMES.index("patients")])


def _setting_at(setting: Setting, level: float) -> Setting:
    known = next(iter(setting.parameters.values()))
    parameters: Parameters = {**setting.parameters, FIDELITY: np.full_like(known, level)}
    return Setting(parameters, setting.cost_anchor, setting.later_care_costs)


def _by_level(
    lives: Lives, setting: Setting, at_level: list[Setting], array: FloatArray
) -> FloatArray:
    """Cost, `[draw, level, destination, period, item]`, DKK over all patients."""
    edges = lives.sums.period_edges
    found = np.stack(
        [
            costs(array[:, i], edges, one.parameters, lives.per_pathway)
            for i, one in enumerate(at_level)
        ],
        axis=1,
    )
    if setting.later_care_costs == "excluded":
        found[..., periods_in_3_months(edges) :, :] = 0.0
    return found


def _outcomes(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    """`{name: [draw, level, destination]}`, over all patients."""
    counted = {name: sums.counts[..., OUTCOMES.index(name)] for name in COUNTED}
    return {
        "lives_saved_30d": -counted["deaths_30d"],
        **counted,
        "readmissions": resource(sums.used, "n_readmissions").sum(axis=-1),
        "life_years": life_years(sums.used),
        "qalys": qalys(sums.discounted, sums.period_edges, setting.parameters),
    }


def _each(array: FloatArray, patients: FloatArray) -> FloatArray:
    """Per patient, `[draw, level, destination, ...]`; 0 where nobody went to a destination."""
    n = over_leading(patients[:, np.newaxis], array.ndim)
    per: FloatArray = np.divide(array, n, out=np.zeros_like(array), where=n > 0)
    return per
