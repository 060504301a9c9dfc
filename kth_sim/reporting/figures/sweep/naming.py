"""What the axes, points and figures of a sweep are called."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from kth_sim.reporting.figures.decision.drawing import least_digits
from kth_sim.reporting.figures.decision.page import About
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
NET_BENEFIT = "net_benefit_"  # of a plan, before its threshold
IN_MILLIONS = ("net_benefit_", "net_cost", "peak_net_cost")
BETWEEN = " · "  # the values of a point
LONGEST = 46  # letters of a point's name in one line


@dataclass(frozen=True)
class Naming:
    """The words of a sweep's figures.

    Attributes:
        about: whose results, in which language.
        axes: `subject, label, unit, n`, by the axis' id.
        design: `grid`, `list`, `latin_hypercube` or `sobol`.
    """

    about: About
    axes: pd.DataFrame
    design: str = "grid"

    def axis(self, name: str) -> str:
        """What an axis is called, with its unit."""
        row = self.axes.loc[name]
        if row["subject"] in ("parameter", "alternative"):
            unit = "" if not isinstance(row["unit"], str) else row["unit"]
            return self.about.parameter(name, str(row["label"]), unit)
        return self.about.language.named("sweep_axis", name, str(row["label"]))

    def value(self, name: str, value: float | str) -> str:
        """What a value of an axis is called."""
        say = self.about.language
        if not isinstance(value, str):
            return say.number(value, digits(float(value)))
        kinds = {"plan": "plan_name", "scenario": "scenario_name"}
        kind = kinds.get(str(self.axes.loc[name, "subject"]), "sweep_value")
        return say.named(kind, value, value.replace("_", " "))

    def point(self, row: pd.Series[Any], names: Sequence[str] | None = None) -> str:
        """What a point is called: as its file says, else by its values.

        Args:
            row: with the point's label and values.
            names: the axes to name it by; None: all that vary.
        """
        if self.design == "list" and names is None:
            return self.wrapped(str(row["point_label"]))
        used = self.varying if names is None else names
        return self.wrapped(BETWEEN.join(self.value(name, row[name]) for name in used))

    @property
    def varying(self) -> list[str]:
        """The axes that have several values."""
        return [str(name) for name in self.axes.index[self.axes["n"] > 1]]

    def wrapped(self, text: str, width: int = LONGEST) -> str:
        """A name in lines that leave room for the figure; no text is read as mathematics."""
        return textwrap.fill(text, width).replace("$", r"\$")

    def held(self, frame: pd.DataFrame, free: Sequence[str]) -> str:
        """A sentence on the axes that stand still; empty if none does."""
        still = [name for name in self.varying if name not in free and frame[name].nunique() == 1]
        parts = [f"{self.axis(name)}: {self.value(name, frame[name].iloc[0])}" for name in still]
        say = self.about.language
        return say("sweep.held", what="; ".join(parts)) if parts else ""

    def outcome(self, measure: str) -> str:
        """What a measure is called."""
        say = self.about.language
        if measure.startswith(NET_BENEFIT):
            at = self.about.wtp(float(measure.removeprefix(NET_BENEFIT)))
            return say("sweep.net_benefit_at", wtp=at)
        named = say.named("sweep_outcome", measure, "")
        return named or self.about.outcome(measure)

    def outcome_axis(self, measure: str, width: int = 46) -> str:
        """What a measure is called, and its unit, in lines."""
        say = self.about.language
        kind = "inmb" if measure.startswith("inmb_") else measure
        unit = say("sweep.millions") if scale_of(measure) != 1 else ""
        unit = unit or say.named("outcome_unit", kind, say.named("sweep_unit", kind, ""))
        parts = [self.outcome(measure), unit]
        return textwrap.fill(", ".join(part for part in parts if part), width)

    def amount(self, measure: str, value: float) -> str:
        """A value of a measure to three significant digits, as its axis shows it."""
        shown = value / scale_of(measure)
        return self.about.language.number(shown, three_digits(shown))

    def marked(self, frame: pd.DataFrame) -> str:
        """The mark of an assumption and what it means, if any row rests on one; else empty."""
        assumed = (frame["basis"] == ASSUMPTION).any()
        return self.about.language("note.mark", mark=MARKER) if assumed else ""

    def mark(self, basis: str) -> str:
        """The mark of an assumption, or nothing."""
        return f"\N{NO-BREAK SPACE}{MARKER}" if basis == ASSUMPTION else ""


def legend_rows(axes: Axes, handles: Sequence[Artist], across: int = 2) -> None:
    """A legend in rows of so many, in axes that hold nothing else."""
    axes.legend(handles=handles, loc="center left", ncols=across, borderaxespad=0)
    axes.set_axis_off()


def scale_of(measure: str) -> float:
    """What a measure is divided by before it is shown."""
    return MILLION if measure.startswith(IN_MILLIONS) else 1.0


def digits(value: float) -> int:
    """The decimals that a number was given with, at most three significant.

    >>> digits(0.55), digits(1.0), digits(0.775), digits(161060.0)
    (2, 0, 3, 0)
    """
    most = max(least_digits(value, 6), 0)
    return next(d for d in range(most + 1) if d == most or abs(round(value, d) - value) < 1e-9)


def three_digits(value: float) -> int:
    """Decimals (below 0: tens, hundreds) that leave three significant digits.

    >>> three_digits(42091.0), three_digits(0.0561), three_digits(0.0)
    (-2, 4, 0)
    """
    return min(2 - math.floor(math.log10(abs(value))), 4) if value else 0
