"""Values: one cube of costs whose margins agree, and payers who only divide it."""

from __future__ import annotations

from datetime import date

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics import (
    ITEM_IDS,
    PAYERS,
    SECTORS,
    Setting,
    by_sector,
    cost_by_payer,
    costs,
    costs_of_items,
    costs_of_sectors,
    pooled,
    shares_by_period,
)
from kth_sim.economics.measures import adjustment
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import largest, rounding
from kth_sim.verify.subject import Subject

READINGS = ("by date", "all before the reform", "all after the reform")


def cube(subject: Subject, setting: Setting) -> FloatArray:
    """`[strategy, period, item]` undiscounted DKK a patient, of the scenario's own lives."""
    sums = pooled(subject.simulate())
    solved = adjustment(sums, setting).per_pathway
    of_all = costs(sums.used, sums.period_edges, setting.parameters, solved)
    per_patient: FloatArray = of_all[0].sum(axis=1) / sums.patients[0]
    return per_patient


def shares(subject: Subject) -> dict[str, FloatArray]:
    """`{reading: [period, item, payer]}` of the scenario's payer rules."""
    schedule, edges = subject.payer_schedule(), subject.simulate().period_edges
    schedules = (schedule, schedule.frozen_at(date.min), schedule.frozen_at(date.max))
    day = subject.base.operation_date
    return {
        reading: shares_by_period(rules, ITEM_IDS, day, edges)
        for reading, rules in zip(READINGS, schedules, strict=True)
    }


@check("values.cost_cube", "Do the margins of the cube of costs agree?")
def cost_cube(subject: Subject) -> Finding:
    """Sums over items, sectors, payers and periods, with the tables' and the measures' totals."""
    setting, sums = subject.setting(), pooled(subject.simulate())
    money = cube(subject, setting)
    measured = subject.measures(sums, setting)
    items, sectors = costs_of_items(sums, setting), costs_of_sectors(sums, setting)
    total = money.sum(axis=(1, 2))
    paid = cost_by_payer(money, shares(subject)["by date"])
    by_item = items["cost_0_3_months"] + items["cost_after_3_months"]
    discounted = np.sum(list(sectors.values()), axis=0)[0]
    margins = {
        "sectors": by_sector(money.sum(axis=1)).sum(axis=-1) - total,
        "payers": paid.sum(axis=-1) - total,
        "items table": by_item[0, :2].sum(axis=-1) - total,
        "items table, 3 months": items["cost_0_3_months"][0, :2].sum(axis=-1) - measured["cost_3m"],
        "sectors table": discounted.sum(axis=-1) - measured["cost_total_with_later"],
        "items table, discounted": items["cost_discounted"][0, :2].sum(axis=-1)
        - measured["cost_total_with_later"],
        "sectors in 3 months": np.sum([measured[f"cost_3m_{s}"] for s in SECTORS], axis=0)
        - measured["cost_3m"],
    }
    errors = {name: float(np.abs(error).max()) for name, error in margins.items()}
    told = f"every margin = the total of {total[0]:,.0f} and {total[1]:,.0f} DKK a patient"
    return largest(errors, rounding(float(total.max()), float(sums.used.size)), told)


@check("values.public_total", "Do payer rules leave the public total as it is?")
def public_total(subject: Subject) -> Finding:
    """What all payers pay, in each period, by the dates as they fall, all before and all after."""
    money = cube(subject, subject.setting())
    total = money.sum(axis=2)
    errors = {}
    for reading, share in shares(subject).items():
        paid = np.stack([cost_by_payer(money[:, [p]], share[[p]]) for p in range(len(share))], 1)
        errors[reading] = float(np.abs(paid.sum(axis=-1) - total).max())
    expected = "all payers together = all costs in every period, under every reading"
    return largest(errors, rounding(float(total.max()), float(money.shape[-1])), expected)


@check("values.transfers", "Do transfers between payers net to 0?")
def transfers(subject: Subject) -> Finding:
    """What the reform takes from one payer it gives to another, item by item, and it moves some."""
    money, every = cube(subject, subject.setting()), shares(subject)
    errors, moved = {}, 0.0
    for reading in READINGS[:1] + READINGS[2:]:
        change = every[reading] - every[READINGS[1]]
        flow = (money[..., None] * change).sum(axis=1)  # [strategy, item, payer]
        errors[reading] = float(np.abs(flow.sum(axis=-1)).max())
        moved = max(moved, float(np.abs(flow).max()))
    expected = f"what {', '.join(PAYERS)} gain and lose sums to 0 DKK, item by item"
    found = f"largest transfer of an item {moved:,.0f} DKK a patient"
    terms = len(PAYERS) * money.shape[1]
    return largest(errors, rounding(float(money.max()), terms), expected, found)
