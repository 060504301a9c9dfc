"""Budgets as tables: by cell, by year, by plan, between payers, and hospital beds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, FloatArray
from kth_sim.economics.budget.types import Budget
from kth_sim.economics.registry import weakest_basis

if TYPE_CHECKING:
    import pandas as pd

LOW, HIGH = 0.025, 0.975
ALL = "all"
HOSPITAL_ITEMS = ("index_admission", "readmission")
BED_DAYS = "bed_days_hospital"


def spread(values: FloatArray, name: str) -> dict[str, FloatArray]:
    """Mean over draws and the central 95 % of them: columns `name`, `name_low`, `name_high`.

    Args:
        values: `[draw, ...]`.
        name: of the column.
    """
    low, high = np.quantile(values, [LOW, HIGH], axis=0)
    return {name: values.mean(axis=0), f"{name}_low": low, f"{name}_high": high}


def budget_table(b: Budget) -> pd.DataFrame:
    """Every cell that anybody pays: means over draws, DKK, and the net's interval.

    Columns: `plan, year, team, region, item, sector, payer, basis, cost, today,
    today_without_reform, net, net_low, net_high`. Means add up over any axis; intervals do not.
    """
    import pandas as pd  # noqa: PLC0415

    columns = {
        "cost": b.cost.mean(axis=0),
        "today": b.today.mean(axis=0),
        "today_without_reform": b.today_without_reform.mean(axis=0),
        **spread(b.net, "net"),
    }
    kept = (columns["cost"] != 0) | (columns["today"] != 0) | (columns["today_without_reform"] != 0)
    year, team, item, payer = np.nonzero(kept)
    return pd.DataFrame(
        {
            "plan": b.plan,
            "year": np.array(b.years)[year],
            "team": np.array(b.teams, dtype=object)[team],
            "region": [b.regions[y][t] for y, t in zip(year, team, strict=True)],
            "item": np.array(b.items, dtype=object)[item],
            "sector": [b.sector_of[b.items[i]] for i in item],
            "payer": np.array(b.payers, dtype=object)[payer],
            "basis": [b.basis[b.items[i]] for i in item],
            **{name: values[kept] for name, values in columns.items()},
        }
    )


def budget_by_year(b: Budget) -> pd.DataFrame:
    """Rows by year and payer (and all payers), DKK.

    Columns: `plan, year, payer, cost, today, net` with the interval of each, `basis` (the weakest
    of what the payer pays); the year `all` sums the years.
    """
    import pandas as pd  # noqa: PLC0415

    money = {name: _with_sums(getattr(b, name)) for name in ("cost", "today", "net")}
    years, payers = (*b.years, ALL), (*b.payers, ALL)
    columns = {
        key: value for name, array in money.items() for key, value in spread(array, name).items()
    }
    rows = [
        {
            "plan": b.plan,
            "year": str(year),
            "payer": payer,
            **{name: float(values[y, p]) for name, values in columns.items()},
            "basis": basis_of(b, payer),
        }
        for y, year in enumerate(years)
        for p, payer in enumerate(payers)
    ]
    return pd.DataFrame(rows)


def basis_of(b: Budget, payer: str = ALL) -> str:
    """The weakest that anything rests on which this payer ever pays."""
    payers = [i for i, name in enumerate(b.payers) if payer in (ALL, name)]
    paid = (b.cost[..., payers] != 0) | (b.today[..., payers] != 0)
    kept = paid.any(axis=(0, 1, 2, 4))
    items = tuple(item for item, here in zip(b.items, kept, strict=True) if here)
    return weakest_basis(items, b.basis) if items else ""


def _with_sums(cells: FloatArray) -> FloatArray:
    """`[draw, year and all, payer and all]`."""
    by_payer = cells.sum(axis=(2, 3))
    by_year = np.concatenate([by_payer, by_payer.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([by_year, by_year.sum(axis=2, keepdims=True)], axis=2)


def payer_shift(b: Budget) -> pd.DataFrame:
    """From today's budget without the reform to the plan's with it: mere shift apart from change.

    Columns: `plan, year, payer, today_without_reform, shift_by_reform, today, change_by_plan,
    cost, basis`; DKK, means over draws. Over the payers `shift_by_reform` is 0: the row `all`
    holds the real change alone.
    """
    import pandas as pd  # noqa: PLC0415

    before = _with_sums(b.today_without_reform).mean(axis=0)
    today, cost = _with_sums(b.today).mean(axis=0), _with_sums(b.cost).mean(axis=0)
    rows = [
        {
            "plan": b.plan,
            "year": str(year),
            "payer": payer,
            "today_without_reform": float(before[y, p]),
            "shift_by_reform": float(today[y, p] - before[y, p]) if payer != ALL else 0.0,
            "today": float(today[y, p]),
            "change_by_plan": float(cost[y, p] - today[y, p]),
            "cost": float(cost[y, p]),
            "basis": basis_of(b, payer),
        }
        for y, year in enumerate((*b.years, ALL))
        for p, payer in enumerate((*b.payers, ALL))
    ]
    return pd.DataFrame(rows)


def beds(b: Budget, share_releasable: float | FloatArray) -> pd.DataFrame:
    """Hospital beds used more (negative: freed) by the plan, as capacity and as cash, by year.

    Columns: `plan, year, bed_days, beds` (each with interval), `cost_hospital` (DKK: what the
    change in admissions is worth at the unit costs) and `cash` (the part of it that a budget
    really pays or saves; the rest is capacity), `basis`.

    Args:
        b: a budget.
        share_releasable: of hospital cost, in [0, 1]; a number, or `[draw]`.
    """
    import pandas as pd  # noqa: PLC0415

    days = b.use[BED_DAYS].sum(axis=2)
    at = [b.items.index(item) for item in HOSPITAL_ITEMS]
    worth = b.net[:, :, :, at].sum(axis=(2, 3, 4))
    cash = worth * np.reshape(share_releasable, (-1, 1))
    columns = {
        **spread(days, "bed_days"),
        **spread(days / DAYS_PER_YEAR, "beds"),
        **spread(worth, "cost_hospital"),
        **spread(cash, "cash"),
    }
    frame = pd.DataFrame({"plan": b.plan, "year": list(b.years), **columns})
    return frame.assign(basis=basis_of(b))


def net_benefit(b: Budget, wtp: float) -> FloatArray:
    """Value of the plan for the people operated in its years, `[draw]`, DKK.

    QALYs gained at `wtp` less the cost of the cost-effectiveness analysis (each patient's whole
    reckoning, discounted to the operation), less start-up and fixed costs. Calendar years are not
    discounted against each other.
    """
    at = [b.items.index(item) for item in b.items if item in ("kth_start_up", "kth_fixed")]
    programme = b.net[:, :, :, at].sum(axis=(1, 2, 3, 4))
    gained = wtp * b.outcome["qalys"] - b.outcome["cost_ce"]
    value: FloatArray = gained.sum(axis=(1, 2)) - programme
    return value


def per_draw(b: Budget, wtp: float) -> pd.DataFrame:
    """One row a draw: what plans are compared by.

    Columns: `plan, draw, passed, net_cost, peak_net_cost` (of any year), `lives_saved_30d, qalys,
    readmissions, bed_days, treated, net_benefit`.
    """
    import pandas as pd  # noqa: PLC0415

    by_year = b.net.sum(axis=(2, 3, 4))
    return pd.DataFrame(
        {
            "plan": b.plan,
            "draw": np.arange(b.n_draws),
            "passed": b.passed,
            "net_cost": by_year.sum(axis=1),
            "peak_net_cost": by_year.max(axis=1),
            **{
                name: b.outcome[name].sum(axis=(1, 2))
                for name in ("lives_saved_30d", "qalys", "readmissions")
            },
            "bed_days": b.use[BED_DAYS].sum(axis=(1, 2)),
            "treated": b.treated.sum(axis=(1, 2)),
            "net_benefit": net_benefit(b, wtp),
        }
    )


def plan_row(b: Budget, wtp: float) -> dict[str, object]:
    """One plan in a comparison of plans: means over draws with their intervals.

    Net cost in total, by year and by payer, `peak_net_cost` (the dearest year of the mean
    budget), lives saved, QALYs, more readmissions, bed-days, `prob_cost_effective` at `wtp`, and
    the share of draws in which a rule let it go on.
    """
    frame, net = per_draw(b, wtp), b.net
    totals = ("net_cost", "lives_saved_30d", "qalys", "readmissions", "bed_days", "treated")
    row: dict[str, object] = {"plan": b.plan, "label": b.label}
    for name in (*totals, "net_benefit"):
        found = spread(frame[name].to_numpy(float), name)
        row |= {key: float(value) for key, value in found.items()}
    by_year = net.sum(axis=(2, 3, 4)).mean(axis=0)
    row |= {f"net_cost_{year}": float(by_year[y]) for y, year in enumerate(b.years)}
    by_payer = net.sum(axis=(1, 2, 3)).mean(axis=0)
    row |= {f"net_cost_{payer}": float(by_payer[p]) for p, payer in enumerate(b.payers)}
    return row | {
        "peak_net_cost": float(by_year.max()),
        "wtp": wtp,
        "prob_cost_effective": float((frame["net_benefit"] > 0).mean()),
        "prob_passed": float(b.passed.mean()),
        "basis": basis_of(b),
    }
