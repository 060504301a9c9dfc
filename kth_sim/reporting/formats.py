"""Numbers for people: thousands separated, and no digit that is Monte-Carlo noise."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import NamedTuple

import pandas as pd

SHARES = ("share", "prob")
MONEY = "DKK"
COUNT = "count"
MILLION = 1_000_000
PRINTED_OUT = 1e15  # from here on a number is printed with an exponent

# The most decimals worth printing, by unit; shares are printed in per cent.
MOST_DECIMALS = {
    "share": 2,
    "prob": 2,
    MONEY: 0,
    COUNT: 0,
    "people": 1,
    "patients": 1,
    "days": 2,
    "years": 3,
    "QALY": 3,
}
USUAL_MOST = 4


class Estimate(NamedTuple):
    """A mean, its Monte-Carlo standard error (nan where unknown) and its unit."""

    mean: float
    mcse: float
    unit: str

    @property
    def as_printed(self) -> Estimate:
        """The same in the unit that is printed: shares in per cent."""
        scale = 100 if self.unit in SHARES else 1
        return Estimate(self.mean * scale, self.mcse * scale, self.unit)

    @property
    def is_noise(self) -> bool:
        """Whether the mean lies within two Monte-Carlo standard errors of nought."""
        return not abs(self.mean) > 2 * (self.mcse if math.isfinite(self.mcse) else 0.0)


def decimals_for(mcse: float, most: int) -> int:
    """Decimals that leave the error one digit (two if it would be 1 or 2), at most `most`.

    >>> decimals_for(0.034, 3), decimals_for(0.011, 3), decimals_for(40.0, 0)
    (2, 3, -1)
    """
    if not (math.isfinite(mcse) and mcse > 0):
        return most
    return min(most, -math.floor(math.log10(mcse / 3)))


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands separated; a negative count of decimals rounds to tens, hundreds.

    >>> number(161060.4), number(161060.4, -2), number(-0.001, 1), number(float("nan"))
    ('161,060', '161,100', '0.0', 'n/a')
    """
    if not math.isfinite(value):
        return "n/a"
    return f"{round(value, decimals):z,.{max(decimals, 0)}f}"


def signed(value: float, decimals: int = 0) -> str:
    """A difference: the sign is always there, but for nought.

    >>> signed(8477.2), signed(-0.044, 3), signed(0.0)
    ('+8,477', '-0.044', '0')
    """
    text = number(value, decimals)
    return f"+{text}" if math.isfinite(value) and round(value, decimals) > 0 else text


def level(estimate: Estimate) -> str:
    """A mean, rounded by its unit and its Monte-Carlo error.

    >>> level(Estimate(0.119, 0.0003, "share")), level(Estimate(161060.4, 12.0, "DKK"))
    ('11.90 %', '161,060')
    """
    shown = estimate.as_printed
    text = number(shown.mean, _decimals(shown))
    return f"{text} %" if shown.unit in SHARES and text != "n/a" else text


def difference(estimate: Estimate) -> str:
    """A difference with its Monte-Carlo standard error; of shares, in percentage points.

    >>> difference(Estimate(-0.044, 0.0002, "share"))
    '-4.40 ± 0.02 pp'
    """
    shown = estimate.as_printed
    if not math.isfinite(shown.mean):
        return "n/a"
    decimals = _decimals(shown)
    end = " pp" if shown.unit in SHARES else ""
    return f"{signed(shown.mean, decimals)}{margin(shown.mcse, decimals)}{end}"


def margin(mcse: float, decimals: int) -> str:
    """` ± error`, or nothing where the error is not known.

    >>> margin(0.02, 2), margin(0.0004, 2), margin(float("nan"), 2)
    (' ± 0.02', ' ± <0.01', '')
    """
    if not math.isfinite(mcse):
        return ""
    smallest = 10.0**-decimals
    if 0 < mcse < smallest / 2:
        return f" ± <{number(smallest, decimals)}"
    return f" ± {number(mcse, decimals)}"


def with_error(estimate: Estimate) -> str:
    """A mean with its Monte-Carlo standard error.

    >>> with_error(Estimate(22.73, 0.11, "people per life"))
    '22.73 ± 0.11'
    """
    shown = estimate.as_printed
    decimals = _decimals(shown)
    end = " %" if shown.unit in SHARES else ""
    return number(shown.mean, decimals) + margin(shown.mcse, decimals) + end


def in_millions(estimate: Estimate) -> str:
    """A large difference in DKK, in millions, with its error.

    >>> in_millions(Estimate(18776555.0, 120000.0, "DKK"))
    '+18.78 ± 0.12 m'
    """
    mean, mcse = estimate.mean / MILLION, estimate.mcse / MILLION
    decimals = decimals_for(mcse, 2)
    return f"{signed(mean, decimals)}{margin(mcse, decimals)} m"


def cell_text(cell: object, *, separated: bool = True) -> str:
    """Any cell as text: nothing for a missing value, and numbers to six significant digits.

    Args:
        cell: of a table.
        separated: whether whole numbers have their thousands separated.

    >>> cell_text(161060.4), cell_text(2085), cell_text(float("nan")), cell_text("own_home")
    ('161,060', '2,085', '', 'own_home')
    >>> cell_text(1183769368.2), cell_text(-0.00123456789)
    ('1,183,770,000', '-0.00123457')
    """
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, float) and math.isnan(cell):
        return ""
    if isinstance(cell, bool | str):
        return str(cell)
    if isinstance(cell, Integral):
        return f"{int(cell):,}" if separated else str(int(cell))
    if not isinstance(cell, Real):
        return str(cell)
    rounded = float(f"{cell:.6g}")
    whole = MILLION <= abs(rounded) < PRINTED_OUT
    return f"{rounded:,.0f}" if whole else f"{rounded:,.6g}"


def _decimals(estimate: Estimate) -> int:
    return decimals_for(estimate.mcse, MOST_DECIMALS.get(estimate.unit, USUAL_MOST))
