"""One study that measures several things in the same patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.voi.studies import Draws, Study, check


@dataclass(frozen=True, kw_only=True)
class Combined(Study):
    """Several studies' statistics from the same patients; its costs are its own.

    Given the parameters, the outcomes are taken to be independent from patient to patient, which
    overstates what two correlated outcomes tell.

    Attributes:
        parts: what is measured; their costs and speed do not count.
    """

    parts: tuple[Study, ...]

    def __post_init__(self) -> None:
        """Check the numbers, as for every study."""
        super().__post_init__()
        check(self, "parts", len(self.parts) > 0, "at least one study")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Those of the parts, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.parameters))

    @property
    def n_statistics(self) -> int:
        """Those of all parts."""
        return sum(part.n_statistics for part in self.parts)

    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """Statistics of all parts, side by side."""
        return np.concatenate([part.simulate(draws, n, rng) for part in self.parts], axis=1)

    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """Sum over the parts."""
        ends = np.cumsum([part.n_statistics for part in self.parts])
        split = np.split(statistics, ends[:-1])
        found: FloatArray = np.sum(
            [
                part.log_likelihood(draws, n, own)
                for part, own in zip(self.parts, split, strict=True)
            ],
            axis=0,
        )
        return found
