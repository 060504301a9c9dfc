"""The figures of an evaluation, per operated patient, as functions of the sums alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kth_sim.contracts import FloatArray
from kth_sim.economics.anchor import (
    COST_ANCHORS,
    Adjustment,
    kth_minus_usual_care,
    solve_adjustment,
)
from kth_sim.economics.axes import Parameters, ratio, resource
from kth_sim.economics.effects import life_years, qalys
from kth_sim.economics.items import SECTORS, by_sector, costs
from kth_sim.economics.registry import (
    LATER_CARE_COSTS,
    MEASURES,
    RATIOS,
    Reach,
    resolved_reach,
)
from kth_sim.economics.sums import Sums
from kth_sim.errors import UserError

# Each risk names its denominator: (persons with the outcome, persons at risk).
RISKS = {
    "prob_death_30d": ("deaths_30d", "patients"),
    "prob_death_90d": ("deaths_90d", "patients"),
    "prob_death_1y": ("deaths_365d", "patients"),
    "prob_readmission_30d": ("readmitted_30d", "discharged_alive"),
    # The same persons over all operated: what a year's readmitted people scale from.
    "readmitted_30d": ("readmitted_30d", "patients"),
    "share_deaths_30d_in_hospital": ("deaths_30d_in_hospital", "deaths_30d"),
}


@dataclass(frozen=True)
class Setting:
    """What turns sums into figures.

    Attributes:
        parameters: `{id: [draw]}`.
        cost_anchor: `bottom_up` or `observed`.
        later_care_costs: `excluded` (only the first 3 months count) or `included` (all of life).

    Raises:
        UserError: for another anchor or switch.
    """

    parameters: Parameters
    cost_anchor: str = "bottom_up"
    later_care_costs: str = "excluded"

    def __post_init__(self) -> None:
        for name, value, known in (
            ("cost_anchor", self.cost_anchor, COST_ANCHORS),
            ("later_care_costs", self.later_care_costs, LATER_CARE_COSTS),
        ):
            if value not in known:
                raise UserError(f"{name}: '{value}' is not one of {', '.join(known)}")


def measures(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    """Every measure of `registry.MEASURES`, `{id: [..., strategy]}`, per operated patient.

    `cost_3m*` is undiscounted, as the evaluation counted; `cost_<sector>`, `cost_total` and its
    two readings, `ly` and `qaly` are discounted, for cost-effectiveness. The anchor is solved on
    these sums.

    Raises:
        UserError: if a parameter or an edge is missing.
    """
    one_destination = sums.over_destinations()
    found = {**_risks(one_destination), **_per_patient(one_destination, setting)}
    return {name: found[name] for name in MEASURES}


def adjustment(sums: Sums, setting: Setting) -> Adjustment:
    """The anchor's adjustment under this setting, with its warnings.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    return solve_adjustment(sums, setting.parameters, setting.cost_anchor)


def increments(of_strategies: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Kom Trygt Hjem minus usual care, `{id: [...]}`, and the ratios of `registry.RATIOS`.

    `nnt` and `cost_per_life_saved_3m` are positive when fewer die; a ratio without effect is nan.

    Args:
        of_strategies: `{id: [..., strategy]}`, as `measures` returns it.
    """
    differences = {name: kth_minus_usual_care(values) for name, values in of_strategies.items()}
    ratios = {
        name: ratio(
            1.0 if item.numerator is None else differences[item.numerator],
            item.sign * differences[item.denominator],
        )
        for name, item in RATIOS.items()
    }
    return {**differences, **ratios}


def _risks(sums: Sums) -> dict[str, FloatArray]:
    return {
        name: ratio(sums.outcome(persons), sums.outcome(at_risk))
        for name, (persons, at_risk) in RISKS.items()
    }


def _per_patient(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    totals = {**_effects(sums, setting.parameters), **_use(sums), **_costs(sums, setting)}
    return {name: ratio(total, sums.outcome("patients")) for name, total in totals.items()}


def _effects(sums: Sums, parameters: Parameters) -> dict[str, FloatArray]:
    edges = sums.period_edges
    totals = {
        "ly": life_years(sums.discounted),
        "ly_undiscounted": life_years(sums.used),
        "qaly": qalys(sums.discounted, edges, parameters),
        "qaly_undiscounted": qalys(sums.used, edges, parameters),
    }
    return {name: total.sum(axis=-1) for name, total in totals.items()}


def _use(sums: Sums) -> dict[str, FloatArray]:
    return {
        "days_hospital": resource(sums.used, "days_index_stay", "days_readmitted").sum((-2, -1)),
        "readmissions": resource(sums.used, "n_readmissions").sum((-2, -1)),
    }


def _costs(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    by_reach = _sector_costs(sums, setting)
    return {
        name: by_reach[resolved_reach(measure.reach, setting.later_care_costs)][
            ..., [SECTORS.index(sector) for sector in measure.sectors]
        ].sum(axis=-1)
        for name, measure in MEASURES.items()
        if measure.sectors
    }


def _sector_costs(sums: Sums, setting: Setting) -> dict[Reach, FloatArray]:
    early = sums.first_3_months()
    solved = adjustment(sums, setting).per_pathway

    def summed(array: FloatArray, edges: FloatArray) -> FloatArray:
        by_item: FloatArray = costs(array, edges, setting.parameters, solved).sum(axis=(-3, -2))
        return by_sector(by_item)

    return {
        "3_months_undiscounted": summed(early.used, early.period_edges),
        "3_months": summed(early.discounted, early.period_edges),
        "lifetime": summed(sums.discounted, sums.period_edges),
    }
