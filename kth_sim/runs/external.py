"""Observed against simulated: the whole list, with how sure either side is."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import Register
from kth_sim.reporting.external_words import sentences
from kth_sim.reporting.language import LANGUAGES, language
from kth_sim.runs.dsa_folder import records, write_folder
from kth_sim.runs.execute import Progress
from kth_sim.runs.external_quantities import Z, to_scale
from kth_sim.runs.external_simulated import Simulated, simulate_basic, simulate_quantities
from kth_sim.runs.external_targets import (
    NONE,
    Target,
    find_targets,
    load_targets,
    use_of,
)
from kth_sim.runs.folder import digest
from kth_sim.runs.labels import assumptions_table
from kth_sim.runs.psa import PsaOptions
from kth_sim.runs.record import described
from kth_sim.runs.store import draws_digest
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

KIND = "external"
DRAWS, PATIENTS = 200, 5000
COLUMNS = (
    "target",
    "label",
    "quantity",
    "unit",
    "use",
    "observed",
    "observed_low",
    "observed_high",
    "spread",
    "n",
    "simulated",
    "simulated_low",
    "simulated_high",
    "difference",
    "relative_difference",
    "scale",
    "se_observed",
    "sd_parameters",
    "mcse",
    "z",
    "verdict",
    "source",
    "note",
)


@dataclass(frozen=True)
class External:
    """A finished comparison.

    Attributes:
        folder: where it is.
        table: as written to `external.csv`.
        payload: the object that `--json` prints.
    """

    folder: Path
    table: pd.DataFrame
    payload: dict[str, Any]


def validation_table(
    scenario: Scenario,
    register: Register,
    *,
    targets: Path | None = None,
    n_draws: int = DRAWS,
    options: PsaOptions | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Observed against simulated, a row a target; columns as in `external.csv`.

    Args:
        scenario: what is simulated.
        register: its evidence.
        targets: the file of observations; None: the one shipped.
        n_draws: draws of the parameters.
        options: patients, seed, method and workers; None: as the command has them.
        progress: told of chunks done.

    Raises:
        UserError: there is no such file, or draws cannot be made.
        ConfigError: a mistake in the file, at its place.
        PartlyDoneError: draws could not be computed.
    """
    observed = load_targets(targets or find_targets(), register)
    psa = options or PsaOptions(PATIENTS, scenario.seed)
    draws = draws_of(scenario, register, n_draws, psa)
    return compared(scenario, register, observed, draws, psa, progress)[0]


def draws_of(
    scenario: Scenario, register: Register, n_draws: int, options: PsaOptions
) -> pd.DataFrame:
    """The draws that are simulated."""
    choices, overrides = scenario.choices, scenario.overrides
    return make_draws(register, choices, overrides, n_draws, options.seed, options.method)


def compared(
    scenario: Scenario,
    register: Register,
    targets: Sequence[Target],
    draws: pd.DataFrame,
    options: PsaOptions,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The table, and what a reader must know of the draws behind it."""
    import pandas as pd  # noqa: PLC0415

    psa = replace(options, patients=options.patients or PATIENTS)
    wanted = [target.quantity for target in targets]
    basic = simulate_basic(scenario, register, draws, psa, wanted, progress)
    found = simulate_quantities(basic, wanted)
    rows = [
        row_of(target, found[target.quantity], use_of(target, scenario, register))
        for target in targets
    ]
    lost = f"{basic.unreachable} draws have a target that no hazard reaches"
    return pd.DataFrame(rows, columns=list(COLUMNS)), (lost,) if basic.unreachable else ()


def row_of(target: Target, simulated: Simulated, use: str) -> dict[str, object]:
    """One row: the observation, the model's answer, and the distance between them.

    `z` is the distance in standard errors of observation, parameters and luck together, on the
    quantity's scale; nan where the observation has no uncertainty.
    """
    scale = target.about.scale
    se = standard_error(target)
    ends = to_scale(scale, np.array([target.observed, simulated.value]))
    z = float(ends[1] - ends[0]) / math.hypot(se, simulated.sd, simulated.mcse)
    if scale == "inverse":
        z = -z  # a larger quantity is a smaller inverse
    return {
        "target": target.id,
        "label": target.label,
        "quantity": target.quantity,
        "unit": target.about.unit,
        "use": use,
        "observed": target.observed,
        "observed_low": target.low,
        "observed_high": target.high,
        "spread": target.spread,
        "n": target.n,
        "simulated": simulated.value,
        "simulated_low": simulated.low,
        "simulated_high": simulated.high,
        "difference": simulated.value - target.observed,
        "relative_difference": simulated.value / target.observed - 1,
        "scale": scale,
        "se_observed": se,
        "sd_parameters": simulated.sd,
        "mcse": simulated.mcse,
        "z": z,
        "verdict": verdict(target, simulated, z),
        "source": target.source,
        "note": target.note,
    }


def standard_error(target: Target) -> float:
    """Of the observation, on its scale: the width of its 95 % interval by 2 x 1.96.

    nan where it has no interval.
    """
    if target.spread == NONE:
        return math.nan
    low, high = to_scale(target.about.scale, np.array([target.low, target.high]))
    return abs(float(high - low)) / (2 * Z)


def verdict(target: Target, simulated: Simulated, z: float) -> str:
    """`agrees` or `misses` by z; without it, whether the model's interval holds the observation."""
    if math.isfinite(z):
        return "agrees" if abs(z) <= Z else "misses"
    return "inside" if simulated.low <= target.observed <= simulated.high else "outside"


def run_external(
    scenario: Scenario,
    register: Register,
    observed: Sequence[Target],
    draws: pd.DataFrame,
    options: PsaOptions,
    *,
    figures: bool = True,
    progress: Progress | None = None,
) -> External:
    """Compare, and write the folder: `external.csv`, `external.json`, figures and record.

    Raises:
        UserError: the folder cannot be written.
        PartlyDoneError: draws could not be computed.
    """
    table, warnings = compared(scenario, register, observed, draws, options, progress)
    about = about_run(scenario, observed, draws, options)
    payload: dict[str, Any] = {
        "scenario": scenario.name,
        "seed": options.seed,
        "draws": len(draws),
        "patients": options.patients or PATIENTS,
        "warnings": list(warnings),
        "external": records(table.replace([np.inf, -np.inf], np.nan)),
    }

    payload["words"] = {code: sentences(table, language(code)) for code in LANGUAGES}

    def beside(inside: Path) -> None:
        text = json.dumps(payload, indent=2, ensure_ascii=False, allow_nan=False)
        inside.with_name(f"{KIND}.json").write_text(text + "\n", encoding="utf-8")
        if figures:
            from kth_sim.runs.external_figures import draw_both  # noqa: PLC0415

            draw_both(table, scenario, payload, inside)

    tables = {KIND: table, "assumptions": assumptions_table(scenario)}
    stem = f"{scenario.name}-{KIND}"
    folder = write_folder(stem, about, tables, warnings, options.out, beside)
    return External(folder, table, {**payload, "folder": str(folder)})


def about_run(
    scenario: Scenario, targets: Sequence[Target], draws: pd.DataFrame, options: PsaOptions
) -> Mapping[str, Any]:
    """All that the results depend on."""
    said = [vars(target) | {"ids": sorted(target.ids)} for target in targets]
    return {
        "scenario": described(scenario),
        "seed": options.seed,
        "engine": "fast",
        "patients": options.patients or PATIENTS,
        "analysis": {"kind": KIND, "draws": draws_digest(draws), "targets": digest(said)},
        "evidence_hash": scenario.evidence_digest,
    }
