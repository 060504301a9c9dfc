"""From chunks to the outcomes panel: one row a strategy and draw, and what luck adds to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray, Quantities
from kth_sim.economics import Setting, Sums, increments, measures, pooled, split_variance
from kth_sim.runs.chunks import ChunkData

if TYPE_CHECKING:
    import pandas as pd

Measured = dict[str, FloatArray]


@dataclass(frozen=True)
class Panel:
    """Every measure of every draw.

    Attributes:
        draws: `[draw]` numbers.
        whole: `{measure: [draw, strategy]}` from all patients of the draw.
        blocks: `{measure: [draw, block, strategy]}` from each block of them.
        unreachable: `{kind: number of draws}` whose targets could not be reached.
    """

    draws: np.ndarray[tuple[int], np.dtype[np.int64]]
    whole: Measured
    blocks: Measured
    unreachable: dict[str, int]

    def frame(self) -> pd.DataFrame:
        """Rows by `strategy` and `draw`, a column a measure."""
        import pandas as pd  # noqa: PLC0415

        parts = [
            pd.DataFrame(
                {"strategy": name, "draw": self.draws}
                | {measure: values[:, s] for measure, values in self.whole.items()}
            )
            for s, name in enumerate(STRATEGIES)
        ]
        return pd.concat(parts, ignore_index=True)


def measure_chunks(chunks: Iterable[ChunkData], draws: pd.DataFrame, setting: Setting) -> Panel:
    """The panel of these chunks.

    Args:
        chunks: read one at a time.
        draws: the parameters of every draw, by its number.
        setting: the switches; its parameters are replaced by each chunk's own.
    """
    numbers, whole, blocks, solved = [], [], [], []
    rows = {number: row for row, number in enumerate(draws.index)}
    values = {name: draws[name].to_numpy(float) for name in draws.columns}
    for chunk in chunks:
        here = [rows[number] for number in chunk.draws.tolist()]
        own = Setting(
            parameters={name: column[here] for name, column in values.items()},
            cost_anchor=setting.cost_anchor,
            later_care_costs=setting.later_care_costs,
        )
        numbers.append(chunk.draws)
        found = measures(blocks_and_whole(chunk.quantities()), own)
        blocks.append({name: values[:, :-1] for name, values in found.items()})
        whole.append({name: values[:, -1] for name, values in found.items()})
        solved.append(chunk.solved)
    kinds = [name for name in solved[0] if name.endswith("unreachable")]
    return Panel(
        np.concatenate(numbers),
        joined(whole),
        joined(blocks),
        {kind: int(sum(part[kind].sum() for part in solved)) for kind in kinds},
    )


def blocks_and_whole(quantities: Quantities) -> Sums:
    """Leading axes `[draw, block + 1]`: each block of patients, and last all of them together."""
    whole = pooled(quantities)

    def stacked(blocks: FloatArray, together: FloatArray) -> FloatArray:
        return np.concatenate([blocks, together[:, np.newaxis]], axis=1)

    return Sums(
        quantities.period_edges,
        stacked(quantities.used, whole.used),
        stacked(quantities.discounted, whole.discounted),
        stacked(quantities.counts, whole.counts),
    )


def joined(parts: list[Measured]) -> Measured:
    """Measures of several chunks, draw after draw."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


@dataclass(frozen=True)
class Spread:
    """A mean over draws and what its spread is made of.

    Attributes:
        mean: over the draws.
        mcse: Monte-Carlo standard error of that mean: finite draws and finite patients together.
        low: 2.5 % of the draws lie below.
        high: 2.5 % of the draws lie above.
        sd: between draws, luck included.
        share_luck: of the variance between draws that is the patients' luck, not the parameters.
    """

    mean: float
    mcse: float
    low: float
    high: float
    sd: float
    share_luck: float


def spread(whole: FloatArray, blocks: FloatArray) -> Spread:
    """The spread of one measure.

    Args:
        whole: `[draw]`.
        blocks: `[draw, block]`: the same from equal parts of each draw's patients.
    """
    split = split_variance(whole, blocks)
    low, high = np.quantile(whole, [0.025, 0.975])
    return Spread(
        float(whole.mean()),
        float(np.sqrt(split.total / whole.size)),
        float(low),
        float(high),
        float(np.sqrt(split.total)),
        split.share_luck,
    )


def spreads(panel: Panel) -> tuple[list[dict[str, Spread]], dict[str, Spread]]:
    """The spread of each measure in each strategy, and of each increment."""
    by_strategy = [
        {name: spread(panel.whole[name][:, s], panel.blocks[name][:, :, s]) for name in panel.whole}
        for s in range(len(STRATEGIES))
    ]
    whole, blocks = differences_of(panel.whole), differences_of(panel.blocks)
    return by_strategy, {name: spread(whole[name], blocks[name]) for name in whole}


def differences_of(measured: Measured) -> Measured:
    """KTH less usual care of each measure."""
    return {name: values[..., 1] - values[..., 0] for name, values in measured.items()}


def ratios_of_means(panel: Panel) -> dict[str, float]:
    """Ratios such as the number needed to treat, of the means over all draws."""
    means = {name: values.mean(axis=0) for name, values in panel.whole.items()}
    found = increments(means)
    return {name: float(value) for name, value in found.items() if name not in means}


def shared_luck(panel: Panel) -> dict[str, float]:
    """How many times common random numbers cut the luck variance of each increment."""
    factors = {}
    for name, blocks in panel.blocks.items():
        if blocks.shape[1] < 2:
            continue
        apart = blocks.var(axis=1, ddof=1).mean(axis=0).sum()
        together = (blocks[..., 1] - blocks[..., 0]).var(axis=1, ddof=1).mean()
        if together > 0:
            factors[name] = float(apart / together)
    return factors
