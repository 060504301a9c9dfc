"""`kth-sim bias` and `kth-sim average`: can it be true, and does it hang on one structure."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    EvidenceFolder,
    Method,
    ScenarioName,
    Seed,
    load,
    load_evidence,
    print_json,
    progress_bar,
)
from kth_sim.errors import UserError

Draws = Annotated[int, typer.Option("--draws", min=2, max=1_000_000, help="Draws of each run.")]
Patients = Annotated[
    int | None,
    typer.Option(
        "--patients",
        min=1,
        max=1_000_000_000,
        help="Patients in each draw and strategy; default: as many as the spread asks for.",
    ),
]
Wtp = Annotated[
    list[float] | None,
    typer.Option(
        "--wtp", min=0, help="DKK a QALY; may be given again. Default: wtp_lower and wtp_upper."
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Where the folder goes.")]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=256, help="Chunks at once. Never changes a result."),
]
Sampling = Annotated[Method, typer.Option("--method", help="How draws are sampled.")]


class Name(StrEnum):
    """A source of bias."""

    readmission_coding = "readmission_coding"
    immortal_time = "immortal_time"
    selection = "selection"
    confounding = "confounding"
    trend = "trend"
    regression_to_mean = "regression_to_mean"


def bias(
    scenario: ScenarioName,
    draws: Draws = 1000,
    patients: Patients = None,
    wtp: Wtp = None,
    only: Annotated[
        list[Name] | None, typer.Option("--only", help="Only this bias; may be given again.")
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            "--weight",
            metavar="NAME=WEIGHT",
            help="How much of a bias is taken out, 0 to 1; default: 1. May be given again.",
        ),
    ] = None,
    seed: Seed = None,
    method: Sampling = Method.random,
    workers: Workers = None,
    out: Out = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Can that really be true? Take each source of bias out of the effect and run the model again.

    Prints which bias alone would undo the finding, and how strong each would have to be.

    Examples:
    `kth-sim bias national`

    `kth-sim bias national --only immortal_time --weight immortal_time=0.5`
    """
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415
    from kth_sim.runs.bias import (  # noqa: PLC0415
        BiasOptions,
        asked_weights,
        run_bias,
        thresholds_of,
    )
    from kth_sim.runs.psa import PsaOptions  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    register = load_evidence(evidence, find_scenario(scenario))
    resolved = load(scenario, evidence, register)
    weights = asked_weights([one.value for one in only or []], dict(map(weighed, weight or [])))
    key = resolved.seed if seed is None else seed
    psa = PsaOptions(patients, key, method.value, out, workers=workers)
    options = BiasOptions(weights, thresholds_of(resolved, wtp or ()), psa)
    choices, overrides = resolved.choices, resolved.overrides
    table = make_draws(register, choices, overrides, draws, key, method.value)
    if as_json:
        print_json(run_bias(resolved, register, table, options).payload)
        return
    from kth_sim.reporting.bias_console import print_bias  # noqa: PLC0415
    from kth_sim.reporting.console import make_console  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        result = run_bias(resolved, register, table, options, progress)
    found = result.tables
    tables = (found.bias, found.e_values, found.tipping_points)
    print_bias(resolved.label, tables, str(result.folder), make_console())


def weighed(word: str) -> tuple[str, float]:
    """A name and its weight.

    Raises:
        UserError: the word does not read `NAME=WEIGHT`.
    """
    name, _, number = word.partition("=")
    try:
        return name, float(number)
    except ValueError:
        raise UserError(f"--weight {word}: write NAME=WEIGHT, such as immortal_time=0.5") from None


def average(
    weights: Annotated[
        list[str],
        typer.Argument(
            metavar="WEIGHTS...",
            help="A file of weights, a shipped name such as structural, or SCENARIO=WEIGHT ...",
            show_default=False,
        ),
    ],
    draws: Draws = 1000,
    patients: Patients = None,
    wtp: Wtp = None,
    seed: Seed = None,
    method: Sampling = Method.random,
    workers: Workers = None,
    out: Out = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Average structural alternatives by weight; show how much of the uncertainty is structural.

    Examples:
    `kth-sim average structural`

    `kth-sim average national=0.7 immortal_time=0.3 --draws 300`
    """
    from kth_sim.runs.averaging import check_names, run_average  # noqa: PLC0415
    from kth_sim.runs.bias import thresholds_of  # noqa: PLC0415
    from kth_sim.runs.psa import PsaOptions  # noqa: PLC0415
    from kth_sim.runs.weights import weights_asked  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_evidence, find_scenario  # noqa: PLC0415

    asked = weights_asked(weights)
    read_once = cache(load_evidence)
    registers = {
        name: read_once(evidence or find_evidence(find_scenario(name))) for name in asked.weights
    }
    scenarios = {name: load(name, evidence, registers[name]) for name in asked.weights}
    check_names(scenarios)
    first = next(iter(scenarios.values()))
    key = first.seed if seed is None else seed
    psa = PsaOptions(patients, key, method.value, out, workers=workers)
    thresholds = thresholds_of(first, wtp or ())
    if as_json:
        found = run_average(scenarios, registers, asked, draws, thresholds, psa)
        print_json(found.payload)
        return
    from kth_sim.reporting.bias_console import print_average  # noqa: PLC0415
    from kth_sim.reporting.console import make_console  # noqa: PLC0415

    with progress_bar("Simulating scenarios") as progress:
        found = run_average(scenarios, registers, asked, draws, thresholds, psa, progress)
    print_average(found.averaging, found.variance, str(found.folder), make_console())
