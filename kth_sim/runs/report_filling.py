"""What every section of a report is filled from, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kth_sim.economics import MEASURES, Outcomes
from kth_sim.reporting.document import Block, Cell, Fact, Paragraph
from kth_sim.runs.psa_figures import by_reading
from kth_sim.runs.report_budget import NONE
from kth_sim.runs.report_cells import Pen, Row, by, rows_of
from kth_sim.runs.report_figures import Gallery
from kth_sim.runs.report_runs import BASE, PSA, ROLLOUT, Sources

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.register import Register
    from kth_sim.reporting.language import Language
    from kth_sim.runs.redraw_kinds import Stored


@dataclass(frozen=True)
class Filling:
    """Runs, words, figures and evidence.

    Attributes:
        sources: the runs.
        pen: writes cells.
        gallery: draws figures.
        register: the evidence; None if it is not that of the runs.
    """

    sources: Sources
    pen: Pen
    gallery: Gallery
    register: Register | None

    @property
    def say(self) -> Language:
        """The report's language."""
        return self.pen.say

    @property
    def results(self) -> Stored | None:
        """The run that results are read from: of many draws, else the base case."""
        return self.sources.get(PSA) or self.sources.get(BASE)

    @property
    def many(self) -> bool:
        """Whether results come from many draws, and have intervals."""
        return self.sources.get(PSA) is not None

    @property
    def whom(self) -> dict[str, str]:
        """Whom the scenario is about: how many a year, from which age, followed for how long."""
        known = self.sources.scenario["parameters"]
        return {
            "people": self.say.number(self.sources.people),
            "age": self.say.number(known["age_min"]["value"]),
            "days": self.say.number(known["days_kth"]["value"]),
        }

    def table(self, name: str) -> pd.DataFrame:
        """A table of the results; empty without any."""
        import pandas as pd  # noqa: PLC0415

        return pd.DataFrame() if self.results is None else self.results.table(f"{name}.csv")

    @cached_property
    def increments(self) -> dict[str, Row]:
        """KTH less usual care, by measure or ratio."""
        return by(rows_of(self.table("incremental")), "measure")

    def year(self, name: str, what: str = "mean") -> float | None:
        """A measure's difference for the people of a year, or an end of its interval.

        A risk among those discharged alive is totalled from the risk among all operated.
        """
        measure = MEASURES[name]
        each = self.increments[measure.scaled_from or name].get(what)
        return each * self.sources.people if measure.scaled_unit and each is not None else None

    @cached_property
    def decision(self) -> Mapping[str, Outcomes]:
        """Cost and QALYs by draw, by reading of the cost; empty without draws."""
        psa = self.sources.get(PSA)
        return by_reading(psa.panel) if psa else {}

    @cached_property
    def plans(self) -> dict[str, Row]:
        """The rollout plans that were compared, by name; empty without a comparison."""
        rollout = self.sources.get(ROLLOUT)
        return by(rows_of(rollout.table("plans.csv")), "plan") if rollout else {}

    @property
    def plan(self) -> str | None:
        """The plan that the budget is shown of: the first that starts anywhere."""
        return next((name for name in self.plans if name != NONE), None)

    def plan_name(self, name: str) -> str:
        """What a plan is called."""
        return self.say.named("plan_name", name, str(self.plans[name]["label"]))

    @property
    def correctable(self) -> bool:
        """Whether bias can be taken out of the scenario's effect, see `runs.bias`."""
        structure = self.sources.scenario["structure"]
        asked = structure["effect_measure"], structure["effect_denominator"]
        return asked == ("odds_ratio", "operated")

    def course(self, *names: str) -> list[Block]:
        """Figures of the patients' course, from the base case; those that it can give."""
        base = self.sources.get(BASE)
        return [one for name in names for one in self.gallery.figures(base, name)]

    def missing(self, kind: str) -> tuple[Block, ...]:
        """Which run is not there, and the command that makes it."""
        return (
            self.pen.paragraph("report.missing", "note", what=self.say(f"report.run.{kind}")),
            Paragraph(self.sources.command(kind), kind="command"),
        )

    def absent(self, kind: str) -> Fact:
        """A fact of the card that no run given holds, with the command that makes it."""
        label, value = self.say(f"report.run.{kind}"), Cell(None, self.say("report.not_given"))
        return Fact(f"no-{kind}", label, value, self.sources.command(kind))

    def interval_columns(self) -> list[str]:
        """The column of intervals, where there are any."""
        return ["interval"] if self.many else []

    def interval_note(self) -> tuple[Block, ...]:
        """What intervals mean, or that there are none."""
        return (
            self.pen.paragraph("report.intervals" if self.many else "report.no_intervals", "note"),
        )
