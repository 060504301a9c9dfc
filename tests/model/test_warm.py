"""What is compiled beforehand is what a run calls afterwards, and only where it is missing."""

import subprocess
import sys

import pytest

from kth_sim.model import fast, warm
from kth_sim.model.calibration import calibrate_all


def test_simulating_nobody_compiles_just_what_a_run_calls(shipped_case):
    case = shipped_case("national", n_patients=2)
    fast.run_block(case, 0, range(2))
    called = set(fast.fill_draws.signatures), set(calibrate_all.signatures)
    warm.simulate_nobody()
    warm.calibrate_nobody()
    assert (set(fast.fill_draws.signatures), set(calibrate_all.signatures)) == called


@pytest.fixture
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setattr(warm, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(warm.config, "DISABLE_JIT", 0)
    return tmp_path


def test_both_kernels_must_be_in_the_cache(empty_cache):
    assert not warm.is_compiled()
    (empty_cache / "model").mkdir()
    (empty_cache / "model" / "fast.fill_draws-110.py311.nbi").touch()
    assert not warm.is_compiled()
    (empty_cache / "model" / "calibration.calibrate_all-41.py311.nbi").touch()
    assert warm.is_compiled()


def test_without_a_cache_nothing_is_compiled_beforehand(monkeypatch):
    monkeypatch.setattr(warm, "cache_folder", lambda: None)
    assert warm.is_compiled()


@pytest.mark.usefixtures("empty_cache")
def test_the_simulation_is_compiled_in_a_process_beside(monkeypatch, capsys):
    started = []

    class Beside:
        def __init__(self, command):
            started.append(command)

        def wait(self):
            started.append("waited")

    monkeypatch.setattr(subprocess, "Popen", Beside)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    warm.warm.__wrapped__()
    assert started == [[sys.executable, "-m", "kth_sim.model.warm"], "waited"]
    assert "once" in capsys.readouterr().err
