"""What a run has to say, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RunReport:
    """One run: who asked what, and the tables that answer.

    Attributes:
        scenario: name of the scenario.
        label: its title in words.
        rationale: one line on why it is asked.
        base: name of the scenario it differs from, or None.
        people_per_year: people to whom `scaled_per_year` refers.
        patients: patients simulated in each strategy.
        seed: seed of the keyed randomness.
        engine: `fast` or `reference`.
        version: version of kth-sim.
        evidence_hash: hash of the evidence that the parameters come from.
        folder: where the files of the run lie.
        warnings: one sentence each.
        summary: `strategy, measure, label, unit, mean, mcse, scaled_per_year, basis`.
        incremental: `measure, label, unit, mean, mcse, scaled_per_year, basis`, KTH less usual
            care, and the ratios (`nnt, cost_per_life_saved_3m, cost_per_qaly_*`);
            `scaled_per_year` is nan where a yearly total means nothing.
        costs_by_item: one row a cost item; written as it is.
        calibration: `quantity, strategy, denominator, target, integrated, simulated, mcse, z`.
        observed_vs_simulated: `fact, label, observed, simulated, mcse, use, comment`, and
            `unit` where it is known; `use` is `calibration` or `independent`.
        assumptions: `id, label, value, unit` of each assumption in use.
    """

    scenario: str
    label: str
    rationale: str
    base: str | None
    people_per_year: float
    patients: int
    seed: int
    engine: str
    version: str
    evidence_hash: str
    folder: Path
    warnings: tuple[str, ...]
    summary: pd.DataFrame
    incremental: pd.DataFrame
    costs_by_item: pd.DataFrame
    calibration: pd.DataFrame
    observed_vs_simulated: pd.DataFrame
    assumptions: pd.DataFrame
