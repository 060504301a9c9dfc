"""Two Dask workers on nodes of their own (network namespaces), one of which dies in mid-run.

Needs Linux and the right to make namespaces; skips where it cannot.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys

import pytest

distributed = pytest.importorskip("distributed")

HOST, NODE = "10.213.{}.1", "10.213.{}.2"


def ip(*arguments):
    """The `ip` command, which must succeed."""
    subprocess.run(["ip", *map(str, arguments)], check=True, capture_output=True)


def make_node(number):
    """A network namespace that reaches only this machine, over a cable of its own."""
    name, cable = f"kth{os.getpid()}n{number}", f"kth{os.getpid() % 10**6}v{number}"
    ip("netns", "add", name)
    ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
    ip("addr", "add", HOST.format(number) + "/30", "dev", cable)
    ip("link", "set", cable, "up")
    inside = ["netns", "exec", name, "ip"]
    ip(*inside, "addr", "add", NODE.format(number) + "/30", "dev", "eth0")
    ip(*inside, "link", "set", "lo", "up")
    ip(*inside, "link", "set", "eth0", "up")
    ip(*inside, "route", "add", "default", "via", HOST.format(number))
    return name


def start(*arguments, node=None):
    """A Dask command in a process group of its own, on a node."""
    where = ["ip", "netns", "exec", node] if node else []
    return subprocess.Popen(
        [*where, sys.executable, "-m", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"},
    )


def end(process):
    """Kill it with all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def nodes():
    """The names of two nodes."""
    made = []
    try:
        made = [make_node(number) for number in (1, 2)]
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("cannot make network namespaces here")
    yield made
    for name in made:
        ip("netns", "delete", name)


@pytest.fixture
def two_nodes(nodes):
    """The scheduler's address and the processes of a worker on each node."""
    port = free_port()
    scheduler = start(
        "distributed.cli.dask_scheduler", "--host", "0.0.0.0", "--port", port, "--no-dashboard"
    )
    address = "tcp://" + HOST.format(1) + f":{port}"
    about = ["--nthreads", 1, "--no-dashboard"]
    workers = [
        start(
            *("distributed.cli.dask_worker", address, *about, "--host", NODE.format(number)),
            node=node,
        )
        for number, node in enumerate(nodes, start=1)
    ]
    try:
        with distributed.Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
            hosts = {worker["host"] for worker in client.scheduler_info()["workers"].values()}
        assert hosts == {NODE.format(1), NODE.format(2)}
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            end(process)


@pytest.mark.slow
def test_a_node_dies_in_mid_run(carry_out, undisturbed, content, two_nodes, tmp_path):
    address, workers = two_nodes

    def progress(done, _):
        if done == 2:
            end(workers[0])

    given = {"executor": "dask", "scheduler": address, "workers": None}
    again = carry_out(tmp_path / "run", progress=progress, **given)
    assert content(again.folder) == content(undisturbed.folder)
