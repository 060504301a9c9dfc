"""The folder that the choice of a rollout leaves: a plan file, tables, figures, a record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics.choice import LIMITS
from kth_sim.files import write_whole
from kth_sim.reporting.language import language
from kth_sim.runs.dsa_folder import AnalysisResult, records, write_folder
from kth_sim.runs.labels import assumptions_table
from kth_sim.runs.record import described
from kth_sim.runs.rollout import RolloutOptions
from kth_sim.runs.rollout_choice import BEST, STAFFING, Chosen, warnings_of
from kth_sim.runs.store import draws_digest

if TYPE_CHECKING:
    import pandas as pd

ENGLISH = "en"


def written(chosen: Chosen, how: RolloutOptions, code: str = ENGLISH) -> AnalysisResult:
    """Write the plan, tables, figures and record, and return them.

    Args:
        chosen: by `rollout_choice.choose`.
        how: it was simulated.
        code: of the figures' language.

    Raises:
        UserError: the folder cannot be written, or there is no such language.
    """
    language(code)
    scenario = chosen.compared.scenario
    tables = tables_of(chosen, how.wtp)
    about = about_of(chosen, how, code)

    def extras(figures: Path) -> None:
        write_whole(figures.parent / f"{BEST}.yaml", chosen.text.encode())
        draw(chosen, tables, how, figures, code)

    folder = write_folder(
        f"{scenario.name}-best-rollout",
        about,
        {**tables, "assumptions": assumptions_table(scenario)},
        warnings_of(chosen.compared),
        how.out,
        extras,
    )
    payload = {
        "scenario": scenario.name,
        "seed": how.seed,
        "patients": how.patients,
        "draws": len(chosen.compared.draws),
        "wtp": how.wtp,
        "warnings": list(warnings_of(chosen.compared)),
        "folder": str(folder),
        "plan": str(folder / f"{BEST}.yaml"),
        **found(chosen),
        **{name: records(frame) for name, frame in tables.items()},
    }
    return AnalysisResult(folder, tables, payload)


def about_of(chosen: Chosen, how: RolloutOptions, code: str) -> dict[str, Any]:
    """All that the choice depends on, and what it is."""
    compared, asked = chosen.compared, chosen.asked
    return {
        "scenario": described(compared.scenario),
        "draws": {"n": len(compared.draws), "content": draws_digest(compared.draws)},
        "seed": how.seed,
        "engine": "fast",
        "patients": how.patients,
        "analysis": {
            "kind": "best_rollout",
            "wtp": how.wtp,
            "objective": asked.objective,
            "limits": {name: finite(asked.limits.of(name)) for name in LIMITS},
            "every_cluster": asked.limits.every_cluster,
            "quarters": asked.quarters,
            "targets": [list(target) for target in asked.targets],
            "points": asked.points,
            "staffing": {name: compared.scenario.value(name) for name in STAFFING},
            "like": {chosen.like.name: chosen.like.digest},
            "plans": {plan.name: plan.digest for plan in chosen.every},
            "language": code,
        },
        "result": found(chosen),
        "evidence_hash": compared.scenario.evidence_digest,
    }


def found(chosen: Chosen) -> dict[str, Any]:
    """The optimum in a few numbers."""
    choice = chosen.choice
    return {
        "status": choice.status,
        "gap": choice.gap,
        "objective": chosen.asked.objective,
        "expected_net_benefit": choice.nmb,
        "expected_lives_saved": choice.lives,
        "clusters": len(choice.chosen),
        "prob_over_budget": chosen.prob_over_budget,
    }


def finite(value: float) -> float | None:
    """The number, or None where there is no limit: JSON has no infinity."""
    return value if math.isfinite(value) else None


def tables_of(chosen: Chosen, wtp: float) -> dict[str, pd.DataFrame]:
    """`choice`, `limits`, `frontier` and `robustness`, each with the basis it rests on.

    Volumes are observed, but ramp-up, costs and visits are assumptions: so is every row.
    """
    made = {
        "choice": choice_table(chosen),
        "limits": limits_table(chosen),
        "frontier": frontier_table(chosen),
        "robustness": chosen.plans.assign(wtp=wtp),
    }
    return {name: frame.assign(basis="assumption") for name, frame in made.items()}


def choice_table(chosen: Chosen) -> pd.DataFrame:
    """One row a cluster: when it starts, with whom, and what that gains, costs and needs.

    Columns: `cluster, people_per_year, start` (quarter, or never), `target, nmb, lives,
    net_cost_<year>`..., `teams` (most in any quarter). Expected values.
    """
    import pandas as pd  # noqa: PLC0415

    options, rows = chosen.options, []
    taken = {options.cluster[i]: int(i) for i in chosen.choice.chosen}
    for team in chosen.like.network.teams:
        i = taken.get(team.name)
        never = {"start": "never", "target": "", "nmb": 0.0, "lives": 0.0, "teams": 0.0}
        given = never if i is None else option_row(chosen, i)
        cost = {
            f"net_cost_{year}": 0.0 if i is None else float(options.cost[i, y])
            for y, year in enumerate(options.years)
        }
        rows.append({"cluster": team.name, "people_per_year": team.people_per_year} | given | cost)
    return pd.DataFrame(rows)


def option_row(chosen: Chosen, i: int) -> dict[str, object]:
    """What one option is and gives."""
    options = chosen.options
    return {
        "start": options.quarters[options.start[i]],
        "target": options.target[i],
        "nmb": float(options.nmb[i]),
        "lives": float(options.lives[i]),
        "teams": float(options.teams[i].max()),
    }


def limits_table(chosen: Chosen) -> pd.DataFrame:
    """One row a limit: `limit, value, needed, slack, loosened_by, gain`; empty: no limit.

    `gain` is what the objective gains if the limit is loosened by `loosened_by`.
    """
    import pandas as pd  # noqa: PLC0415

    limits, slack = chosen.asked.limits, chosen.choice.slack
    needs = chosen.plans.iloc[0]
    names = dict(zip(LIMITS, ("peak_budget", "starts_per_quarter", "teams"), strict=True))
    rows = [
        {"limit": limit, "value": limits.of(limit), "needed": needs[n], "slack": slack[limit]}
        for limit, n in names.items()
    ]
    frame = pd.DataFrame(rows).replace(math.inf, math.nan)
    shadow = chosen.choice.shadow[["limit", "loosened_by", "gain"]]
    return frame.merge(shadow, on="limit", how="left")


def frontier_table(chosen: Chosen) -> pd.DataFrame:
    """`peak_budget, lives, nmb, clusters, exact, starts`: each rollout in words."""
    options = chosen.options
    frame = chosen.frontier
    told = [
        "; ".join(
            f"{options.cluster[i]} {options.quarters[options.start[i]]} {options.target[i]}"
            for i in taken
        )
        for taken in frame["options"]
    ]
    return frame.drop(columns="options").assign(starts=told)


def draw(
    chosen: Chosen,
    tables: Mapping[str, pd.DataFrame],
    how: RolloutOptions,
    folder: Path,
    code: str,
) -> None:
    """The frontier and the bars of regret."""
    from kth_sim.reporting.figures.choice import choice_frontier, choice_regret  # noqa: PLC0415
    from kth_sim.reporting.figures.save import save_figure  # noqa: PLC0415
    from kth_sim.runs.rollout_figures import about_of as told  # noqa: PLC0415

    about = told(chosen.compared, how, code)
    points, all_plans = points_of(chosen, tables), among_all(tables["robustness"])
    save_figure(choice_frontier(points, about), points, folder, "choice_frontier")
    save_figure(choice_regret(all_plans, about), all_plans, folder, "choice_regret")


def among_all(robustness: pd.DataFrame) -> pd.DataFrame:
    """The rows that compare all plans."""
    return robustness[robustness["among"] == "all"]


def points_of(chosen: Chosen, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the figure of the frontier draws: its steps, then the plans."""
    import pandas as pd  # noqa: PLC0415

    limits = chosen.asked.limits
    line = tables["frontier"][["peak_budget", "lives"]]
    plans = among_all(tables["robustness"])
    fits = (plans["starts_per_quarter"] <= limits.starts_per_quarter) & (
        plans["teams"] <= limits.teams
    )
    columns = ["kind", "plan", "peak_budget", "lives", "within_limits"]
    parts = [
        line.assign(kind="frontier", plan="", within_limits=True)[columns],
        plans.assign(kind="plan", within_limits=fits)[columns],
    ]
    last = chosen.options.years[-1]
    return pd.concat(parts, ignore_index=True).assign(last_year=last)
