"""The process that carries one job out: `python -m kth_sim.app.worker JOB_FOLDER`.

It says on standard output how far it is, one JSON object a line, and stops when its standard input
ends: because the app closed it, or because the app is no more, however that came.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from kth_sim.app.asked import NewRun, check, written
from kth_sim.app.explorer import make_payload
from kth_sim.app.jobs import Job, read_job
from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.runs.execute import Progress

SECONDS_TO_STOP = 20.0  # after which a worker that does not listen ends all the same
CHUNKS = 50  # at least so many steps of progress, where there are as many draws
LARGEST_CHUNK = 100
INTERRUPTED = 3

Say = Callable[..., None]


def main() -> None:
    """Carry out the job of the folder named on the command line."""
    say = speaker(os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8"))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print goes to the log
    stopping = threading.Event()
    threading.Thread(target=stop_at_end, args=(sys.stdin, stopping), daemon=True).start()
    try:
        carry_out(Path(sys.argv[1]), say)
        say(end="finished")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except PartlyDoneError as error:
        if stopping.is_set():
            sys.exit(INTERRUPTED)
        say(end="failed", error=str(error))
    except UserError as error:
        say(end="failed", error=str(error))


def speaker(out: IO[str]) -> Say:
    """What writes keywords as one line of JSON."""

    def say(**content: object) -> None:
        out.write(json.dumps(content) + "\n")
        out.flush()

    return say


def stop_at_end(source: IO[str], stopping: threading.Event) -> None:
    """Wait for the end of a stream; then interrupt the work, and end soon in any case."""
    source.read()
    stopping.set()
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        threading.Event().wait(SECONDS_TO_STOP)
    os._exit(INTERRUPTED)  # chunks are written whole: nothing is lost


def carry_out(folder: Path, say: Say) -> None:
    """The run, if one was asked for, and then what its page shows.

    Raises:
        UserError: the job cannot be carried out as things are now.
        PartlyDoneError: interrupted, or some chunks failed; what is done is kept.
    """
    job, out = read_job(folder), folder.parent.parent
    plans: tuple[str, ...] = ()
    patients = None
    if job.asked is not None:
        simulate(job, job.asked, folder, partial(tell, say, "run"))
        plans, patients = job.asked.plans, job.asked.patients
    make_payload(out / job.id, plans, patients, folder, partial(tell, say, "page"))


def tell(say: Say, stage: str, done: int, total: int) -> None:
    """Say how far a stage is."""
    say(stage=stage, done=done, total=total)


def simulate(job: Job, asked: NewRun, folder: Path, progress: Progress) -> None:
    """Carry a new run out, or go on with it; one that is finished stays as it is."""
    from kth_sim.evidence.draws import make_draws  # noqa: PLC0415 - loads pandas
    from kth_sim.runs.psa import PsaOptions, run_psa  # noqa: PLC0415 - compiles
    from kth_sim.scenarios.resolve import load_scenario  # noqa: PLC0415

    checked = check(asked)
    if checked.id != job.id:
        what = "the evidence or the version of kth-sim changed since it was asked for"
        raise UserError(f"{job.id}: {what}: ask for the run anew")
    scenario = load_scenario(written(asked, folder), checked.register)
    options = PsaOptions(
        patients=asked.patients,
        seed=scenario.seed,
        folder=folder.parent.parent / job.id,
        chunk_size=max(1, min(LARGEST_CHUNK, asked.draws // CHUNKS)),
    )
    chosen = scenario.choices, scenario.overrides
    draws = make_draws(checked.register, *chosen, asked.draws, options.seed, options.method)
    run_psa(scenario, draws, options, progress)


if __name__ == "__main__":
    main()
