"""A few draws of the base case with few patients, and plans of it, for tests of rollouts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import Register, load_register
from kth_sim.runs.rollout_intake import Numbers
from kth_sim.runs.rollout_lives import LivesAsked
from kth_sim.scenarios.resolve import Scenario, load_scenario
from kth_sim.scenarios.rollout import Plan, load_plan

ROOT = Path(__file__).parents[2]
DRAWS, PATIENTS, MONTHS, SEED = 12, 1500, 24, 1


@cache
def register() -> Register:
    """The evidence."""
    return load_register(ROOT / "configs" / "evidence")


@cache
def scenario(name: str = "national") -> Scenario:
    """A shipped scenario."""
    return load_scenario(ROOT / "configs" / "scenarios" / f"{name}.yaml", register())


@cache
def draws(name: str = "national", n: int = DRAWS) -> pd.DataFrame:
    """Draws of it."""
    base = scenario(name)
    return make_draws(register(), base.choices, base.overrides, n, SEED, "random")


def asked(name: str = "national", levels: tuple[float, ...] = (0.0, 1.0)) -> LivesAsked:
    """Lives of these draws."""
    return LivesAsked(scenario(name), draws(name), PATIENTS, SEED, MONTHS, levels)


def plan(name: str, years: int | None = None) -> Plan:
    """A shipped plan."""
    return load_plan(ROOT / "configs" / "rollouts" / f"{name}.yaml", register(), years=years)


def numbers(name: str, years: int | None = None, *, point: bool = False) -> Numbers:
    """A plan's numbers in these draws, or twice at their point values."""
    if point:
        known = {key: given.value for key, given in scenario().parameters.items()}
        return Numbers(plan(name, years), {key: np.full(2, v) for key, v in known.items()})
    frame = draws()
    return Numbers(plan(name, years), {key: frame[key].to_numpy(float) for key in frame.columns})
