"""Each check of the values turns red where utilities, prices or payers are handled wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from breaking import Red, broken, changed, stated

from kth_sim.contracts import RESOURCES, Quantities
from kth_sim.economics import effects, items, payers
from kth_sim.economics.axes import Parameters
from kth_sim.economics.payers import PayerRule
from kth_sim.model import discounting
from kth_sim.model.case import Case
from kth_sim.verify.subject import Subject

Patch = pytest.MonkeyPatch
OWN_UTILITIES = effects.utility_at_knots
OWN_SHARES = payers._shares


def utilities(monkeypatch: Patch, factor: float = 1.0, more: float = 0.0) -> None:
    """Let every base utility be another."""

    def other(parameters: Parameters) -> np.ndarray:
        return factor * OWN_UTILITIES(parameters) + more

    monkeypatch.setattr(effects, "utility_at_knots", other)


def test_a_utility_that_is_lost_on_the_way(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    utilities(monkeypatch, factor=1.0 - 1e-9)
    red("values.utilities_one", subject)


def test_a_utility_typed_in_code(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    utilities(monkeypatch, more=1e-9)
    red("values.utilities_zero", subject)


def test_qalys_in_another_unit_of_time(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    utilities(monkeypatch, factor=12.0 / 10.0)
    red("values.utility_bounds", subject)


def test_a_price_typed_in_code(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    own = items.unit_costs

    def typed(*given: object) -> dict[str, np.ndarray]:
        return own(*given) | {"gp_contacts": np.array([160.72])}

    monkeypatch.setattr(items, "unit_costs", typed)
    red("values.prices_zero", subject)


def test_an_item_at_the_price_of_another(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    wrong = tuple(
        replace(item, price="cost_nursing_home_day") if item.id == "temporary_place" else item
        for item in items.ITEMS
    )
    monkeypatch.setattr(items, "ITEMS", wrong)
    red("values.doubled_price", subject)


def test_a_readmission_that_nobody_can_avoid(red: Red, subject: Subject) -> None:
    def some(case: Case) -> Case:
        return stated(
            case, prob_readmission_30d=max(case.observed["prob_readmission_30d"][0], 0.001)
        )

    red("values.no_event_no_consequence", broken(subject, case=some))


def test_a_loss_of_utility_for_everyone(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    """The loss of a readmission is taken from every day at home."""
    monkeypatch.setitem(effects.ON_TOP, "days_own_home", (-1.0, "disutility_readmission"))
    red("values.no_event_no_consequence", subject)


def test_a_discount_rate_that_is_never_0(red: Red, subject: Subject) -> None:
    def least(case: Case) -> Case:
        return replace(case, discount_rates=tuple(max(r, 1e-9) for r in case.discount_rates))

    red("values.no_discounting", broken(subject, case=least))


def test_a_discount_rate_that_falls_too_early(
    red: Red, subject: Subject, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(discounting, "STEP_YEARS", (0.0, 30.0, 70.0))
    red("values.golden_discounting", subject)


def test_lives_discounted_once_a_year(red: Red, subject: Subject) -> None:
    """A flow discounted at the end of each year instead of continuously."""

    def late(quantities: Quantities) -> Quantities:
        def shrink(discounted: np.ndarray) -> None:
            discounted *= np.log(1.035) / 0.035

        return changed(quantities, discounted=shrink)

    red("values.golden_discounting", broken(subject, quantities=late))


def test_a_utility_that_does_not_rise(red: Red, subject: Subject) -> None:
    """The moment of time alive is dropped: each day has the utility of its period's first."""

    def dropped(quantities: Quantities) -> Quantities:
        def drop(discounted: np.ndarray) -> None:
            discounted[..., RESOURCES.index("moment_alive")] = 0.0

        return changed(quantities, discounted=drop)

    red("values.golden_discounting", broken(subject, quantities=dropped))


def test_a_last_period_counted_twice(red: Red, subject: Subject) -> None:
    def twice(quantities: Quantities) -> Quantities:
        def double(used: np.ndarray) -> None:
            used[..., -1, :] *= 2.0

        return changed(quantities, used=double)

    red("values.horizons_add_up", broken(subject, quantities=twice))


def test_a_sector_that_forgets_an_item(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    first, *rest = items._ITEMS_OF_SECTOR
    monkeypatch.setattr(items, "_ITEMS_OF_SECTOR", (first[:-3], *rest))
    red("values.cost_cube", subject)


def payer_shares(monkeypatch: Patch, *, keeps: float) -> None:
    """Let the municipality go on paying that share of what it shares with the region."""

    def wrong(rules: Iterable[PayerRule], operation_date: date, starts: np.ndarray) -> np.ndarray:
        found = OWN_SHARES(rules, operation_date, starts)
        both = np.all(found[:, :2] > 0.0, axis=1)
        found[both, 1] += keeps * found[both, 0]
        return found

    monkeypatch.setattr(payers, "_shares", wrong)


def test_a_bill_that_two_payers_get(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    payer_shares(monkeypatch, keeps=1.0)
    red("values.public_total", subject)


def test_a_transfer_with_one_end(red: Red, subject: Subject, monkeypatch: Patch) -> None:
    payer_shares(monkeypatch, keeps=0.001)
    red("values.transfers", subject)
