"""One pass over the quantities: every measure and increment with its Monte-Carlo error."""

from __future__ import annotations

from dataclasses import dataclass

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.economics.measures import Setting, adjustment, increments, measures
from kth_sim.economics.montecarlo import jackknife
from kth_sim.economics.registry import MEASURES
from kth_sim.economics.sums import Sums, pooled


@dataclass(frozen=True)
class Evaluation:
    """Every figure of a run.

    Attributes:
        strategies: `{measure: [draw, strategy]}`.
        strategies_mcse: Monte-Carlo standard errors of these.
        increments: `{measure or ratio: [draw]}`, Kom Trygt Hjem against usual care.
        increments_mcse: Monte-Carlo standard errors of these.
        warnings: what a reader must know, one line each.
    """

    strategies: dict[str, FloatArray]
    strategies_mcse: dict[str, FloatArray]
    increments: dict[str, FloatArray]
    increments_mcse: dict[str, FloatArray]
    warnings: tuple[str, ...]


# Keeps the increment of a measure apart from the measure in the one dictionary of the jackknife.
_INCREMENT = "increment "


def evaluate(quantities: Quantities, setting: Setting) -> Evaluation:
    """All measures, increments and ratios of each draw, with Monte-Carlo errors.

    Raises:
        UserError: if a parameter or an edge is missing, or a block holds no patient.
    """

    def estimate(sums: Sums) -> dict[str, FloatArray]:
        of_strategies = measures(sums, setting)
        compared = increments(of_strategies)
        return {**of_strategies, **{_INCREMENT + name: v for name, v in compared.items()}}

    value, mcse = jackknife(estimate, quantities)
    return Evaluation(
        {name: value[name] for name in MEASURES},
        {name: mcse[name] for name in MEASURES},
        _increments(value),
        _increments(mcse),
        adjustment(pooled(quantities), setting).warnings,
    )


def _increments(found: dict[str, FloatArray]) -> dict[str, FloatArray]:
    prefix = len(_INCREMENT)
    return {name[prefix:]: v for name, v in found.items() if name.startswith(_INCREMENT)}
