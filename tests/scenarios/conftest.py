"""A copy of the shipped scenarios to write others beside, and what a text resolves to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kth_sim.evidence.register import Register, load_register
from kth_sim.scenarios.resolve import Scenario, load_scenario

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "configs" / "scenarios"
HEAD = "label: Mine\nrationale: A test\n"


@pytest.fixture(scope="session")
def evidence() -> Register:
    """The evidence shipped with the project."""
    return load_register(ROOT / "configs" / "evidence")


@pytest.fixture(scope="session")
def shipped(evidence: Register) -> Callable[[str], Scenario]:
    """A scenario shipped with the project, by name."""
    return lambda name: load_scenario(SCENARIOS / f"{name}.yaml", evidence)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a scenario file beside copies of those shipped, and return its path.

    A label and a rationale are put before text that has none.
    """
    folder = tmp_path / "scenarios"
    shutil.copytree(SCENARIOS, folder)

    def _write(content: str | bytes, name: str = "mine") -> Path:
        path = folder / f"{name}.yaml"
        if isinstance(content, str):
            content = (content if "label:" in content else HEAD + content).encode()
        path.write_bytes(content)
        return path

    return _write


@pytest.fixture
def resolve(write: Callable[..., Path], evidence: Register) -> Callable[..., Scenario]:
    """What one or more scenario texts resolve to; each is the base of the next."""

    def _resolve(*texts: str) -> Scenario:
        base, path = "national", Path()
        for i, text in enumerate(texts):
            name = f"layer_{i}"
            path = write(f"base: {base}\n{text}", name)
            base = name
        return load_scenario(path, evidence)

    return _resolve


@pytest.fixture(scope="module")
def write_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """Write one scenario file over and over beside copies of those shipped."""
    folder = tmp_path_factory.mktemp("fuzz") / "scenarios"
    shutil.copytree(SCENARIOS, folder)

    def _write(content: bytes) -> Path:
        path = folder / "fuzzed.yaml"
        path.write_bytes(content)
        return path

    return _write
