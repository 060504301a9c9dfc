"""The command line: load, call, write; no arithmetic. Heavy libraries load inside commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

import kth_sim
from kth_sim.cli_runs import replay, runs_app
from kth_sim.errors import PartlyDoneError, UserError

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register
    from kth_sim.runs.psa import PsaOptions
    from kth_sim.scenarios.resolve import Scenario

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
evidence_app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")
app.add_typer(evidence_app, name="evidence", help="What is known: list, show, audit.")
app.add_typer(runs_app, name="runs", help="What is stored: list, show, check, remove.")
app.command()(replay)


class Engine(StrEnum):
    """How to simulate."""

    fast = "fast"
    reference = "reference"


class Method(StrEnum):
    """How draws are sampled."""

    random = "random"
    latin_hypercube = "latin_hypercube"
    sobol = "sobol"


class Kind(StrEnum):
    """What computes the chunks of a run of many draws."""

    threads = "threads"
    processes = "processes"
    dask = "dask"


class Basis(StrEnum):
    """What an evidence entry rests on."""

    observed = "observed"
    derived = "derived"
    literature = "literature"
    assumption = "assumption"


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario's name or file.", show_default=False)
]
EvidenceFolder = Annotated[
    Path | None,
    typer.Option("--evidence", help="Evidence folder; default: the one beside the scenarios."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, max=2**63 - 1, help="Key of all randomness; default: scenario's."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


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
        probabilistic(scenario, evidence, draws, draws_file, psa, as_json)
        return
    if folder is not None:
        raise UserError("--folder is for runs of many draws: give --draws or --draws-file, too")
    from kth_sim.runs.run import Options, run_scenario  # noqa: PLC0415

    options = Options(out, seed, patients, engine.value, workers)
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
) -> None:
    """Run many draws, made here or read from a file, and print what they mean."""
    from kth_sim.evidence.draw_files import read_draws  # noqa: PLC0415
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415
    from kth_sim.runs.psa import run_psa  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    register = load_evidence(evidence, find_scenario(name))
    resolved = load(name, evidence)
    if file is None:
        choices, overrides = resolved.choices, resolved.overrides
        table = make_draws(register, choices, overrides, n, options.seed, options.method)
    else:
        table = read_draws(file, register, list(resolved.parameters))
    if as_json:
        print_json(run_psa(resolved, table, options).payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.psa_console import print_psa  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        result = run_psa(resolved, table, options, progress)
    print_psa(resolved.label, result.payload, result.tables, make_console())


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


@evidence_app.command("list")
def evidence_list(
    basis: Annotated[
        Basis | None, typer.Option("--basis", help="Only what rests on this.", show_default=False)
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="Only parameter, fact, target or context.")
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the evidence: id, label, value, unit, basis, source.

    Example: `kth-sim evidence list --basis assumption`
    """
    from kth_sim.runs import evidence_views as views  # noqa: PLC0415

    entries = views.entry_list(load_evidence(evidence), basis and basis.value, role)
    if as_json:
        print_json(entries)
        return
    print_frame(entries, ["id", "label", "value", "unit", "basis"], "Evidence")


@evidence_app.command("show")
def evidence_show(
    name: Annotated[str, typer.Argument(metavar="ID", help="An evidence id.")],
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of one entry: value, uncertainty, source, alternatives.

    Example: `kth-sim evidence show or_death_30d_kth`
    """
    from kth_sim.runs import evidence_views as views  # noqa: PLC0415

    entry = views.entry_details(load_evidence(evidence), name)
    if as_json:
        print_json(entry)
        return
    views.print_entry(entry, typer.echo)


@evidence_app.command("audit")
def evidence_audit(evidence: EvidenceFolder = None, as_json: AsJson = False) -> None:
    """Show where the sources contradict each other: claims, arithmetic, size, and what we do.

    Every number is computed from the facts as the command runs.
    """
    from kth_sim.runs import evidence_views as views  # noqa: PLC0415

    rows = views.audit_rows(load_evidence(evidence))
    if as_json:
        print_json(rows)
        return
    views.print_audit(rows, typer.echo)


def load_evidence(folder: Path | None, scenario: Path | None = None) -> Register:
    """The evidence register of that folder, or of the one found."""
    from kth_sim.evidence.register import load_register  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_evidence  # noqa: PLC0415

    return load_register(folder or find_evidence(scenario))


def load(name: str, evidence: Path | None) -> Scenario:
    """The resolved scenario of that name or file."""
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.scenarios.resolve import load_scenario  # noqa: PLC0415

    path = find_scenario(name)
    return load_scenario(path, load_evidence(evidence, path))


def expand(names: list[str]) -> list[Path]:
    """Scenario files of these names, files and folders."""
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    paths: list[Path] = []
    for name in names:
        path = find_scenario(name)
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise UserError(f"{path}: no scenario file in this folder: name one with *.yaml files")
        paths += inside
    return paths


def print_json(content: object) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def print_frame(rows: list[dict[str, Any]], columns: list[str], title: str) -> None:
    """A table on standard output."""
    import pandas as pd  # noqa: PLC0415

    from kth_sim.reporting.console import make_console, print_table  # noqa: PLC0415

    print_table(pd.DataFrame(rows, columns=columns), make_console(), columns, title)


class progress_bar:  # noqa: N801 - used as a function
    """A bar with time left on a terminal; nothing where nobody watches."""

    def __init__(self, title: str) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress  # noqa: PLC0415

        console = Console(stderr=True)
        self._bar = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task(title, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar.start()
        return lambda done, total: self._bar.update(self._task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


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
