"""Costs by item and sector over all draws, from what each draw used before and after 3 months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics import (
    COLUMNS_BY_STRATEGY,
    ITEMS,
    SECTORS,
    Setting,
    Sums,
    costs_of_items,
    costs_of_sectors,
    pooled,
    rests_on,
    weakest_basis,
    with_increment,
)
from kth_sim.runs.chunks import ChunkData
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]
LOW, HIGH = 0.025, 0.975
# Horizon of a sector's costs -> the switch under which they rest on the same parameters.
HORIZONS = {"first_3_months": "excluded", "later": "included", "lifetime": "included"}


class CostSums:
    """Collects what every draw used, chunk by chunk; memory grows with draws, not with periods."""

    def __init__(self) -> None:
        self._parts: list[Sums] = []
        self._numbers: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []

    def watched(self, chunks: Iterable[ChunkData]) -> Iterator[ChunkData]:
        """The chunks, each noted as it passes."""
        for chunk in chunks:
            self._parts.append(pooled(chunk.quantities()).in_two_windows())
            self._numbers.append(chunk.draws)
            yield chunk

    def tables(
        self, scenario: Scenario, setting: Setting, draws: pd.DataFrame
    ) -> dict[str, pd.DataFrame]:
        """`costs_by_item` and `costs_by_sector`, to be written under these names.

        Args:
            scenario: for the basis of each number.
            setting: the switches; its parameters are replaced by the draws' own.
            draws: the parameters of every draw, by its number.
        """
        here = draws.loc[np.concatenate(self._numbers)]
        parameters = {name: here[name].to_numpy(float) for name in here.columns}
        own = Setting(parameters, setting.cost_anchor, setting.later_care_costs)
        sums, bases = joined(self._parts), scenario.bases_of_parameters()
        return {
            "costs_by_item": item_table(costs_of_items(sums, own), own, bases),
            "costs_by_sector": sector_table(costs_of_sectors(sums, own), own, bases),
        }


def joined(parts: list[Sums]) -> Sums:
    """Sums of several chunks, draw after draw."""
    names = ("used", "discounted", "counts")
    arrays = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
    return Sums(parts[0].period_edges, *arrays)


def item_table(
    found: Mapping[str, FloatArray], setting: Setting, bases: Mapping[str, str]
) -> pd.DataFrame:
    """Rows by strategy (then the increment) and item, as in a run of one draw, with intervals.

    Args:
        found: `{column: [draw, strategy or increment, item]}`.
        setting: the switches.
        bases: `{parameter id: basis}`.
    """
    import pandas as pd  # noqa: PLC0415

    columns = spread_columns(found)
    kept = [
        (i, item)
        for i, item in enumerate(ITEMS)
        if setting.cost_anchor != "bottom_up" or not item.solved_from
    ]
    rows: list[Row] = [
        {
            "strategy": strategy,
            "sector": item.sector,
            "item": item.id,
            "label": item.label,
            "programme": item.programme,
            "unit": item.unit,
            **{name: float(values[place, index]) for name, values in columns.items()},
            "basis": weakest_basis(item.rests_on(), bases),
        }
        for place, strategy in enumerate(COLUMNS_BY_STRATEGY)
        for index, item in kept
    ]
    return pd.DataFrame(rows)


def spread_columns(found: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Means over draws of every column; then the error and interval of those in DKK."""
    money = {name: values for name, values in found.items() if name.startswith("cost_")}
    columns = {name: values.mean(axis=0) for name, values in found.items()}
    for name, values in money.items():
        columns |= {f"{name}_{what}": part for what, part in spread_of(values).items()}
    return columns


def spread_of(values: FloatArray) -> dict[str, FloatArray]:
    """Standard error of the mean over draws, and the interval that holds 95 % of them."""
    n = len(values)
    low, high = np.quantile(values, [LOW, HIGH], axis=0)
    error = values.std(axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.full_like(low, np.nan)
    return {"mcse": error, "low": low, "high": high}


def sector_table(
    found: Mapping[str, FloatArray], setting: Setting, bases: Mapping[str, str]
) -> pd.DataFrame:
    """Rows `strategy, sector, horizon, cost, mcse, low, high, basis`: discounted DKK a patient.

    After the sectors stands their sum, as the sector `all`, and after both horizons the
    `lifetime`: intervals do not add up.

    Args:
        found: `{horizon: [draw, strategy, sector]}`.
        setting: the switches.
        bases: `{parameter id: basis}`.
    """
    import pandas as pd  # noqa: PLC0415

    rows: list[Row] = []
    lifetime = np.add.reduce(list(found.values()))
    for horizon, costs in {**found, "lifetime": lifetime}.items():
        whole = np.concatenate([costs, costs.sum(axis=-1, keepdims=True)], axis=-1)
        values = with_increment(whole, axis=1)
        columns = {"cost": values.mean(axis=0), **spread_of(values)}
        rows += [
            {
                "strategy": strategy,
                "sector": sector,
                "horizon": horizon,
                **{name: float(part[place, index]) for name, part in columns.items()},
                "basis": sector_basis(sector, horizon, setting, bases),
            }
            for place, strategy in enumerate(COLUMNS_BY_STRATEGY)
            for index, sector in enumerate((*SECTORS, "all"))
        ]
    return pd.DataFrame(rows)


def sector_basis(sector: str, horizon: str, setting: Setting, bases: Mapping[str, str]) -> str:
    """The weakest ground among the parameters behind a sector's costs, or behind all of them."""
    measure = "cost_total" if sector == "all" else f"cost_{sector}"
    return weakest_basis(rests_on(measure, setting.cost_anchor, HORIZONS[horizon]), bases)
