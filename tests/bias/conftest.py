"""Small bias analyses and averages in this process, and the command line beside them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kth_sim.cli import main
from kth_sim.evidence.draws import make_draws
from kth_sim.runs.bias import BiasOptions, BiasResult, asked_weights, run_bias
from kth_sim.runs.psa import PsaOptions

DRAWS, PATIENTS = 24, 200


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


@pytest.fixture(scope="session")
def national(scenario):
    """The national scenario."""
    return scenario("national")


@pytest.fixture(scope="session")
def draws(register, national):
    """Draws of the national scenario."""
    return make_draws(register, national.choices, national.overrides, DRAWS, 1)


@pytest.fixture(scope="session")
def psa(tmp_path_factory) -> PsaOptions:
    """How every run is carried out."""
    out = tmp_path_factory.mktemp("bias")
    return PsaOptions(PATIENTS, 1, out=out, workers=1, chunk_size=10)


@pytest.fixture(scope="session")
def analysed(national, register, draws, psa) -> BiasResult:
    """The whole analysis; not to be altered."""
    options = BiasOptions(asked_weights([], {}), (200_000.0, 500_000.0), psa)
    return run_bias(national, register, draws, options)
