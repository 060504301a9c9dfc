"""What the explorer page reckons with: stored runs, lives behind their budgets, rollout plans."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.contracts import DESTINATIONS
from kth_sim.economics import BASES
from kth_sim.economics.budget import interpolation_error
from kth_sim.errors import UserError
from kth_sim.evidence.register import load_register
from kth_sim.reporting.language.language import LANGUAGES, language
from kth_sim.runs.checks import unreachable_lines
from kth_sim.runs.execute import Progress
from kth_sim.runs.explore_lives import (
    PricedLives,
    by_draw,
    item_rows,
    items_used,
    means,
    priced_lives,
)
from kth_sim.runs.explore_plane import plane
from kth_sim.runs.explore_plans import payer_shares, plan_row
from kth_sim.runs.explore_scenario import scenario_in
from kth_sim.runs.labels import clinical_basis
from kth_sim.runs.library import LoadedRun
from kth_sim.runs.redraw import in_words, marks_of
from kth_sim.runs.rollout import READINGS, budget_of, check_plans, unreachable
from kth_sim.runs.rollout_intake import Numbers
from kth_sim.runs.rollout_lives import LivesAsked, simulated
from kth_sim.scenarios.locate import find_evidence
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan, find_plan, load_plan, plan_names

if TYPE_CHECKING:
    pass

FORMAT = 1
PATIENTS = 5000
MOST_DRAWS, MOST_POINTS = 200, 1000  # of which plans, and the plane, are reckoned
ROOM = 2_600_000  # bytes of the page that scenarios may take together
FIXED = 260_000  # of them, each scenario's means and plans
BYTES_A_DRAW, BYTES_A_POINT = 2_950, 370  # of plans and of the plane
MEASURES = ("prob_death_30d", "qaly", "readmissions", "days_hospital")


@dataclass(frozen=True)
class ExploreOptions:
    """How the page is filled.

    Attributes:
        patients: simulated in each draw and fidelity, for budgets.
        draws: of each run, for budgets and the plans' ranking; fewer where there is no room.
        workers: chunks simulated at once; None: one for each core. It never changes a result.
        lives: where simulated lives are kept; None: beside each run.
        language: in which the page opens.
    """

    patients: int = PATIENTS
    draws: int = MOST_DRAWS
    workers: int | None = None
    lives: Path | None = None
    language: str = "en"


def payload_of(
    runs: Sequence[LoadedRun],
    plans: Sequence[str] = (),
    options: ExploreOptions | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """All that the page knows, as plain data for `kth_sim.reporting.page.page_text`.

    Args:
        runs: of many draws, each of another scenario.
        plans: names or files; empty: all that are shipped.
        options: how it is filled.
        progress: told of chunks of lives done, run after run.

    Raises:
        UserError: two runs have one scenario, a plan cannot be used, or a folder not be written.
    """
    options = options or ExploreOptions()
    names = [run.record["scenario"]["name"] for run in runs]
    if twice := [name for name in names if names.count(name) > 1]:
        raise UserError(f"{twice[0]}: two runs of one scenario: name one run of each")
    register = load_register(find_evidence(None))
    found = [load_plan(find_plan(name), register) for name in plans or plan_names()]
    check_plans(found)
    draws, points = draws_that_fit(len(runs), options.draws)
    parts = []
    for i, run in enumerate(runs):
        said = None if progress is None else partial(_of_all, progress, i, len(runs))
        parts.append(_Part(run, found, options, draws, points).data(said))
    return {
        "format": FORMAT,
        "app": None,
        "language": options.language,
        "version": kth_sim.__version__,
        "evidence": register.digest,  # of the plans
        "destinations": list(DESTINATIONS),
        "scenarios": parts,
    }


def draws_that_fit(n_runs: int, most_draws: int = MOST_DRAWS) -> tuple[int, int]:
    """Draws for plans and points of the plane that leave the page small enough.

    >>> draws_that_fit(1)
    (200, 1000)
    """
    room = ROOM / n_runs - FIXED
    draws = max(2, min(most_draws, int(0.6 * room / BYTES_A_DRAW)))
    return draws, max(2, min(MOST_POINTS, int((room - draws * BYTES_A_DRAW) / BYTES_A_POINT)))


def _of_all(progress: Progress, i: int, n_runs: int, done: int, total: int) -> None:
    progress(i * total + done, n_runs * total)


@dataclass(frozen=True)
class _Part:
    """One run on its way to the page."""

    run: LoadedRun
    plans: list[Plan]
    options: ExploreOptions
    n_draws: int
    n_points: int

    def data(self, progress: Progress | None) -> dict[str, Any]:
        """The scenario as the page reads it."""
        run, scenario = self.run, scenario_in(self.run.record)
        draws = run.draws.iloc[: self.n_draws]
        months = 12 * max(plan.years for plan in self.plans)
        asked = LivesAsked(scenario, draws, self.options.patients, scenario.seed, months)
        out = self.options.lives or run.folder.parent
        workers = self.options.workers or os.cpu_count() or 1
        chunks = list(simulated(asked, out, workers, progress))
        missed = unreachable_lines(unreachable(chunks), len(draws))
        lives = priced_lives(asked, chunks, months)
        return {
            "name": scenario.name,
            "label": scenario.label,
            "rationale": scenario.rationale,
            "run": about(run, asked),
            "warnings": in_languages(run.record["warnings"] or missed),
            "interpolation_error": max(interpolation_error(lives.readings["included"]).values()),
            "later_care": scenario.structure["later_care_costs"],
            "wtp": list(marks_of(run.record, ())),
            "reform": scenario.reform_date.isoformat(),
            "levels": list(asked.levels),
            **self._numbers(scenario, lives),
        }

    def _numbers(self, scenario: Scenario, lives: PricedLives) -> dict[str, Any]:
        """What the page multiplies and adds."""
        kept = items_used(lives)
        items = item_rows(lives, kept)
        draws = lives.asked.draws
        values = {name: draws[name].to_numpy(float) for name in draws.columns}
        return {
            "basis": bases_of(scenario, items),
            "items": items,
            "prices": price_rows(scenario, items),
            "shares": payer_shares(scenario, values, tuple(item["id"] for item in items)),
            "means": means(lives, kept),
            "by_draw": by_draw(lives, kept),
            "plane": plane(self.run, scenario, kept, self.n_points),
            "plans": [self._plan(plan, values, lives) for plan in self.plans],
        }

    def _plan(self, plan: Plan, values: dict[str, Any], lives: PricedLives) -> dict[str, Any]:
        numbers, asked = Numbers(plan, values), lives.asked
        budgets = {
            name: budget_of(numbers, asked.scenario, lives.readings[name], asked)
            for name in READINGS
        }
        return plan_row(numbers, budgets)


def in_languages(lines: Sequence[str]) -> list[dict[str, str]]:
    """Each line in every language that knows it."""
    codes = {code: language(code) for code in LANGUAGES}
    return [{code: in_words(line, say) for code, say in codes.items()} for line in lines]


def bases_of(scenario: Scenario, items: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The weakest that each measure rests on; `cost` is that of all items of patients."""
    return {
        **{name: clinical_basis(scenario, name, with_kth=True) or "simulated" for name in MEASURES},
        "cost": min((item["basis"] for item in items), key=BASES.index),
    }


def about(run: LoadedRun, asked: LivesAsked) -> dict[str, Any]:
    """Where a scenario's numbers come from, to stand at the top of the page."""
    record = run.record
    return {
        "id": run.folder.name,
        "seed": record["seed"],
        "draws": record["draws"]["n"],
        "patients": record["patients"],
        "version": record["versions"]["kth_sim"],
        "evidence": record["evidence_hash"],
        "complete": record["complete"],
        "budget_draws": len(asked.draws),
        "budget_patients": asked.patients,
    }


def price_rows(scenario: Scenario, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each unit cost once, with what it rests on."""
    names = dict.fromkeys(item["price"] for item in items if item["price"])
    rows = (scenario.parameters[name] for name in names)
    return [
        {
            "id": given.id,
            "label": given.label,
            "value": given.value,
            "unit": given.unit,
            "basis": given.basis,
            "source": given.source,
        }
        for given in rows
    ]
