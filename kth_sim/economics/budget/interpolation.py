"""How far interpolating between fidelities is off: each inner level foretold from the others."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget.care import level_weights
from kth_sim.economics.budget.types import PerPatient

SHOWN = ("lives_saved_30d", "qalys", "readmissions")


def interpolation_error(per_patient: PerPatient) -> dict[str, float]:
    """Largest error of any inner level, relative to the effect of KTH at the highest level.

    Each inner level is foretold by the polynomial through the others, which is worse than the one
    through all that the budget uses. Means over draws, of a person of the simulated mix. Without
    an inner level nothing is known and the result is empty.

    Args:
        per_patient: with three levels or more.
    """
    mix = per_patient.patients / per_patient.patients.sum(axis=1, keepdims=True)
    measures = {name: per_patient.outcome[name] for name in SHOWN if name in per_patient.outcome}
    measures["cost"] = per_patient.cost_in_all
    return {
        name: max(errors)
        for name, values in measures.items()
        if (errors := _errors(np.einsum("dlp,dp->l", values, mix) / len(mix), per_patient.levels))
    }


def _errors(values: FloatArray, levels: tuple[float, ...]) -> list[float]:
    """Relative errors of the inner levels; `values` is `[level]`, usual care first."""
    effect = abs(float(values[-1] - values[0]))
    errors = []
    for k in range(1, len(levels) - 1):
        others = [i for i in range(len(levels)) if i != k]
        weights = level_weights(tuple(levels[i] for i in others), np.array(levels[k]))
        foretold = float(weights @ values[1:][others])
        errors.append(abs(foretold - float(values[1 + k])) / effect if effect > 0 else 0.0)
    return errors
