"""What the tests of the value of information share."""

from __future__ import annotations

import pytest
from known_models import LinearGaussian


@pytest.fixture(scope="session")
def linear_gaussian() -> LinearGaussian:
    return LinearGaussian()
