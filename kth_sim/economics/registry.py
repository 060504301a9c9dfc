"""The measures by name: label, unit, what a reader wants of it, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kth_sim.economics.effects import UTILITY_PARAMETERS
from kth_sim.economics.items import ITEMS, SECTOR_NAMES, SECTORS
from kth_sim.errors import UserError

Direction = Literal["lower", "higher", "neither"]
Reach = Literal["none", "3_months_undiscounted", "3_months", "lifetime", "switch"]

LATER_CARE_COSTS = ("excluded", "included")
# From the weakest ground to the strongest.
BASES = ("assumption", "literature", "derived", "observed")


@dataclass(frozen=True)
class Measure:
    """A figure per strategy, or (in `RATIOS`) one of Kom Trygt Hjem against usual care.

    Attributes:
        id: its name in every table.
        label: its name for a reader.
        unit: of the figure, per operated patient where the label names no other denominator.
        direction: what a reader wants: lower, higher, neither.
        scaled_unit: unit of a year's total; empty if a total means nothing.
        scaled_from: the measure that, times the operated people of a year, is that total; itself
            if empty.
        sectors: whose costs it counts.
        reach: which costs: `3_months_undiscounted` as the evaluation counted; `3_months` and
            `lifetime`, discounted, for cost-effectiveness; `switch` follows `later_care_costs`.
        utilities: whether it rests on the utilities.
    """

    id: str
    label: str
    unit: str
    direction: Direction
    scaled_unit: str = ""
    sectors: tuple[str, ...] = ()
    reach: Reach = "none"
    utilities: bool = False
    scaled_from: str = ""


def _cost(name: str, label: str, sectors: tuple[str, ...], reach: Reach) -> Measure:
    return Measure(name, label, "DKK", "lower", "DKK", sectors, reach)


_OUTCOMES = (
    Measure("prob_death_30d", "Dead by day 30", "share", "lower", "deaths"),
    Measure("prob_death_90d", "Dead by day 90", "share", "lower", "deaths"),
    Measure("prob_death_1y", "Dead by one year", "share", "lower", "deaths"),
    Measure(
        "prob_readmission_30d",
        "Readmitted within 30 days, of those discharged alive",
        "share",
        "lower",
        "people",
        scaled_from="readmitted_30d",
    ),
    Measure(
        "readmitted_30d",
        "Readmitted within 30 days of discharge, of all operated",
        "share",
        "lower",
        "people",
    ),
    Measure(
        "share_deaths_30d_in_hospital",
        "Share of 30-day deaths before discharge",
        "share",
        "neither",
    ),
    Measure("ly", "Life-years, discounted", "years", "higher", "years"),
    Measure("qaly", "QALYs, discounted", "QALY", "higher", "QALY", utilities=True),
    Measure("ly_undiscounted", "Life-years", "years", "higher", "years"),
    Measure("qaly_undiscounted", "QALYs", "QALY", "higher", "QALY", utilities=True),
    Measure("days_hospital", "Days in hospital", "days", "lower", "days"),
    Measure("readmissions", "Readmissions per patient", "per patient", "lower", "readmissions"),
)

_COSTS = (
    _cost("cost_3m", "Cost, 3 months, undiscounted", SECTORS, "3_months_undiscounted"),
    *(
        _cost(
            f"cost_3m_{sector}",
            f"Cost, 3 months, undiscounted: {SECTOR_NAMES[sector]}",
            (sector,),
            "3_months_undiscounted",
        )
        for sector in SECTORS
    ),
    *(
        _cost(f"cost_{sector}", f"Cost: {SECTOR_NAMES[sector]}", (sector,), "switch")
        for sector in SECTORS
    ),
    _cost("cost_total", "Cost, all sectors", SECTORS, "switch"),
    _cost("cost_total_3m_only", "Cost, first 3 months only", SECTORS, "3_months"),
    _cost("cost_total_with_later", "Cost, with later care", SECTORS, "lifetime"),
)

MEASURES: dict[str, Measure] = {measure.id: measure for measure in (*_OUTCOMES, *_COSTS)}


@dataclass(frozen=True)
class Ratio:
    """A measure of Kom Trygt Hjem against usual care: difference / (sign x difference).

    Attributes:
        measure: id, label, unit and direction.
        numerator: the measure whose difference stands above; None: one patient.
        denominator: the measure whose difference stands below.
        sign: -1 where a fall is the gain.
    """

    measure: Measure
    numerator: str | None
    denominator: str
    sign: float = 1.0


def _per(name: str, label: str, unit: str, numerator: str | None, denominator: str) -> Ratio:
    sign = -1.0 if denominator.startswith("prob_") else 1.0
    return Ratio(Measure(name, label, unit, "lower"), numerator, denominator, sign)


RATIOS: dict[str, Ratio] = {
    item.measure.id: item
    for item in (
        _per(
            "nnt",
            "Number needed to treat: operated people per life saved at 30 days",
            "people",
            None,
            "prob_death_30d",
        ),
        _per(
            "cost_per_life_saved_3m",
            "Cost per life saved, 3 months",
            "DKK",
            "cost_3m",
            "prob_death_30d",
        ),
        _per("cost_per_qaly", "Cost per QALY", "DKK", "cost_total", "qaly"),
        _per(
            "cost_per_qaly_3m_only",
            "Cost per QALY, costs of the first 3 months only",
            "DKK",
            "cost_total_3m_only",
            "qaly",
        ),
        _per(
            "cost_per_qaly_with_later",
            "Cost per QALY, with later care",
            "DKK",
            "cost_total_with_later",
            "qaly",
        ),
        _per("cost_per_ly", "Cost per life-year", "DKK", "cost_total", "ly"),
    )
}


def measure_of(name: str) -> Measure:
    """The measure or ratio of that id.

    Raises:
        UserError: if there is none.

    Example:
        >>> measure_of("nnt").unit
        'people'
    """
    if name in RATIOS:
        return RATIOS[name].measure
    if name in MEASURES:
        return MEASURES[name]
    raise UserError(f"measures: there is none named '{name}'")


def resolved_reach(reach: Reach, later_care_costs: str) -> Reach:
    """The reach with the switch resolved: `excluded` is 3 months, `included` is lifetime.

    Example:
        >>> resolved_reach("switch", "included")
        'lifetime'
    """
    if reach != "switch":
        return reach
    return "lifetime" if later_care_costs == "included" else "3_months"


def rests_on(
    name: str, cost_anchor: str = "bottom_up", later_care_costs: str = "excluded"
) -> tuple[str, ...]:
    """Ids of the economic parameters that a measure uses, each once, in a fixed order.

    A clinical measure gives none: it rests on the simulation, whose parameters this room never
    sees.

    Raises:
        UserError: if there is no such measure.

    Example:
        >>> rests_on("cost_3m_gp")
        ('n_gp_contacts_3m', 'cost_gp_contact')
    """
    if name in RATIOS:
        parts = [part for part in (RATIOS[name].numerator, RATIOS[name].denominator) if part]
        ids = [i for part in parts for i in rests_on(part, cost_anchor, later_care_costs)]
        return tuple(dict.fromkeys(ids))
    measure = measure_of(name)
    later = resolved_reach(measure.reach, later_care_costs) == "lifetime"
    items = [item for item in ITEMS if item.sector in measure.sectors]
    if cost_anchor == "bottom_up":
        items = [item for item in items if not item.solved_from]
    ids = [i for item in items for i in item.rests_on(later=later)]
    return tuple(dict.fromkeys((*ids, *(UTILITY_PARAMETERS if measure.utilities else ()))))


def weakest_basis(ids: tuple[str, ...], bases: Mapping[str, str]) -> str:
    """The weakest ground among parameters; `simulated` if there are none.

    Args:
        ids: parameter ids.
        bases: `{parameter id: one of BASES}`.

    Raises:
        UserError: if a parameter has no basis, or one that is not known.

    Example:
        >>> weakest_basis(("a", "b"), {"a": "observed", "b": "literature"})
        'literature'
    """
    for name in ids:
        if bases.get(name) not in BASES:
            raise UserError(f"basis of '{name}': {bases.get(name)!r} is not one of {BASES}")
    return min((bases[name] for name in ids), key=BASES.index, default="simulated")
