"""What KTH adds to a patient in each draw of a stored run, by where people are discharged to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import OUTCOMES, STRATEGIES, FloatArray
from kth_sim.economics import Setting, Sums, adjustment, costs, pooled, qalys
from kth_sim.economics.axes import periods_in_3_months
from kth_sim.reporting.page.packing import packed
from kth_sim.runs.chunks import ChunkData
from kth_sim.runs.explore_lives import units_of
from kth_sim.runs.rollout import READINGS
from kth_sim.runs.store import finished, read_chunks, read_plan

if TYPE_CHECKING:
    from pathlib import Path

    from kth_sim.runs.library import LoadedRun
    from kth_sim.scenarios.resolve import Scenario


@dataclass(frozen=True)
class Added:
    """KTH less usual care; parts of a patient of the whole cohort, so that destinations add up.

    Attributes:
        share: of the operated, `[draw, destination]`.
        cost: by reading, discounted DKK, `[draw, destination, item]`.
        qalys: discounted, `[draw, destination]`.
    """

    share: FloatArray
    cost: dict[str, FloatArray]
    qalys: FloatArray


def plane(
    run: LoadedRun, scenario: Scenario, kept: Sequence[int], most_draws: int
) -> dict[str, Any]:
    """The run's first draws, for the cost-effectiveness plane; amounts as in `explore_lives.means`.

    Args:
        run: of many draws.
        scenario: of the run.
        kept: places of the items that are shown.
        most_draws: how many draws at most.
    """
    found = added(run, scenario, most_draws)
    units = units_of(scenario, kept)
    return {
        "n": len(found.qalys),
        "of": int(run.record["draws"]["n"]),
        "share": packed(found.share, short=True),
        "amounts": {
            name: packed(cost[..., kept] / units, short=True) for name, cost in found.cost.items()
        },
        "qalys": packed(found.qalys, short=True),
    }


def added(run: LoadedRun, scenario: Scenario, most_draws: int) -> Added:
    """What KTH adds in the run's first draws."""
    parts = [_of_chunk(run, scenario, chunk) for chunk in _first_chunks(run.folder, most_draws)]

    def joined(arrays: list[FloatArray]) -> FloatArray:
        return np.concatenate(arrays)[:most_draws]

    return Added(
        joined([part.share for part in parts]),
        {name: joined([part.cost[name] for part in parts]) for name in READINGS},
        joined([part.qalys for part in parts]),
    )


def _first_chunks(folder: Path, most_draws: int) -> Iterator[ChunkData]:
    """As many chunks as hold so many draws; what is missing in the run is left out."""
    plan = read_plan(folder)
    good = [index for index, wrong in finished(folder, plan).items() if wrong is None]
    enough = -(-most_draws // plan.chunk_size)
    return read_chunks(folder, plan, good[:enough])


def _of_chunk(run: LoadedRun, scenario: Scenario, chunk: ChunkData) -> Added:
    here = run.draws.loc[chunk.draws]
    setting = Setting(
        {name: here[name].to_numpy(float) for name in here.columns},
        scenario.structure["cost_anchor"],
    )
    sums = pooled(chunk.quantities())
    patients = sums.patients[:, np.newaxis]
    by_destination = sums.counts[:, 0, :, OUTCOMES.index("patients")]
    gained = qalys(sums.discounted, sums.period_edges, setting.parameters)
    return Added(by_destination / patients, _cost(sums, setting), _more(gained) / patients)


def _cost(sums: Sums, setting: Setting) -> dict[str, FloatArray]:
    """By reading, `[draw, destination, item]`."""
    edges, early = sums.period_edges, periods_in_3_months(sums.period_edges)
    solved = adjustment(sums, setting).per_pathway
    cost = costs(sums.discounted, edges, setting.parameters, solved)
    windows = {"excluded": slice(early), "included": slice(None)}
    patients = sums.patients[:, np.newaxis, np.newaxis]
    return {name: _more(cost[..., windows[name], :].sum(axis=-2)) / patients for name in READINGS}


def _more(values: FloatArray) -> FloatArray:
    """KTH less usual care, the axis `strategy` (the second) gone."""
    usual, kth = (STRATEGIES.index(name) for name in ("usual_care", "kth"))
    more: FloatArray = values[:, kth] - values[:, usual]
    return more
