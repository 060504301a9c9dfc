"""An interrupted run says so, leaves with code 3, and leaves nothing behind."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

# Says that the simulation is on its way, and then simulates far more than a test would wait for.
PROGRAM = """
import sys
import kth_sim.runs.run as run
simulate = run.simulate
def telling(case, engine, workers, progress=None):
    return simulate(case, engine, workers, lambda done, total: print(done, total, flush=True))
run.simulate = telling
from kth_sim.cli import main
main()
"""
FAR_TOO_MANY = {"fast": 50_000_000, "reference": 10_000}


@pytest.mark.parametrize(("engine", "workers"), [("fast", 2), ("reference", 2)])
def test_a_signal_in_mid_simulation(tmp_path, engine, workers):
    out = tmp_path / "out"
    patients = FAR_TOO_MANY[engine]
    options = ["--patients", patients, "--engine", engine, "--workers", workers, "--out", out]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "run", "national", *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        first = process.stdout.readline()  # the first block is done
        during = sorted(path.name for path in out.iterdir())
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate()
    finally:
        process.kill()
    assert first.split()[0] == "1"
    assert process.returncode == 3, complaint
    assert complaint.count("\n") == 1
    assert complaint.startswith("interrupted")
    assert "Traceback" not in complaint
    assert all(name.startswith(".") for name in during)  # never a name that looks like a run's
    assert list(out.iterdir()) == []


def test_a_killed_run_leaves_no_folder_that_looks_complete(tmp_path):
    out = tmp_path / "out"
    options = ["--patients", "50000000", "--workers", "1", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "run", "national", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    assert all(path.name.startswith(".") for path in out.iterdir())
    assert not list(out.rglob("run.json"))


def test_an_interrupt_in_this_process(cli, empty, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kth_sim.runs.run.evaluate", interrupt)
    said = cli("run", "national", "--patients", 10, "--out", empty)
    assert (said.code, said.out) == (3, "")
    assert said.err.count("\n") == 1
    assert list(empty.iterdir()) == []
