"""What every figure of decision analysis shares: whose results, in which words, on which page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.style import new_figure
from kth_sim.reporting.language import Language

if TYPE_CHECKING:
    import pandas as pd

AXIS_WIDTH = 38  # letters to a line of an axis' label
ONE = ""  # the reading of a frame that knows no readings


@dataclass(frozen=True)
class About:
    """What a figure says of itself.

    Attributes:
        language: of every word and number.
        scenario: its name.
        seed: the key of all randomness; None: not known.
        draws: how many; None: not known, or the base case.
        patients: simulated in each draw and strategy; None: not known.
        basis: the weakest ground that it rests on, one of `economics.BASES`; None: not known.
        warnings: what a reader must know, one line each.
        labels: `{parameter id: English label}`.
        marks: thresholds to mark, DKK per QALY; the middle one stands in titles.
    """

    language: Language
    scenario: str
    seed: int | None = None
    draws: int | None = None
    patients: int | None = None
    basis: str | None = None
    warnings: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[float, ...] = ()

    @property
    def mark(self) -> float:
        """The threshold that titles speak of, DKK per QALY; nan if none is marked."""
        ordered = sorted(self.marks)
        return ordered[len(ordered) // 2] if ordered else float("nan")

    def footnote(self, *more: str) -> str:
        """Where a figure comes from and what it rests on, then what explains it."""
        say = self.language
        numbers = {"draws": self.draws, "patients": self.patients}
        parts = [say(f"note.{key}", n=say.number(n)) for key, n in numbers.items() if n]
        if self.seed is not None:
            parts.append(say("note.seed", seed=self.seed))
        whose = f"{say('note.scenario', scenario=self.scenario)}: {', '.join(parts)}."
        first = whose if parts else f"{say('note.scenario', scenario=self.scenario)}."
        basis = say(f"basis.{self.basis}") if self.basis else ""
        return " ".join(part for part in (first, basis, *more, *self.warnings) if part)

    def strategy(self, name: str) -> str:
        """What a strategy is called, in short."""
        return self.language.named("strategy", name)

    def parameter(self, name: str, label: str | None = None, unit: str = "") -> str:
        """What a parameter is called, with its unit where that is not plain from the name."""
        called = self.language.parameter(name, label or self.labels.get(name))
        shown = self.language.named("value_unit", unit, "") if unit else ""
        return f"{called} ({shown})" if shown else called

    def outcome(self, name: str) -> str:
        """What an outcome is called; a net benefit, such as `inmb_200000`, with its threshold."""
        kind, _, wtp = name.partition("_")
        if kind == "inmb" and wtp:
            return self.language("outcome.inmb_at", wtp=self.wtp(float(wtp)))
        return self.language.named("outcome", name)

    def outcome_axis(self, name: str, width: int = AXIS_WIDTH) -> str:
        """What an outcome is called and its unit, in lines of so many letters."""
        kind = "inmb" if name.startswith("inmb_") else name
        unit = self.language.named("outcome_unit", kind, "")
        return textwrap.fill(", ".join(part for part in (self.outcome(name), unit) if part), width)

    def wtp(self, value: float) -> str:
        """A threshold with its unit."""
        return self.language("unit.wtp", amount=self.language.money(value))


def page(title: str, about: About, *more: str, height: float) -> Figure:
    """An empty page with the title above and the footnote below."""
    return new_figure(title, about.footnote(*more), height)


def readings(frame: pd.DataFrame) -> list[str]:
    """The readings of the cost that a frame holds, in its order; one without a name if none."""
    return [str(name) for name in frame["reading"].unique()] if "reading" in frame else [ONE]


def of_reading(frame: pd.DataFrame, reading: str) -> pd.DataFrame:
    """The rows of one reading, without that column."""
    if "reading" not in frame:
        return frame
    return frame[frame["reading"] == reading].drop(columns="reading")


def panels(
    figure: Figure, frame: pd.DataFrame, about: About, *, across: bool = False
) -> Iterator[tuple[Axes, pd.DataFrame]]:
    """A panel a reading, below one another or across the page, each with its rows."""
    names = readings(frame)
    shape = (1, len(names)) if across else (len(names), 1)
    grid = figure.subplots(*shape, squeeze=False, sharex=not across)
    for axes, name in zip(grid.flat, names, strict=True):
        if name != ONE:
            axes.set_title(about.language.named("reading", name), fontweight="bold")
        yield axes, of_reading(frame, name)


def joined_readings(about: About, found: Mapping[str, str]) -> str:
    """`value (reading) and value (reading)`, or the value alone where there are no readings."""
    say = about.language
    parts = [
        text if name == ONE else f"{text} ({say.named('reading_short', name)})"
        for name, text in found.items()
    ]
    return say.listed(parts)


def with_wtp(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the threshold as a column, where it was the index."""
    return frame if "wtp" in frame else frame.rename_axis(index="wtp").reset_index()
