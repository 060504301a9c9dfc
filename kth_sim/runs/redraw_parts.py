"""What a figure of a stored run is made of: the run, a kind of figure, one that is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.runs.psa_results import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.reporting.figures.decision import About, Figure

VOI = "voi"  # where a run keeps its analyses of the value of information


@dataclass(frozen=True)
class Stored:
    """A stored run, whatever made it.

    Attributes:
        folder: where it is.
        record: what `run.json` says.
        marks: thresholds at which results are read, DKK per QALY.
    """

    folder: Path
    record: Mapping[str, Any]
    marks: tuple[float, ...]

    def path(self, name: str) -> Path:
        """Where a file of the run is, or would be."""
        beside = self.folder / name
        return beside if beside.is_file() else self.folder / VOI / name

    def table(self, name: str) -> pd.DataFrame:
        """A csv of the run."""
        import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

        return pd.read_csv(self.path(name))

    @cached_property
    def panel(self) -> pd.DataFrame:
        """Every measure by strategy and draw."""
        import pandas as pd  # noqa: PLC0415 - as above

        return pd.read_parquet(self.path(OUTCOMES))


@dataclass(frozen=True)
class Drawing:
    """One figure, ready to be drawn.

    Attributes:
        name: of its files.
        frame: what it draws.
        draw: from what it says of itself to the figure.
    """

    name: str
    frame: pd.DataFrame
    draw: Callable[[About], Figure]


@dataclass(frozen=True)
class Kind:
    """A kind of figure; it may give several.

    Attributes:
        name: on the command line.
        needs: files that the run must hold.
        source: the command that makes them.
        drawings: from the run to its figures.
    """

    name: str
    needs: tuple[str, ...]
    source: str
    drawings: Callable[[Stored], Iterator[Drawing]]

    def missing(self, stored: Stored) -> list[str]:
        """Which of the files the run does not hold."""
        return [name for name in self.needs if not stored.path(name).is_file()]


def simple(
    name: str, frame: pd.DataFrame, function: str | None = None, room: str = "decision"
) -> Drawing:
    """A figure that is a function of its frame alone, of that name if no other is given."""

    def draw(about: About) -> Figure:
        module = import_module(f"kth_sim.reporting.figures.{room}")  # loads matplotlib
        figure: Figure = getattr(module, function or name)(frame, about)
        return figure

    return Drawing(name, frame, draw)
