"""A plan's numbers month by month: people operated, uptake, fidelity. Exact means over the days."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from kth_sim.scenarios.rollout_types import DAYS_IN_MONTH, Network, Start

FloatArray = npt.NDArray[np.float64]
Months = npt.NDArray[np.datetime64]
DAYS_IN_YEAR = 365.25


def months_of(first_year: int, years: int) -> Months:
    """The calendar months of whole years, `[month]`, as `datetime64[M]`.

    >>> months_of(2026, 2)[[0, -1]].tolist()
    [datetime.date(2026, 1, 1), datetime.date(2027, 12, 1)]
    """
    first = np.datetime64(f"{first_year:04d}-01", "M")
    return first + np.arange(12 * years)


def uptake(start: Start, months: Months) -> FloatArray:
    """Share of the targeted operated in each month who get KTH, `[month]`, in [0, ceiling].

    Linear from the first day to the ceiling, averaged over each month's days.

    Args:
        start: of one cluster; one that never starts has uptake 0.
        months: calendar months, `datetime64[M]`.
    """
    if start.date is None:
        return np.zeros(len(months))
    return start.ceiling * share_of_ceiling(start.date, start.ramp_up_months, months)


def share_of_ceiling(day: date, ramp_up_months: float | FloatArray, months: Months) -> FloatArray:
    """How much of its ceiling uptake has reached in each month, `[..., month]`, in [0, 1].

    Args:
        day: the first.
        ramp_up_months: of one ramp, or `[draw, 1]` of several at once.
        months: calendar months, `datetime64[M]`.
    """
    begin, end = _days_since(day, months)
    ramp = np.asarray(ramp_up_months * DAYS_IN_MONTH)
    run = np.maximum(end, 0.0) - np.maximum(begin, 0.0)
    lost = _short_of_step(end, ramp) - _short_of_step(begin, ramp)
    return np.clip((run - lost) / (end - begin), 0.0, 1.0)  # rounding


def fidelity(start: Start, months: Months) -> FloatArray:
    """Share of planned visits delivered in each month, `[month]`, eroded by staff turnover.

    All staff are trained on the first day. Trained staff leave at rate r a year; newcomers are
    trained after tau years on average, so the share trained moves from 1 towards 1 / (1 + r tau)
    at rate r + 1 / tau; untrained staff deliver none of the planned visits. Averaged over the
    days of each month from the first day on; before it, as on the first day.

    Args:
        start: of one cluster.
        months: calendar months, `datetime64[M]`.
    """
    if start.date is None:
        return np.full(len(months), start.fidelity)
    turnover, retraining = start.turnover_per_year, start.retraining_months
    return start.fidelity * share_trained(start.date, turnover, retraining, months)


def share_trained(
    day: date,
    turnover_per_year: float | FloatArray,
    retraining_months: float | FloatArray,
    months: Months,
) -> FloatArray:
    """Share of the staff who are trained in each month, `[..., month]`, in [0, 1].

    Args:
        day: the first, when all are.
        turnover_per_year: of one cluster, or `[draw, 1]` of several at once.
        retraining_months: the same.
        months: calendar months, `datetime64[M]`.
    """
    begin, end = (np.maximum(days, 0.0) / DAYS_IN_YEAR for days in _days_since(day, months))
    retraining = np.asarray(retraining_months) / 12
    at_once = retraining == 0.0
    rate = turnover_per_year + 1.0 / np.where(at_once, 1.0, retraining)
    lasting = 1.0 / (1.0 + turnover_per_year * retraining)
    length = np.where(end > begin, end - begin, 1.0)
    lost = np.exp(-rate * begin) * -np.expm1(-rate * length) / (rate * length)
    return np.asarray(lasting + (1.0 - lasting) * np.where(end > begin, lost, 1.0))


def incidence(network: Network, months: Months, growth_per_year: float | None = None) -> FloatArray:
    """People operated in each month, `[team, month]`.

    A month has its share of the year by its days. Volumes grow from `network.volumes_year`,
    compounding, year by year on 1 January (so that a year's months differ by their days only).

    Args:
        network: whose remainder is spread over the teams in proportion.
        months: calendar months, `datetime64[M]`.
        growth_per_year: in place of the network's, such as a draw's.
    """
    listed = np.array([team.people_per_year for team in network.teams])
    people = listed * (1.0 + network.remainder_people / listed.sum())
    growth = network.growth_per_year if growth_per_year is None else growth_per_year
    year = months.astype("datetime64[Y]")
    grown = (1.0 + growth) ** (year.astype(int) + 1970 - network.volumes_year)
    return np.outer(people, grown * _length(months) / _length(year))


def _length(periods: npt.NDArray[np.datetime64]) -> FloatArray:
    """Days in each month or year."""
    first = periods.astype("datetime64[D]")
    return np.asarray(((periods + 1).astype("datetime64[D]") - first).astype(float))


def _days_since(day: date, months: Months) -> tuple[FloatArray, FloatArray]:
    """Days from that day to each month's beginning and end; negative before it."""
    origin = np.datetime64(day, "D")
    begin = (months.astype("datetime64[D]") - origin).astype(float)
    return begin, begin + _length(months)


def _short_of_step(days: FloatArray, ramp: FloatArray) -> FloatArray:
    """Days of full uptake that a ramp has cost, so many days after its start; exact at its end."""
    rising = np.clip(days, 0.0, ramp)
    return np.asarray(rising - rising * (rising / np.where(ramp == 0.0, 1.0, ramp)) / 2)
