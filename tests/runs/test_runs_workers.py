"""What a worker process must not do: answer an interrupt that the run itself deals with."""

from __future__ import annotations

import signal

from kth_sim.runs.execute import executor_for


def test_worker_processes_leave_interrupts_to_the_run():
    """Ctrl-C reaches every process; a worker that is still starting would print a traceback."""
    with executor_for("reference", 1) as executor:
        handler = executor.submit(signal.getsignal, signal.SIGINT).result()
        blocked = executor.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result()
    assert handler == signal.SIG_IGN or signal.SIGINT in blocked
