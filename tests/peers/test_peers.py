"""What established packages return on public examples, kept beside the project, not in it."""

from __future__ import annotations

import runpy
from pathlib import Path

import adapters
import pytest

CHECKER = Path(__file__).parents[3] / "shared" / "peer_cases" / "check_cea.py"


def checks():
    """Every check of the peer cases; none if they are not here."""
    if not CHECKER.is_file():
        return []
    return runpy.run_path(str(CHECKER))["iter_checks"](vars(adapters))


@pytest.mark.skipif(not CHECKER.is_file(), reason="the peer cases are not here")
@pytest.mark.parametrize("check", checks(), ids=lambda check: check["id"])
def test_as_peers(check):
    result = check["run"]()
    if result["ok"] is None:
        pytest.skip(result["skipped"])
    assert result["ok"], result
