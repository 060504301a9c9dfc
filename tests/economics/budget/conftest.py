"""Fixtures of what `hand_made` makes."""

from __future__ import annotations

import pytest
from hand_made import MONTHS, patient_like, payers_like

from kth_sim.economics.budget import Calendar, Payers, PerPatient, make_calendar


@pytest.fixture
def calendar() -> Calendar:
    """2026 and 2027."""
    return make_calendar(2026, MONTHS // 12)


@pytest.fixture
def payers(calendar: Calendar) -> Payers:
    """Reform between the two years."""
    return payers_like(calendar)


@pytest.fixture
def patient() -> PerPatient:
    """Random, three draws."""
    return patient_like()
