"""A real Dask cluster of separate processes: the same bytes, and what dies costs its chunk."""

from __future__ import annotations

import json
import os
import signal

import pytest

from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.runs.workers import connect, maker

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster():
    """Two workers with one thread each, as processes of their own."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


@pytest.fixture
def on_cluster(carry_out, cluster):
    """`on_cluster(folder, ...)`: a small run there."""
    there = {"executor": "dask", "scheduler": cluster.scheduler_address, "workers": None}
    return lambda folder, **options: carry_out(folder, **there | options)


def test_the_same_bytes_from_the_command_line(cli, cluster, undisturbed, content, tmp_path):
    given = ["--draws", 23, "--patients", 60, "--seed", 1, "--chunk", 5, "--folder", tmp_path / "r"]
    where = ["--executor", "dask", "--scheduler", cluster.scheduler_address]
    said = cli("run", "national", *given, *where, "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["increments"] == undisturbed.payload["increments"]
    assert content(tmp_path / "r") == content(undisturbed.folder)


def test_as_many_at_once_as_the_cluster_has_threads(cluster):
    executor, places = maker("dask", None, cluster.scheduler_address)()
    executor.shutdown()
    assert places == 2


def test_interrupted_and_resumed(on_cluster, undisturbed, content, interrupted_after, tmp_path):
    with pytest.raises(PartlyDoneError, match="interrupted: 2 of 5 chunks are kept"):
        on_cluster(tmp_path / "run", progress=interrupted_after(2))
    assert content(on_cluster(tmp_path / "run").folder) == content(undisturbed.folder)


def test_a_worker_killed_in_mid_run(on_cluster, cluster, undisturbed, content, tmp_path):
    client = connect(cluster.scheduler_address)
    victims = list(client.run(os.getpid).values())
    client.close()

    def progress(done, _):
        if done == 1:
            os.kill(victims[0], signal.SIGKILL)

    again = on_cluster(tmp_path / "run", progress=progress)
    assert content(again.folder) == content(undisturbed.folder)


def test_the_scheduler_goes_away_in_mid_run(carry_out, undisturbed, content, tmp_path):
    other = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    )
    there = {"executor": "dask", "scheduler": other.scheduler_address}

    def progress(done, _):
        if done == 2:
            other.close()

    with pytest.raises(PartlyDoneError, match=r"no Dask scheduler answers.*2 of 5 chunks are kept"):
        carry_out(tmp_path / "run", progress=progress, **there)
    assert content(carry_out(tmp_path / "run").folder) == content(undisturbed.folder)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "tcp://no-such-host.invalid:8786", "x://"]
)
def test_no_scheduler_there(cli, monkeypatch, tmp_path, address):
    monkeypatch.setattr("kth_sim.runs.workers.SECONDS_TO_ANSWER", 1)
    where = ["--executor", "dask", "--scheduler", address, "--folder", tmp_path / "run"]
    said = cli("run", "national", "--draws", 10, "--patients", 20, *where)
    assert said.is_one_line_of_complaint()
    assert f"--scheduler {address}: no Dask scheduler answers" in said.err
    assert list(tmp_path.iterdir()) == []


def test_no_scheduler_named(carry_out, tmp_path):
    with pytest.raises(UserError, match="needs --scheduler"):
        carry_out(tmp_path / "run", executor="dask")
    assert list(tmp_path.iterdir()) == []
