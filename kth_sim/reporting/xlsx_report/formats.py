"""How a number stands in a cell: in the unit that its text is in, and looking like it."""

from __future__ import annotations

import math
import re

from kth_sim.reporting.cells import MARK, is_number
from kth_sim.reporting.document import Cell

GENERAL, PLAIN = "General", "#,##0.####"
HUNDREDTH, MILLION = 0.01, 1e6
MOST_DECIMALS = 6  # more are not a text for people
GROUPED = 1000  # from here on thousands are separated, but in years
MINUS = "\N{MINUS SIGN}"
_SPACES = dict.fromkeys(map(ord, " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"), " ")
_NUMBER = re.compile(rf"[-+{MINUS}]?\d(?:[\d.,]*\d)?")
_SIGNS = f"-+{MINUS}"
_TINY = 1e-9


def as_number(cell: Cell) -> float | None:
    """The number of a cell; None where it holds text, nothing, or a number no workbook can.

    >>> as_number(Cell(0.08, "8 %")), as_number(Cell("0.08", "0.08"))
    (0.08, None)
    """
    if not is_number(cell) or not math.isfinite(float(cell.value or 0)):
        return None
    return float(cell.value or 0)


def shown(cell: Cell, decimal_comma: bool) -> tuple[float, str]:
    """A number as it is written, and the format in which it looks as in its text.

    Where the text counts in millions, so does the number: a heading may say so. Where the text
    is not the number, the format is a plain one. A mark follows what is assumed.

    Example:
        >>> shown(Cell(0.0799, "8,0 %"), True), shown(Cell(-0.04, "-4.0 pp"), False)
        ((0.0799, '0.0%'), (-0.04, '0.0%'))
        >>> shown(Cell(2.01e7, "DKK +20.1 million", assumed=True), False)
        (20.1, '"DKK "+#,##0.0" million*";"DKK "-#,##0.0" million*"')
    """
    value, mark = float(cell.value or 0), MARK if cell.assumed else ""
    text = cell.text.translate(_SPACES)
    found = _NUMBER.search(text)
    read = _read(found.group(), decimal_comma) if found else None
    unit = _unit(abs(value), *read, "%" in text or " pp" in text) if read else None
    if found is None or read is None or unit is None:
        return value, _with(PLAIN if abs(value) >= 1 else GENERAL, "", mark)
    digits = f".{'0' * read[1]}" if read[1] else ""
    sign = "+" if found.group().startswith("+") else ""
    if unit == MILLION:
        before, after = text[: found.start()], text[found.end() :]
        return value / unit, _with(f"#,##0{digits}", before, after + mark, sign)
    if unit == HUNDREDTH:
        return value, _with(f"0{digits}%", "", mark, sign)
    grouped = read[0] < GROUPED or set(".,") & set(found.group())
    return value, _with(f"{'#,##0' if grouped else '0'}{digits}", "", mark, sign)


def _unit(value: float, number: float, decimals: int, share: bool) -> float | None:
    """What the text counts in: hundredths, ones, millions; None if it is another number."""
    if decimals > MOST_DECIMALS:
        return None
    half = 0.5 * 10.0**-decimals
    units = (HUNDREDTH, 1.0) if share else (1.0, MILLION)
    fits = (u for u in units if abs(value / u - number) <= half + _TINY * value / u)
    return next(fits, None)


def _with(number: str, before: str, after: str, sign: str = "") -> str:
    """A format with words around the number; a sign also before what is more than nothing."""
    ends = [f'"{part.replace(chr(34), "")}"' if part else "" for part in (before, after)]
    if not sign:
        return f"{ends[0]}{number}{ends[1]}"
    return ";".join(f"{ends[0]}{mark}{number}{ends[1]}" for mark in "+-")


def _read(text: str, decimal_comma: bool) -> tuple[float, int] | None:
    """A printed number without its sign, and how many decimals it has."""
    plain = text.lstrip(_SIGNS)
    plain = plain.replace(".", "").replace(",", ".") if decimal_comma else plain.replace(",", "")
    try:
        return float(plain), len(plain.partition(".")[2])
    except ValueError:
        return None
