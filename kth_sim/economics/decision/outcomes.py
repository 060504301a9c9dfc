"""What every analysis of a decision starts from: cost and effect of each strategy in each draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray
from kth_sim.errors import UserError

if TYPE_CHECKING:
    import pandas as pd


class OutcomesError(UserError, ValueError):
    """An argument of an analysis that cannot be used: one line, which one, and why."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Cost and effect by draw and strategy; make it with `from_arrays` or `from_panel`.

    Attributes:
        strategies: names, in the order of the columns.
        cost: `[draw, strategy]`, DKK a patient; cannot be written to.
        effect: `[draw, strategy]`, for instance QALYs a patient; more is better; cannot be written
            to.

    Example:
        >>> both = Outcomes.from_arrays(["a", "b"], [[10.0, 20.0]], [[1.0, 1.5]])
        >>> both.strategies, both.n_draws
        (('a', 'b'), 1)
    """

    strategies: tuple[str, ...]
    cost: FloatArray
    effect: FloatArray

    @property
    def n_draws(self) -> int:
        """How many draws there are."""
        return int(self.cost.shape[0])

    @classmethod
    def from_arrays(cls, strategies: Sequence[str], cost: ArrayLike, effect: ArrayLike) -> Outcomes:
        """Outcomes of these arrays, copied.

        Args:
            strategies: names, each once.
            cost: `[draw, strategy]`, DKK.
            effect: `[draw, strategy]`; more is better.

        Raises:
            OutcomesError: no strategy or draw, a name twice, shapes that do not fit, or values
                that are not finite numbers; the argument is named.
        """
        names = names_of(strategies)
        found = cls(names, values_of("cost", cost), values_of("effect", effect))
        for argument, values in (("cost", found.cost), ("effect", found.effect)):
            if values.shape[1] != len(names):
                raise OutcomesError(
                    f"{argument}: has {values.shape[1]} columns for {len(names)} strategies"
                )
        if found.cost.shape != found.effect.shape:
            rows = f"{found.effect.shape[0]} draws, but cost has {found.cost.shape[0]}"
            raise OutcomesError(f"effect: has {rows}")
        return found

    @classmethod
    def from_panel(cls, frame: pd.DataFrame, cost: str = "cost", effect: str = "qaly") -> Outcomes:
        """Outcomes of a panel: strategies in the order of their first row, draws by number.

        Args:
            frame: a row a strategy and draw, with columns `strategy`, `draw` and measures.
            cost: the column that holds the cost.
            effect: the column that holds the effect.

        Raises:
            OutcomesError: a column is missing, or a strategy lacks a draw or has it twice.
        """
        for argument, column in (("cost", cost), ("effect", effect)):
            if column not in frame:
                there = ", ".join(str(name) for name in frame if name not in ("strategy", "draw"))
                raise OutcomesError(f"{argument}: no column {column!r}; there are {there}")
        for column in ("strategy", "draw"):
            if column not in frame:
                raise OutcomesError(f"frame: no column {column!r}")
        if frame.duplicated(["strategy", "draw"]).any():
            raise OutcomesError("frame: a strategy has the same draw twice")
        wide = frame.pivot(index="draw", columns="strategy", values=list({cost: 0, effect: 0}))
        if len(frame) != wide.shape[0] * frame["strategy"].nunique():
            raise OutcomesError("frame: the strategies do not have the same draws")
        names = list(frame["strategy"].unique())
        return cls.from_arrays(names, wide[cost][names], wide[effect][names])

    def index(self, strategy: str, argument: str = "strategy") -> int:
        """The column of a strategy.

        Args:
            strategy: its name.
            argument: what the error calls it.

        Raises:
            OutcomesError: there is no such strategy.
        """
        if strategy not in self.strategies:
            there = ", ".join(self.strategies)
            raise OutcomesError(f"{argument}: no strategy {strategy!r}; there are {there}")
        return self.strategies.index(strategy)

    def pair(self, strategy: str | None, comparator: str | None) -> tuple[int, int]:
        """The columns of a strategy and of what it is compared with.

        Args:
            strategy: its name; None: the only one beside the comparator.
            comparator: its name; None: the first strategy.

        Raises:
            OutcomesError: there is no such strategy, it is the comparator, or None leaves a choice.
        """
        old = 0 if comparator is None else self.index(comparator, "comparator")
        if strategy is not None:
            new = self.index(strategy)
            if new == old:
                raise OutcomesError(f"strategy: {strategy!r} is compared with itself")
            return new, old
        if len(self.strategies) != 2:
            raise OutcomesError(f"strategy: name one of {', '.join(self.strategies)}")
        return 1 - old, old


def names_of(strategies: Iterable[str]) -> tuple[str, ...]:
    """The names of strategies, as a tuple.

    Raises:
        OutcomesError: there are none, or one stands twice.
    """
    if isinstance(strategies, str):
        raise OutcomesError("strategies: give a list of names, not one text")
    names = tuple(str(name) for name in strategies)
    if not names:
        raise OutcomesError("strategies: there are none")
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise OutcomesError(f"strategies: {twice[0]!r} stands twice")
    return names


def values_of(argument: str, values: ArrayLike) -> FloatArray:
    """A read-only copy of finite numbers, `[draw, strategy]`.

    Raises:
        OutcomesError: they are something else.
    """
    try:
        found: FloatArray = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise OutcomesError(f"{argument}: must be numbers, [draw, strategy]") from None
    if found.ndim != 2:
        raise OutcomesError(f"{argument}: must be [draw, strategy], and has {found.ndim} axes")
    if not found.shape[0]:
        raise OutcomesError(f"{argument}: holds no draw")
    wrong = np.argwhere(~np.isfinite(found))
    if len(wrong):
        row, column = wrong[0]
        raise OutcomesError(
            f"{argument}: {found[row, column]} at row {row}, column {column}; must be finite"
        )
    found.setflags(write=False)
    return found


def several_draws(outcomes: Outcomes) -> None:
    """Nothing, if there are draws enough to speak of uncertainty.

    Raises:
        OutcomesError: there is one draw only.
    """
    if outcomes.n_draws < 2:
        raise OutcomesError("outcomes: holds one draw; uncertainty needs two or more")
