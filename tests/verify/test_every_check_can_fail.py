"""The list of checks: complete, in known groups, and each seen to turn red by some test."""

from __future__ import annotations

import re
from pathlib import Path

from breaking import broken_somewhere

from kth_sim.verify.check import CHECKS
from kth_sim.verify.runner import GROUPS, all_checks


def test_every_check_has_a_test_that_breaks_the_model() -> None:
    assert broken_somewhere() == {check.name for check in all_checks()}


def test_every_check_belongs_to_a_group_and_asks_a_question() -> None:
    for name, check in CHECKS.items():
        assert check.group in GROUPS, name
        assert check.asks.endswith("?"), name


def test_every_group_has_checks() -> None:
    assert {check.group for check in all_checks()} == set(GROUPS)


def test_the_page_names_every_check_and_no_other() -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "verification.md"
    named = re.findall(r"^\| `([a-z_]+\.\w+)` \|", page.read_text("utf-8"), flags=re.MULTILINE)
    assert sorted(named) == sorted(check.name for check in all_checks())
