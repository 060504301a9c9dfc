"""Ctrl-C and SIGKILL of a real command: exit code 3 and one line, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parents[1] / "soak"
# Prints a line after each chunk, then waits to be told to go on.
PROGRAM = """
import sys
import kth_sim.runs.psa as psa
def telling(folder, index, content, put=psa.put_chunk):
    put(folder, index, content)
    print(index, flush=True)
    sys.stdin.readline()
psa.put_chunk = telling
if __name__ == "__main__":
    from kth_sim.cli import main
    main()
"""


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_ctrl_c(cli, undisturbed, content, tmp_path, kind):
    program, folder = tmp_path / "program.py", tmp_path / "run"
    program.write_text(PROGRAM)
    run = ["run", "national", "--draws", 23, "--patients", 60, "--seed", 1, "--chunk", 5]
    command = [*map(str, run), "--folder", str(folder), "--json"]
    process = subprocess.Popen(
        [sys.executable, program, *command, "--executor", kind, "--workers", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    process.stdout.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    process.stdout.readline()  # the second chunk is stored
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to workers, too
    _, complaint = process.communicate()
    assert process.returncode == 3
    assert complaint.count("\n") == 1
    assert complaint.startswith("interrupted: 2 of 5 chunks are kept in ")
    assert complaint.endswith("give the same command to go on\n")
    assert len(list((folder / "chunks").iterdir())) == 2
    said = cli(*command)
    assert (said.code, said.err) == (0, "")
    assert content(folder) == content(undisturbed.folder)


@pytest.mark.slow
def test_six_kills():
    """As `make soak`, with fewer kills: three of whole runs, three of worker processes."""
    given = [sys.executable, SOAK / "kills.py", "--kills", "6", "--draws", "300"]
    said = subprocess.run(given, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    counts = json.loads(said.stdout)
    assert (counts["killed_runs"], counts["killed_workers"]) == (3, 3)
    for name in ("taken_as_good", "lost", "computed_again", "redone_too_many", "wrong_results"):
        assert counts[name] == 0
