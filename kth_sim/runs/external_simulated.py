"""What the model gives for the quantities that were observed, in every draw."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import PLACES, STRATEGIES, FloatArray
from kth_sim.economics import Sums, pooled, split_variance
from kth_sim.evidence.register import Register
from kth_sim.model import fast
from kth_sim.runs.build import make_setting
from kth_sim.runs.checks import simulated_risks
from kth_sim.runs.chunks import ChunkData
from kth_sim.runs.execute import Progress
from kth_sim.runs.external_quantities import (
    COST,
    PEOPLE,
    QUANTITIES,
    STAYS,
    Quantity,
    from_scale,
    to_scale,
)
from kth_sim.runs.in_memory import chunks_of
from kth_sim.runs.panel import Measured, measure_chunks
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa import HALVES, PsaOptions, make_plan
from kth_sim.runs.rollout_intake import Numbers
from kth_sim.runs.rollout_observed import first_year, people_with_kth
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import load_plan

if TYPE_CHECKING:
    import pandas as pd

SOUTHERN = "southern_clusters_as_started"
MOST_LOOKED_AT = 2000  # lives of each draw whose index stay is told apart


@dataclass(frozen=True)
class Basic:
    """Figures that quantities are computed from.

    Attributes:
        whole: `{name: [draw]}` from all patients of a draw.
        halves: `{name: [draw, half]}` from each half of them.
        unreachable: draws with a target that no hazard reaches.
    """

    whole: Measured
    halves: Measured
    unreachable: int


@dataclass(frozen=True)
class Simulated:
    """One quantity as the model gives it.

    Attributes:
        value: from the means over all draws.
        low, high: 95 % of the draws lie between; parameters, and the luck of their patients.
        sd: of the parameters alone, on the quantity's scale.
        mcse: Monte-Carlo standard error of `value`, on that scale.
    """

    value: float
    low: float
    high: float
    sd: float
    mcse: float


def simulate_basic(
    scenario: Scenario,
    register: Register,
    draws: pd.DataFrame,
    options: PsaOptions,
    wanted: Collection[str],
    progress: Progress | None = None,
) -> Basic:
    """The figures behind these quantities.

    Args:
        scenario: what is simulated.
        register: its evidence, for the plan of the southern clusters.
        draws: one row a draw.
        options: patients, seed and workers.
        wanted: ids of quantities.
        progress: told of chunks done.

    Raises:
        UserError: the plan of the southern clusters cannot be read.
        PartlyDoneError: draws could not be computed.
    """
    chunks = chunks_of(scenario, draws, options, _counted(len(draws), options, progress))
    panel = measure_chunks(chunks, draws, make_setting(scenario))
    whole, halves = risks_of(chunks)
    whole[COST] = np.diff(panel.whole["cost_3m"])[..., 0]
    halves[COST] = np.diff(panel.blocks["cost_3m"])[..., 0]
    if set(STAYS) & set(wanted):
        stays = index_stays(scenario, draws, options)
        for name, share in STAYS.items():
            whole[name] = np.array([np.quantile(one, share) for one in stays])
            halves[name] = np.array(
                [
                    [np.quantile(half, share) for half in np.array_split(one, HALVES)]
                    for one in stays
                ]
            )
    if PEOPLE in wanted:
        whole[PEOPLE] = southern_people(register, draws)
        halves[PEOPLE] = np.repeat(whole[PEOPLE][:, np.newaxis], HALVES, axis=1)  # no luck
    return Basic(whole, halves, sum(panel.unreachable.values()))


def _counted(
    n_draws: int, options: PsaOptions, progress: Progress | None
) -> Callable[[], None] | None:
    if progress is None:
        return None
    done, total = iter(range(1, n_draws + 1)), -(-n_draws // options.chunk_size)
    return lambda: progress(next(done), total)


def risks_of(chunks: Sequence[ChunkData]) -> tuple[Measured, Measured]:
    """`checks.simulated_risks` of every draw, `[draw]`, and of its halves, `[draw, half]`."""
    found: tuple[list[Measured], list[Measured]] = ([], [])
    for chunk in chunks:
        q = chunk.quantities()
        found[0].append(simulated_risks(pooled(q)))
        found[1].append(simulated_risks(Sums(q.period_edges, q.used, q.discounted, q.counts)))
    whole, halves = (
        {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        for parts in found
    )
    return whole, halves


def index_stays(scenario: Scenario, draws: pd.DataFrame, options: PsaOptions) -> list[FloatArray]:
    """Days from operation to discharge (or death) in usual care, a list of patients a draw."""
    plan = make_plan(scenario, draws, options)
    patients = range(min(options.patients or MOST_LOOKED_AT, MOST_LOOKED_AT))
    stays = []
    for task in tasks_of(plan, draws):
        for case in task.cases():
            for draw in range(len(case.observed)):
                rows = fast.ledger(case, draw, patients)
                first = rows[(rows["place"] == PLACES[0]) & (rows["strategy"] == STRATEGIES[0])]
                stays.append((first["stop"] - first["start"]).to_numpy(float))
    return stays


def southern_people(register: Register, draws: pd.DataFrame) -> FloatArray:
    """People with KTH in the 12 months from the southern clusters' first start, `[draw]`."""
    plan = load_plan(SOUTHERN, register)
    numbers = Numbers(plan, {name: draws[name].to_numpy(float) for name in draws.columns})
    window = first_year(plan)
    assert window is not None  # the plan shipped has starts
    people: FloatArray = people_with_kth(numbers, *window).sum(axis=1)
    return people


def summed_up(quantity: Quantity, basic: Basic) -> Simulated:
    """One quantity with its interval and its Monte-Carlo error."""
    means = {name: np.asarray(basic.whole[name].mean()) for name in quantity.basic}
    value = float(quantity.compute(means))
    whole = to_scale(quantity.scale, quantity.compute(basic.whole))
    halves = to_scale(quantity.scale, quantity.compute(basic.halves))
    split = split_variance(whole, halves)
    ends = np.quantile(whole, [0.025, 0.975])
    low, high = from_scale(quantity.scale, float(ends[0]), float(ends[1]))
    return Simulated(
        value,
        low,
        high,
        float(np.sqrt(split.parameters)),
        float(np.sqrt(split.total / whole.size)),
    )


def simulate_quantities(basic: Basic, wanted: Collection[str]) -> dict[str, Simulated]:
    """Each quantity wanted, by id."""
    return {name: summed_up(QUANTITIES[name], basic) for name in dict.fromkeys(wanted)}
