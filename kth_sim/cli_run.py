"""`kth-sim run`: the base case, or many draws of the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    Engine,
    EvidenceFolder,
    Kind,
    Method,
    Sampling,
    ScenarioName,
    Seed,
    load,
    load_evidence,
    print_json,
    progress_bar,
)
from kth_sim.cli_figures import draw, draw_or_say_how
from kth_sim.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.register import Register
    from kth_sim.runs.execute import Progress
    from kth_sim.runs.psa import PsaOptions, PsaResult
    from kth_sim.scenarios.resolve import Scenario


@dataclass(frozen=True)
class Asked:
    """Which draws to run.

    Attributes:
        draws: how many.
        file: that holds them.
        precision: wanted of the mean net benefit, DKK, which says how many.
        wtp: at which it is wanted, DKK per QALY.
    """

    draws: int
    file: Path | None
    precision: float | None
    wtp: float | None

    @property
    def many(self) -> bool:
        """Whether this is more than the base case."""
        return self.draws > 1 or self.file is not None or self.precision is not None


def run(
    scenario: ScenarioName,
    out: Annotated[Path, typer.Option("--out", help="Where the run's folder goes.")] = Path(
        "outputs"
    ),
    seed: Seed = None,
    patients: Annotated[
        int | None,
        typer.Option(
            "--patients",
            min=1,
            max=1_000_000_000,
            help="Patients simulated in each strategy; default: the scenario's, enough that "
            "Monte-Carlo error does not blur the increments.",
        ),
    ] = None,
    engine: Annotated[Engine, typer.Option("--engine", help="How to simulate.")] = Engine.fast,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            max=256,
            help="Blocks simulated at once; default: all cores. Never changes a result.",
        ),
    ] = None,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", min=1, max=10_000_000, help="1: the base case; more: a probabilistic run."
        ),
    ] = 1,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            help="As many draws as make the standard error of the mean incremental net benefit "
            "so small, DKK.",
        ),
    ] = None,
    wtp: Annotated[
        float | None,
        typer.Option(
            "--wtp", help="With --precision: DKK per QALY; default: the evidence's wtp_lower."
        ),
    ] = None,
    draws_file: Annotated[
        Path | None, typer.Option("--draws-file", help="Run these draws (Parquet or csv).")
    ] = None,
    method: Sampling = Method.random,
    executor: Annotated[
        Kind, typer.Option("--executor", help="What computes the chunks of draws.")
    ] = Kind.threads,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Dask scheduler, such as tcp://host:8786.")
    ] = None,
    chunk: Annotated[
        int, typer.Option("--chunk", min=1, help="Draws in a chunk. Never changes a result.")
    ] = 100,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Sum up without chunks that failed; says so.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", help="With --draws: begin, or go on with, the run in this folder."
        ),
    ] = None,
    with_figures: Annotated[
        bool | None,
        typer.Option(
            "--figures/--no-figures", help="Draw them; default: of the base case, yes; else no."
        ),
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario, print what it means and write tables and figures.

    With --draws it is a probabilistic sensitivity analysis: every draw of the parameters is a
    cohort of its own. Interrupted, the same command goes on where it stopped.

    Examples:
    `kth-sim run national`

    `kth-sim run configs/scenarios/as_presented.yaml --seed 2 --patients 200000 --json`

    `kth-sim run national --draws 10000 --patients 2215`

    `kth-sim run national --precision 100`
    """
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    register = load_evidence(evidence, find_scenario(scenario))
    resolved = load(scenario, evidence, register)
    asked = Asked(draws, draws_file, precision, wtp)
    check(asked, allow_missing=allow_missing)
    if asked.many:
        from kth_sim.runs.psa import PsaOptions  # noqa: PLC0415

        psa = PsaOptions(
            patients=patients,
            seed=resolved.seed if seed is None else seed,
            method="file" if draws_file else method.value,
            out=out,
            folder=folder,
            chunk_size=chunk,
            workers=workers,
            executor=executor.value,
            scheduler=scheduler,
            allow_missing=allow_missing,
        )
        if engine is not Engine.fast:
            raise UserError("--engine reference runs the base case only: leave out --draws")
        probabilistic(resolved, register, asked, psa, as_json, with_figures)
        return
    if folder is not None:
        raise UserError("--folder is for runs of many draws: give --draws or --draws-file, too")
    from kth_sim.runs.run import Options, run_scenario  # noqa: PLC0415

    options = Options(out, seed, patients, engine.value, workers, with_figures is not False)
    if as_json:
        result = run_scenario(resolved, options)
        print_json(result.payload)
        return
    from kth_sim.reporting.console import make_console, print_summary  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        result = run_scenario(resolved, options, progress)
    print_summary(result.report, make_console())


def check(asked: Asked, *, allow_missing: bool) -> None:
    """Nothing, if the options go together.

    Raises:
        UserError: they do not.
    """
    if asked.precision is None:
        if asked.wtp is not None:
            raise UserError("--wtp says where --precision is wanted: give both, or leave it out")
        return
    if asked.draws > 1:
        raise UserError("--precision chooses how many draws: leave out --draws")
    if asked.file is not None:
        raise UserError("--precision makes its own draws: leave out --draws-file")
    if allow_missing:
        raise UserError("--precision needs every draw: leave out --allow-missing")


def probabilistic(
    resolved: Scenario,
    register: Register,
    asked: Asked,
    options: PsaOptions,
    as_json: bool,
    with_figures: bool | None,
) -> None:
    """Run many draws, made here or read from a file, and print what they mean."""
    if as_json:
        result = carried_out(resolved, register, asked, options)
        if with_figures:
            draw(result.folder)
        print_json(result.payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.psa_console import print_psa  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        result = carried_out(resolved, register, asked, options, progress)
    print_psa(resolved.label, result.payload, result.tables, make_console())
    if resolved.voi is not None:
        typer.echo(f"Value of information: {result.folder / 'voi'}")
    draw_or_say_how(result.folder, with_figures)


def carried_out(
    scenario: Scenario,
    register: Register,
    asked: Asked,
    options: PsaOptions,
    progress: Progress | None = None,
) -> PsaResult:
    """The run of these draws, of those in a file, or of as many as are needed."""
    from kth_sim.evidence.draw_files import read_draws  # noqa: PLC0415
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415
    from kth_sim.runs.psa import run_psa  # noqa: PLC0415

    def made(n: int) -> pd.DataFrame:
        chosen = scenario.choices, scenario.overrides
        return make_draws(register, *chosen, n, options.seed, options.method)

    if asked.precision is not None:
        from kth_sim.runs.precise import aim_of, run_precise  # noqa: PLC0415 - loads figures

        aim = aim_of(scenario, asked.precision, asked.wtp)
        return run_precise(scenario, made, aim, options, progress)
    if asked.file is not None:
        table = read_draws(asked.file, register, list(scenario.parameters))
    else:
        table = made(asked.draws)
    return run_psa(scenario, table, options, progress)
