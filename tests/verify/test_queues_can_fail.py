"""Each check of the queues turns red where capacity is not what it is said to be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from breaking import Red, broken

from kth_sim.model.calendar_run import Found
from kth_sim.model.capacity import Capacity
from kth_sim.verify.subject import Subject


def with_capacity(subject: Subject, method: str, **changed: float) -> Subject:
    """The model that, whatever it is asked for, has another capacity."""
    one, own = broken(subject), getattr(subject, method)

    def other(*given: Any) -> Any:
        return own(*(replace(x, **changed) if isinstance(x, Capacity) else x for x in given))

    setattr(one, method, other)
    return one


def test_beds_that_are_limited_in_the_calendar(red: Red, subject: Subject) -> None:
    red("queues.no_limit_no_wait", with_capacity(subject, "calendar", ward_beds=20))


def test_theatres_that_close_in_the_reference_engine(red: Red, subject: Subject) -> None:
    limited = with_capacity(
        subject, "stories", theatres=1, theatre_hours=2.0, theatre_opens=8.0, theatre_closes=16.0
    )
    red("queues.no_limit_no_wait", limited)


def test_an_engine_that_is_late_by_a_second(red: Red, subject: Subject) -> None:
    one, own = broken(subject), subject.ledger

    def late(case: object, who: range, engine: str = "fast") -> pd.DataFrame:
        ledger = own(case, who, engine)
        second = 1.0 / 86_400.0 if engine == "reference" else 0.0
        return ledger.assign(stop=ledger["stop"] + second)

    one.ledger = late
    red("queues.no_limit_fast_engine", one)


def test_a_calendar_with_other_lives(red: Red, subject: Subject) -> None:
    limited = with_capacity(subject, "calendar", temporary_places=2)
    red("queues.no_limit_fast_engine", limited)


def test_a_fourth_bed(red: Red, subject: Subject) -> None:
    red("queues.erlang_c", with_capacity(subject, "calendar", ward_beds=4))


def test_places_without_a_queue(red: Red, subject: Subject) -> None:
    red("queues.erlang_c", with_capacity(subject, "calendar", temporary_places=float("inf")))


def test_a_queue_counted_from_the_next_day(red: Red, subject: Subject) -> None:
    def less(found: Found) -> Found:
        return replace(found, daily=found.daily * (1.0 - 1e-6))

    red("queues.littles_law", broken(subject, calendar=less))
