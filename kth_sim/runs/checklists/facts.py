"""What the runs behind a checklist say of themselves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kth_sim.economics import Outcomes
from kth_sim.reporting.checklists import REPORTED, Answer
from kth_sim.reporting.language import Language
from kth_sim.runs.psa_figures import by_reading
from kth_sim.runs.report_runs import BASE, PSA, Sources

if TYPE_CHECKING:
    from kth_sim.runs.redraw_kinds import Stored

ASSUMPTION = "assumption"
BASES = ("observed", "derived", "literature", ASSUMPTION)
CAPACITY = "capacity.csv"


@dataclass(frozen=True)
class Facts:
    """The runs, and the language that answers are in.

    Attributes:
        sources: the runs, by what they answer.
        say: the language.
    """

    sources: Sources
    say: Language

    @property
    def scenario(self) -> Mapping[str, Any]:
        """The resolved scenario."""
        return self.sources.scenario

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        """Every parameter as it was used."""
        found: Mapping[str, Mapping[str, Any]] = self.scenario["parameters"]
        return found

    @property
    def results(self) -> Stored | None:
        """The run that results are read from: of many draws, else of the base case."""
        return self.sources.get(PSA) or self.sources.get(BASE)

    @property
    def capacity(self) -> Stored | None:
        """An analysis of capacity, if one is given."""
        return next((s for s in self.sources.others if (s.folder / CAPACITY).is_file()), None)

    @cached_property
    def increments(self) -> Mapping[str, Mapping[str, float | None]]:
        """KTH less usual care by measure; empty without results."""
        run = self.results
        return run.record["results"]["increments"] if run else {}

    @cached_property
    def decision(self) -> Mapping[str, Outcomes]:
        """Cost and QALYs by draw, by reading of the cost; empty without draws."""
        psa = self.sources.get(PSA)
        return by_reading(psa.panel) if psa else {}

    def answer(
        self,
        key: str,
        *where: str,
        of: Iterable[str] = (),
        status: str = REPORTED,
        assumed: bool = False,
        **values: object,
    ) -> Answer:
        """The words of a key; assumed if one of the parameters it speaks `of` is."""
        text = self.say(f"checklist.say.{key}", **values)
        return Answer(text, where, status, assumed or self.assumed(of))

    def assumed(self, names: Iterable[str]) -> bool:
        """Whether one of these parameters is an assumption."""
        return any(self.parameters[name]["basis"] == ASSUMPTION for name in names)

    def number(self, name: str, decimals: int = 0) -> str:
        """A parameter's value."""
        return self.say.number(self.parameters[name]["value"], decimals)

    def percent(self, name: str, decimals: int = 0) -> str:
        """A parameter's value in per cent."""
        return self.say.percent(self.parameters[name]["value"], decimals)

    def cites(self, names: Iterable[str]) -> str:
        """Where these parameters were read, each source once."""
        sources = (str(self.parameters[name]["source"]).split("; ") for name in names)
        return "; ".join(dict.fromkeys(part for parts in sources for part in parts))

    def named(self, *prefixes: str) -> list[str]:
        """The parameters whose ids begin so."""
        return [name for name in self.parameters if name.startswith(prefixes)]

    def counts(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """How many of these parameters (of all, if none are given) rest on what."""
        chosen = self.parameters if names is None else names
        found = Counter(str(self.parameters[name]["basis"]) for name in chosen)
        return {basis: found[basis] for basis in BASES} | {"n": sum(found.values())}

    def increment(
        self, measure: str, decimals: int = 0, scale: float = 1.0, *, money: bool = False
    ) -> str:
        """A difference between the strategies, with its interval if there are draws."""
        found = self.increments[measure]
        parts = [found.get(name) for name in ("mean", "low", "high")]
        mean, *ends = [math.nan if x is None else scale * x for x in parts]
        text = self.say.signed(mean, decimals)
        text = self.say("number.money", amount=text) if money else text
        if not all(map(math.isfinite, ends)):
            return text
        low, high = (self.say.signed(end, decimals) for end in ends)
        return self.say("checklist.say.interval", mean=text, low=low, high=high)

    def rests_on_assumptions(self, *measures: str) -> bool:
        """Whether one of these measures' increments does, by the results' own table."""
        assert self.results is not None, "there are increments"
        rows = self.results.table("incremental.csv").set_index("measure")
        return bool((rows.loc[list(measures), "basis"] == ASSUMPTION).any())

    def day(self, iso: str) -> str:
        """A day as the language's readers write it."""
        from babel.dates import format_date  # noqa: PLC0415 - slow to import

        locale = {"en": "en_GB"}.get(self.say.code, self.say.code)
        return format_date(date.fromisoformat(iso), "long", locale=locale)

    def file(self, run: Stored, name: str) -> str:
        """A file of a run, after the run's name where there are several."""
        return f"{run.folder.name}/{name}" if len(self.sources.all()) > 1 else name

    def first(self, *names: str) -> tuple[str, ...]:
        """These files, each in the first run that holds it: the one results are from, if it does.

        None where no run does.
        """
        runs = [*filter(None, [self.results]), *self.sources.all()]
        found = []
        for name in names:
            holder = next((run for run in runs if (run.folder / name).is_file()), None)
            found += [self.file(holder, name)] if holder else []
        return tuple(found)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts in one line."""
        return self.say.listed(list(parts)) if parts else ""
