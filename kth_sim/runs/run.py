"""One run, from a resolved scenario to a folder that holds its answer."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.contracts import Quantities
from kth_sim.economics import (
    Evaluation,
    Setting,
    costs_by_item_table,
    costs_by_payer_table,
    costs_by_sector_table,
    evaluate,
    incremental_table,
    pooled,
    reconciliation,
    summary_table,
)
from kth_sim.model.case import Case
from kth_sim.reporting.report import RunReport
from kth_sim.reporting.tables import write_csv, write_tables
from kth_sim.runs.build import make_case, make_setting, payer_schedule
from kth_sim.runs.checks import calibration_table, calibration_warnings, simulated
from kth_sim.runs.execute import Progress, simulate
from kth_sim.runs.figures import draw_figures
from kth_sim.runs.folder import file_digests, whole_folder
from kth_sim.runs.labels import assumptions_table, label_bases, parameters_table
from kth_sim.runs.observed import observed_vs_simulated
from kth_sim.runs.record import described, inputs_hash, results, versions
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

SHORT_HASH = 8
_BLUR = 0.25  # an increment is blurred when its Monte-Carlo error exceeds this share of it


@dataclass(frozen=True)
class Options:
    """What the command line can change of a run; None: as the scenario says.

    Attributes:
        out: where the run's folder goes.
        seed: the key of all randomness.
        patients: simulated in each strategy.
        engine: `fast` or `reference`.
        workers: blocks simulated at once; it never changes a result.
        figures: whether to draw them.
        figure_data: whether to write, if they are not drawn, what they would draw.
    """

    out: Path = Path("outputs")
    seed: int | None = None
    patients: int | None = None
    engine: str = "fast"
    workers: int | None = None
    figures: bool = True
    figure_data: bool = False


@dataclass(frozen=True)
class Result:
    """A finished run: for people, and as the one object that `--json` prints."""

    report: RunReport
    payload: dict[str, Any]


class Clock:
    """Seconds spent in each stage of a run."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Note that a stage ended now."""
        now = time.perf_counter()
        self.seconds[stage] = round(now - self._last, 3)
        self._last = now


@dataclass(frozen=True)
class Simulation:
    """What was simulated and how it was valued."""

    scenario: Scenario
    case: Case
    quantities: Quantities
    setting: Setting
    evaluation: Evaluation


def run_scenario(scenario: Scenario, options: Options, progress: Progress | None = None) -> Result:
    """Simulate a scenario, value it, and write its folder.

    Raises:
        UserError: the folder cannot be written.
    """
    clock = Clock()
    seed = scenario.seed if options.seed is None else options.seed
    patients = options.patients or scenario.patients[options.engine]
    short = inputs_hash(scenario, seed, patients, options.engine)[:SHORT_HASH]
    folder = options.out / f"{scenario.name}-{short}"
    with whole_folder(folder) as partial:
        case = make_case(scenario, seed, patients)
        clock.lap("calibrate")
        workers = options.workers or os.cpu_count() or 1
        quantities = simulate(case, options.engine, workers, progress)
        clock.lap("simulate")
        setting = make_setting(scenario)
        done = Simulation(scenario, case, quantities, setting, evaluate(quantities, setting))
        report = make_report(done, options.engine, folder)
        clock.lap("evaluate")
        sectors = write_all_tables(done, report, partial)
        clock.lap("tables")
        if options.figures or options.figure_data:
            frames = (quantities, sectors, report.calibration)
            inside = partial / "figures"
            draw_figures(scenario, *frames, seed, inside, draw=options.figures)
        clock.lap("figures")
        payload = make_payload(done, report)
        write_record(done, report, payload, clock.seconds, partial)
    return Result(report, payload)


def make_report(done: Simulation, engine: str, folder: Path) -> RunReport:
    """The run's tables for people."""
    scenario, setting = done.scenario, done.setting
    bases, people = scenario.bases_of_parameters(), scenario.people_per_year
    found = simulated(done.quantities)
    summary = summary_table(done.evaluation, setting, bases, people)
    incremental = incremental_table(done.evaluation, setting, bases, people)
    return RunReport(
        scenario=scenario.name,
        label=scenario.label,
        rationale=scenario.rationale,
        base=scenario.bases[0] if scenario.bases else None,
        people_per_year=people,
        patients=done.case.n_patients,
        seed=done.case.seed,
        engine=engine,
        version=kth_sim.__version__,
        evidence_hash=scenario.evidence_digest[:SHORT_HASH],
        folder=folder,
        warnings=warnings_of(done),
        summary=label_bases(scenario, summary),
        incremental=label_bases(scenario, incremental),
        costs_by_item=costs_by_item_table(done.quantities, setting, bases),
        calibration=calibration_table(done.case, found),
        observed_vs_simulated=observed_vs_simulated(scenario, found, done.evaluation),
        assumptions=assumptions_table(scenario),
    )


def warnings_of(done: Simulation) -> tuple[str, ...]:
    """What a reader must know before using the figures."""
    blurred = [
        name
        for name in ("prob_death_30d", "qaly", "cost_3m")
        if done.evaluation.increments_mcse[name][0]
        > _BLUR * abs(done.evaluation.increments[name][0])
    ]
    few = (
        f"Monte-Carlo error blurs the increments of {', '.join(blurred)}: simulate more --patients",
    )
    return (
        *calibration_warnings(done.case),
        *done.evaluation.warnings,
        *(few if blurred else ()),
    )


def write_all_tables(done: Simulation, report: RunReport, folder: Path) -> pd.DataFrame:
    """Write every csv of a run; return the costs by sector, which a figure draws."""
    scenario, bases = done.scenario, done.scenario.bases_of_parameters()
    write_tables(report, folder)
    write_csv(parameters_table(scenario), folder / "parameters.csv")
    payers = costs_by_payer_table(
        done.quantities,
        done.setting,
        payer_schedule(scenario),
        scenario.operation_date,
        bases,
        scenario.people_per_year,
    )
    write_csv(payers, folder / "costs_by_payer.csv")
    anchored = reconciliation(pooled(done.quantities), done.setting.parameters)
    write_csv(anchored, folder / "reconciliation.csv")
    return costs_by_sector_table(done.quantities, done.setting, bases)


def make_payload(done: Simulation, report: RunReport) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "scenario": report.scenario,
        "seed": report.seed,
        "engine": report.engine,
        "patients": report.patients,
        "people_per_year": report.people_per_year,
        "warnings": list(report.warnings),
        "folder": str(report.folder),
        **results(done.evaluation),
    }


def write_record(
    done: Simulation,
    report: RunReport,
    payload: dict[str, Any],
    seconds: dict[str, float],
    folder: Path,
) -> None:
    """Write `run.json`, last: a folder without it is no run."""
    scenario = done.scenario
    record = {
        "scenario": described(scenario),
        "seed": report.seed,
        "engine": report.engine,
        "patients": report.patients,
        "versions": versions(),
        "inputs_hash": inputs_hash(scenario, report.seed, report.patients, report.engine),
        "evidence_hash": scenario.evidence_digest,
        "results": {key: payload[key] for key in ("strategies", "increments")},
        "warnings": list(report.warnings),
        "files": file_digests(folder),
        "timings_seconds": seconds,
    }
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
