"""Runs in this process: one whole, and simulations of shipped scenarios."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kth_sim.contracts import Quantities
from kth_sim.economics import Evaluation, evaluate
from kth_sim.evidence.register import Register, load_register
from kth_sim.model.case import Case
from kth_sim.runs.build import make_case, make_setting
from kth_sim.runs.checks import Simulated, simulated
from kth_sim.runs.execute import simulate
from kth_sim.runs.run import Options, Result, run_scenario
from kth_sim.scenarios.resolve import Scenario, load_scenario

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """A scenario simulated and valued, without tables or figures."""

    scenario: Scenario
    case: Case
    quantities: Quantities
    risks: Simulated
    evaluation: Evaluation


@cache
def _register() -> Register:
    return load_register(ROOT / "configs" / "evidence")


@cache
def _scenario(name: str) -> Scenario:
    return load_scenario(ROOT / "configs" / "scenarios" / f"{name}.yaml", _register())


@cache
def _done(name: str, patients: int) -> Done:
    scenario = _scenario(name)
    case = make_case(scenario, 1, patients)
    quantities = simulate(case, "fast", 2)
    evaluation = evaluate(quantities, make_setting(scenario))
    return Done(scenario, case, quantities, simulated(quantities), evaluation)


@pytest.fixture(scope="session")
def register() -> Register:
    """The evidence shipped with the project."""
    return _register()


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Scenario]:
    """A scenario shipped with the project, by name."""
    return _scenario


@pytest.fixture(scope="session")
def at_scale() -> Callable[..., Done]:
    """`at_scale(name, patients=200_000)`: a shipped scenario simulated with seed 1."""
    return lambda name, patients=200_000: _done(name, patients)


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs without their figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.run.draw_figures", lambda *_, **__: None)


@pytest.fixture(scope="session")
def national(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """One whole run of the base case, figures included: 2,000 patients, one worker."""
    out = tmp_path_factory.mktemp("national")
    return run_scenario(_scenario("national"), Options(out, None, 2000, "fast", 1))
