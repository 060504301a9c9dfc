"""`kth-sim capacity`: clusters in calendar time, what they lack, and how many teams they need."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.model.case import Case
from kth_sim.model.parameters import pack
from kth_sim.runs.build import make_case
from kth_sim.runs.capacity_cluster import (
    ClusterCalendar,
    chosen,
    clusters_of_plan,
    clusters_of_scenario,
)
from kth_sim.runs.capacity_figures import draw
from kth_sim.runs.capacity_replications import Asked, replicate
from kth_sim.runs.capacity_staffing import staffing
from kth_sim.runs.capacity_tables import binding, capacity_table, fidelity_table, occupancy_table
from kth_sim.runs.dsa_folder import AnalysisResult, records, write_folder
from kth_sim.runs.execute import Progress
from kth_sim.runs.labels import assumptions_table
from kth_sim.runs.record import described
from kth_sim.runs.store import draws_digest
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan
from kth_sim.scenarios.rollout_views import plan_details

if TYPE_CHECKING:
    import pandas as pd

FEES = {
    "region": "bedblock_fee_region_day",
    "state_day12": "bedblock_fee_state_day12",
    "state_day3plus": "bedblock_fee_state_day3plus",
}


@dataclass(frozen=True)
class CapacityOptions:
    """How clusters are simulated.

    Attributes:
        clusters: names; empty: all.
        units: of each resource by name, in place of what follows from the load; inf: unlimited.
        teams: numbers of acute-nurse teams to compare; the first stands in every table.
        fidelity_target: share of planned visits to deliver; None: no search for the teams needed.
        replications: with new luck each; as many as there are draws, if there are any.
        years: that count; None: one, or the plan's.
        seed: the key of all randomness.
        workers: threads; None: one for each core. It never changes a result.
        out: where the folder goes.
    """

    clusters: tuple[str, ...] = ()
    units: Mapping[str, float] = field(default_factory=dict)
    teams: tuple[int, ...] = ()
    fidelity_target: float | None = None
    replications: int = 50
    years: int | None = None
    seed: int = 1
    workers: int | None = None
    out: Path = Path("outputs")


def run_capacity(
    scenario: Scenario,
    plan: Plan | None,
    draws: pd.DataFrame | None,
    options: CapacityOptions,
    progress: Progress | None = None,
) -> AnalysisResult:
    """Simulate clusters in calendar time, and write what was found.

    Args:
        scenario: whose parameters; without a plan also whose clusters.
        plan: whose clusters, volumes and starts; None: the scenario's.
        draws: one row a replication; None: every replication has the base case's numbers.
        options: clusters, capacity, replications, folder.
        progress: told of clusters done.

    Raises:
        UserError: an unknown cluster, units that cannot be, a target out of reach, or a folder
            that cannot be written.
    """
    check_target(options.fidelity_target)
    clusters = clusters_asked(scenario, plan, options)
    case = make_case(scenario, options.seed, 1)
    if draws is not None:
        case = case_of_draws(case, draws)
        options = replace(options, replications=len(draws))
    frames: dict[str, list[pd.DataFrame]] = {}
    least: dict[str, int] = {}
    for done, cluster in enumerate(clusters, start=1):
        asked = Asked(case, cluster, options.seed, options.replications)
        tables, teams = tables_of(asked, scenario, options)
        for name, frame in tables.items():
            frames.setdefault(name, []).append(frame)
        if teams is not None:
            least[cluster.name] = teams
        if progress is not None:
            progress(done, len(clusters))
    joined = {name: joined_rows(parts) for name, parts in frames.items()}
    return write(scenario, plan, draws, clusters, joined, least, options)


def clusters_asked(
    scenario: Scenario, plan: Plan | None, options: CapacityOptions
) -> list[ClusterCalendar]:
    """The clusters that the options name, with the units that they give."""
    if plan is None:
        every = clusters_of_scenario(scenario, options.years or 1)
    else:
        every = clusters_of_plan(plan, scenario, options.years or plan.years)
    units = dict(options.units)
    if options.teams:
        units["nurse_teams"] = options.teams[0]
    return [cluster.with_capacity(**units) for cluster in chosen(every, options.clusters)]


def check_target(target: float | None) -> None:
    """Nothing, if there is no target or it is a share.

    Raises:
        UserError: it is none that visits could reach and miss.
    """
    if target is not None and not 0.0 < target <= 1.0:
        raise UserError(f"--fidelity-target {target:g}: give a share above 0, up to 1, such as 0.9")


def case_of_draws(case: Case, draws: pd.DataFrame) -> Case:
    """The case with one draw a replication."""
    columns = {str(name): draws[name].to_numpy(float) for name in draws.columns}
    return replace(case, observed=pack(columns))


def tables_of(
    asked: Asked, scenario: Scenario, options: CapacityOptions
) -> tuple[dict[str, pd.DataFrame], int | None]:
    """One cluster's tables by name, and the least number of teams if a target is given."""
    workers = options.workers or os.cpu_count() or 1
    found = replicate(asked, workers)
    fees = {name: scenario.facts[entry] for name, entry in FEES.items()}
    tables = {
        "capacity": capacity_table(asked.cluster, found, fees),
        "occupancy": occupancy_table(asked.cluster, found),
        "fidelity_by_month": fidelity_table(asked.cluster, found["kth"]),
    }
    least = None
    if has_kth(tables["capacity"]):
        table, least = staffing(
            asked, teams_shown(asked, options), options.fidelity_target, workers
        )
        tables["fidelity_by_teams"] = table
    return tables, least


def has_kth(table: pd.DataFrame) -> bool:
    """Whether anybody's visits were planned: not under a plan that never starts."""
    planned = table[table["measure"] == "visits_planned_per_year"]
    return bool((planned["mean"] > 0.0).any())


def teams_shown(asked: Asked, options: CapacityOptions) -> tuple[int, ...]:
    """The numbers of teams asked for, else one up to one more than the cluster has."""
    if options.teams:
        return options.teams
    teams = asked.cluster.capacity.nurse_teams
    return tuple(range(1, (3 if teams == math.inf else int(teams) + 1) + 1))


def joined_rows(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The clusters' rows, one below the other."""
    import pandas as pd  # noqa: PLC0415

    return pd.concat(parts, ignore_index=True)


def write(
    scenario: Scenario,
    plan: Plan | None,
    draws: pd.DataFrame | None,
    clusters: list[ClusterCalendar],
    tables: Mapping[str, pd.DataFrame],
    least: Mapping[str, int],
    options: CapacityOptions,
) -> AnalysisResult:
    """Write tables, figures and record into `<out>/<plan or scenario>-capacity-<hash>`."""
    binds = binding(tables["capacity"])
    has = {cluster.name: plainly(cluster) for cluster in clusters}
    about = {
        "scenario": described(scenario),
        "draws": None if draws is None else {"n": len(draws), "content": draws_digest(draws)},
        "seed": options.seed,
        "engine": "calendar",
        "patients": None,
        "analysis": {
            "kind": "capacity",
            "plan": None if plan is None else plan_details(plan),
            "years": clusters[0].years,
            "replications": options.replications,
            "clusters": has,
            "nurse_teams": list(options.teams),
            "fidelity_target": options.fidelity_target,
        },
        "evidence_hash": scenario.evidence_digest,
    }

    def figures(inside: Path) -> None:
        draw(scenario, tables, options.replications, options.seed, inside)

    stem = f"{scenario.name if plan is None else plan.name}-capacity"
    written = {**tables, "assumptions": assumptions_table(scenario)}
    folder = write_folder(stem, about, written, (), options.out, figures)
    payload = {
        "scenario": scenario.name,
        "plan": None if plan is None else plan.name,
        "seed": options.seed,
        "replications": options.replications,
        "years": clusters[0].years,
        "clusters": has,
        "binding": binds,
        "least_nurse_teams": dict(least),
        "folder": str(folder),
        **{name: plain_rows(frame) for name, frame in tables.items() if name != "occupancy"},
    }
    return AnalysisResult(folder, tables, payload)


def plainly(cluster: ClusterCalendar) -> dict[str, Any]:
    """A cluster and what it has, as plain data; None: unlimited."""
    has = {k: None if v == math.inf else v for k, v in vars(cluster.capacity).items()}
    return {"people_per_year": cluster.people_per_year, "capacity": has}


def plain_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """A table's rows as plain data, days as text."""
    as_text = {c: frame[c].astype(str) for c in ("month", "week") if c in frame}
    return records(frame.assign(**as_text))
