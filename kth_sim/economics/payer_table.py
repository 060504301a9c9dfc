"""Who pays what, by the dates as they fall, and as if all came before or after the reform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.economics.axes import over_leading, periods_in_3_months, ratio
from kth_sim.economics.items import ITEM_IDS, ITEMS, costs
from kth_sim.economics.measures import Setting, adjustment
from kth_sim.economics.montecarlo import jackknife
from kth_sim.economics.payers import PAYERS, PayerSchedule, cost_by_payer, shares_by_period
from kth_sim.economics.registry import weakest_basis
from kth_sim.economics.summary import COLUMNS_BY_STRATEGY, Bases, Row, with_increment
from kth_sim.economics.sums import Sums

if TYPE_CHECKING:
    import pandas as pd

HORIZONS = ("3_months", "lifetime")


def readings(schedule: PayerSchedule) -> dict[str, PayerSchedule]:
    """The schedule read three ways: dates as they fall, all before its changes, all after."""
    return {
        "by_date": schedule,
        "all_before": schedule.frozen_at(date.min),
        "all_after": schedule.frozen_at(date.max),
    }


def costs_by_payer_table(
    quantities: Quantities,
    setting: Setting,
    schedule: PayerSchedule,
    operation_date: date,
    bases: Bases,
    people_per_year: float,
    draw: int = 0,
) -> pd.DataFrame:
    """Cost by payer per operated patient, DKK, undiscounted as a budget is.

    Columns: `reading` (by_date, all_before, all_after), `horizon` (3_months, lifetime),
    `strategy` (and increment), `payer`, `mean`, `mcse`, `scaled_per_year`, `basis`. A payer that
    pays nothing under a reading has no rows there.

    Args:
        quantities: of a run; its edges hold `boundaries(schedule, operation_date)`.
        setting: parameters and cost anchor.
        schedule: who pays from when.
        operation_date: that the patients' time counts from.
        bases: `{parameter id: basis}`.
        people_per_year: operated people that `scaled_per_year` is for.
        draw: which draw.

    Raises:
        UserError: if a parameter, its basis or an edge is missing.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    rules = readings(schedule)
    shares = {
        name: shares_by_period(rule, ITEM_IDS, operation_date, quantities.period_edges)
        for name, rule in rules.items()
    }
    value, mcse = jackknife(lambda sums: _by_payer(sums, setting, shares), quantities)
    grounds = {name: _grounds(rules[name], shares[name], setting, bases) for name in rules}
    frame = pd.DataFrame(list(_rows(value, mcse, grounds, draw)))
    frame.insert(6, "scaled_per_year", frame["mean"] * people_per_year)
    return frame


def _by_payer(
    sums: Sums, setting: Setting, shares: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """`[..., strategy or increment, payer]` per operated patient, by reading and horizon."""
    total = sums.over_destinations()
    solved = adjustment(sums, setting).per_pathway
    money = costs(total.used, total.period_edges, setting.parameters, solved).sum(axis=-3)
    per_patient = ratio(money, over_leading(sums.patients, money.ndim))
    early = periods_in_3_months(total.period_edges)
    return {
        f"{name}/{horizon}": with_increment(
            cost_by_payer(per_patient[..., :last, :], share[:last]), -2
        )
        for name, share in shares.items()
        for horizon, last in zip(HORIZONS, (early, len(share)), strict=True)
    }


def _grounds(
    schedule: PayerSchedule, shares: FloatArray, setting: Setting, bases: Bases
) -> dict[str, str]:
    """`{payer: weakest basis}` of what each payer pays; a payer that pays nothing is left out."""
    grounds = {}
    pays_ever = np.any(shares > 0, axis=0)  # [item, payer]
    for index, payer in enumerate(PAYERS):
        items = [
            item
            for item, paid in zip(ITEMS, pays_ever[:, index], strict=True)
            if paid and not (item.solved_from and setting.cost_anchor == "bottom_up")
        ]
        rules = [rule for item in items for rule in schedule.of_item(item.id)]
        ids = [i for item in items for i in item.rests_on()]
        ids += [i for rule in rules for i in rule.rests_on]
        if items:
            grounds[payer] = weakest_basis(tuple(ids), bases)
    return grounds


def _rows(
    value: Mapping[str, FloatArray],
    mcse: Mapping[str, FloatArray],
    grounds: Mapping[str, Mapping[str, str]],
    draw: int,
) -> Iterator[Row]:
    for key, figures in value.items():
        reading, horizon = key.split("/")
        for place, strategy in enumerate(COLUMNS_BY_STRATEGY):
            for payer, basis in grounds[reading].items():
                index = (draw, place, PAYERS.index(payer))
                yield {
                    "reading": reading,
                    "horizon": horizon,
                    "strategy": strategy,
                    "payer": payer,
                    "mean": float(figures[index]),
                    "mcse": float(mcse[key][index]),
                    "basis": basis,
                }
