"""Numbers and days of a plan or network file, looked up in the evidence where it names an id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kth_sim.errors import UserError
from kth_sim.evidence.checking import expected, nearest
from kth_sim.evidence.document import Document, Where
from kth_sim.evidence.register import Register
from kth_sim.scenarios.locate import printable
from kth_sim.scenarios.rollout_schema import UNITS
from kth_sim.scenarios.schema import FIRST_DAY, LAST_DAY

NEVER = "never"


@dataclass
class Lookup:
    """The evidence as one file uses it, with a record of what each number rests on.

    Attributes:
        document: the file, for the place of a mistake.
        register: the evidence.
        bases: what each number rests on, by its name.
        ids: the evidence id behind each that has one.
    """

    document: Document
    register: Register
    bases: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @cached_property
    def values(self) -> dict[str, float]:
        """Every number of the evidence at its base value."""
        return self.register.values()

    def number(self, value: float | str, kind: str, where: Where, name: str) -> float:
        """A number as given (an assumption), or that of the evidence id given.

        Args:
            value: from the file.
            kind: a key of `UNITS`.
            where: it stands in the file.
            name: under which its basis is recorded.

        Raises:
            ConfigError: there is no such evidence, or it has another unit.
        """
        if not isinstance(value, str):
            self.bases[name] = "assumption"
            return value
        fitting = self._of_units(UNITS[kind])
        if value not in fitting:
            raise self.document.error(where, self._complaint(value, UNITS[kind], fitting))
        self.ids[name], self.bases[name] = value, self.register.effective_basis(value)
        return self.values[value]

    def day(self, text: str, where: Where, name: str) -> date | None:
        """The day as given, or that of the evidence id given; None: never.

        Raises:
            ConfigError: it is neither, or lies outside 1900-2200.
        """
        if text == NEVER:
            return None
        try:
            if text in self.register.entries:
                day = self.register.date(text)
                self.ids[name], self.bases[name] = text, self.register.basis_of(text)
                return day
            day = date.fromisoformat(text)
        except (ValueError, UserError):
            what = f"{text!r} is neither a day like 2026-01-31, nor the evidence id of one, nor"
            raise self.document.error(where, f"{what} {NEVER}") from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise self.document.error(where, f"a day lies between {FIRST_DAY} and {LAST_DAY}")
        self.bases[name] = "assumption"
        return day

    def _of_units(self, units: Iterable[str]) -> list[str]:
        return [name for name, e in self.register.entries.items() if e.unit in units]

    def _complaint(self, name: str, units: tuple[str, ...], fitting: list[str]) -> str:
        if name in self.register.entries:
            unit = self.register.entries[name].unit
            return f"{name} has unit {unit}: name evidence in {' or '.join(units)}, or a number"
        if not name[0].isalpha():  # no id, but a number written in some other way
            return expected("a number", name)
        near = nearest(name, fitting)
        hint = f"did you mean {near!r}?" if near else "see: kth-sim evidence list"
        return f"{printable(name)}: no such number in the evidence: {hint}"
