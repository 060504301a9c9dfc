"""The command line called in this process, and copies of the configurations to spoil."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kth_sim.cli import main
from kth_sim.evidence.register import Register, load_register

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def is_one_line_of_complaint(self) -> bool:
        """Exit code 2, one line on standard error, nothing on standard output."""
        one_line = self.err.endswith("\n") and self.err.count("\n") == 1 and len(self.err) > 1
        return self.code == 2 and one_line and not self.out and "Traceback" not in self.err


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`kth-sim` with these arguments, in this process."""

    def _cli(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["kth-sim", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return _cli


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs without their figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.run.draw_figures", lambda *_: None)


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
