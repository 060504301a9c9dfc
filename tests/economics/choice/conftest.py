"""Three clusters that a few limits choose between."""

from __future__ import annotations

import pytest
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
