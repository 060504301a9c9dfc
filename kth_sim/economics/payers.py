"""Who pays: a function of the item and of the date, so that the 2027 reform moves money in time.

A transfer between payers never changes the public total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.axes import EDGE_TOLERANCE_DAYS, edge_index
from kth_sim.economics.items import ITEMS
from kth_sim.errors import UserError

PAYERS = ("region", "municipality", "state")

# Medicine: patients pay part themselves. That all of it falls on the region is an assumption.
MEDICINE_NOTE = "assumption: patients' own payment for medicine is counted as the region's"
_SECTOR_PAYER = {
    "hospital": "region",
    "municipality": "municipality",
    "gp": "region",
    "medicine": "region",
}


@dataclass(frozen=True)
class PayerRule:
    """Who pays an item from a date on.

    Attributes:
        item: id of a cost item.
        since: the first day it holds; None: from the beginning.
        shares: `{payer: share}`; payers not named pay nothing.
        rests_on: parameter ids that the shares come from.
        note: what a reader must know about it.

    Raises:
        UserError: for an unknown payer, a share outside 0 to 1, or shares that do not sum to 1.
    """

    item: str
    since: date | None
    shares: Mapping[str, float]
    rests_on: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        where = f"payer rule for '{self.item}' since {self.since or 'the beginning'}"
        if unknown := set(self.shares) - set(PAYERS):
            raise UserError(f"{where}: '{min(unknown)}' is not one of {', '.join(PAYERS)}")
        if not all(0.0 <= share <= 1.0 for share in self.shares.values()):
            raise UserError(f"{where}: every share must lie between 0 and 1")
        if abs(sum(self.shares.values()) - 1.0) > 1e-9:
            raise UserError(f"{where}: shares sum to {sum(self.shares.values()):g}, not to 1")

    def starts(self) -> date:
        """The first day it holds; the calendar's first if it always did."""
        return self.since or date.min


@dataclass(frozen=True)
class PayerSchedule:
    """All rules; the latest that has begun is in force.

    Raises:
        UserError: if two rules for an item begin on the same day.
    """

    rules: tuple[PayerRule, ...]

    def __post_init__(self) -> None:
        seen: set[tuple[str, date]] = set()
        for rule in self.rules:
            if (rule.item, rule.starts()) in seen:
                raise UserError(f"payer rules: two for '{rule.item}' begin on the same day")
            seen.add((rule.item, rule.starts()))

    def of_item(self, item: str) -> tuple[PayerRule, ...]:
        """The item's rules, earliest first.

        Raises:
            UserError: if none holds from the beginning, so that some date would have no payer.
        """
        rules = sorted((r for r in self.rules if r.item == item), key=PayerRule.starts)
        if not rules or rules[0].since is not None:
            raise UserError(f"payer rules: none for '{item}' holds from the beginning")
        return tuple(rules)

    def frozen_at(self, day: date) -> PayerSchedule:
        """The schedule as if the rules in force on `day` had always held and always would."""
        items = dict.fromkeys(rule.item for rule in self.rules)
        in_force = ([r for r in self.of_item(i) if r.starts() <= day][-1] for i in items)
        return PayerSchedule(
            tuple(PayerRule(r.item, None, r.shares, r.rests_on, r.note) for r in in_force)
        )


def default_schedule() -> PayerSchedule:
    """Payers by sector, at all dates: the municipality its own sector, the region the others."""
    return PayerSchedule(
        tuple(
            PayerRule(
                item.id,
                None,
                {_SECTOR_PAYER[item.sector]: 1.0},
                note=MEDICINE_NOTE if item.sector == "medicine" else "",
            )
            for item in ITEMS
        )
    )


def reform_schedule(
    reform_date: date, share_acute_nursing: float, share_temporary_places: float
) -> PayerSchedule:
    """The default schedule, with the Danish health reform's transfers from `reform_date` on.

    Acute nursing and a share of the temporary places go from municipality to region. The
    day-to-day programme, ordinary rehabilitation, home care and nursing homes stay.

    Args:
        reform_date: the first day of the new rule.
        share_acute_nursing: share of `kth_nurse_visits` that the region then pays.
        share_temporary_places: share of `temporary_place` that the region then pays.

    Raises:
        UserError: if a share lies outside 0 to 1.

    Source: agreement on the health reform, transfer of tasks (regionoest.dk, Q&A om opgaveflyt).

    Example:
        >>> schedule = reform_schedule(date(2027, 1, 1), 1.0, 0.5)
        >>> dict(schedule.of_item("temporary_place")[-1].shares)
        {'region': 0.5, 'municipality': 0.5}
    """
    moves = (
        ("kth_nurse_visits", share_acute_nursing, "share_acute_nursing_to_region"),
        ("temporary_place", share_temporary_places, "share_temporary_places_to_region"),
    )
    moved = tuple(
        PayerRule(item, reform_date, {"region": share, "municipality": 1.0 - share}, (name,))
        for item, share, name in moves
    )
    return PayerSchedule((*default_schedule().rules, *moved))


def boundaries(schedule: PayerSchedule, operation_date: date) -> tuple[float, ...]:
    """Days after the operation on which a rule begins: each must be a period edge.

    Example:
        >>> boundaries(reform_schedule(date(2027, 1, 1), 1.0, 0.7), date(2026, 12, 1))
        (31.0,)
    """
    days = {(rule.since - operation_date).days for rule in schedule.rules if rule.since}
    return tuple(float(day) for day in sorted(days) if day > 0)


def shares_by_period(
    schedule: PayerSchedule,
    items: Sequence[str],
    operation_date: date,
    period_edges: FloatArray,
) -> FloatArray:
    """Who pays what share of each item in each period, `[period, item, payer]`.

    A period belongs to the rule in force at its start. Payers come in the order of `PAYERS`.

    Raises:
        UserError: if a rule begins inside a period, or an item has no payer at some date.
    """
    for day in boundaries(schedule, operation_date):
        if day < period_edges[-1]:
            edge_index(period_edges, day, "the day a payer rule begins")
    starts = period_edges[:-1]
    by_item = [_shares(schedule.of_item(item), operation_date, starts) for item in items]
    return np.stack(by_item, axis=1)


def _shares(rules: Iterable[PayerRule], operation_date: date, starts: FloatArray) -> FloatArray:
    shares = np.zeros((starts.size, len(PAYERS)))
    for rule in rules:
        begins = -np.inf if rule.since is None else float((rule.since - operation_date).days)
        row = [rule.shares.get(payer, 0.0) for payer in PAYERS]
        shares[starts + EDGE_TOLERANCE_DAYS >= begins] = row
    return shares


def cost_by_payer(item_costs: FloatArray, shares: FloatArray) -> FloatArray:
    """Cost of each payer, `[..., payer]`, out of `[..., period, item]`, over all periods and items.

    Args:
        item_costs: `[..., period, item]`, DKK.
        shares: `[period, item, payer]`.

    Example:
        >>> cost_by_payer(np.array([[100.0]]), np.array([[[0.7, 0.3, 0.0]]]))
        array([70., 30.,  0.])
    """
    # Not tensordot: a matrix product's rounding may differ between rows, and equal strategies
    # must stay equal to the bit.
    paid: FloatArray = np.einsum("...pi,piy->...y", item_costs, shares)
    return paid
