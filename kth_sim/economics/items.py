"""What is paid for: each cost item's sector, how its amount follows from what was used, its price.

Structure stands here; every number arrives as a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kth_sim.contracts import DAYS_3_MONTHS, FloatArray
from kth_sim.economics.axes import Parameters, over_leading, parameter
from kth_sim.economics.item import Item, Term

SECTOR_NAMES = {
    "hospital": "hospital",
    "municipality": "municipality",
    "gp": "general practice",
    "medicine": "medicine",
}
SECTORS = tuple(SECTOR_NAMES)
OUT_OF_HOSPITAL = ("days_own_home", "days_temporary_place", "days_nursing_home")
MINUTES_PER_HOUR = 60.0


def adjustment_id(sector: str) -> str:
    """Id of the item that carries the anchor's adjustment in a sector.

    Example:
        >>> adjustment_id("gp")
        'kth_programme_adjustment_gp'
    """
    return f"kth_programme_adjustment_{sector}"


_PER_3_MONTHS = 1.0 / DAYS_3_MONTHS
_SOLVED_FROM = ("cost_increment_3m", *(f"share_cost_increment_{sector}" for sector in SECTORS))

_HOSPITAL = (
    Item(
        "index_admission",
        "Operation and index stay",
        "hospital",
        "admissions",
        (Term(("n_operations",)),),
        "cost_index_admission",
    ),
    Item(
        "readmission",
        "Readmissions",
        "hospital",
        "admissions",
        (Term(("n_readmissions",)),),
        "cost_readmission",
    ),
    Item(
        "kth_hospital_responsibility",
        "KTH: the hospital's treatment responsibility",
        "hospital",
        "pathways",
        (Term(("n_kth_pathways",)),),
        "cost_kth_hospital_responsibility",
        programme=True,
    ),
)

_MUNICIPALITY = (
    Item(
        "nursing_home",
        "Nursing home",
        "municipality",
        "days",
        (Term(("days_nursing_home",)),),
        "cost_nursing_home_day",
    ),
    Item(
        "temporary_place",
        "Temporary place",
        "municipality",
        "days",
        (Term(("days_temporary_place",)),),
        "cost_temporary_place_day",
    ),
    Item(
        "home_care",
        "Home care in own home",
        "municipality",
        "hours",
        (
            Term(("days_own_home",), times=("hours_home_care_day",), window="first_3_months"),
            Term(("days_own_home",), times=("hours_home_care_day_later",), window="later"),
        ),
        "cost_home_care_hour",
    ),
    Item(
        "rehabilitation",
        "Rehabilitation",
        "municipality",
        "hours",
        (
            Term(
                OUT_OF_HOSPITAL,
                times=("hours_rehabilitation_3m",),
                scale=_PER_3_MONTHS,
                window="first_3_months",
            ),
        ),
        "cost_rehabilitation_hour",
    ),
    Item(
        "kth_nurse_visits",
        "KTH: acute-nurse visits",
        "municipality",
        "visits",
        (Term(("days_kth",), times=("n_kth_nurse_visits", "fidelity_kth"), per=("days_kth",)),),
        "cost_acute_nurse_visit",
        programme=True,
    ),
    Item(
        "kth_daily_programme",
        "KTH: day-to-day programme",
        "municipality",
        "hours",
        (Term(("days_kth",), times=("minutes_kth_programme_day",), scale=1 / MINUTES_PER_HOUR),),
        "cost_home_care_hour",
        programme=True,
    ),
)

_GP_AND_MEDICINE = (
    Item(
        "gp_contacts",
        "Contacts with general practice",
        "gp",
        "contacts",
        (Term(OUT_OF_HOSPITAL, times=("n_gp_contacts_3m",), scale=_PER_3_MONTHS),),
        "cost_gp_contact",
    ),
    Item(
        "medicines",
        "Redeemed prescriptions",
        "medicine",
        "3-month supplies",
        (Term(OUT_OF_HOSPITAL, scale=_PER_3_MONTHS),),
        "cost_medicine_3m",
    ),
)

_ADJUSTMENTS = tuple(
    Item(
        adjustment_id(sector),
        f"KTH: adjustment to the evaluation's figure ({SECTOR_NAMES[sector]})",
        sector,
        "pathways",
        (Term(("n_kth_pathways",)),),
        programme=True,
        solved_from=_SOLVED_FROM,
    )
    for sector in SECTORS
)

ITEMS: tuple[Item, ...] = (*_HOSPITAL, *_MUNICIPALITY, *_GP_AND_MEDICINE, *_ADJUSTMENTS)
ITEM_IDS = tuple(item.id for item in ITEMS)

_ITEMS_OF_SECTOR = tuple(
    [index for index, item in enumerate(ITEMS) if item.sector == sector] for sector in SECTORS
)


def amounts(
    array: FloatArray, period_edges: FloatArray, parameters: Parameters
) -> dict[str, FloatArray]:
    """Amount of each item, `{item: [draw, ..., period]}`, in natural units (`Item.unit`).

    Args:
        array: `[draw, ..., period, resource]`, summed over patients; discounted or not.
        period_edges: `[period + 1]`, days since operation.
        parameters: `{id: [draw]}`.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    return {item.id: item.amount(array, period_edges, parameters) for item in ITEMS}


def unit_costs(
    parameters: Parameters, per_pathway: Mapping[str, FloatArray] | None = None
) -> dict[str, FloatArray]:
    """Unit cost of each item, `{item: [draw, ...]}`, DKK per unit of its amount.

    Args:
        parameters: `{id: [draw]}`.
        per_pathway: the anchor's adjustment, `{sector: [draw, ...]}`, DKK per KTH pathway; without
            it the adjustments cost nothing.

    Raises:
        UserError: if a parameter is missing.
    """
    priced = {item.id: parameter(parameters, item.price) for item in ITEMS if item.price}
    zero = np.zeros(1)
    solved = {adjustment_id(s): (per_pathway or {}).get(s, zero) for s in SECTORS}
    return {**priced, **solved}


def costs(
    array: FloatArray,
    period_edges: FloatArray,
    parameters: Parameters,
    per_pathway: Mapping[str, FloatArray] | None = None,
) -> FloatArray:
    """Cost of each item, `[draw, ..., period, item]`, DKK, summed over patients as `array` is.

    Items come in the order of `ITEMS`. Arguments as for `amounts` and `unit_costs`.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    prices = unit_costs(parameters, per_pathway)
    result = np.empty((*array.shape[:-1], len(ITEMS)))
    for index, item in enumerate(ITEMS):
        amount = item.amount(array, period_edges, parameters)
        result[..., index] = amount * over_leading(prices[item.id], amount.ndim)
    return result


def by_sector(item_costs: FloatArray) -> FloatArray:
    """Cost of each sector, `[..., sector]`, out of `[..., item]`, in the order of `SECTORS`.

    Example:
        >>> by_sector(np.ones(len(ITEMS))).astype(int).tolist()
        [4, 7, 2, 2]
    """
    # Not a matrix product: its rounding may differ between rows, and equal strategies must
    # stay equal to the bit.
    return np.stack([item_costs[..., items].sum(axis=-1) for items in _ITEMS_OF_SECTOR], axis=-1)
