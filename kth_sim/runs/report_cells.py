"""Numbers and words as a report's reader sees them, each with its value and its basis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeGuard

from kth_sim.reporting.document import Cell, Paragraph, Table
from kth_sim.reporting.language import Language

if TYPE_CHECKING:
    import pandas as pd

ASSUMPTION = "assumption"
DASH = "\N{EN DASH}"
SHARES = ("share", "prob")
DECIMALS = {"DKK": 0, "people": 1, "days": 2, "years": 3, "QALY": 3, "per patient": 3}
DIGITS = 4  # significant, of a parameter's value
Row = Mapping[str, Any]


def assumed(basis: object) -> bool:
    """Whether that basis is an assumption."""
    return basis == ASSUMPTION


def is_number(value: object) -> TypeGuard[float]:
    """Whether there is a finite number."""
    return isinstance(value, int | float) and math.isfinite(value)


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """A frame's rows as mappings; empty cells are None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def by(rows: Iterable[Row], *keys: str) -> dict[Any, Row]:
    """Rows by one column, or by a tuple of several."""
    return {(row[keys[0]] if len(keys) == 1 else tuple(row[k] for k in keys)): row for row in rows}


def decimals_of(value: float, digits: int = DIGITS) -> int:
    """Decimals that leave so many significant digits, none of them for large numbers.

    >>> decimals_of(0.05192), decimals_of(161060.0), decimals_of(2.5)
    (5, 0, 3)
    """
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(value))))


@dataclass(frozen=True)
class Pen:
    """Writes cells in one language."""

    say: Language

    def date(self, iso: str, basis: object = "") -> Cell:
        """A day, as the language writes it."""
        from babel.dates import format_date  # noqa: PLC0415 - slow to import

        text = format_date(date.fromisoformat(iso), "medium", locale=self.say.code)
        return Cell(iso, text, assumed(basis))

    def text(self, text: str, basis: object = "") -> Cell:
        """Words."""
        return Cell(text, text, assumed(basis))

    def nothing(self) -> Cell:
        """Where there is nothing to say."""
        return Cell(None, DASH)

    def cell(self, value: object, text: str, basis: object = "") -> Cell:
        """A number with what is read of it; a dash where there is none."""
        if not isinstance(value, int | float) or not math.isfinite(value):
            return self.nothing()
        return Cell(float(value), text, assumed(basis))

    def number(
        self, value: object, decimals: int = 0, basis: object = "", *, signed: bool = False
    ) -> Cell:
        """A plain number."""
        return self.cell(value, self.plain(value, decimals, signed=signed), basis)

    def plain(self, value: object, decimals: int = 0, *, signed: bool = False) -> str:
        """A number's text; a dash where there is none."""
        if not is_number(value):
            return DASH
        return (self.say.signed if signed else self.say.number)(value, decimals)

    def in_unit(self, value: object, unit: str, *, signed: bool = False) -> str:
        """A measure's number with the digits its unit deserves; differences of shares in points."""
        if not is_number(value):
            return DASH
        if unit not in SHARES:
            return self.plain(value, DECIMALS.get(unit, 2), signed=signed)
        if signed:
            return self.say("report.points", n=self.say.signed(100 * value, 2))
        return self.say.percent(value, 2)

    def measured(self, row: Row, *, signed: bool = False, key: str = "mean") -> Cell:
        """A measure's mean, from a row with `unit` and `basis`."""
        value = row[key]
        return self.cell(value, self.in_unit(value, row["unit"], signed=signed), row["basis"])

    def interval(
        self, row: Row, *, signed: bool = False, low: str = "low", high: str = "high"
    ) -> Cell:
        """Where 95 % of the draws lie, from a row with `low`, `high`, `unit` and `basis`."""
        if not is_number(row.get(low)) or not is_number(row.get(high)):
            return self.nothing()
        ends = [self.in_unit(row[end], row["unit"], signed=signed) for end in (low, high)]
        text = self.between(*ends)
        return Cell(text, text, assumed(row["basis"]))

    def between(self, low: str, high: str) -> str:
        """Two ends in words."""
        return self.say("report.between", low=low, high=high)

    def between_cell(self, row: Row, low: str, high: str, decimals: int | None = None) -> Cell:
        """Two ends of a row, with so many decimals or with some significant digits."""
        if not is_number(row[low]) or not is_number(row[high]):
            return self.nothing()
        if decimals is None:
            ends = [self.significant(row[end]).text for end in (low, high)]
        else:
            ends = [self.plain(row[end], decimals) for end in (low, high)]
        return self.text(self.between(*ends), row["basis"])

    def millions(
        self, value: object, basis: object = "", *, signed: bool = True, decimals: int = 1
    ) -> Cell:
        """DKK, shown in millions without the unit; the cell's value is DKK."""
        shown = self.plain(value / 1e6, decimals, signed=signed) if is_number(value) else DASH
        return self.cell(value, shown, basis)

    def share(self, value: object, basis: object = "", decimals: int = 0) -> Cell:
        """A share in per cent."""
        shown = self.say.percent(value, decimals) if is_number(value) else DASH
        return self.cell(value, shown, basis)

    def significant(self, value: object, basis: object = "") -> Cell:
        """A number of any size, with some significant digits and no idle noughts."""
        if not is_number(value):
            return self.text(str(value), basis) if value is not None else self.nothing()
        places = decimals_of(value)
        while places and round(value, places) == round(value, places - 1):
            places -= 1
        return self.cell(value, self.plain(value, places), basis)

    def wtp(self, value: float) -> str:
        """A threshold with its unit."""
        return self.say("unit.wtp", amount=self.say.money(value))

    def basis(self, name: object) -> Cell:
        """A basis in words."""
        return self.text(self.say.named("basis_word", str(name)), name)

    def paragraph(
        self, key: str, kind: str = "plain", basis: object = "", **values: object
    ) -> Paragraph:
        """A sentence of the catalogue."""
        return Paragraph(self.say(key, **values), assumed(basis), kind)

    def table(
        self, key: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], **values: object
    ) -> Table:
        """A table whose title, note and column headings are in the catalogue.

        Args:
            key: `report.table.<key>` is its title, `report.note.<key>` its note, if any.
            columns: each `report.column.<name>`, or as it is.
            rows: of cells.
            values: what the title and the note speak of.
        """
        note = f"report.note.{key}"
        return Table(
            key=key.replace("_", "-"),
            title=self.say(f"report.table.{key}", **values),
            columns=tuple(self.say.named("report.column", name) for name in columns),
            rows=tuple(tuple(row) for row in rows),
            note=self.say(note, **values) if note in self.say.words else "",
        )
