"""`kth-sim validate-external`: what was observed beside what the model gives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    EvidenceFolder,
    Method,
    Seed,
    load,
    load_evidence,
    print_json,
    progress_bar,
)

Targets = Annotated[
    Path | None,
    typer.Argument(
        metavar="[TARGETS.yaml]", help="Observations; default: those shipped.", show_default=False
    ),
]


def validate_external(
    targets: Targets = None,
    scenario: Annotated[
        str, typer.Option("--scenario", help="A scenario's name or file.")
    ] = "national",
    draws: Annotated[
        int, typer.Option("--draws", min=2, max=1_000_000, help="Draws of the parameters.")
    ] = 200,
    patients: Annotated[
        int,
        typer.Option(
            "--patients", min=2, max=1_000_000_000, help="Patients in each draw and strategy."
        ),
    ] = 5000,
    seed: Seed = None,
    method: Annotated[
        Method, typer.Option("--method", help="How draws are sampled.")
    ] = Method.random,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=256, help="Chunks at once. Never changes a result."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the folder goes.")] = Path("outputs"),
    with_figures: Annotated[
        bool, typer.Option("--figures/--no-figures", help="Draw them, in both languages.")
    ] = True,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Hold the model against what was observed: each target with both uncertainties and a z-score.

    Says which targets the model was calibrated to, and where it misses by how much.

    Examples:
    `kth-sim validate-external`

    `kth-sim validate-external my_targets.yaml --scenario goedstrup --draws 1000`
    """
    from kth_sim.runs.external import draws_of, run_external  # noqa: PLC0415
    from kth_sim.runs.external_targets import find_targets, load_targets  # noqa: PLC0415
    from kth_sim.runs.psa import PsaOptions  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    register = load_evidence(evidence, find_scenario(scenario))
    resolved = load(scenario, evidence, register)
    observed = load_targets(targets or find_targets(), register)
    key = resolved.seed if seed is None else seed
    options = PsaOptions(patients, key, method.value, out, workers=workers)
    table = draws_of(resolved, register, draws, options)
    asked = (resolved, register, observed, table, options)
    if as_json:
        print_json(run_external(*asked, figures=with_figures).payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.external_console import print_external  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        found = run_external(*asked, figures=with_figures, progress=progress)
    print_external(resolved.label, found.table, str(found.folder), make_console())
