"""Runs checks: the chosen ones, two at a time, each timed, none able to stop the others."""

from __future__ import annotations

import pkgutil
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Literal

import kth_sim.verify
from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.verify.check import CHECKS, Check, DoesNotApplyError, Finding
from kth_sim.verify.subject import Subject

Status = Literal["passed", "failed", "does_not_apply"]
GROUPS = (
    "inputs",
    "states",
    "strategies",
    "values",
    "queues",
    "computation",
    "uncertainty",
    "budget",
    "sums",
)
THREADS = 2


@dataclass(frozen=True)
class Answer:
    """What one check answered.

    Attributes:
        check: which.
        status: whether it passed, failed, or does not apply to the scenario.
        finding: what it saw; of one that does not apply, the reason stands under `found`.
        seconds: it took, waiting for the other thread included.
    """

    check: Check
    status: Status
    finding: Finding
    seconds: float


def all_checks() -> list[Check]:
    """Every check, by group in the order of `GROUPS`; inside one, as its files name them."""
    for module in pkgutil.iter_modules(kth_sim.verify.__path__):
        import_module(f"kth_sim.verify.{module.name}")
    return sorted(CHECKS.values(), key=lambda check: GROUPS.index(check.group))


def chosen(only: Sequence[str] = ()) -> list[Check]:
    """The checks of these groups or names, all of them if none is given.

    Args:
        only: groups, names, or names with `*` and `?`.

    Raises:
        UserError: one of them names no check.
    """
    checks = all_checks()
    for pattern in only:
        if not any(fits(check, pattern) for check in checks):
            hint = unknown_name(pattern, [*GROUPS, *CHECKS])
            raise UserError(f"--only {pattern}: no such check or group: {hint}")
    return [check for check in checks if not only or any(fits(check, p) for p in only)]


def fits(check: Check, pattern: str) -> bool:
    """Whether a pattern names the check or its group.

    Example:
        >>> one = Check("states.deaths_never_fall", "", lambda subject: None)
        >>> fits(one, "states"), fits(one, "*deaths*"), fits(one, "values")
        (True, True, False)
    """
    return pattern == check.group or fnmatchcase(check.name, pattern)


def run_checks(
    subject: Subject,
    checks: Iterable[Check],
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> list[Answer]:
    """The answers, in the order of the checks.

    Args:
        subject: the model under check.
        checks: what to ask.
        threads: how many at once.
        progress: told after each check how many of how many are done.
    """
    asked, answers = list(checks), []
    with ThreadPoolExecutor(threads) as executor:
        futures = [executor.submit(answer, subject, check) for check in asked]
        try:
            for future in futures:
                answers.append(future.result())
                if progress is not None:
                    progress(len(answers), len(asked))
        except BaseException:
            executor.shutdown(cancel_futures=True)
            raise
    return answers


def answer(subject: Subject, check: Check) -> Answer:
    """One check's answer; an error inside it is a failure, told in one line."""
    began = time.perf_counter()
    status: Status
    try:
        finding = check.run(subject)
        status = "passed" if finding.passed else "failed"
    except DoesNotApplyError as reason:
        finding, status = Finding(False, check.asks, str(reason), ""), "does_not_apply"
    except Exception as error:  # whatever it is, the other checks go on
        finding, status = Finding(False, check.asks, in_one_line(error), ""), "failed"
    return Answer(check, status, finding, time.perf_counter() - began)


def in_one_line(error: Exception) -> str:
    r"""An error's kind and words on one line.

    Example:
        >>> in_one_line(ValueError("no such\n thing"))
        'error: ValueError: no such thing'
    """
    return " ".join(f"error: {type(error).__name__}: {error}".split())
