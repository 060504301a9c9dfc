"""What the commands share: option types, loading, printing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register
    from kth_sim.scenarios.resolve import Scenario

SECONDS_BETWEEN_LINES = 5.0


class Engine(StrEnum):
    """How to simulate."""

    fast = "fast"
    reference = "reference"


class Method(StrEnum):
    """How draws are sampled."""

    random = "random"
    latin_hypercube = "latin_hypercube"
    sobol = "sobol"


class Kind(StrEnum):
    """What computes the chunks of a run of many draws."""

    threads = "threads"
    processes = "processes"
    dask = "dask"


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario's name or file.", show_default=False)
]
EvidenceFolder = Annotated[
    Path | None,
    typer.Option("--evidence", help="Evidence folder; default: the one beside the scenarios."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, max=2**63 - 1, help="Key of all randomness; default: scenario's."
    ),
]
ScenarioOption = Annotated[str, typer.Option("--scenario", help="A scenario's name or file.")]
Years = Annotated[
    int | None, typer.Option("--years", min=1, max=30, help="Calendar years; default: plan's.")
]
Threshold = Annotated[
    float | None, typer.Option("--wtp", help="DKK per QALY; default: the evidence's lower.")
]
PatientsEach = Annotated[
    int,
    typer.Option("--patients", min=1, max=10_000_000, help="Simulated in each draw and fidelity."),
]
Sampling = Annotated[Method, typer.Option("--method", help="How draws are sampled.")]
Threads = Annotated[
    int | None, typer.Option("--workers", min=1, max=256, help="Threads. Never changes a result.")
]
OutFolder = Annotated[Path, typer.Option("--out", help="Where the folder goes.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def load_evidence(folder: Path | None, scenario: Path | None = None) -> Register:
    """The evidence register of that folder, or of the one found."""
    from kth_sim.evidence.register import load_register  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_evidence  # noqa: PLC0415

    return load_register(folder or find_evidence(scenario))


def load(name: str, evidence: Path | None, register: Register | None = None) -> Scenario:
    """The resolved scenario of that name or file; by a register that is loaded already, if any."""
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.scenarios.resolve import load_scenario  # noqa: PLC0415

    path = find_scenario(name)
    return load_scenario(path, register or load_evidence(evidence, path))


def expand(names: list[str]) -> list[Path]:
    """Scenario and plan files of these names, files and folders."""
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.scenarios.rollout_plan import plan_paths  # noqa: PLC0415

    paths: list[Path] = []
    for name in names:
        path = plan_paths().get(name) or find_scenario(name)
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise UserError(f"{path}: no scenario or plan here: name a folder with *.yaml files")
        paths += inside
    return paths


def print_json(content: object) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def print_frame(rows: list[dict[str, Any]], columns: list[str], title: str) -> None:
    """A table on standard output."""
    import pandas as pd  # noqa: PLC0415

    from kth_sim.reporting.console import make_console, print_table  # noqa: PLC0415

    print_table(pd.DataFrame(rows, columns=columns), make_console(), columns, title)


class progress_bar:  # noqa: N801 - used as a function
    """A bar with time left on a terminal; elsewhere a plain line every few seconds."""

    def __init__(self, title: str) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress  # noqa: PLC0415

        console = Console(stderr=True)
        self._title, self._watched = title, console.is_terminal
        self._bar = Progress(console=console, transient=True, disable=not self._watched)
        self._task = self._bar.add_task(title, total=None)
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar.start()
        return self.advance

    def advance(self, done: int, total: int) -> None:
        """Show that so many of so many parts are done."""
        self._bar.update(self._task, completed=done, total=total)
        now = time.monotonic()
        if not self._watched and now - self._said >= SECONDS_BETWEEN_LINES and done < total:
            self._said = now
            left = (now - self._began) / done * (total - done)
            typer.echo(f"{self._title}: {done} of {total}, {left:.0f} s left", err=True)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
