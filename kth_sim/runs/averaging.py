"""The average over structural alternatives, and how much of the uncertainty is structural.

Every scenario is run with the same numbers of draws and the same luck; what they differ in is
what they say, not chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics import inmb
from kth_sim.economics.bias import Mixture, mix, outcomes_of, shares
from kth_sim.errors import UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import Register
from kth_sim.runs.dsa_folder import records, write_folder
from kth_sim.runs.execute import Progress
from kth_sim.runs.in_memory import panel_of, patients_for
from kth_sim.runs.panel import Panel
from kth_sim.runs.psa import PsaOptions
from kth_sim.runs.record import described
from kth_sim.runs.weights import WeightsFile
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

MIXTURE = "average"
Values = Mapping[str, FloatArray]


@dataclass(frozen=True)
class AveragingResult:
    """A finished average.

    Attributes:
        folder: where it is.
        averaging: a row a scenario and threshold, the average last.
        variance: what the spread of each figure is made of.
        payload: the object that `--json` prints.
    """

    folder: Path
    averaging: pd.DataFrame
    variance: pd.DataFrame
    payload: dict[str, Any]


def run_average(
    scenarios: Mapping[str, Scenario],
    registers: Mapping[str, Register],
    weights: WeightsFile,
    n_draws: int,
    wtp: tuple[float, ...],
    options: PsaOptions,
    progress: Progress | None = None,
) -> AveragingResult:
    """Run every scenario, mix what was found by weight, and write the folder.

    Args:
        scenarios: by their names in the weights.
        registers: the evidence of each.
        weights: of each.
        n_draws: of each.
        wtp: DKK a QALY, one or more.
        options: patients, seed, method, workers and where the folder goes; patients that are left
            open are those that the first scenario needs.
        progress: told of scenarios done.

    Raises:
        UserError: the folder cannot be written.
        PartlyDoneError: draws could not be computed.
    """
    found: dict[str, Values] = {}
    for place, name in enumerate(weights.weights):
        scenario, register = scenarios[name], registers[name]
        draws = make_draws(
            register,
            scenario.choices,
            scenario.overrides,
            n_draws,
            options.seed,
            options.method,
        )
        options = replace(options, patients=patients_for(scenario, draws, options))
        panel = panel_of(scenario, draws, options)
        found[name] = values_of(panel, scenario.people_per_year, wtp)
        if progress is not None:
            progress(place + 1, len(weights.weights))
    labels = {name: scenario.label for name, scenario in scenarios.items()}
    table = averaging_table(found, weights, labels, wtp)
    variance = variance_table(found, weights)
    return write_average(scenarios, weights, n_draws, wtp, options, table, variance)


def values_of(panel: Panel, people_per_year: float, wtp: tuple[float, ...]) -> Values:
    """`{figure: [draw]}` of one scenario: increments a patient, lives a year, net benefits."""
    measured = panel.whole
    outcomes = outcomes_of(measured)
    deaths = measured["prob_death_30d"]
    found = {
        "lives_saved": (deaths[:, 0] - deaths[:, 1]) * people_per_year,
        "inc_cost": outcomes.cost[:, 1] - outcomes.cost[:, 0],
        "inc_qaly": outcomes.effect[:, 1] - outcomes.effect[:, 0],
    }
    return found | {inmb_at(at): inmb(outcomes, at) for at in wtp}


def inmb_at(wtp: float) -> str:
    """The name of the net benefit at a threshold."""
    return f"inmb_{wtp:.0f}"


def averaging_table(
    found: Mapping[str, Values],
    weights: WeightsFile,
    labels: Mapping[str, str],
    wtp: tuple[float, ...],
) -> pd.DataFrame:
    """One row a scenario and threshold, then the average.

    Columns: `scenario, label, weight, wtp, inmb, inmb_sd, prob_cost_effective, inc_cost, inc_qaly,
    lives_saved, basis`.
    """
    import pandas as pd  # noqa: PLC0415

    share = dict(zip(found, shares(list(weights.weights.values()), len(found)), strict=True))
    rows = [
        {
            "scenario": name,
            "label": labels.get(name, weights.label),
            "weight": float(share.get(name, 1.0)),
            "wtp": at,
            **row_of(found, {name: 1.0} if name in share else share, at),
            "basis": weights.basis,
        }
        for at in wtp
        for name in (*found, MIXTURE)
    ]
    return pd.DataFrame(rows)


def row_of(
    found: Mapping[str, Values], weights: Mapping[str, float], wtp: float
) -> dict[str, float]:
    """The figures of a mixture; of one scenario, if it has all the weight."""
    share = list(weights.values())

    def of(figure: str) -> Mixture:
        return mix([found[name][figure] for name in weights], share)

    benefit = of(inmb_at(wtp))
    positive = [(found[name][inmb_at(wtp)] > 0.0).astype(float) for name in weights]
    return {
        "inmb": benefit.mean,
        "inmb_sd": float(np.sqrt(benefit.total)),
        "prob_cost_effective": mix(positive, share).mean,
        **{figure: of(figure).mean for figure in ("inc_cost", "inc_qaly", "lives_saved")},
    }


def variance_table(found: Mapping[str, Values], weights: WeightsFile) -> pd.DataFrame:
    """One row a figure: its variance within and between scenarios, and the share between.

    Columns: `figure, mean, variance_within, variance_between, variance_total, share_structural,
    basis`.
    """
    import pandas as pd  # noqa: PLC0415

    share = list(weights.weights.values())
    rows = []
    for figure in next(iter(found.values())):
        mixture = mix([found[name][figure] for name in weights.weights], share)
        rows.append(
            {
                "figure": figure,
                "mean": mixture.mean,
                "variance_within": mixture.within,
                "variance_between": mixture.between,
                "variance_total": mixture.total,
                "share_structural": mixture.share_structural,
                "basis": weights.basis,
            }
        )
    return pd.DataFrame(rows)


def write_average(
    scenarios: Mapping[str, Scenario],
    weights: WeightsFile,
    n_draws: int,
    wtp: tuple[float, ...],
    options: PsaOptions,
    table: pd.DataFrame,
    variance: pd.DataFrame,
) -> AveragingResult:
    """Write tables and record.

    Raises:
        UserError: the folder cannot be written.
    """
    asked = {
        "draws": {"n": n_draws, "method": options.method},
        "seed": options.seed,
        "patients": options.patients,
        "analysis": {"kind": "average", "wtp": list(wtp), **weights.model_dump()},
    }
    about = {
        "scenario": {"name": " + ".join(scenarios)},
        "scenarios": {name: described(one) for name, one in scenarios.items()},
        **asked,
        "engine": "fast",
        "evidence_hash": {name: one.evidence_digest for name, one in scenarios.items()},
    }
    tables = {"averaging": table, "variance": variance}
    folder = write_folder(MIXTURE, about, tables, (), options.out)
    rows = {name: records(frame) for name, frame in tables.items()}
    payload = {"scenario": about["scenario"], **asked, "folder": str(folder), **rows}
    return AveragingResult(folder, table, variance, payload)


def check_names(scenarios: Mapping[str, Scenario]) -> None:
    """No scenario may stand there under two names.

    Raises:
        UserError: one does.
    """
    names = [one.name for one in scenarios.values()]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{name}: stands there twice: give its whole weight once")
