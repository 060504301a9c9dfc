"""Can that really be true: the whole model again with each source of bias taken out of its effect.

Every way of correcting uses the same draws with the same patients' luck; only the odds ratio of
death and the risk ratio of readmission differ, so a difference between rows is no noise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics.bias import (
    CORRECTIONS,
    Effect,
    Found,
    check_weights,
    corrected,
    or_left_alive,
    outcomes_of,
)
from kth_sim.errors import UserError
from kth_sim.evidence.register import Register
from kth_sim.runs.bias_results import BiasTables, bias_table, e_values, waterfall, write_bias
from kth_sim.runs.bias_tipping import tipping_table
from kth_sim.runs.execute import Progress
from kth_sim.runs.in_memory import Runner, patients_for
from kth_sim.runs.psa import PsaOptions
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

Weights = Mapping[str, float]
NONE, ALL = "none", "all"
RUNS_TO_SOLVE = 6  # for one threshold, about


@dataclass(frozen=True)
class BiasOptions:
    """What the command line can choose.

    Attributes:
        weights: how much of each bias is taken out, 0 to 1, by correction.
        wtp: DKK a QALY, one or more.
        psa: patients, seed, workers and where the folder goes.
        figures: whether to draw them.
    """

    weights: Weights
    wtp: tuple[float, ...]
    psa: PsaOptions
    figures: bool = True


@dataclass(frozen=True)
class BiasResult:
    """A finished analysis.

    Attributes:
        folder: where it is.
        tables: what was found.
        payload: the object that `--json` prints.
    """

    folder: Path
    tables: BiasTables
    payload: dict[str, Any]


def asked_weights(only: Collection[str], weights: Weights) -> dict[str, float]:
    """The weight of every correction that takes part, in the order in which they are made.

    Args:
        only: corrections to make; empty: all.
        weights: other weights than 1.

    Raises:
        UserError: a name is no correction or takes no part, or a weight lies outside [0, 1].
    """
    check_weights(dict.fromkeys(only, 1.0) | dict(weights))
    taking_part = [name for name in CORRECTIONS if not only or name in only]
    for name in weights:
        if name not in taking_part:
            raise UserError(f"--weight {name}: takes no part: name it with --only, too")
    return {name: weights.get(name, 1.0) for name in taking_part}


def thresholds_of(scenario: Scenario, wtp: Collection[float]) -> tuple[float, ...]:
    """The thresholds asked for, else those of the evidence, DKK a QALY.

    Raises:
        UserError: none is asked for and the evidence has none.
    """
    if wtp:
        return tuple(wtp)
    try:
        return scenario.facts["wtp_lower"], scenario.facts["wtp_upper"]
    except KeyError:
        raise UserError("the evidence has no wtp_lower and wtp_upper: give --wtp") from None


def check_scenario(scenario: Scenario) -> None:
    """Only an odds ratio among all operated can be corrected.

    Raises:
        UserError: the scenario's effect is another.
    """
    for key, needed in (("effect_measure", "odds_ratio"), ("effect_denominator", "operated")):
        if scenario.structure[key] != needed:
            raise UserError(
                f"{scenario.name}: bias is taken out of an odds ratio among all operated; this "
                f"scenario has {key} {scenario.structure[key]}: choose one with {needed}"
            )


def corrected_draws(draws: pd.DataFrame, weights: Weights) -> tuple[pd.DataFrame, Effect]:
    """The draws with their effect corrected, and that effect; equal draws if no weight is above 0.

    Raises:
        UserError: a weight names no correction or lies outside [0, 1].
    """
    effect = corrected({name: draws[name].to_numpy(float) for name in draws.columns}, weights)
    changed = draws.assign(
        or_death_30d_kth=effect.or_death, rr_readmission_30d_kth=effect.rr_readmission
    )
    return changed, effect


def run_bias(
    scenario: Scenario,
    register: Register,
    draws: pd.DataFrame,
    options: BiasOptions,
    progress: Progress | None = None,
) -> BiasResult:
    """Run the scenario as observed, with each bias taken out alone, and with all; write the folder.

    Raises:
        UserError: the scenario's effect cannot be corrected, or the folder cannot be written.
        PartlyDoneError: draws could not be computed.
    """
    check_scenario(scenario)
    psa = replace(options.psa, patients=patients_for(scenario, draws, options.psa))
    n = len(options.weights)
    runner = Runner(scenario, psa, progress, 2 * n + 1 + RUNS_TO_SOLVE * len(options.wtp))
    ways = ways_of(options.weights)
    found = {name: found_with(runner, draws, weights) for name, weights in ways.items()}
    steps = {name: found_with(runner, draws, w) for name, w in steps_of(options.weights).items()}
    tables = BiasTables(
        bias=bias_table(scenario, found, ways, options.wtp),
        waterfall=waterfall(scenario, steps),
        e_values=e_values(scenario, register, draws),
        tipping_points=tipping_table(scenario, draws, runner, options),
    )
    folder, payload = write_bias(scenario, draws, options, psa, tables)
    return BiasResult(folder, tables, payload)


def ways_of(weights: Weights) -> dict[str, Weights]:
    """The weights of each row: nothing, each correction alone, all together."""
    alone = {name: {name: weight} for name, weight in weights.items()}
    return {NONE: {}, **alone, ALL: weights}


def steps_of(weights: Weights) -> dict[str, Weights]:
    """The weights of each step of the waterfall: corrections added one after another."""
    names = list(weights)
    added = {name: {n: weights[n] for n in names[: place + 1]} for place, name in enumerate(names)}
    return {NONE: {}, **added, ALL: weights}


def found_with(runner: Runner, draws: pd.DataFrame, weights: Weights) -> Found:
    """What the model finds with these biases taken out."""
    changed, effect = corrected_draws(draws, weights)
    panel = runner(changed)
    deaths = panel.whole["prob_death_30d"]
    left_alive = or_left_alive(
        effect.or_death,
        draws["prob_death_30d"].to_numpy(float),
        draws["share_deaths_30d_in_hospital"].to_numpy(float),
    )
    return Found(
        effect,
        left_alive,
        outcomes_of(panel.whole),
        deaths[:, 0] - deaths[:, 1],
        sum(panel.unreachable.values()) + int(effect.impossible.sum()),
    )
