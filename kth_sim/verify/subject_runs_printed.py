"""Small runs as their readers see them: what the console says, beside what the folder holds."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console

from kth_sim.reporting.console import print_summary
from kth_sim.reporting.psa_console import print_psa
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.run import Options, run_scenario
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

WIDE = 400  # columns: no cell is wrapped


@dataclass(frozen=True)
class Printed:
    """One run, printed and stored.

    Attributes:
        text: what the console says.
        tables: what the folder holds, by file name.
        patients: simulated in each strategy (and draw).
        seed: of all randomness.
    """

    text: str
    tables: Mapping[str, pd.DataFrame]
    patients: int
    seed: int


def printed_base_case(scenario: Scenario, patients: int, seed: int) -> Printed:
    """A run of the base case, without figures."""
    with TemporaryDirectory() as folder:
        options = Options(Path(folder), seed, patients, "fast", 1, figures=False)
        report = run_scenario(scenario, options).report
        console = wide()
        print_summary(report, console)
        return Printed(text_of(console), tables_in(report.folder), patients, seed)


def printed_draws(scenario: Scenario, draws: pd.DataFrame, patients: int, seed: int) -> Printed:
    """A run of these draws."""
    with TemporaryDirectory() as folder:
        options = PsaOptions(patients, seed, folder=Path(folder) / "run", workers=1)
        result = run_psa(scenario, draws, options)
        console = wide()
        print_psa(scenario.label, result.payload, result.tables, console)
        return Printed(text_of(console), tables_in(result.folder), patients, seed)


def wide() -> Console:
    """A console that keeps what it is told, on lines that are long enough."""
    return Console(file=io.StringIO(), width=WIDE, highlight=False, markup=False)


def text_of(console: Console) -> str:
    """What a console of `wide` was told."""
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def tables_in(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of a run's folder, by file name."""
    import pandas as pd  # noqa: PLC0415

    found = {path.name: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}
    outcomes = folder / "outcomes.parquet"
    if outcomes.exists():
        found[outcomes.name] = pd.read_parquet(outcomes)
    return found
