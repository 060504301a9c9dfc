"""From a capacity run to a plan's budget: the share of planned visits that nurses get to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.errors import UserError
from kth_sim.runs.library import read_record
from kth_sim.scenarios.rollout import Plan, months_of
from kth_sim.scenarios.rollout_curves import Months
from kth_sim.scenarios.rollout_views import plan_details

TABLE = "fidelity_by_month.csv"


@dataclass(frozen=True)
class Delivery:
    """What a plan's capacity run found.

    Attributes:
        run: the run's folder name.
        inputs_hash: of the run.
        months: that it simulated.
        share: `[team, month]` of planned visits delivered; 1 where none was planned.
    """

    run: str
    inputs_hash: str
    months: Months
    share: FloatArray

    def at(self, months: Months) -> FloatArray:
        """`[team, month]` share delivered in these months; 1 in those that it did not simulate."""
        found = np.ones((len(self.share), len(months)))
        known = np.isin(months, self.months)
        found[:, known] = self.share[:, np.searchsorted(self.months, months[known])]
        return found


def deliveries(folders: Sequence[Path], plans: Sequence[Plan]) -> dict[str, Delivery]:
    """What these capacity runs found, by plan.

    Raises:
        UserError: a folder is no capacity run of one of the plans as they are, or two are of one.
    """
    known, found = {plan.name: plan for plan in plans}, {}
    for folder in folders:
        record = record_of(folder)
        details = record["analysis"].get("plan") or {}
        plan = known.get(str(details.get("name")))
        if plan is None:
            raise UserError(f"{folder}: a capacity run of none of these plans: {', '.join(known)}")
        if plan.name in found:
            raise UserError(f"{folder}: a second capacity run of {plan.name}: give one a plan")
        check_same(folder, details, plan, record["analysis"]["years"])
        months = months_of(plan.first_year, plan.years)
        share = share_in(folder, plan, months)
        found[plan.name] = Delivery(folder.name, record["inputs_hash"], months, share)
    return found


def record_of(folder: Path) -> dict[str, Any]:
    """The record of a capacity run.

    Raises:
        UserError: the folder holds none.
    """
    record = read_record(folder)
    if record.get("analysis", {}).get("kind") != "capacity":
        raise UserError(f"{folder}: not a capacity run: give one that kth-sim capacity wrote")
    return record


def check_same(folder: Path, details: Mapping[str, Any], plan: Plan, years: int) -> None:
    """Nothing, if the run simulated this plan for as many years.

    Raises:
        UserError: it did not.
    """
    asked = json.loads(json.dumps(plan_details(plan), default=str))
    differing = [name for name in asked if name != "years" and asked[name] != details.get(name)]
    if differing:
        what = f"{folder}: it simulated {plan.name} with another {', '.join(differing)}"
        raise UserError(f"{what}: run kth-sim capacity {plan.name} again")
    if years < plan.years:
        what = f"{folder}: it simulated {years} years, the plan has {plan.years}"
        raise UserError(f"{what}: run kth-sim capacity {plan.name} --years {plan.years}")


def share_in(folder: Path, plan: Plan, months: Months) -> FloatArray:
    """`[team, month]` share of planned visits delivered; 1 where none was planned."""
    import pandas as pd  # noqa: PLC0415

    rows = pd.read_csv(folder / TABLE)
    share = rows.pivot_table(index="cluster", columns="month", values="fidelity")
    days = months.astype("datetime64[D]").astype(str)
    return share.reindex(index=list(plan.network.names), columns=days).fillna(1.0).to_numpy(float)


def said(plan: str, delivery: Delivery, treated: FloatArray) -> str:
    """One line on what a budget takes from a capacity run.

    Args:
        plan: its name.
        delivery: of the run.
        treated: `[team]` people, by whom the shares are weighted.
    """
    weights = np.broadcast_to(treated[:, np.newaxis], delivery.share.shape)
    mean = float(np.average(delivery.share, weights=weights)) if weights.sum() else 1.0
    return (
        f"{plan}: nurses get to {mean:.1%} of the planned visits, as {delivery.run} found with "
        "staff and places that are assumed"
    )
