"""Kill runs of many draws at random moments and see that nothing is lost and nothing is wrong.

`python tests/soak/kills.py --kills 200` (or `make soak`): half of the kills take a whole
`kth-sim run` (threads), half of them a worker process of one. After each kill every file of a
finished chunk is compared with the same chunk of an undisturbed run. Prints figures; exit code 1
if anything was lost, redone without need or wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.runs.chunks import ChunkData
from kth_sim.runs.library import problems
from kth_sim.runs.replay import same
from kth_sim.runs.store import chunk_path, read_chunk, read_plan

WORKERS = 2
HERE = Path(__file__).parent
RUN = ["run", "national", "--patients", "500", "--chunk", "10"]


@dataclass
class Counts:
    """What happened, and what must not."""

    kills: int = 0
    killed_runs: int = 0
    killed_workers: int = 0
    completed_runs: int = 0
    chunks_checked: int = 0
    found_out: int = 0  # half-written files under a chunk's name, noticed
    most_redone: int = 0  # chunks begun twice, by one kill
    redone: int = 0
    taken_as_good: int = 0  # must stay 0, as all below
    lost: int = 0
    computed_again: int = 0
    redone_too_many: int = 0
    wrong_results: int = 0

    def wrong(self) -> bool:
        """Whether anything happened that must not."""
        return any(
            (
                self.taken_as_good,
                self.lost,
                self.computed_again,
                self.redone_too_many,
                self.wrong_results,
            )
        )


@dataclass
class Watched:
    """One run folder that is killed again and again until it is complete."""

    folder: Path
    kind: str
    truth: list[ChunkData]
    outcomes: bytes
    counts: Counts
    draws: int
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)
    begun: Counter[int] = field(default_factory=Counter)

    @property
    def log(self) -> Path:
        """Where chunks that are begun are noted."""
        return self.folder.with_suffix(".log")

    def start(self) -> subprocess.Popen[bytes]:
        """Give the command (again), in a process group of its own."""
        how = [
            "--draws",
            str(self.draws),
            "--executor",
            self.kind,
            "--workers",
            str(WORKERS),
            "--folder",
        ]
        return subprocess.Popen(
            [sys.executable, str(HERE / "logged_run.py"), *RUN, *how, str(self.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"CHUNK_LOG": str(self.log)},
        )

    def n_begun(self) -> int:
        """Chunks begun so far."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def check(self, kills: int) -> None:
        """Compare what is there with the truth, after that many kills since the last time."""
        counts = self.counts
        here = self.finished()
        for index, was in self.seen.items():
            if here.get(index) != was:
                counts.lost += 1
        lines = self.log.read_text().split() if self.log.exists() else []
        begun = Counter(map(int, lines))
        new = begun - self.begun
        counts.computed_again += sum(new[index] for index in self.seen)
        redone = sum(new.values()) - len(here.keys() - self.seen.keys())
        counts.redone += redone
        counts.most_redone = max(counts.most_redone, -(-redone // max(kills, 1)))
        counts.redone_too_many += max(redone - kills * WORKERS, 0)
        self.seen, self.begun = here, begun
        if (self.folder / "run.json").exists() and problems(self.folder):
            counts.wrong_results += 1

    def finished(self) -> dict[int, tuple[int, int]]:
        """Each good chunk's file, by inode and time, after a look at its content."""
        if not (self.folder / "plan.json").exists():
            return {}
        plan, found = read_plan(self.folder), {}
        for index in range(len(plan.chunks())):
            path = chunk_path(self.folder, index)
            if not path.exists():
                continue
            self.counts.chunks_checked += 1
            try:
                chunk = read_chunk(self.folder, plan, index)
            except UserError:
                self.counts.found_out += 1
                continue
            self.counts.taken_as_good += not same(chunk, self.truth[index])
            found[index] = (path.stat().st_ino, path.stat().st_mtime_ns)
        return found

    def complete(self) -> None:
        """Look at a run that ended by itself."""
        self.counts.completed_runs += 1
        right = (self.folder / "outcomes.parquet").read_bytes() == self.outcomes
        if not right or problems(self.folder):
            self.counts.wrong_results += 1


def kill_run(run: Watched, rng: random.Random) -> bool:
    """Start the run and kill it with all it started; False if it was complete before."""
    process, before = run.start(), run.n_begun()
    if rng.random() < 0.8:  # somewhere in the computing
        while process.poll() is None and run.n_begun() == before:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.5))
    else:  # anywhere, from the first import to the last table
        time.sleep(rng.uniform(0, 4))
    done = process.poll() is not None
    if not done:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        run.counts.kills += 1
        run.counts.killed_runs += 1
    run.check(0 if done else 1)
    return not done


def kill_workers(run: Watched, rng: random.Random, most: int) -> bool:
    """Start the run and kill its workers one by one; False if it was complete in the end."""
    process, kills, begun = run.start(), 0, run.n_begun()
    while process.poll() is None and kills < most:
        while process.poll() is None and run.n_begun() == begun:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.5))
        begun = run.n_begun()
        workers = workers_of(process.pid)
        if workers and process.poll() is None:
            os.kill(rng.choice(workers), signal.SIGKILL)
            kills += 1
    process.wait()
    run.counts.kills += kills
    run.counts.killed_workers += kills
    run.check(kills)
    return process.returncode != 0


def workers_of(parent: int) -> list[int]:
    """The worker processes of a run (Linux)."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [
            int(child)
            for child in children
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]
    except FileNotFoundError:  # one ended as we looked
        return []


def soak(kills: int, seed: int, draws: int, out: Path) -> Counts:
    """Kill until there were that many kills, half of whole runs, half of workers."""
    counts, rng = Counts(), random.Random(seed)
    truth = Watched(out / "truth", "threads", [], b"", counts, draws)
    if truth.start().wait():
        sys.exit("the undisturbed run failed")
    plan = read_plan(truth.folder)
    chunks = [read_chunk(truth.folder, plan, i) for i in range(len(plan.chunks()))]
    outcomes = (truth.folder / "outcomes.parquet").read_bytes()
    for number in range(kills):
        left = kills - counts.kills
        if left <= 0:
            break
        kind = "threads" if counts.killed_runs < kills // 2 else "processes"
        run = Watched(out / f"run{number}", kind, chunks, outcomes, counts, draws)
        while (
            kill_run(run, rng)
            if kind == "threads"
            else kill_workers(run, rng, min(kills - counts.kills, 8))
        ):
            if kind == "threads" and counts.killed_runs >= kills // 2:
                run.start().wait()
                run.check(0)
                break
        run.complete()
        shutil.rmtree(run.folder)
    return counts


def main() -> None:
    """Soak, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=600)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        counts = soak(asked.kills, asked.seed, asked.draws, Path(out))
    sys.stdout.write(json.dumps(vars(counts), indent=2) + "\n")
    sys.exit(counts.wrong())


if __name__ == "__main__":
    main()
