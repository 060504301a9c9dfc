"""The command line: load, call, write; no arithmetic. Heavy libraries load inside commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import kth_sim
from kth_sim.cli_bias import average, bias
from kth_sim.cli_common import (
    AsJson,
    Engine,
    EvidenceFolder,
    Kind,
    Method,
    ScenarioName,
    Seed,
    expand,
    load,
    load_evidence,
    print_frame,
    print_json,
    progress_bar,
)
from kth_sim.cli_dsa import add_dsa
from kth_sim.cli_evidence import evidence_app
from kth_sim.cli_figures import draw, draw_or_say_how, figures
from kth_sim.cli_runs import replay, runs_app
from kth_sim.cli_voi import voi
from kth_sim.errors import PartlyDoneError, UserError

if TYPE_CHECKING:
    from kth_sim.runs.psa import PsaOptions

OK, FAILED, WRONG_USE, PARTLY_DONE = 0, 1, 2, 3
_INTERRUPTED = 130  # what Typer makes of a KeyboardInterrupt

# typer shows this class only as the base of those it exports; older ones took it from click
_UsageError: type[Exception] = typer.BadParameter.mro()[1]

app = typer.Typer(
    name="kth-sim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(evidence_app, name="evidence", help="What is known: list, show, audit.")
app.add_typer(runs_app, name="runs", help="What is stored: list, show, check, remove.")
app.command()(replay)
app.command()(voi)
for command in (bias, average, figures):
    app.command()(command)
add_dsa(app)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"kth-sim {kth_sim.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show version.")
    ] = False,
) -> None:
    """Is Kom Trygt Hjem (KTH) after a hip fracture worth its money, and for whom?

    A microsimulation of people of 65+ operated for a hip fracture in Denmark.

    Start with: `kth-sim run national`, then `kth-sim scenarios` for what else there is.
    """


@app.command()
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
    draws_file: Annotated[
        Path | None, typer.Option("--draws-file", help="Run these draws (Parquet or csv).")
    ] = None,
    method: Annotated[
        Method, typer.Option("--method", help="How draws are sampled.")
    ] = Method.random,
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
    """
    resolved = load(scenario, evidence)
    if draws > 1 or draws_file is not None:
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
        probabilistic(scenario, evidence, draws, draws_file, psa, as_json, with_figures)
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


def probabilistic(
    name: str,
    evidence: Path | None,
    n: int,
    file: Path | None,
    options: PsaOptions,
    as_json: bool,
    with_figures: bool | None,
) -> None:
    """Run many draws, made here or read from a file, and print what they mean."""
    from kth_sim.evidence.draw_files import read_draws  # noqa: PLC0415
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415
    from kth_sim.runs.psa import run_psa  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    register = load_evidence(evidence, find_scenario(name))
    resolved = load(name, evidence, register)
    if file is None:
        choices, overrides = resolved.choices, resolved.overrides
        table = make_draws(register, choices, overrides, n, options.seed, options.method)
    else:
        table = read_draws(file, register, list(resolved.parameters))
    if as_json:
        result = run_psa(resolved, table, options)
        if with_figures:
            draw(result.folder)
        print_json(result.payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.psa_console import print_psa  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        result = run_psa(resolved, table, options, progress)
    print_psa(resolved.label, result.payload, result.tables, make_console())
    if resolved.voi is not None:
        typer.echo(f"Value of information: {result.folder / 'voi'}")
    draw_or_say_how(result.folder, with_figures)


@app.command()
def draws(
    scenario: ScenarioName,
    n: Annotated[int, typer.Option("-n", "--draws", min=1, max=10**7, help="How many.")] = 1000,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write: .parquet or .csv.")
    ] = None,
    seed: Seed = None,
    method: Annotated[
        str, typer.Option("--method", help="random, latin_hypercube or sobol.")
    ] = "random",
    evidence: EvidenceFolder = None,
) -> None:
    """Draw the parameters of a scenario from what is known of them; print and perhaps write them.

    Example: `kth-sim draws national -n 1000 -o draws.parquet`
    """
    from kth_sim.evidence.draws import make_draws, summary, write_draws  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    resolved = load(scenario, evidence)
    register = load_evidence(evidence, find_scenario(scenario))
    key = resolved.seed if seed is None else seed
    frame = make_draws(register, resolved.choices, resolved.overrides, n, key, method)
    if out is not None:
        write_draws(frame, out)
    rows = summary(frame)
    print_frame(rows, ["parameter", "mean", "sd", "2.5 %", "97.5 %"], f"{n} draws, {method}")
    if out is not None:
        typer.echo(f"Written: {out}")


@app.command()
def trace(
    scenario: ScenarioName,
    patient: Annotated[int, typer.Option("--patient", min=0, max=2**32 - 1, help="Its number.")],
    seed: Seed = None,
    evidence: EvidenceFolder = None,
) -> None:
    """Print one patient's life in both strategies, event by event, with what accrued.

    Example: `kth-sim trace national --patient 17`
    """
    from kth_sim.reporting.console import make_console, print_table, print_trace  # noqa: PLC0415
    from kth_sim.runs.trace import trace as trace_patient  # noqa: PLC0415

    life = trace_patient(load(scenario, evidence), patient, seed)
    console = make_console()
    for line in (f"Patient {patient} of scenario {scenario}", *life.who):
        console.print(line, markup=False, highlight=False)
    print_trace(life.events, console)
    accrued = life.accrued.rename(columns={"usual_care": "Usual care", "kth": "KTH"})
    print_table(accrued, console, title="What accrued")


@app.command()
def validate(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Scenario files or names, or folders.")
    ],
    evidence: EvidenceFolder = None,
) -> None:
    """Check scenario files (and the evidence behind them) without running.

    Example: `kth-sim validate configs/scenarios`
    """
    failed = 0
    for path in expand(files):
        try:
            load(str(path), evidence)
        except UserError as error:
            typer.echo(f"{error}", err=True)
            failed += 1
        else:
            typer.echo(f"{path}: well")
    if failed:
        raise typer.Exit(WRONG_USE)


@app.command()
def scenarios() -> None:
    """List the scenarios that can be called by name, with their rationale."""
    import pandas as pd  # noqa: PLC0415

    from kth_sim.reporting.console import make_console, print_table  # noqa: PLC0415
    from kth_sim.scenarios.locate import scenario_paths  # noqa: PLC0415

    rows = []
    for name, path in scenario_paths().items():
        resolved = load(str(path), None)
        rows.append({"name": name, "label": resolved.label, "rationale": resolved.rationale})
    print_table(pd.DataFrame(rows), make_console(), title="Scenarios")


def main() -> None:
    """Run the command line; one line and an exit code for every mistake of the user."""
    try:
        code = app(standalone_mode=False)
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
    except UserError as error:
        leave(str(error), WRONG_USE)
    except _UsageError as error:
        if not one_line(error):  # no command given: the help was printed in its place
            sys.exit(WRONG_USE)
        leave(f"kth-sim: {one_line(error)}; see kth-sim --help", WRONG_USE)
    except PartlyDoneError as error:
        leave(str(error), PARTLY_DONE)
    except (KeyboardInterrupt, typer.Abort):
        leave("interrupted: nothing was written; give the same command again", PARTLY_DONE)
    sys.exit(code if isinstance(code, int) else OK)


def one_line(error: Exception) -> str:
    """A usage error's message on one line."""
    message = getattr(error, "format_message", error.__str__)()
    return " ".join(str(message).split()).rstrip(".")


def leave(message: str, code: int) -> NoReturn:
    """Say one line on standard error and stop."""
    typer.echo(message, err=True)
    sys.exit(code)
