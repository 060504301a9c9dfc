"""From time since operation to calendar months: people are operated on any day of their month."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import DAYS_PER_MONTH, FloatArray
from kth_sim.economics.budget.types import MONTHS_IN_YEAR, Calendar
from kth_sim.economics.payers import PAYERS, PayerSchedule


def make_calendar(first_year: int, n_years: int) -> Calendar:
    """The months of whole calendar years.

    >>> make_calendar(2026, 2).month_starts[12]
    datetime.date(2027, 1, 1)
    """
    years = tuple(range(first_year, first_year + n_years))
    starts = tuple(date(year, 1 + month, 1) for year in years for month in range(MONTHS_IN_YEAR))
    return Calendar(starts, years)


def share_in_month(period_edges: FloatArray, months: int) -> FloatArray:
    """How much of what is used in a period falls in each calendar month, `[period, month]`.

    Month 0 is that of the operation. People are operated evenly over it, all months are 30.4375
    days long, and use is even inside a period. Rows sum to 1 where the period has ended within
    the months for all of them.

    Args:
        period_edges: `[period + 1]`, days since operation.
        months: how many.

    >>> share_in_month(np.array([0.0, 30.4375]), 3).tolist()
    [[0.5, 0.5, 0.0]]
    """
    begin, end = period_edges[:-1, np.newaxis], period_edges[1:, np.newaxis]
    ends_of_months = DAYS_PER_MONTH * np.arange(months + 1)
    before = (_days_before(ends_of_months - begin) - _days_before(ends_of_months - end)) / (
        end - begin
    )
    return np.diff(before, axis=1)


def _days_before(days: FloatArray) -> FloatArray:
    """Integral up to `days` of the share of the operated that have been so long since operation."""
    rising = np.clip(days, 0.0, DAYS_PER_MONTH)
    found: FloatArray = rising**2 / (2 * DAYS_PER_MONTH) + np.maximum(days - DAYS_PER_MONTH, 0.0)
    return found


def shares_by_month(
    schedule: PayerSchedule, items: tuple[str, ...], months: tuple[date, ...]
) -> FloatArray:
    """Who pays what share of each item in each calendar month, `[month, item, payer]`.

    A month in which a rule begins is split by its days. Payers come in the order of `PAYERS`.

    Args:
        schedule: rules by item and date.
        items: the axis `item`.
        months: first days.
    """
    days = [calendar.monthrange(first.year, first.month)[1] for first in months]
    shares = np.zeros((len(months), len(items), len(PAYERS)))
    for i, item in enumerate(items):
        for rule in schedule.of_item(item):
            row = np.array([rule.shares.get(payer, 0.0) for payer in PAYERS])
            for m, first in enumerate(months):
                part = _part_from(rule.starts(), first, days[m])
                shares[m, i] += part * (row - shares[m, i])
    return shares


def _part_from(since: date, first: date, days: int) -> float:
    """Share of a month's days from that day on."""
    if since <= first:
        return 1.0
    return max(0.0, (first + timedelta(days) - since).days / days)


def stretches(calendar_: Calendar, *shares: FloatArray) -> npt.NDArray[np.int64]:
    """Where stretches of months begin within which neither the year nor any payer changes.

    Args:
        calendar_: of the budget.
        shares: `[..., month, item, payer]` each.
    """
    new = np.diff(calendar_.year_of, prepend=-1) != 0
    for array in shares:
        moved = np.diff(array, axis=-3) != 0
        new[1:] |= moved.any(axis=(-2, -1)).reshape(-1, len(new) - 1).any(axis=0)
    return np.flatnonzero(new)
