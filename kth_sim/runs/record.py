"""What a run says of itself: `run.json` and the object that `--json` prints."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import kth_sim
from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics import Evaluation
from kth_sim.runs.folder import digest
from kth_sim.scenarios.resolve import Scenario

_LIBRARIES = ("numpy", "scipy", "numba", "simpy", "pandas")


def number(value: float) -> float | None:
    """The number, or None (null in JSON) where there is none."""
    return float(value) if math.isfinite(value) else None


def described(scenario: Scenario) -> dict[str, Any]:
    """A resolved scenario as plain data: everything that its results depend on."""
    return {
        "name": scenario.name,
        "label": scenario.label,
        "rationale": scenario.rationale,
        "based_on": list(scenario.bases),
        "structure": dict(scenario.structure),
        "cohort": {
            "people_per_year": scenario.people_per_year,
            "intake_from": scenario.intake_from.isoformat(),
            "intake_days": scenario.intake_days,
            "clusters": [
                {key: none_for_nan(value) for key, value in vars(cluster).items()}
                for cluster in scenario.clusters
            ],
        },
        "operation_date": scenario.operation_date.isoformat(),
        "reform_date": scenario.reform_date.isoformat(),
        "horizon_years": scenario.horizon_years,
        "parameters": {name: vars(given) for name, given in scenario.parameters.items()},
    }


def none_for_nan(value: object) -> object:
    """None where a number is nan: JSON has no nan."""
    return None if isinstance(value, float) and math.isnan(value) else value


def inputs_hash(scenario: Scenario, seed: int, patients: int, engine: str) -> str:
    """SHA-256 (hex) of all that the results depend on."""
    inputs = described(scenario) | {"seed": seed, "patients": patients, "engine": engine}
    return digest(inputs | {"version": kth_sim.__version__, "evidence": scenario.evidence_digest})


def results(evaluation: Evaluation) -> dict[str, Any]:
    """`strategies.<strategy>.<measure>` and `increments.<measure>`, each `{mean, mcse}`."""
    return {
        "strategies": {
            strategy: pairs(evaluation.strategies, evaluation.strategies_mcse, 0, s)
            for s, strategy in enumerate(STRATEGIES)
        },
        "increments": pairs(evaluation.increments, evaluation.increments_mcse, 0),
    }


def pairs(
    means: Mapping[str, FloatArray], errors: Mapping[str, FloatArray], *at: int
) -> dict[str, dict[str, float | None]]:
    """`{measure: {mean, mcse}}` at one place of the arrays."""
    return {
        name: {"mean": number(float(means[name][at])), "mcse": number(float(errors[name][at]))}
        for name in means
    }


def versions() -> dict[str, str]:
    """Of this program, Python and the libraries that compute."""
    return {
        "kth_sim": kth_sim.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
    }
