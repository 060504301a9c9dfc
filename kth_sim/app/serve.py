"""The server: a socket on 127.0.0.1, one app per outputs folder, and an address with a token."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import uvicorn

from kth_sim.app.desk import Desk
from kth_sim.app.jobs import FOLDER
from kth_sim.app.security import new_token
from kth_sim.app.server import make_app
from kth_sim.errors import UserError

HERE = "127.0.0.1"
SECONDS_TO_CLOSE = 5
MOST_AT_ONCE = 64  # connections
LOCK = "lock"


def serve(out: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve the runs of a folder until interrupted; then stop the worker cleanly.

    Args:
        out: where run folders are; it is made if it is not there.
        port: to listen on; 0: any that is free.
        ready: told the address, token included, once the server listens.

    Raises:
        UserError: the port is taken, or the folder cannot be written or is served already.
    """
    with locked(out), listening(port) as listener:
        actual, token = listener.getsockname()[1], new_token()
        desk = Desk(out)
        config = uvicorn.Config(
            make_app(desk, token, actual),
            access_log=False,  # it would write the token down
            log_level="warning",
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        )
        ready(f"http://{HERE}:{actual}/?token={token}")
        try:
            with suppress(KeyboardInterrupt):  # how it is ended
                uvicorn.Server(config).run(sockets=[listener])
        finally:
            desk.close()


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket that listens on this machine alone.

    Raises:
        UserError: the port is taken, or not ours to take.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HERE, port))
        except OSError as error:
            what = (error.strerror or str(error)).lower()
            raise UserError(f"--port {port}: {what}: choose another, or 0 for any") from None
        listener.listen()
        yield listener


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep a second app out of a folder; the system gives the lock back however this one ends.

    Raises:
        UserError: the folder cannot be written, or is served already.
    """
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        file = (out / FOLDER / LOCK).open("wb")
    except OSError as error:
        raise UserError(f"--outputs {out}: cannot be written: {error.strerror}") from None
    with file:
        if not taken(file):
            what = "another kth-sim app serves this folder: use its page, or end it"
            raise UserError(f"--outputs {out}: {what}")
        yield


def taken(file: BinaryIO) -> bool:
    """Whether a lock on the file could be taken."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
