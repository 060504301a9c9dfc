"""`kth-sim rollout`: rollout plans side by side, with their budgets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    EvidenceFolder,
    Method,
    OutFolder,
    PatientsEach,
    Sampling,
    ScenarioOption,
    Seed,
    Threads,
    Threshold,
    Years,
    load,
    load_evidence,
    print_json,
    progress_bar,
)

DEFAULT_DRAWS, DEFAULT_PATIENTS = 200, 5000


def rollout(
    plan: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PLAN]...", help="Plans' names or files; default: all shipped."),
    ] = None,
    scenario: ScenarioOption = "national",
    years: Years = None,
    draws: Annotated[
        int, typer.Option("--draws", min=1, max=100_000, help="Draws of the parameters.")
    ] = DEFAULT_DRAWS,
    wtp: Threshold = None,
    patients: PatientsEach = DEFAULT_PATIENTS,
    method: Sampling = Method.random,
    seed: Seed = None,
    workers: Threads = None,
    out: OutFolder = Path("outputs"),
    with_figures: Annotated[
        bool | None,
        typer.Option(
            "--figures/--no-figures",
            help="Each plan's own figures and workbook; default: of one or two plans.",
        ),
    ] = None,
    capacity: Annotated[
        list[Path] | None,
        typer.Option(
            "--capacity",
            help="A plan's capacity run: its budget takes the visits delivered there; repeat.",
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="Of figures and workbooks: en or da.")
    ] = "en",
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Compare rollout plans: who pays how much and when, and what is gained for it.

    The same simulated lives serve every plan, and are kept for the next time.

    Examples: `kth-sim rollout`, `kth-sim rollout all_at_once largest_first --years 6 --draws 1000`
    """
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415
    from kth_sim.reporting.language import language as known_language  # noqa: PLC0415
    from kth_sim.runs.dsa_folder import wtp_of  # noqa: PLC0415
    from kth_sim.runs.rollout import RolloutOptions, check_plans, compare  # noqa: PLC0415
    from kth_sim.runs.rollout_folder import written  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.scenarios.rollout import find_plan, load_plan, plan_names  # noqa: PLC0415

    register = load_evidence(evidence, find_scenario(scenario))
    resolved = load(scenario, evidence, register)
    paths = [find_plan(name) for name in plan or plan_names()]
    plans = [load_plan(path, register, years=years) for path in paths]
    check_plans(plans)
    key = resolved.seed if seed is None else seed
    asked = () if wtp is None else (wtp,)
    threshold = wtp_of(asked, resolved.facts)[0]
    known_language(language)
    options = RolloutOptions(
        threshold, key, patients, workers, out, with_figures, language, tuple(capacity or ())
    )
    chosen = resolved.choices, resolved.overrides
    table = make_draws(register, *chosen, draws, key, method.value)
    if as_json:
        print_json(written(compare(plans, resolved, table, options), options).payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.rollout_console import print_rollout  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        result = written(compare(plans, resolved, table, options, progress), options)
    tables = result.tables
    print_rollout(
        tables["plans"], tables.get("observed"), result.payload["warnings"], make_console()
    )
    typer.echo(f"Written: {result.folder}")
