"""How checks are chosen, run and told."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from kth_sim.errors import UserError
from kth_sim.verify.check import CHECKS, Check, DoesNotApplyError, Finding, check
from kth_sim.verify.findings import largest, near, none_of, standard_errors
from kth_sim.verify.kept import Kept
from kth_sim.verify.runner import GROUPS, all_checks, answer, chosen, run_checks
from kth_sim.verify.subject import Subject

WELL = Finding(True, "one", "one", "none")


def named(name: str, run: object) -> Check:
    return Check(name, "Well?", run)


def test_all_are_chosen_in_the_order_of_their_groups() -> None:
    groups = [check.group for check in chosen()]
    assert groups == sorted(groups, key=GROUPS.index)
    assert len(groups) == len(CHECKS)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["values.util*"], "values.utilities_one values.utilities_zero values.utility_bounds"),
        (["states.stays_tile", "queues.erlang_?"], "states.stays_tile queues.erlang_c"),
    ],
)
def test_names_and_wildcards(only: list[str], expected: str) -> None:
    assert " ".join(check.name for check in chosen(only)) == expected


def test_a_group_is_all_of_its_checks() -> None:
    assert chosen(["queues"]) == [one for one in chosen() if one.group == "queues"]


def test_a_name_that_is_none_is_a_mistake_that_names_the_nearest() -> None:
    with pytest.raises(UserError, match=r"states\.stays_tile"):
        chosen(["states.stay_tile"])


def test_an_error_inside_a_check_is_a_failure_in_one_line(subject: Subject) -> None:
    def wrong(_: Subject) -> Finding:
        raise ValueError("two\nlines")

    seen = answer(subject, named("states.x", wrong))
    assert (seen.status, seen.finding.found) == ("failed", "error: ValueError: two lines")


def test_what_does_not_apply_has_neither_passed_nor_failed(subject: Subject) -> None:
    def idle(_: Subject) -> Finding:
        raise DoesNotApplyError("nothing is uncertain")

    seen = answer(subject, named("states.x", idle))
    assert (seen.status, seen.finding.found) == ("does_not_apply", "nothing is uncertain")


def test_answers_come_in_order_from_two_threads_at_once(subject: Subject) -> None:
    """Both checks wait for each other: one after the other they would never end."""
    meeting, told = threading.Barrier(2, timeout=20.0), []

    def meet(_: Subject) -> Finding:
        meeting.wait()
        return WELL

    checks = [named("states.a", meet), named("states.b", meet)]
    seen = run_checks(subject, checks, progress=lambda done, n: told.append((done, n)))
    assert [one.check.name for one in seen] == ["states.a", "states.b"]
    assert {one.status for one in seen} == {"passed"}
    assert told == [(1, 2), (2, 2)]


def test_two_checks_cannot_share_a_name() -> None:
    all_checks()
    with pytest.raises(ValueError, match="two checks"):
        check("states.stays_tile", "Twice?")(lambda _: WELL)


def test_what_two_threads_want_is_computed_once() -> None:
    kept, computed, results = Kept(), [], []

    def slow() -> object:
        computed.append(1)
        return object()

    threads = [threading.Thread(target=lambda: results.append(kept("k", slow))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(computed) == 1
    assert all(result is results[0] for result in results)


def test_a_computation_that_failed_is_tried_again() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept("k", lambda: 1 // 0)
    assert kept("k", lambda: 2) == 2


def test_nothing_looked_at_is_nothing_found_well() -> None:
    assert not none_of([], 0, "numbers", "all well").passed


def test_no_number_is_never_well() -> None:
    assert not near(np.nan, 1.0, 1.0, "x").passed
    assert not largest({"a": 0.0, "b": np.nan}, 1.0, "0").passed
    assert not standard_errors({"a": 0.1, "b": np.nan}, "0").passed


def test_four_standard_errors_are_allowed_and_no_more() -> None:
    assert standard_errors({"a": -4.0}, "0").passed
    assert not standard_errors({"a": -4.01, "b": 0.0}, "0").passed
