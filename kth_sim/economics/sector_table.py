"""Cost by sector and horizon, tidy: what a stacked figure draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray, Quantities
from kth_sim.economics.axes import over_leading, ratio
from kth_sim.economics.items import SECTORS, by_sector, costs
from kth_sim.economics.measures import Setting, adjustment
from kth_sim.economics.montecarlo import jackknife
from kth_sim.economics.registry import rests_on, weakest_basis
from kth_sim.economics.summary import Bases
from kth_sim.economics.sums import Sums

if TYPE_CHECKING:
    import pandas as pd

# Horizon of the costs -> the switch under which a sector's measure rests on the same parameters.
HORIZONS = {"first_3_months": "excluded", "later": "included"}


def costs_by_sector_table(
    quantities: Quantities, setting: Setting, bases: Bases, draw: int = 0
) -> pd.DataFrame:
    """Cost of each strategy, sector and horizon, DKK per operated patient, discounted.

    Columns: `strategy, sector, horizon, cost, mcse, basis`; `horizon` is `first_3_months` or
    `later` (after them), so the two add up to the lifetime cost whatever the switch says.

    Raises:
        UserError: if a parameter, its basis or an edge is missing.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    value, mcse = jackknife(lambda sums: costs_of_sectors(sums, setting), quantities)
    rows = [
        {
            "strategy": strategy,
            "sector": sector,
            "horizon": horizon,
            "cost": float(value[horizon][draw, place, index]),
            "mcse": float(mcse[horizon][draw, place, index]),
            "basis": weakest_basis(rests_on(f"cost_{sector}", setting.cost_anchor, switch), bases),
        }
        for place, strategy in enumerate(STRATEGIES)
        for horizon, switch in HORIZONS.items()
        for index, sector in enumerate(SECTORS)
    ]
    return pd.DataFrame(rows)


def costs_of_sectors(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    """`{horizon: [..., strategy, sector]}`, discounted DKK per operated patient.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    total = sums.over_destinations()
    early = np.arange(total.period_edges.size - 1) < total.first_3_months().used.shape[-2]
    solved = adjustment(sums, setting).per_pathway
    by_item = costs(total.discounted, total.period_edges, setting.parameters, solved)
    by_period = by_sector(by_item.sum(axis=-3))  # [..., strategy, period, sector]
    per_patient = ratio(by_period, over_leading(sums.patients, by_period.ndim))
    return {
        horizon: per_patient[..., inside, :].sum(axis=-2)
        for horizon, inside in zip(HORIZONS, (early, ~early), strict=True)
    }
