"""A run of as many draws as a wanted precision needs, found in rounds; then a run like any other.

A round is a whole run of so many draws. If its mean is not sure enough the same folder goes on with
more draws, which its own spread says are needed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics import VarianceSplit
from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.files import write_whole
from kth_sim.runs.dsa_folder import wtp_of
from kth_sim.runs.execute import Progress
from kth_sim.runs.folder import digest
from kth_sim.runs.grow import draws_there, grow
from kth_sim.runs.library import load_run
from kth_sim.runs.panel import Panel
from kth_sim.runs.patients import PILOT_DRAWS
from kth_sim.runs.psa import PsaOptions, PsaResult, kept, make_plan, run_psa
from kth_sim.runs.psa_tables import SHORT_HASH
from kth_sim.runs.record import number
from kth_sim.runs.sizing import (
    FEWEST_DRAWS,
    MOST_DRAWS,
    Size,
    benefit_split,
    net_benefit,
    pilot_split,
    rounded_up,
    size_of,
)
from kth_sim.runs.store import read_plan
from kth_sim.runs.voi_results import analyse
from kth_sim.runs.voi_studies import check_voi
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

PRECISION = "precision.json"
FIRST = 0.5  # of the draws that the pilot expects, which is small and may say too many
SPARE = 1.05  # times the draws that a round finds needed, so that the next is the last

DrawsOf = Callable[[int], "pd.DataFrame"]


@dataclass(frozen=True)
class Aim:
    """How sure the mean incremental net benefit is to be.

    Attributes:
        error: its standard error, DKK per patient.
        wtp: DKK per QALY.
    """

    error: float
    wtp: float


def aim_of(scenario: Scenario, error: float, wtp: float | None = None) -> Aim:
    """The aim, by the lower threshold of the evidence unless another is given.

    Raises:
        UserError: error or threshold are no such numbers, or the evidence has no threshold.
    """
    if not (math.isfinite(error) and error > 0):
        raise UserError(f"--precision {error:g}: give DKK above 0")
    return Aim(error, wtp_of(() if wtp is None else (wtp,), scenario.facts)[0])


def run_precise(
    scenario: Scenario,
    draws_of: DrawsOf,
    aim: Aim,
    options: PsaOptions,
    progress: Progress | None = None,
) -> PsaResult:
    """Run draws until the mean net benefit is as sure as wanted.

    What is written is the run of that many draws and patients, to the byte, and `precision.json`
    beside it.

    Args:
        scenario: what is asked.
        draws_of: so many draws, sampled at random: the first ones are the same however many.
        aim: how sure.
        options: as of a run of many draws; patients are kept if they are given.
        progress: told of the chunks of each round.

    Raises:
        UserError: the draws are not random, it would take too many, or as of a run of many draws.
        PartlyDoneError: interrupted, some chunks failed, or the most draws were not enough.
    """
    check_voi(scenario)
    if options.method != "random":
        what = "its draws do not tell how sure their mean is"
        raise UserError(f"--precision with --method {options.method}: {what}: use random")
    few = draws_of(PILOT_DRAWS)
    size = size_of(pilot_split(scenario, few, options, aim.wtp), aim.error, options.patients)
    refuse_too_many(aim, size)
    folder = options.folder or named(scenario, few, aim, options)
    options = replace(options, folder=folder, patients=size.patients, allow_missing=False)
    n = max(draws_there(folder), rounded_up(FIRST * size.draws), FEWEST_DRAWS)
    while True:
        result = a_round(scenario, draws_of(n), options, progress)
        split = benefit_split(result.panel, aim.wtp)
        needed = min(rounded_up(SPARE * split.total / aim.error**2), MOST_DRAWS)
        if split.total / n <= aim.error**2 or needed <= n:
            break
        n = needed
    return finish(scenario, result, reached(aim, size, result.panel, split))


def a_round(
    scenario: Scenario, draws: pd.DataFrame, options: PsaOptions, progress: Progress | None
) -> PsaResult:
    """A run of these draws, which takes over what its folder holds of them."""
    folder, plan = options.folder, make_plan(scenario, draws, options)
    if folder is not None and draws_there(folder):
        with kept(folder, plan):
            (folder / PRECISION).unlink(missing_ok=True)
            grow(folder, plan, draws)
    return run_psa(replace(scenario, voi=None), draws, options, progress)


def refuse_too_many(aim: Aim, size: Size) -> None:
    """Nothing, if the pilot expects that the most draws are enough.

    Raises:
        UserError: they are not; says what they would reach.
    """
    if size.draws > MOST_DRAWS:
        reach = aim.error * math.sqrt(size.draws / MOST_DRAWS)
        raise UserError(
            f"--precision {aim.error:g}: would need about {size.draws:,.0f} draws of "
            f"{size.patients:,} patients; {MOST_DRAWS:,}, the most, reach about {reach:.2g} DKK: "
            "ask for no less, or give --draws"
        )


def named(scenario: Scenario, few: pd.DataFrame, aim: Aim, options: PsaOptions) -> Path:
    """A folder named after scenario and question, for the number of draws is not known yet."""
    question = vars(aim) | {"plan": make_plan(scenario, few, options).inputs}
    return options.out / f"{scenario.name}-{digest(question)[:SHORT_HASH]}"


def reached(aim: Aim, size: Size, panel: Panel, split: VarianceSplit) -> dict[str, Any]:
    """What was asked of precision, what was chosen, and what came of it."""
    n = len(panel.draws)
    return {
        "asked": aim.error,
        "wtp": aim.wtp,
        "inmb": float(net_benefit(panel.whole, aim.wtp).mean()),
        "standard_error": math.sqrt(split.total / n),
        "draws": n,
        "patients": size.patients,
        "patients_quickest": size.quickest,
        "variance_parameters": number(split.parameters),
        "variance_luck": number(split.luck),
        "share_luck": number(split.share_luck),
    }


def finish(scenario: Scenario, result: PsaResult, found: dict[str, Any]) -> PsaResult:
    """The finished run, with what was reached beside it and in what `--json` prints.

    Raises:
        PartlyDoneError: the most draws were not enough.
    """
    folder = result.folder
    with kept(folder, read_plan(folder)):
        text = json.dumps(found, indent=2, allow_nan=False)
        write_whole(folder / PRECISION, (text + "\n").encode())
        if found["standard_error"] > found["asked"]:
            raise PartlyDoneError(
                f"{folder}: {found['draws']:,} draws, the most, have a standard error of "
                f"{found['standard_error']:.3g} DKK, not {found['asked']:g}; the run is whole"
            )
        if scenario.voi is not None:
            analyse(load_run(folder), scenario.voi)
    return replace(result, payload=result.payload | {"precision": found})
