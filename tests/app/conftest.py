"""A desk over an empty folder, asked through the guarded app; and the app as a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_case import PORT, TOKEN, Client, Served

from kth_sim.app.desk import Desk
from kth_sim.app.server import make_app


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "out")
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Client:
    """The app, guarded, over the desk."""
    return Client(make_app(desk, TOKEN, PORT))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[], Served]]:
    """`serve()`: the app over the folder `out`; killed at the end, if it is there still."""
    started: list[Served] = []

    def _serve() -> Served:
        started.append(Served(tmp_path / "out"))
        return started[-1]

    yield _serve
    for one in started:
        one.process.kill()
        one.process.communicate()
