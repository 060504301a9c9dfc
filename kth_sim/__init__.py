"""Discrete-event microsimulation of Kom Trygt Hjem after a hip fracture."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["__version__", "load_run"]

if TYPE_CHECKING:
    from pathlib import Path

    from kth_sim.runs.library import LoadedRun


def load_run(path: str | Path, out: str | Path = "outputs") -> LoadedRun:
    """A stored run of many draws: `.outcomes`, `.draws`, `.record`, `.decision()`.

    Args:
        path: its folder, or its name in `out`.
        out: where run folders are.

    Raises:
        UserError: there is no finished run of many draws.
    """
    from kth_sim.runs.library import load_run as load  # noqa: PLC0415 - keeps `--help` fast

    return load(path, out)
