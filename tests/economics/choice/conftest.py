"""Three clusters that a few limits choose between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import scipy.optimize
from choice_cases import options_of


@pytest.fixture
def three():
    """Three clusters, one quarter: 4, 3 and 3 million of net benefit for 3, 2 and 2 of money."""
    return options_of(
        [
            ("A", 0, "all", 4e6, 1.0, [3e6], [2.0]),
            ("B", 0, "all", 3e6, 2.0, [2e6], [1.0]),
            ("C", 0, "all", 3e6, 4.0, [2e6], [1.0]),
        ]
    )


@dataclass
class Solver:
    """SciPy's solver that may say that its time is over.

    Attributes:
        status: to give in place of the true one; None: the true one.
        gap: to give.
        nothing_at: searches, counted from 0, that find nothing in time.
        asked: the options of every search.
    """

    status: int | None = None
    gap: float = 0.0
    nothing_at: Sequence[int] = ()
    asked: list[dict] = field(default_factory=list)

    def __call__(self, *args, options=None, **kwargs):
        found = TRUE_SOLVER(*args, options=options, **kwargs)
        if len(self.asked) in self.nothing_at:
            found.status, found.x = 1, None
        elif self.status is not None:
            found.status, found.mip_gap = self.status, self.gap
        self.asked.append(options or {})
        return found


TRUE_SOLVER = scipy.optimize.milp


@pytest.fixture
def solver(monkeypatch):
    one = Solver()
    monkeypatch.setattr(scipy.optimize, "milp", one)
    return one
