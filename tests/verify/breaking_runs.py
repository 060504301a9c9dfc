"""A check asked while the functions underneath the model are changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kth_sim.evidence.register import load_register
from kth_sim.scenarios.vary import Variable, variable
from kth_sim.verify.check import CHECKS
from kth_sim.verify.runner import all_checks, answer
from kth_sim.verify.subject import Subject

CONFIGS = Path(__file__).parents[2] / "configs"


@cache
def national() -> Variable:
    """The base case, resolved once."""
    register = load_register(CONFIGS / "evidence")
    return variable(CONFIGS / "scenarios" / "national.yaml", register)


def red(name: str) -> None:
    """The check fails, by its comparison and not by an error on the way.

    The subject is new: nothing that was simulated before the change is used.
    """
    all_checks()
    seen = answer(Subject(national()), CHECKS[name])
    if seen.status == "does_not_apply":
        pytest.skip(seen.finding.found)
    assert seen.status == "failed", seen.finding
    assert not seen.finding.found.startswith("error:"), seen.finding
