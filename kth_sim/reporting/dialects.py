"""Csv as spreadsheets of a country read it: delimiter, decimal mark, byte order mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from kth_sim.errors import UserError
from kth_sim.reporting.tables import PLAIN_NUMBER


@dataclass(frozen=True)
class Dialect:
    """How csv is written.

    Attributes:
        delimiter: between cells.
        decimal: mark in numbers.
        encoding: `utf-8-sig` begins with a byte order mark, by which Excel knows UTF-8.
        line_end: of each row.
    """

    delimiter: str
    decimal: str
    encoding: str
    line_end: str


DIALECTS = {
    "en": Dialect(",", ".", "utf-8", "\n"),
    "da": Dialect(";", ",", "utf-8-sig", "\r\n"),
}


def dialect(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        UserError: there is none.
    """
    if name not in DIALECTS:
        raise UserError(f"--dialect {name}: is not one of {', '.join(DIALECTS)}")
    return DIALECTS[name]


def read_rows(text: str) -> list[list[str]]:
    """The cells of a csv as the store keeps it, row by row, as they stand there."""
    return list(csv.reader(io.StringIO(text, newline="")))


def written(rows: Sequence[Sequence[str]], given: Dialect) -> bytes:
    """Rows as csv in a dialect; numbers keep every digit, text stays as it is.

    Example:
        >>> rows = [["name", "x"], ["a;b", "-0.5"], ["'=1+1", "1.5e-07"]]
        >>> written(rows, DIALECTS["da"]).decode("utf-8-sig").splitlines()
        ['name;x', '"a;b";-0,5', "'=1+1;1,5e-07"]
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=given.delimiter, lineterminator=given.line_end)
    writer.writerows([[_cell(cell, given) for cell in row] for row in rows])
    return buffer.getvalue().encode(given.encoding)


def _cell(cell: str, given: Dialect) -> str:
    return cell.replace(".", given.decimal) if PLAIN_NUMBER.fullmatch(cell) else cell
