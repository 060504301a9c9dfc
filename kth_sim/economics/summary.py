"""Tables for the run folder, each of one draw (the base case is a draw like any other)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray, Quantities
from kth_sim.economics.anchor import kth_minus_usual_care
from kth_sim.economics.axes import ratio
from kth_sim.economics.evaluation import Evaluation
from kth_sim.economics.items import ITEMS, amounts, costs
from kth_sim.economics.measures import Setting, adjustment
from kth_sim.economics.montecarlo import jackknife
from kth_sim.economics.registry import MEASURES, measure_of, rests_on, weakest_basis
from kth_sim.economics.sums import Sums

if TYPE_CHECKING:
    import pandas as pd

Bases = Mapping[str, str]
Row = dict[str, object]

# Rows of a table by strategy: each strategy, then what Kom Trygt Hjem adds.
COLUMNS_BY_STRATEGY = (*STRATEGIES, "increment")


def with_increment(values: FloatArray, axis: int) -> FloatArray:
    """The same values with Kom Trygt Hjem minus usual care appended along the strategy axis.

    Example:
        >>> with_increment(np.array([2.0, 5.0]), 0)
        array([2., 5., 3.])
    """
    difference = kth_minus_usual_care(values, axis=axis)
    return np.concatenate([values, np.expand_dims(difference, axis)], axis=axis)


def summary_table(
    evaluation: Evaluation, setting: Setting, bases: Bases, people_per_year: float, draw: int = 0
) -> pd.DataFrame:
    """Each measure of each strategy, with Monte-Carlo error, per patient and for a year's people.

    Columns: `strategy, measure, label, unit, mean, mcse, scaled_per_year, scaled_unit, basis`.

    Args:
        evaluation: of a run.
        setting: that it was made with.
        bases: `{parameter id: basis}`.
        people_per_year: operated people that `scaled_per_year` is for.
        draw: which draw.

    Raises:
        UserError: if a parameter has no basis.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    rows = [
        {
            "strategy": strategy,
            **_row(
                name,
                _at(evaluation.strategies, draw, index),
                _at(evaluation.strategies_mcse, draw, index),
                people_per_year,
            ),
            "basis": measure_basis(name, setting, bases),
        }
        for index, strategy in enumerate(STRATEGIES)
        for name in MEASURES
    ]
    return pd.DataFrame(rows)


def incremental_table(
    evaluation: Evaluation, setting: Setting, bases: Bases, people_per_year: float, draw: int = 0
) -> pd.DataFrame:
    """Each increment and ratio, Kom Trygt Hjem against usual care, with Monte-Carlo error.

    Columns: `measure, label, unit, mean, mcse, scaled_per_year, scaled_unit, wanted, basis`.
    Arguments as for `summary_table`.

    Raises:
        UserError: if a parameter has no basis.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    rows = [
        {
            **_row(
                name,
                _at(evaluation.increments, draw),
                _at(evaluation.increments_mcse, draw),
                people_per_year,
            ),
            "wanted": measure_of(name).direction,
            "basis": measure_basis(name, setting, bases),
        }
        for name in evaluation.increments
    ]
    return pd.DataFrame(rows)


def measure_basis(name: str, setting: Setting, bases: Bases) -> str:
    """The weakest ground among the economic parameters of a measure; `simulated` if it uses none.

    Raises:
        UserError: if a parameter has no basis, or there is no such measure.
    """
    ids = rests_on(name, setting.cost_anchor, setting.later_care_costs)
    return weakest_basis(ids, bases)


def _at(values: Mapping[str, FloatArray], *index: int) -> dict[str, float]:
    return {name: float(value[index]) for name, value in values.items()}


def _row(
    name: str, means: Mapping[str, float], errors: Mapping[str, float], people_per_year: float
) -> Row:
    measure = measure_of(name)
    scaled = means[measure.scaled_from or name] * people_per_year
    return {
        "measure": measure.id,
        "label": measure.label,
        "unit": measure.unit,
        "mean": means[name],
        "mcse": errors[name],
        "scaled_per_year": scaled if measure.scaled_unit else np.nan,
        "scaled_unit": measure.scaled_unit,
    }


def costs_by_item_table(
    quantities: Quantities, setting: Setting, bases: Bases, draw: int = 0
) -> pd.DataFrame:
    """Amount and cost of each item per operated patient: each strategy, then the increment.

    Columns: `strategy, sector, item, label, programme, unit, amount_0_3_months,
    amount_after_3_months, cost_0_3_months, cost_after_3_months` (DKK, undiscounted),
    `cost_discounted` (DKK, lifetime), each cost's `*_mcse`, and `basis`. The anchor's adjustments
    stand there only if the anchor is `observed`.

    Args:
        quantities: of a run.
        setting: parameters and switches.
        bases: `{parameter id: basis}`.
        draw: which draw.

    Raises:
        UserError: if a parameter, its basis or an edge is missing.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    value, mcse = jackknife(lambda sums: costs_of_items(sums, setting), quantities)
    return pd.DataFrame(list(_item_rows(value, mcse, setting, bases, draw)))


def costs_of_items(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    """`{column: [..., strategy or increment, item]}`, amounts and DKK per operated patient.

    The columns are those of `costs_by_item_table`.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    total, patients = sums.over_destinations(), sums.patients[..., np.newaxis, np.newaxis]
    early = total.first_3_months()
    solved = adjustment(sums, setting).per_pathway

    def money(array: FloatArray, edges: FloatArray) -> FloatArray:
        found: FloatArray = costs(array, edges, setting.parameters, solved).sum(axis=(-3, -2))
        return found

    def amount(array: FloatArray, edges: FloatArray) -> FloatArray:
        found = amounts(array, edges, setting.parameters)
        return np.stack([found[item.id].sum(axis=(-2, -1)) for item in ITEMS], axis=-1)

    columns = {}
    for name, of in (("amount", amount), ("cost", money)):
        first = of(early.used, early.period_edges)
        columns[f"{name}_0_3_months"] = first
        columns[f"{name}_after_3_months"] = of(total.used, total.period_edges) - first
    columns["cost_discounted"] = money(total.discounted, total.period_edges)
    return {name: with_increment(ratio(c, patients), -2) for name, c in columns.items()}


def _item_rows(
    value: Mapping[str, FloatArray],
    mcse: Mapping[str, FloatArray],
    setting: Setting,
    bases: Bases,
    draw: int,
) -> Iterator[Row]:
    for place, strategy in enumerate(COLUMNS_BY_STRATEGY):
        for index, item in enumerate(ITEMS):
            if item.solved_from and setting.cost_anchor == "bottom_up":
                continue
            yield {
                "strategy": strategy,
                "sector": item.sector,
                "item": item.id,
                "label": item.label,
                "programme": item.programme,
                "unit": item.unit,
                **{name: float(column[draw, place, index]) for name, column in value.items()},
                **{
                    f"{name}_mcse": float(column[draw, place, index])
                    for name, column in mcse.items()
                    if name.startswith("cost_")
                },
                "basis": weakest_basis(item.rests_on(), bases),
            }
