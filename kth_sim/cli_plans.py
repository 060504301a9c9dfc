"""`kth-sim plans`: rollout plans that can be called by name, and what each of them says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import AsJson, EvidenceFolder, load, load_evidence, print_frame, print_json

COLUMNS = ["name", "rationale", "clusters", "first_start", "last_start"]
START_COLUMNS = ["team", "people_per_year", "date", "ramp_up_months", "target", "ceiling"]
MORE_COLUMNS = [
    "team",
    "fidelity",
    "turnover_per_year",
    "cost_start_up",
    "cost_fixed_per_year",
    "basis",
]


def plans(
    name: Annotated[
        str | None, typer.Argument(metavar="[PLAN]", help="A plan's name or file; default: all.")
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the rollout plans that can be called by name, or show one of them.

    Examples: `kth-sim plans`, `kth-sim plans pilot_then_decide`
    """
    from kth_sim.scenarios import rollout_views as views  # noqa: PLC0415
    from kth_sim.scenarios.rollout import find_plan, load_plan, plan_names  # noqa: PLC0415

    names = plan_names() if name is None else [name]
    paths = [find_plan(one) for one in names]
    register = load_evidence(evidence, paths[0] if paths else None)
    found = [load_plan(path, register) for path in paths]
    if name is None:
        rows = [views.plan_row(plan) for plan in found]
        print_json(rows) if as_json else print_frame(rows, COLUMNS, "Plans")
        return
    details = views.plan_details(found[0])
    if as_json:
        print_json(details)
        return
    show(details, views.start_rows(found[0]))


def show(plan: dict[str, object], starts: list[dict[str, object]]) -> None:
    """Print one plan: what it is, its starts, its rule."""
    typer.echo(f"{plan['label']}: {plan['rationale']}")
    rows = [{**row, "target": ", ".join(map(str, row["target"]))} for row in starts]  # type: ignore[call-overload]  # a list
    print_frame(rows, START_COLUMNS, f"Starts of {plan['name']}")
    print_frame(rows, MORE_COLUMNS, "Fidelity and costs (DKK)")
    if isinstance(plan["rule"], dict):
        rule = plan["rule"]
        pilot, statistic = ", ".join(rule["pilot"]), rule["statistic"].replace("_", " ")
        typer.echo(
            f"Rule: {pilot} first; on {rule['decided']} the others go on if the "
            f"{statistic} of {rule['measure']} is at most {rule['threshold']:g}"
        )


def check_file(path: Path, evidence: Path | None) -> None:
    """Resolve a scenario, a plan or a sweep, whichever the file is.

    Raises:
        UserError: it is a mistake in the file, or in the evidence behind it.
    """
    from kth_sim.scenarios.rollout import is_plan, load_plan  # noqa: PLC0415
    from kth_sim.scenarios.sweep import is_sweep, load_sweep  # noqa: PLC0415

    if is_sweep(path):
        load_sweep(path, load_evidence(evidence, path))
    elif is_plan(path):
        load_plan(path, load_evidence(evidence, path))
    else:
        load(str(path), evidence)
