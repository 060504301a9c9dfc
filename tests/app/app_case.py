"""How tests ask the app: through its address, in this process or as one of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx

from kth_sim.app.security import Guard

TOKEN, PORT = "the-token-of-this-test", 8123
PROGRAM = "from kth_sim.cli import main; main()"
PATIENCE = 120  # seconds, on a busy machine


def body(**changed: object) -> dict[str, object]:
    """A new run, small and right, but for what is changed."""
    small = {"scenario": "national", "draws": 4, "patients": 20, "plans": ["all_at_once"]}
    return {**small, **changed}


class Client:
    """Asks an ASGI app as its page does, without a network between."""

    def __init__(self, app: Guard) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def request(self, method: str, path: str, **more: object) -> httpx.Response:
        """The answer to one request."""
        return asyncio.run(self._asked(method, path, **more))

    async def _asked(self, method: str, path: str, **more: object) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=self._transport,
            base_url=f"http://127.0.0.1:{PORT}",
            headers={"Authorization": f"Bearer {TOKEN}"},
        ) as client:
            return await client.request(method, path, **more)

    get = partialmethod(request, "GET")
    post = partialmethod(request, "POST")
    delete = partialmethod(request, "DELETE")


class Served:
    """`kth-sim app` in a process of its own."""

    def __init__(self, out: Path) -> None:
        command = [sys.executable, "-c", PROGRAM, "app", "--no-open", "--outputs", str(out)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        said = self.process.stdout.readline()
        assert said.startswith("Explorer: "), self.process.communicate()[1]
        self.address = said.removeprefix("Explorer: ").strip()
        parts = urlsplit(self.address)
        self.token = parts.query.removeprefix("token=")
        self.client = httpx.Client(
            base_url=f"http://{parts.netloc}",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=PATIENCE,
        )

    def row(self, name: str) -> SimpleNamespace:
        """One run as the page lists it."""
        return SimpleNamespace(**self.client.get(f"/api/runs/{name}").json())

    def until(self, name: str, holds: Callable[[SimpleNamespace], bool]) -> SimpleNamespace:
        """Wait until something holds of a run."""
        end = time.monotonic() + PATIENCE
        while not holds(row := self.row(name)):
            assert time.monotonic() < end, row
            time.sleep(0.02)
        return row

    def begin(self, **changed: object) -> str:
        """Ask for a run; its id."""
        return self.client.post("/api/runs", json=body(**changed)).json()["id"]

    def workers(self) -> list[int]:
        """The processes that it started."""
        pid = self.process.pid
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]

    def end(self, signal_number: int) -> tuple[int, str]:
        """Stop it; its exit code and what it said on standard error."""
        self.client.close()
        self.process.send_signal(signal_number)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not asked for its code does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def one_line(response: httpx.Response) -> str:
    """The error of a response, which is one line of JSON and nothing else."""
    text = response.text
    assert response.headers["content-type"] == "application/json"
    assert text.endswith("\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    content = json.loads(text)
    assert list(content) == ["error"]
    assert content["error"]
    return content["error"]
