"""A sweep's results as tidy tables: a row a point, strategy and measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics import MEASURES, Setting, measure_of
from kth_sim.economics.sensitivity import DecisionOutcome, decision_outcomes, outcomes_at
from kth_sim.runs.build import make_setting
from kth_sim.runs.labels import clinical_basis, weaker
from kth_sim.runs.panel import Panel, differences_of, ratios_of_means, spread, spreads
from kth_sim.runs.psa_tables import basis
from kth_sim.runs.sweep_plans import AT_NOTHING
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.sweep_types import Point

if TYPE_CHECKING:
    import pandas as pd

INCREMENT, PLAN = "increment", "plan"  # in the place of a strategy
COST_EFFECTIVE = "prob_cost_effective"
NET_BENEFIT = "net_benefit"
Row = dict[str, Any]

# Each outcome of a decision, and the measures that it is worked out from.
MADE_OF = {
    "inmb": ("cost_total", "qaly"),
    "inc_cost_3m": ("cost_3m",),
    "inc_cost": ("cost_total",),
    "inc_qaly": ("qaly",),
    "lives_saved_per_year": ("prob_death_30d",),
    "budget_3m_per_year": ("cost_3m",),
}
# What a rollout plan comes to over its years: label and unit.
OF_PLANS = {
    "net_cost": ("Net cost of the plan", "DKK"),
    "peak_net_cost": ("Net cost of its dearest year", "DKK"),
    "lives_saved_30d": ("Lives saved by day 30", "people"),
    "qalys": ("QALYs gained", "QALY"),
    "readmissions": ("More readmissions", "readmissions"),
    "bed_days": ("More days in hospital", "days"),
    "treated": ("People with KTH", "people"),
}


def place_of(point: Point) -> Row:
    """What stands before the figures of a point: its number, its name, its values."""
    return {"point": point.index, "point_label": point.label, **point.values}


def point_rows(point: Point, panel: Panel, wtp: Sequence[float]) -> list[Row]:
    """Every figure of one point: each strategy's, and what Kom Trygt Hjem changes.

    Args:
        point: one of a sweep.
        panel: its draws.
        wtp: thresholds, DKK per QALY.
    """
    scenario, place = point.scenario, place_of(point)
    setting = make_setting(scenario)
    by_strategy, compared = spreads(panel)
    rows = [
        place | {"strategy": strategy} | measure_row(scenario, setting, name, vars(s), strategy)
        for strategy, found in zip((*STRATEGIES, INCREMENT), (*by_strategy, compared), strict=True)
        for name, s in found.items()
    ]
    for name, value in ratios_of_means(panel).items():
        row = measure_row(scenario, setting, name, {"mean": value}, INCREMENT)
        rows.append(place | {"strategy": INCREMENT} | row)
    return [*rows, *(place | {"strategy": INCREMENT} | row for row in decided(point, panel, wtp))]


def measure_row(
    scenario: Scenario, setting: Setting, name: str, found: Mapping[str, float], strategy: str
) -> Row:
    """One figure with its name, unit, interval and ground."""
    about = measure_of(name)
    return {
        "measure": name,
        "label": about.label,
        "unit": about.unit,
        **interval(found),
        "basis": basis_of(scenario, setting, (name,), with_kth=strategy != STRATEGIES[0]),
    }


def interval(found: Mapping[str, float]) -> Row:
    """Mean, its Monte-Carlo error, and between what 95 % of the draws lie."""
    return {name: found.get(name, float("nan")) for name in ("mean", "mcse", "low", "high")}


def basis_of(scenario: Scenario, setting: Setting, names: Sequence[str], *, with_kth: bool) -> str:
    """The weakest ground behind some measures."""
    found = "simulated"
    for name in names:
        clinical = clinical_basis(scenario, name, with_kth=with_kth)
        found = weaker(found, basis(scenario, setting, name))
        found = found if clinical is None else weaker(found, clinical)
    return found


def decided(point: Point, panel: Panel, wtp: Sequence[float]) -> list[Row]:
    """The figures that a decision turns on, and how often Kom Trygt Hjem is worth its cost."""
    scenario, people = point.scenario, point.scenario.people_per_year
    setting, about = make_setting(scenario), outcomes_at(wtp)
    whole = decision_outcomes(differences_of(panel.whole), people, wtp)
    blocks = decision_outcomes(differences_of(panel.blocks), people, wtp)
    rows = []
    for name, outcome in about.items():
        made_of = MADE_OF["inmb" if np.isfinite(outcome.wtp) else name]
        ground = basis_of(scenario, setting, made_of, with_kth=True)
        found = interval(vars(spread(whole[name], blocks[name])))
        rows.append(outcome_row(outcome) | found | {"basis": ground})
        if np.isfinite(outcome.wtp):
            rows.append(probability(outcome, whole[name]) | {"basis": ground})
    return rows


def outcome_row(outcome: DecisionOutcome) -> Row:
    """An outcome's id, name and unit."""
    return {"measure": outcome.id, "label": outcome.label, "unit": outcome.unit}


def probability(outcome: DecisionOutcome, benefit: FloatArray) -> Row:
    """In what share of the draws net benefit is above 0."""
    share = float((benefit > 0).mean())
    return {
        "measure": f"{COST_EFFECTIVE}_{outcome.wtp:.15g}",
        "label": f"Worth its cost at {outcome.wtp:,.15g} DKK/QALY",
        "unit": "share",
        **interval({"mean": share, "mcse": float(np.sqrt(share * (1 - share) / benefit.size))}),
    }


def plan_rows(
    point: Point, frame: pd.DataFrame, notes: Mapping[str, Any], wtp: Sequence[float]
) -> list[Row]:
    """Every figure of a point that is a rollout plan, over the plan's years.

    Args:
        point: one of a sweep.
        frame: its draws.
        notes: on what it rests.
        wtp: thresholds, DKK per QALY.
    """
    place = place_of(point) | {"strategy": PLAN}
    about = {name: (*words, frame[name]) for name, words in OF_PLANS.items()}
    for w in wtp:
        label = f"Net benefit at {w:,.15g} DKK/QALY"
        about[f"{NET_BENEFIT}_{w:.15g}"] = (label, "DKK", w * frame["qalys"] + frame[AT_NOTHING])
    return [
        place
        | {"measure": name, "label": label, "unit": unit}
        | of_draws(values.to_numpy(float))
        | {"basis": notes["basis"]}
        for name, (label, unit, values) in about.items()
    ]


def of_draws(values: FloatArray) -> Row:
    """Mean, error and interval of one figure over its draws; no error of a single one."""
    n = values.size
    error = float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    low, high = np.quantile(values, [0.025, 0.975])
    return interval({"mean": values.mean(), "mcse": error, "low": low, "high": high})


def wide(tidy: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """One row a point: its values, then mean, low and high of what a decision turns on."""
    import pandas as pd  # noqa: PLC0415

    decided = (tidy["strategy"] == INCREMENT) & ~tidy["measure"].isin(list(MEASURES))
    rows = tidy[decided | (tidy["strategy"] == PLAN)]
    places = rows[["point", "point_label", *axes]].drop_duplicates("point").set_index("point")
    columns = {}
    for name, found in rows.groupby("measure", sort=False):
        by_point = found.set_index("point")
        columns[str(name)] = by_point["mean"]
        if by_point["low"].notna().any():
            columns |= {f"{name}_{end}": by_point[end] for end in ("low", "high")}
    grounds = rows.groupby("point", sort=False)["basis"].agg(weakest)
    frame = pd.concat([places, pd.DataFrame(columns), grounds], axis=1)
    return frame.sort_index().reset_index()


def weakest(bases: pd.Series[str]) -> str:
    """The weakest of some grounds."""
    found = "simulated"
    for one in bases.unique():
        found = weaker(found, one)
    return found
