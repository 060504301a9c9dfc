"""Numbers of a panel that are worked out by hand, and what is written when a run is precise."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kth_sim.errors import PartlyDoneError
from kth_sim.runs import precise
from kth_sim.runs.panel import Panel, shared_luck


def panel(*draws):
    """A panel of one measure: in each draw, in each block, usual care and KTH."""
    blocks = np.array(draws, float)
    whole = {"qaly": blocks.mean(axis=1)}
    return Panel(np.arange(len(blocks)), whole, {"qaly": blocks}, {})


def test_shared_luck_is_the_variance_apart_over_that_of_the_difference():
    """Blocks (0, 1) and (4, 3): variances 8 and 2; the difference is 1 and -1, of variance 2."""
    assert shared_luck(panel([(0, 1), (4, 3)])) == {"qaly": 5.0}


def test_without_luck_to_share_there_is_no_factor():
    assert shared_luck(panel([(0, 1)])) == {}  # one block tells no luck
    assert shared_luck(panel([(0, 1), (4, 5)])) == {}  # the difference has none


# A run as precise as was asked -------------------------------------------------------------------


@dataclass(frozen=True)
class Finished:
    """As much of a finished run as is looked at."""

    folder: Path
    payload: dict[str, Any] = field(default_factory=dict)


FOUND = {"draws": 400, "asked": 10.0, "standard_error": 8.0}


@pytest.fixture
def analysed(monkeypatch):
    """The questions on the value of information that are answered, in place of answers."""
    asked = []
    monkeypatch.setattr(precise, "kept", lambda *_: nullcontext())
    monkeypatch.setattr(precise, "read_plan", lambda _: None)
    monkeypatch.setattr(precise, "load_run", lambda folder: folder)
    monkeypatch.setattr(precise, "analyse", lambda run, voi: asked.append((run, voi)))
    return asked


def test_a_precise_run_answers_what_its_scenario_asks(analysed, tmp_path):
    result = precise.finish(SimpleNamespace(voi="what is it worth"), Finished(tmp_path), FOUND)
    assert analysed == [(tmp_path, "what is it worth")]
    assert result.payload == {"precision": FOUND}
    assert json.loads((tmp_path / "precision.json").read_text("utf-8")) == FOUND


def test_a_run_that_is_not_precise_enough_says_so_and_answers_nothing(analysed, tmp_path):
    found = FOUND | {"standard_error": 12.34}
    with pytest.raises(PartlyDoneError, match=r"400 draws, the most, .* of 12.3 DKK, not 10"):
        precise.finish(SimpleNamespace(voi="?"), Finished(tmp_path), found)
    assert analysed == []
    assert json.loads((tmp_path / "precision.json").read_text("utf-8")) == found
