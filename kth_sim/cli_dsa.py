"""`kth-sim dsa`, `threshold` and `sensitivity`: what would change the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    EvidenceFolder,
    ScenarioName,
    Seed,
    load_evidence,
    print_json,
    progress_bar,
)
from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.runs.dsa_folder import AnalysisResult, DsaOptions
    from kth_sim.scenarios.vary import Variable

Wtp = Annotated[
    list[str] | None,
    typer.Option("--wtp", help="DKK per QALY, several by commas; default: those of the evidence."),
]
BoundsOption = Annotated[
    list[str] | None,
    typer.Option("--bounds", help="PARAM=LOW:HIGH, or a .yaml file of PARAM: [LOW, HIGH]."),
]
Patients = Annotated[
    int | None,
    typer.Option(
        "--patients", min=1, max=100_000_000, help="Simulated at each point, in each strategy."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=256, help="Points at once. Never changes a result."),
]
Out = Annotated[Path, typer.Option("--out", help="Where the folder goes.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Parameters, several by commas; default: all.")
]


def dsa(
    scenario: ScenarioName,
    only: Only = None,
    bounds: BoundsOption = None,
    wtp: Wtp = None,
    two_way: Annotated[
        str | None, typer.Option("--two-way", help="PARAM1,PARAM2: both over a grid.")
    ] = None,
    grid: Annotated[int, typer.Option("--grid", min=2, max=200, help="Values of each.")] = 15,
    sobol: Annotated[
        int | None, typer.Option("--sobol", help="Sobol indices from this many rows, as 256.")
    ] = None,
    patients: Patients = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Vary one parameter at a time (or two, or all), with the same patients and luck throughout.

    Each goes to its 2.5 % and 97.5 % value, or to the ends of --bounds.

    Examples:
    `kth-sim dsa national`

    `kth-sim dsa national --two-way or_death_30d_kth,rr_readmission_30d_kth --wtp 200000`

    `kth-sim dsa national --sobol 256 --only or_death_30d_kth,frailty_variance`
    """
    if two_way and sobol is not None:
        raise UserError("--two-way and --sobol: give one of them")
    if two_way and only:
        raise UserError("--two-way names its own parameters: leave out --only")
    from kth_sim.runs import dsa as analysis  # noqa: PLC0415
    from kth_sim.runs.dsa_global import sobol_analysis  # noqa: PLC0415

    varied = load_variable(scenario, evidence)
    named = [two_way] if two_way else only
    options = options_of(varied, named, bounds, wtp, patients, seed, workers, out)
    with progress_bar(f"Simulating {scenario}") as progress:
        if two_way:
            result = analysis.two_way(varied, options, grid, progress)
        elif sobol is not None:
            result = sobol_analysis(varied, options, sobol, progress)
        else:
            result = analysis.one_way(varied, options, progress)
    show(result, as_json)


def threshold(
    scenario: ScenarioName,
    parameter: Annotated[list[str], typer.Option("--parameter", help="Which, several by commas.")],
    outcome: Annotated[
        str, typer.Option("--outcome", help="inmb, inc_cost, inc_cost_3m, inc_qaly, ...")
    ] = "inmb",
    bounds: BoundsOption = None,
    wtp: Wtp = None,
    patients: Patients = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Solve for the value of a parameter at which the answer flips.

    Searched between its 0.1 % and 99.9 % values, or the ends of --bounds.

    Example: `kth-sim threshold national --parameter or_death_30d_kth --wtp 200000`
    """
    from kth_sim.runs.dsa_threshold import threshold as search  # noqa: PLC0415

    varied = load_variable(scenario, evidence)
    options = options_of(varied, parameter, bounds, wtp, patients, seed, workers, out)
    with progress_bar(f"Simulating {scenario}") as progress:
        result = search(varied, options, outcome, progress)
    show(result, as_json)


def sensitivity(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run of many draws.")],
    only: Only = None,
    wtp: Wtp = None,
    out: Out = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Rank the parameters of a stored run: partial rank correlation with each outcome (PRCC).

    Example: `kth-sim sensitivity outputs/national-1a2b3c4d`
    """
    from kth_sim.runs.dsa_global import prcc_of_run  # noqa: PLC0415
    from kth_sim.runs.library import load_run  # noqa: PLC0415

    stored, register = load_run(run), load_evidence(evidence)
    show(prcc_of_run(stored, register, numbers(wtp), listed(only), out), as_json)


def add_dsa(app: typer.Typer) -> None:
    """Add the commands of this file to the command line."""
    app.command()(dsa)
    app.command()(threshold)
    app.command()(sensitivity)


def load_variable(name: str, evidence: Path | None) -> Variable:
    """The scenario of that name or file, to vary."""
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.scenarios.vary import variable  # noqa: PLC0415

    path = find_scenario(name)
    return variable(path, load_evidence(evidence, path))


def options_of(
    varied: Variable,
    only: list[str] | None,
    bounds: list[str] | None,
    wtp: list[str] | None,
    patients: int | None,
    seed: int | None,
    workers: int | None,
    out: Path,
) -> DsaOptions:
    """The options as the analyses take them."""
    from kth_sim.runs.dsa_folder import DsaOptions  # noqa: PLC0415
    from kth_sim.scenarios.vary import read_bounds  # noqa: PLC0415

    given = {n: ends for text in bounds or () for n, ends in read_bounds(text, varied).items()}
    return DsaOptions(numbers(wtp), given, listed(only), patients, seed, workers, out)


def listed(texts: list[str] | None) -> tuple[str, ...]:
    """Names, given one by one or by commas."""
    words = (word.strip() for text in texts or () for word in text.split(","))
    return tuple(word for word in words if word)


def numbers(texts: list[str] | None) -> tuple[float, ...]:
    """Thresholds, given one by one or by commas."""
    return tuple(number(word) for word in listed(texts))


def number(word: str) -> float:
    """One threshold."""
    try:
        return float(word)
    except ValueError:
        raise UserError(f"--wtp {word!r}: is no number: write DKK per QALY as 200000") from None


def show(result: AnalysisResult, as_json: bool) -> None:
    """Print a finished analysis."""
    if as_json:
        print_json(result.payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.dsa_console import print_dsa  # noqa: PLC0415

    print_dsa(result.payload, result.tables, make_console())
