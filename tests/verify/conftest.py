"""The shipped model as a subject of checks, and how a check is seen to turn red."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kth_sim.evidence.register import Register
from kth_sim.verify.check import CHECKS
from kth_sim.verify.runner import Answer, all_checks, answer
from kth_sim.verify.subject import Subject, subject_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def subject(register: Register) -> Subject:
    """The shipped model: what is simulated once serves all tests."""
    return subject_of(ROOT / "configs" / "scenarios" / "national.yaml", register)


@pytest.fixture(scope="session")
def well(subject: Subject) -> Callable[[str], Answer]:
    """The answer of a check of the shipped model, by name."""
    all_checks()
    return cache(lambda name: answer(subject, CHECKS[name]))


@pytest.fixture
def red(
    request: pytest.FixtureRequest, well: Callable[[str], Answer]
) -> Callable[[str, Subject], None]:
    """`red(name, broken)`: the check passes the shipped model, and fails the broken one.

    It must fail by its comparison, not by an error on the way. The shipped model is asked first,
    before the test can change a function underneath.
    """
    group = request.module.__name__.split("_")[1]
    passed = {name: well(name) for name in CHECKS if name.startswith(f"{group}.")}

    def _red(name: str, broken: Subject) -> None:
        assert passed[name].status == "passed", passed[name].finding
        seen = answer(broken, CHECKS[name])
        assert seen.status == "failed", seen.finding
        assert not seen.finding.found.startswith("error:"), seen.finding

    return _red
