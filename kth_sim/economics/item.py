"""What one cost item is: terms that turn resources used into an amount, and a price for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.axes import Parameters, parameter, periods_in_3_months, ratio, resource

Window = Literal["always", "first_3_months", "later"]


@dataclass(frozen=True)
class Term:
    """One part of an item's amount: resources x parameters / parameters x scale, in a window.

    Attributes:
        resources: summed; ids of `contracts.RESOURCES`.
        times: parameter ids that multiply.
        per: parameter ids that divide; nothing is used where one of them is zero.
        scale: a conversion of units.
        window: the periods it counts in; `first_3_months` are those that end by 3 months.
    """

    resources: tuple[str, ...]
    times: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    scale: float = 1.0
    window: Window = "always"

    def amount(
        self, array: FloatArray, period_edges: FloatArray, parameters: Parameters
    ) -> FloatArray:
        """The amount, `[draw, ..., period]`, in the item's unit.

        Raises:
            UserError: if a parameter or the 3-month edge is missing.
        """
        used = resource(array, *self.resources)
        factor = np.full((1,) * used.ndim, self.scale)
        for name in self.times:
            factor = factor * parameter(parameters, name, used.ndim)
        for name in self.per:
            factor = ratio(factor, parameter(parameters, name, used.ndim), otherwise=0.0)
        amount: FloatArray = used * factor * self._inside(period_edges)
        return amount

    def _inside(self, period_edges: FloatArray) -> FloatArray:
        early = np.arange(period_edges.size - 1) < periods_in_3_months(period_edges)
        inside = {"always": np.ones_like(early), "first_3_months": early, "later": ~early}
        return inside[self.window].astype(np.float64)


@dataclass(frozen=True)
class Item:
    """A cost item.

    Attributes:
        id: its name in every table.
        label: its name for a reader.
        sector: one of `items.SECTORS`.
        unit: of its amount.
        terms: the parts of its amount, added.
        price: parameter id of the unit cost, DKK per unit; None if the anchor solves it.
        programme: whether only Kom Trygt Hjem pathways use it.
        solved_from: parameter ids that a solved unit cost rests on.
    """

    id: str
    label: str
    sector: str
    unit: str
    terms: tuple[Term, ...]
    price: str | None = None
    programme: bool = False
    solved_from: tuple[str, ...] = ()

    def amount(
        self, array: FloatArray, period_edges: FloatArray, parameters: Parameters
    ) -> FloatArray:
        """The amount, `[draw, ..., period]`, in the item's unit.

        Raises:
            UserError: if a parameter or the 3-month edge is missing.
        """
        first, *rest = (term.amount(array, period_edges, parameters) for term in self.terms)
        return sum(rest, start=first)

    def rests_on(self, *, later: bool = True) -> tuple[str, ...]:
        """Parameter ids that its cost uses, each once; without `later`, in the first 3 months."""
        terms = [term for term in self.terms if later or term.window != "later"]
        names = [name for term in terms for name in (*term.times, *term.per)]
        price = () if self.price is None else (self.price,)
        return tuple(dict.fromkeys((*names, *price, *self.solved_from)))
