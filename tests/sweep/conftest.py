"""Small sweeps in this process: twenty draws of sixty patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from kth_sim.runs.sweep import SweepOptions, prepare, run_sweep
from kth_sim.runs.sweep_sum import SweepResult
from kth_sim.scenarios.sweep import load_sweep

ROOT = Path(__file__).parents[2]
GRID = """
label: "Grid"
rationale: "Test"
base: national
kind: grid
axes:
  - {parameter: or_death_30d_kth, values: [0.5, 0.8]}
  - {parameter: rr_readmission_30d_kth, low: 0.8, high: 1.6, steps: 3}
  - {switch: later_care_costs, choices: [excluded, included]}
draws: 20
patients: 60
"""
SMALL = GRID.replace("[0.5, 0.8]", "[0.5]").replace("[excluded, included]", "[excluded]")
LIST = """
label: "List"
rationale: "Test"
base: national
kind: list
points:
  - {label: "As it is"}
  - {label: "=HYPERLINK(\\"http://x\\")", choose: {or_death_30d_kth: crude}}
  - {label: "<script>alert(1)</script>", scenario: immortal_time}
  - {label: "+1", set: {uptake_kth: 0.5}, structure: {later_care_costs: included}}
  - {label: "@x", set: {cost_acute_nurse_visit: 500}}
draws: 20
patients: 60
"""
HOSTILE = ('=HYPERLINK("http://x")', "<script>alert(1)</script>", "+1", "@x")


@pytest.fixture(scope="session")
def sweep_of(register, tmp_path_factory):
    """`sweep_of(text, name)`: the sweep of a file with that text."""

    def _sweep_of(text: str, name: str = "grid"):
        folder = tmp_path_factory.mktemp("configs") / "sweeps"
        folder.mkdir()
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_sweep(folder / f"{name}.yaml", register)

    return _sweep_of


@pytest.fixture(scope="session")
def carried_out(sweep_of):
    """`carried_out(text, out, name)`: the finished sweep of a file with that text."""

    def _carried_out(text: str, out: Path, name: str = "grid") -> SweepResult:
        return run_sweep(prepare(sweep_of(text, name), SweepOptions(out, workers=1)))

    return _carried_out


@pytest.fixture(scope="session")
def store(tmp_path_factory) -> Path:
    """A folder of runs, shared by all tests that only read."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="session")
def grid(carried_out, store) -> SweepResult:
    """A finished grid of twelve points; not to be altered."""
    return carried_out(GRID, store)


@pytest.fixture(scope="session")
def listed(carried_out, store) -> SweepResult:
    """A finished list of five points with hostile names; not to be altered."""
    return carried_out(LIST, store, "listed")
