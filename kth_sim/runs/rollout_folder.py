"""The folder that a comparison of rollout plans leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.economics.budget import (
    Budget,
    beds,
    budget_by_year,
    budget_table,
    interpolation_error,
    payer_shift,
    per_draw,
    plan_row,
)
from kth_sim.files import write_whole
from kth_sim.reporting.language import language
from kth_sim.reporting.xlsx import WorkbookAbout, write_budget_workbook
from kth_sim.runs.dsa_folder import SHORT_HASH, records, write_folder
from kth_sim.runs.folder import digest
from kth_sim.runs.labels import assumptions_table
from kth_sim.runs.record import described
from kth_sim.runs.rollout import READINGS, Compared, RolloutOptions
from kth_sim.runs.rollout_figures import clusters, draw, plans_by_year
from kth_sim.runs.rollout_observed import observed_row
from kth_sim.runs.rollout_workbook import Made, content_of, refusal
from kth_sim.runs.store import draws_digest
from kth_sim.scenarios.rollout_views import plan_details

if TYPE_CHECKING:
    import pandas as pd

ASSUMPTION = "assumption"  # a basis
FEW = 2  # plans whose own figures and workbooks are made unasked: each takes seconds
RELEASABLE = "share_hospital_cost_releasable"
NAME_OF_READING = {"excluded": "net_cost_3_months", "included": "net_cost_all_care"}


@dataclass(frozen=True)
class RolloutResult:
    """A finished comparison of plans.

    Attributes:
        folder: where it is.
        tables: by file name without ending, as written.
        payload: the object that `--json` prints.
        budgets: by plan.
    """

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    payload: dict[str, Any]
    budgets: Mapping[str, Budget]


def written(compared: Compared, options: RolloutOptions) -> RolloutResult:
    """Write tables, figures and record, and return them.

    Raises:
        UserError: the folder cannot be written.
    """
    no_workbook = refusal(compared.scenario)
    compared = replace(compared, warnings=(*compared.warnings, *no_workbook))
    tables, about = tables_of(compared, options.wtp), about_of(compared, options)
    each = options.figures or (options.figures is None and len(compared.budgets) <= FEW)
    inputs_hash = digest({**about, "version": kth_sim.__version__})
    run_id = f"{compared.scenario.name}-rollout-{inputs_hash[:SHORT_HASH]}"  # the folder's name

    def extras(figures: Path) -> None:
        write_cubes(compared, options, figures.parent)
        if options.figures is not False:
            draw(compared, options, figures, options.language, each_plan=each)
        if each and not no_workbook:
            write_workbooks(compared, options, figures.parent, run_id)

    folder = write_folder(
        f"{compared.scenario.name}-rollout",
        about,
        {**tables, "assumptions": assumptions_table(compared.scenario)},
        compared.warnings,
        options.out,
        extras,
    )
    payload = {
        "scenario": compared.scenario.name,
        "seed": options.seed,
        "patients": options.patients,
        "draws": len(compared.draws),
        "wtp": options.wtp,
        "interpolation_error": about["analysis"]["interpolation_error"],
        "warnings": list(compared.warnings),
        "folder": str(folder),
        **{name: records(frame) for name, frame in tables.items()},
    }
    return RolloutResult(folder, tables, payload, compared.budgets)


def about_of(compared: Compared, options: RolloutOptions) -> dict[str, Any]:
    """All that the results depend on, for the record."""
    scenario = compared.scenario
    return {
        "scenario": described(scenario),
        "draws": {"n": len(compared.draws), "content": draws_digest(compared.draws)},
        "seed": options.seed,
        "engine": "fast",
        "patients": options.patients,
        "analysis": {
            "kind": "rollout",
            "wtp": options.wtp,
            "plans": [plan_details(one.plan) for one in compared.numbers.values()],
            "capacity": {
                name: one.delivery and one.delivery.inputs_hash
                for name, one in compared.numbers.items()
            },
            "levels_of_fidelity": list(compared.per_patient.levels),
            "interpolation_error": interpolation_error(compared.per_patient),
        },
        "evidence_hash": scenario.evidence_digest,
    }


def tables_of(compared: Compared, wtp: float) -> dict[str, pd.DataFrame]:
    """Every table that becomes a csv, by file name without ending."""
    import pandas as pd  # noqa: PLC0415

    budgets = list(compared.budgets.values())
    share = compared.draws[RELEASABLE].to_numpy(float)
    return {
        "plans": plans_table(compared, wtp),
        "budget_by_year": pd.concat([budget_by_year(b) for b in budgets], ignore_index=True),
        "payer_shift": pd.concat([payer_shift(b) for b in budgets], ignore_index=True),
        "beds": pd.concat([beds(b, share) for b in budgets], ignore_index=True),
        "plans_by_year": plans_by_year(budgets),
        "clusters": clusters(budgets),
        **observed_table(compared),
    }


def plans_table(compared: Compared, wtp: float) -> pd.DataFrame:
    """One row a plan; the net cost under both readings of later care stands in each."""
    import pandas as pd  # noqa: PLC0415

    own = compared.scenario.structure["later_care_costs"]
    other = READINGS[1 - READINGS.index(own)]
    rows = []
    for name, budget in compared.budgets.items():
        row = plan_row(budget, wtp)
        both = {own: row["net_cost"], other: float(compared.other_reading[name].mean())}
        rows.append(row | {NAME_OF_READING[reading]: both[reading] for reading in READINGS})
    return pd.DataFrame(rows)


def observed_table(compared: Compared) -> dict[str, pd.DataFrame]:
    """Expected people beside those observed, for plans of which something was; else nothing."""
    import pandas as pd  # noqa: PLC0415

    facts = compared.scenario.facts
    found = [observed_row(n, compared.per_patient, facts) for n in compared.numbers.values()]
    rows = [row for row in found if row is not None]
    return {"observed": pd.DataFrame(rows)} if rows else {}


def write_cubes(compared: Compared, options: RolloutOptions, folder: Path) -> None:
    """What is too large for csv: every cell of every budget, and every draw of every plan."""
    import pandas as pd  # noqa: PLC0415

    budgets = list(compared.budgets.values())
    cells = pd.concat([budget_table(b) for b in budgets], ignore_index=True)
    draws = pd.concat([per_draw(b, options.wtp) for b in budgets], ignore_index=True)
    for name, frame in (("budget", cells), ("plan_draws", draws)):
        write_whole(folder / f"{name}.parquet", frame.to_parquet(index=False))


def write_workbooks(compared: Compared, options: RolloutOptions, folder: Path, run_id: str) -> None:
    """The calculator of each plan: `budget.xlsx`, or `budget_<plan>.xlsx` of several."""
    known = compared.scenario.parameters.values()
    assumed = [given for given in known if given.basis == ASSUMPTION]
    assumptions = tuple((g.id, g.label, g.value, g.unit, g.basis) for g in assumed)
    say = language(options.language)
    for name, numbers in compared.numbers.items():
        about = WorkbookAbout(
            run_id=run_id,
            scenario=compared.scenario.name,
            plan=name,
            plan_label=numbers.plan.label,
            seed=options.seed,
            draws=len(compared.draws),
            patients=options.patients,
            version=kth_sim.__version__,
            evidence_hash=compared.scenario.evidence_digest,
            assumptions=assumptions,
            warnings=compared.warnings,
        )
        made = Made(compared.scenario, numbers, compared.per_patient, compared.budgets[name])
        file = "budget.xlsx" if len(compared.numbers) == 1 else f"budget_{name}.xlsx"
        write_budget_workbook(folder / file, content_of(made, about), say)
