"""One small comparison, and targets files to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from kth_sim.runs.external import External, draws_of, run_external
from kth_sim.runs.external_targets import find_targets, load_targets
from kth_sim.runs.psa import PsaOptions

DRAWS, PATIENTS = 24, 400


@pytest.fixture(scope="session")
def observed(register):
    """The observations shipped with the project."""
    return load_targets(find_targets(), register)


@pytest.fixture(scope="session")
def options(tmp_path_factory):
    """How the small comparison is carried out."""
    return PsaOptions(PATIENTS, 1, out=tmp_path_factory.mktemp("external"), workers=1)


@pytest.fixture(scope="session")
def small(scenario, register, observed, options) -> External:
    """The comparison of the national scenario, without figures; not to be altered."""
    national = scenario("national")
    draws = draws_of(national, register, DRAWS, options)
    return run_external(national, register, observed, draws, options, figures=False)


@pytest.fixture
def write(tmp_path):
    """Write a targets file of one target with these lines, and return its path."""

    def _write(*lines: str, head: str = "targets:\n  mine:\n    label: Mine\n") -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(head + "".join(f"    {line}\n" for line in lines), encoding="utf-8")
        return path

    return _write
