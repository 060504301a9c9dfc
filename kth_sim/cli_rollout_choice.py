"""`kth-sim rollout optimise`: which clusters start when, and with whom."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

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
from kth_sim.cli_rollout import DEFAULT_DRAWS, DEFAULT_PATIENTS, rollout
from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register
    from kth_sim.scenarios.rollout import Plan

COMPARE = "compare"


class Objective(StrEnum):
    """What is maximised."""

    nmb = "nmb"
    lives = "lives"


class ComparesByDefault(TyperGroup):
    """Plans may follow `kth-sim rollout` at once: then they are compared."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put `compare` where no command stands."""
        if not args or args[0] not in self.commands:
            args = [COMPARE, *args]
        return super().parse_args(ctx, args)


rollout_app = typer.Typer(cls=ComparesByDefault)
rollout_app.command(COMPARE, epilog="The best plan: kth-sim rollout optimise --help")(rollout)


@rollout_app.command()
def optimise(
    budget_per_year: Annotated[
        float | None, typer.Option("--budget-per-year", help="Most net cost of any year, DKK.")
    ] = None,
    starts_per_quarter: Annotated[
        int | None, typer.Option("--starts-per-quarter", help="Most clusters that start in one.")
    ] = None,
    teams: Annotated[
        int | None, typer.Option("--teams", help="Most acute-nurse teams at any time.")
    ] = None,
    every_cluster: Annotated[
        bool, typer.Option("--every-cluster", help="Every cluster must start at some time.")
    ] = False,
    objective: Annotated[
        Objective, typer.Option("--objective", help="Net benefit (nmb) or lives saved (lives).")
    ] = Objective.nmb,
    like: Annotated[
        str, typer.Option("--like", help="Plan whose uptake, fidelity and costs clusters have.")
    ] = "all_at_once",
    target: Annotated[
        list[str] | None,
        typer.Option("--target", help="A target group to choose from, such as own_home; repeat."),
    ] = None,
    quarters: Annotated[
        int, typer.Option("--quarters", help="First quarters, in which clusters may start.")
    ] = 12,
    points: Annotated[
        int, typer.Option("--points", min=2, max=200, help="Budgets tried along the frontier.")
    ] = 10,
    scenario: ScenarioOption = "national",
    years: Years = None,
    draws: Annotated[
        int, typer.Option("--draws", min=2, max=100_000, help="Draws of the parameters.")
    ] = DEFAULT_DRAWS,
    wtp: Threshold = None,
    patients: PatientsEach = DEFAULT_PATIENTS,
    method: Sampling = Method.random,
    seed: Seed = None,
    workers: Threads = None,
    language: Annotated[str, typer.Option("--language", help="Of the figures: en or da.")] = "en",
    out: OutFolder = Path("outputs"),
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find the rollout that gains most within a yearly budget, starts a quarter and nurse teams.

    The best plan is written as a file that `kth-sim rollout` takes.

    Example: `kth-sim rollout optimise --budget-per-year 15000000 --starts-per-quarter 2 --teams 9`
    """
    from kth_sim.economics.choice import Limits  # noqa: PLC0415
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415
    from kth_sim.reporting.language import language as known_language  # noqa: PLC0415
    from kth_sim.runs.dsa_folder import wtp_of  # noqa: PLC0415
    from kth_sim.runs.rollout import RolloutOptions  # noqa: PLC0415
    from kth_sim.runs.rollout_choice import TARGETS, Asked, check, choose  # noqa: PLC0415
    from kth_sim.runs.rollout_choice_folder import written  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415

    limits = Limits(
        limit("--budget-per-year", budget_per_year, 0),
        limit("--starts-per-quarter", starts_per_quarter, 1),
        limit("--teams", teams, 0),
        every_cluster,
    )
    known_language(language)
    groups = tuple(group(one) for one in target or ()) or TARGETS
    register = load_evidence(evidence, find_scenario(scenario))
    resolved = load(scenario, evidence, register)
    template, beside = plans_of(like, register, years)
    asked = Asked(limits, objective.value, quarters, groups, points)
    check(template, asked)
    key = resolved.seed if seed is None else seed
    wanted = wtp_of(() if wtp is None else (wtp,), resolved.facts)[0]
    how = RolloutOptions(wanted, key, patients, workers, out)
    chosen = resolved.choices, resolved.overrides
    table = make_draws(register, *chosen, draws, key, method.value)
    if as_json:
        best = choose(template, beside, resolved, register, table, asked, how)
        print_json(written(best, how, language).payload)
        return
    from kth_sim.reporting.choice_console import print_choice  # noqa: PLC0415
    from kth_sim.reporting.console import make_console  # noqa: PLC0415

    with progress_bar(f"Simulating {resolved.name}") as progress:
        best = choose(template, beside, resolved, register, table, asked, how, progress)
    result = written(best, how, language)
    print_choice(result.payload, result.tables, make_console())
    typer.echo(f"Written: {result.folder}")


def limit(option: str, value: float | None, least: int) -> float:
    """The limit given, or none.

    Raises:
        UserError: it is below what it can be.
    """
    if value is None:
        return math.inf
    if not least <= value < math.inf:
        raise UserError(f"{option} {value:g}: give a number from {least}, or leave it out")
    return value


def group(text: str) -> tuple[str, ...]:
    """The target group of that text, destinations joined by commas.

    Raises:
        UserError: one is no destination, or stands twice.
    """
    from kth_sim.contracts import DESTINATIONS  # noqa: PLC0415

    names = [name.strip() for name in text.split(",")]
    if set(names) - set(DESTINATIONS) or len(set(names)) < len(names):
        there = ", ".join(DESTINATIONS)
        raise UserError(f"--target {text}: name some of {there}, each once, joined by commas")
    return tuple(name for name in DESTINATIONS if name in names)


def plans_of(like: str, register: Register, years: int | None) -> tuple[Plan, list[Plan]]:
    """The plan to vary, and on its calendar the shipped plans that it holds, of its network."""
    from kth_sim.scenarios.rollout import find_plan, load_plan, plan_names  # noqa: PLC0415

    template = load_plan(find_plan(like), register, years=years)
    first, length = template.first_year, template.years
    shipped = [load_plan(name, register) for name in plan_names()]
    fitting = [plan.name for plan in shipped if fits(plan, template)]
    return template, [load_plan(n, register, first_year=first, years=length) for n in fitting]


def fits(plan: Plan, other: Plan) -> bool:
    """Whether a plan is of the same network as another, with all starts inside its calendar."""
    same = (plan.network.name, plan.network.names) == (other.network.name, other.network.names)
    end = other.first_year + other.years
    return same and all(start.date is None or start.date.year < end for start in plan.starts)
