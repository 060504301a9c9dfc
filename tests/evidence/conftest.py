from collections.abc import Callable
from pathlib import Path

import pytest

from kth_sim.evidence.register import Register, load_register

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def register() -> Register:
    """The evidence shipped with the project."""
    return load_register(ROOT / "configs" / "evidence")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a YAML file and return its path."""

    def _write(content: str | bytes, name: str = "a.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write
