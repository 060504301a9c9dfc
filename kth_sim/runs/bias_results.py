"""The tables of a bias analysis, and its folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.economics import weakest_basis
from kth_sim.economics.bias import CORRECTIONS, Found, Printed, e_value_table, figures
from kth_sim.evidence.register import Register
from kth_sim.runs.dsa_folder import records, write_folder
from kth_sim.runs.labels import assumptions_table, parameters_table
from kth_sim.runs.record import described
from kth_sim.runs.store import draws_digest
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.runs.bias import BiasOptions, Weights
    from kth_sim.runs.psa import PsaOptions

KIND = "bias"
EFFECTS = {"or_death": "or_death_30d_kth", "rr_readmission": "rr_readmission_30d_kth"}
COLUMNS = (
    "correction",
    "label",
    "assumes",
    "weight",
    "wtp",
    "or_mean",
    "or_low",
    "or_high",
    "rr_mean",
    "rr_low",
    "rr_high",
    "lives_saved_mean",
    "lives_saved_low",
    "lives_saved_high",
    "inc_cost_mean",
    "inc_cost_low",
    "inc_cost_high",
    "inc_qaly_mean",
    "inc_qaly_low",
    "inc_qaly_high",
    "icer",
    "inmb",
    "prob_cost_effective",
    "prob_or_below_1",
    "or_left_alive_mean",
    "unreachable",
    "or_mean_1_or_more",
    "or_interval_covers_1",
    "prob_cost_effective_below_half",
    "basis",
)
LABELS = {"none": "As observed", "all": "All together"}


@dataclass(frozen=True)
class BiasTables:
    """What a bias analysis found; each field is the csv of its name.

    Attributes:
        bias: a row a correction and threshold.
        waterfall: corrections added one after another (`bias_waterfall.csv`).
        e_values: with their arithmetic.
        tipping_points: how strong each bias must be.
    """

    bias: pd.DataFrame
    waterfall: pd.DataFrame
    e_values: pd.DataFrame
    tipping_points: pd.DataFrame

    def named(self) -> dict[str, pd.DataFrame]:
        """The tables by the names of their files."""
        return {
            "bias": self.bias,
            "bias_waterfall": self.waterfall,
            "e_values": self.e_values,
            "tipping_points": self.tipping_points,
        }


def bias_table(
    scenario: Scenario,
    found: Mapping[str, Found],
    ways: Mapping[str, Weights],
    wtp: Collection[float],
) -> pd.DataFrame:
    """One row a way of correcting and threshold: figures before and after, and what is undone."""
    import pandas as pd  # noqa: PLC0415

    rows = [
        {
            "correction": name,
            "label": label_of(name),
            "assumes": CORRECTIONS[name].assumes if name in CORRECTIONS else "",
            "weight": ways[name].get(name, np.nan),
            "wtp": at,
            **figures(found[name], scenario.people_per_year, at),
            "basis": basis_of(scenario, ways[name]),
        }
        for name in found
        for at in wtp
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def label_of(name: str) -> str:
    """The name for people of a correction, or of none or all of them."""
    return LABELS[name] if name in LABELS else CORRECTIONS[name].label


def basis_of(scenario: Scenario, weights: Weights) -> str:
    """The weakest ground of the effect after these corrections."""
    ids = [EFFECTS["or_death"]]
    for name, weight in weights.items():
        if weight > 0.0:
            ids += [EFFECTS[CORRECTIONS[name].acts_on], *CORRECTIONS[name].parameters]
    return weakest_basis(tuple(ids), scenario.bases_of_parameters())


def waterfall(scenario: Scenario, steps: Mapping[str, Found]) -> pd.DataFrame:
    """Rows `step, label, or_value, lives_saved`: means, corrections added one after another."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(
        {
            "step": name,
            "label": label_of(name),
            "or_value": float(one.effect.or_death.mean()),
            "lives_saved": float(one.deaths_averted.mean()) * scenario.people_per_year,
        }
        for name, one in steps.items()
    )


def e_values(scenario: Scenario, register: Register, draws: pd.DataFrame) -> pd.DataFrame:
    """E-values of the odds ratio of death and of the risk ratio of readmission in use."""
    ids = (
        ("prob_death_30d", EFFECTS["or_death"]),
        ("prob_readmission_30d", EFFECTS["rr_readmission"]),
    )
    return e_value_table([printed(scenario, register, draws, risk, name) for risk, name in ids])


def printed(
    scenario: Scenario, register: Register, draws: pd.DataFrame, risk: str, name: str
) -> Printed:
    """A ratio in use with its limit nearest to 1: as printed, else of the draws."""
    given, stated = scenario.parameters[name], register.estimate(name, scenario.choices.get(name))
    low, high = (float(end) for end in draws[name].quantile([0.025, 0.975]))
    if stated.low is not None and stated.high is not None and name not in scenario.overrides:
        low, high = stated.low, stated.high
    limit = 1.0 if low <= 1.0 <= high else min(low, high, key=lambda end: abs(np.log(end)))
    is_odds_ratio = given.unit == "odds_ratio"
    return Printed(
        given.label, given.value, limit, is_odds_ratio, scenario.value(risk), given.basis
    )


def used(scenario: Scenario, weights: Weights) -> pd.DataFrame:
    """The numbers behind the corrections, as in `parameters.csv`."""
    ids = [*EFFECTS.values(), *(i for name in weights for i in CORRECTIONS[name].parameters)]
    table = parameters_table(scenario)
    return table[table["id"].isin(ids)]


def assumptions(scenario: Scenario, weights: Weights) -> pd.DataFrame:
    """Rows `id, label, value, unit, choice` of the assumptions of model and corrections."""
    import pandas as pd  # noqa: PLC0415

    ours, behind = assumptions_table(scenario), used(scenario, weights)
    more = behind[(behind["basis"] == "assumption") & ~behind["id"].isin(ours["id"])]
    return pd.concat([ours, more[list(ours.columns)]], ignore_index=True)


def warnings_of(bias: pd.DataFrame) -> tuple[str, ...]:
    """What a reader must know before using the figures."""
    short = bias[(bias["unreachable"] > 0) & (bias["wtp"] == bias["wtp"].iloc[0])]
    return tuple(
        f"{label}: {n} draws have a target that no hazard reaches, or a correction without answer"
        for label, n in zip(short["label"], short["unreachable"], strict=True)
    )


def write_bias(
    scenario: Scenario,
    draws: pd.DataFrame,
    options: BiasOptions,
    psa: PsaOptions,
    tables: BiasTables,
) -> tuple[Path, dict[str, Any]]:
    """Write tables, figure and record; return the folder and the object that `--json` prints.

    Raises:
        UserError: the folder cannot be written.
    """
    asked = {
        "draws": {"n": len(draws), "method": psa.method, "content": draws_digest(draws)},
        "seed": psa.seed,
        "patients": psa.patients,
        "analysis": {"kind": KIND, "wtp": list(options.wtp), "weights": dict(options.weights)},
    }
    about = {
        "scenario": described(scenario),
        **asked,
        "engine": "fast",
        "evidence_hash": scenario.evidence_digest,
    }
    warnings = warnings_of(tables.bias)
    written = {
        **tables.named(),
        "parameters": used(scenario, options.weights),
        "assumptions": assumptions(scenario, options.weights),
    }

    def figures(folder: Path) -> None:
        draw_waterfall(scenario, psa, len(draws), tables, warnings, folder)

    drawn = figures if options.figures else None
    folder = write_folder(f"{scenario.name}-{KIND}", about, written, warnings, psa.out, drawn)
    rows = {name: records(frame) for name, frame in tables.named().items()}
    payload = {"scenario": scenario.name, **asked, "warnings": list(warnings)}
    return folder, {**payload, "folder": str(folder), **rows}


def draw_waterfall(
    scenario: Scenario,
    psa: PsaOptions,
    n_draws: int,
    tables: BiasTables,
    warnings: tuple[str, ...],
    folder: Path,
) -> None:
    """Draw the corrections one after another into a folder."""
    from kth_sim.reporting.figures.decision import About, bias_waterfall  # noqa: PLC0415
    from kth_sim.reporting.figures.save import save_figure  # noqa: PLC0415
    from kth_sim.reporting.language import language  # noqa: PLC0415

    about = About(
        language=language("en"),
        scenario=scenario.label,
        seed=psa.seed,
        draws=n_draws,
        patients=psa.patients,
        basis=tables.bias["basis"].iloc[-1],
        warnings=warnings,
    )
    figure = bias_waterfall(tables.waterfall, about)
    save_figure(figure, tables.waterfall, folder, "bias_waterfall")
