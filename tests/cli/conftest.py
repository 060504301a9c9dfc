"""The command line called in this process, and copies of the configurations to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kth_sim.evidence.register import Register, load_register

ROOT = Path(__file__).parents[2]


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs without their figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.run.draw_figures", lambda *_, **__: None)


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    """A copy of the shipped configurations."""
    return Path(shutil.copytree(ROOT / "configs", tmp_path / "configs"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Where runs should put their folders; not there yet."""
    return tmp_path / "out"


@pytest.fixture(scope="session")
def register() -> Register:
    """The evidence shipped with the project."""
    return load_register(ROOT / "configs" / "evidence")


@pytest.fixture
def evidence_read_once(monkeypatch: pytest.MonkeyPatch, register: Register) -> None:
    """The evidence is the shipped one throughout, and read but once: it takes a while."""
    monkeypatch.setattr("kth_sim.evidence.register.load_register", lambda _: register)
