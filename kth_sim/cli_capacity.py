"""`kth-sim capacity`: clusters in calendar time, with queues for what they have."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kth_sim.cli_common import (
    AsJson,
    EvidenceFolder,
    OutFolder,
    Seed,
    Threads,
    load,
    load_evidence,
    print_json,
    progress_bar,
)
from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register
    from kth_sim.scenarios.rollout import Plan

ANY_NUMBER = "unlimited"
UNITS_HELP = "How many; default: by the load; or unlimited."
Units = Annotated[str | None, typer.Option(help=UNITS_HELP, show_default=False)]


def capacity(
    what: Annotated[
        str, typer.Argument(metavar="PLAN|SCENARIO", help="Its name or file.", show_default=False)
    ],
    cluster: Annotated[
        list[str] | None, typer.Option("--cluster", help="Which, again and again; default: all.")
    ] = None,
    nurse_teams: Annotated[
        list[str] | None,
        typer.Option(
            "--nurse-teams",
            help="Acute-nurse teams, several by commas to compare; the first counts elsewhere.",
        ),
    ] = None,
    fidelity_target: Annotated[
        float | None,
        typer.Option(
            "--fidelity-target", help="Find the least teams that deliver this share of visits."
        ),
    ] = None,
    theatres: Units = None,
    ward_beds: Units = None,
    temporary_places: Units = None,
    replications: Annotated[
        int, typer.Option("--replications", min=2, max=100_000, help="With new luck each.")
    ] = 50,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws", min=2, max=100_000, help="A draw of the parameters for each replication."
        ),
    ] = None,
    years: Annotated[
        int | None,
        typer.Option("--years", min=1, max=30, help="That count; default: one, or the plan's."),
    ] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", help="Whose parameters a plan is simulated with.")
    ] = "national",
    seed: Seed = None,
    workers: Threads = None,
    out: OutFolder = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Simulate clusters in calendar time: who waits for what, and which visits are delivered.

    Theatres, beds, temporary places and nurse teams can run out; a missed visit weakens KTH.

    Examples:
    `kth-sim capacity national --cluster Randers --fidelity-target 0.9`

    `kth-sim capacity all_at_once --cluster Nord --nurse-teams 1,2,3 --temporary-places 5`
    """
    from kth_sim.runs.capacity import CapacityOptions, run_capacity  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    path = plan_path(what)
    whose = what if path is None else scenario
    register = load_evidence(evidence, find_scenario(whose))
    resolved = load(whose, evidence, register)
    plan = None if path is None else load_the_plan(path, register, years)
    teams = tuple(team_numbers(nurse_teams or []))
    named = {
        "theatres": theatres,
        "ward_beds": ward_beds,
        "temporary_places": temporary_places,
    }
    options = CapacityOptions(
        clusters=tuple(cluster or ()),
        units={name: units_of(name, text) for name, text in named.items() if text is not None},
        teams=teams,
        fidelity_target=fidelity_target,
        replications=replications,
        years=years,
        seed=resolved.seed if seed is None else seed,
        workers=workers,
        out=out,
    )
    table = None
    if draws is not None:
        from kth_sim.evidence.draws import make_draws  # noqa: PLC0415

        table = make_draws(register, resolved.choices, resolved.overrides, draws, options.seed)
    if as_json:
        print_json(run_capacity(resolved, plan, table, options).payload)
        return
    from kth_sim.reporting.capacity_console import print_capacity  # noqa: PLC0415
    from kth_sim.reporting.console import make_console  # noqa: PLC0415

    with progress_bar(f"Simulating {what}") as progress:
        result = run_capacity(resolved, plan, table, options, progress)
    said = result.payload
    print_capacity(result.tables, said["binding"], said["least_nurse_teams"], make_console())
    typer.echo(f"Written: {result.folder}")


def plan_path(name: str) -> Path | None:
    """The plan's file of that name; None where it is a scenario's.

    Raises:
        UserError: it is neither.
    """
    from kth_sim.scenarios.locate import exists, scenario_paths  # noqa: PLC0415
    from kth_sim.scenarios.rollout_plan import is_plan, plan_paths  # noqa: PLC0415

    if exists(Path(name)) and Path(name).is_file():
        return Path(name) if is_plan(Path(name)) else None
    known, plans = scenario_paths(), plan_paths()
    if name in known or name in plans:
        return plans.get(name) if name not in known else None
    from kth_sim.evidence.checking import unknown_name  # noqa: PLC0415

    raise UserError(f"{name}: no such plan or scenario: {unknown_name(name, [*plans, *known])}")


def load_the_plan(path: Path, register: Register, years: int | None) -> Plan:
    """The plan, over so many years if any are given."""
    from kth_sim.scenarios.rollout import load_plan  # noqa: PLC0415

    return load_plan(path, register, years=years)


def team_numbers(texts: list[str]) -> list[int]:
    """Numbers of teams, one by one or by commas, each once."""
    words = [word.strip() for text in texts for word in text.split(",")]
    numbers = [whole("--nurse-teams", word) for word in words]
    if 0 in numbers:
        raise UserError("--nurse-teams 0: KTH needs a team: give 1 or more, or a plan without KTH")
    return list(dict.fromkeys(numbers))


def units_of(name: str, text: str) -> float:
    """A number of units, or any number."""
    if text == ANY_NUMBER:
        return math.inf
    option = f"--{name.replace('_', '-')}"
    number = whole(option, text)
    if number == 0:
        raise UserError(f"{option} 0: nobody would be served: give 1 or more, or {ANY_NUMBER}")
    return number


def whole(option: str, word: str) -> int:
    """A whole number from 0 on.

    Raises:
        UserError: it is none.
    """
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        more = "" if option == "--nurse-teams" else f" or {ANY_NUMBER}"
        raise UserError(f"{option} {word}: give a whole number from 1 on{more}")
    return int(word)
