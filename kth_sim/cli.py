"""The command line: load, call, write; no arithmetic. Heavy libraries load inside commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import kth_sim
from kth_sim.cli_app import app_command
from kth_sim.cli_bias import average, bias
from kth_sim.cli_capacity import capacity
from kth_sim.cli_checklist import checklist
from kth_sim.cli_common import (
    EvidenceFolder,
    ScenarioName,
    Seed,
    expand,
    load,
    load_evidence,
    print_frame,
)
from kth_sim.cli_compare import compare
from kth_sim.cli_dsa import add_dsa
from kth_sim.cli_evidence import evidence_app
from kth_sim.cli_explore import explore
from kth_sim.cli_export import export
from kth_sim.cli_external import validate_external
from kth_sim.cli_figures import figures
from kth_sim.cli_plans import check_file, plans
from kth_sim.cli_query import query
from kth_sim.cli_report import report
from kth_sim.cli_rollout_choice import rollout_app
from kth_sim.cli_run import run
from kth_sim.cli_runs import replay, runs_app
from kth_sim.cli_sweep import sweep
from kth_sim.cli_verify import verify
from kth_sim.cli_voi import voi
from kth_sim.errors import PartlyDoneError, UserError

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
app.command()(capacity)
app.command()(checklist)
app.command()(explore)
app.command()(export)
app.command()(sweep)
app.command()(query)
app.command()(compare)
for command in (bias, average, figures, plans, report):
    app.command()(command)
add_dsa(app)
app.command("validate-external")(validate_external)
app.command()(verify)
app.command()(run)
app.command("app")(app_command)
app.add_typer(rollout_app, name="rollout", help="Rollout plans: compare them; find the best.")


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
        list[str],
        typer.Argument(metavar="FILE...", help="Scenario or plan files or names, or folders."),
    ],
    evidence: EvidenceFolder = None,
) -> None:
    """Check scenarios and rollout plans (and the evidence behind them) without running.

    Example: `kth-sim validate configs/scenarios configs/rollouts`
    """
    failed = 0
    for path in expand(files):
        try:
            check_file(path, evidence)
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
