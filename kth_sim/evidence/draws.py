"""Draws: one row a draw, one column a parameter, from the distributions of the evidence.

The base case is a draw like any other (`base_draw`), so both take the same path afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kth_sim.errors import UserError
from kth_sim.evidence.arithmetic import Formula, FormulaError, read_formula
from kth_sim.evidence.copula import correlated
from kth_sim.evidence.distributions import Dirichlet, Distribution, Fixed, Gamma
from kth_sim.evidence.document import Where
from kth_sim.evidence.draw_files import check_draws, parameter_names, read_draws, write_draws
from kth_sim.evidence.links import links
from kth_sim.evidence.quantiles import EmptyRangeError, quantile, truncated_quantile
from kth_sim.evidence.register import Register
from kth_sim.evidence.sampling import METHODS, uniforms
from kth_sim.evidence.units import is_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "METHODS",
    "base_draw",
    "check_draws",
    "make_draws",
    "parameter_names",
    "read_draws",
    "summary",
    "uncertain",
    "write_draws",
]

FloatArray = NDArray[np.float64]
Columns = dict[str, FloatArray]


@dataclass(frozen=True)
class _Asked:
    """A register with what a scenario chose and set, all by canonical id."""

    register: Register
    choices: Mapping[str, str]
    overrides: Mapping[str, float]

    def distribution(self, name: str) -> Distribution | None:
        """The distribution stated for the value in use, or None."""
        return self.register.estimate(name, self.choices.get(name)).distribution

    def formula(self, name: str) -> Formula | None:
        """The formula of the value in use, or None."""
        text = self.register.estimate(name, self.choices.get(name)).formula
        return read_formula(text) if text and name not in self.overrides else None

    def moved(self, name: str) -> bool:
        """Whether the scenario changed a number that this one's formula rests on."""
        formula = self.formula(name)
        below = formula.names & self.register.entries.keys() if formula else frozenset()
        changed = self.choices.keys() | self.overrides.keys()
        return any(part in changed or self.moved(part) for part in below)

    def where(self, name: str, field: str) -> Where:
        """The path of a field of the value in use, inside its entry."""
        chosen = self.choices.get(name)
        return (field,) if chosen is None else ("alternatives", chosen, field)


def uncertain(
    register: Register, choices: Mapping[str, str], overrides: Mapping[str, float]
) -> dict[str, Distribution]:
    """What is drawn, by parameter id.

    Numbers set by the scenario are fixed. A parameter whose formula rests on a number that the
    scenario set or chose otherwise follows its formula instead of its distribution, which was
    written for the old value.

    Raises:
        UserError: a name is unknown.
    """
    return _uncertain(_ask(register, choices, overrides))


def base_draw(
    register: Register, choices: Mapping[str, str], overrides: Mapping[str, float]
) -> pd.DataFrame:
    """One draw with every parameter at its point value.

    Raises:
        UserError: a name is unknown, or a parameter lies outside the range of its unit.
    """
    points = register.values(choices, overrides)
    return _frame({name: np.array([points[name]]) for name in parameter_names(register)})


def make_draws(
    register: Register,
    choices: Mapping[str, str],
    overrides: Mapping[str, float],
    n: int,
    seed: int,
    method: str = "random",
    *,
    first: int = 0,
) -> pd.DataFrame:
    """Draws of every parameter: index `draw` from `first`, one float column a parameter id.

    Args:
        register: the evidence.
        choices: alternative to use, by id.
        overrides: numbers that replace value and distribution, by id.
        n: draws.
        seed: key of all randomness.
        method: one of METHODS.
        first: number of the first draw, to make a long frame in parts (method `random`).

    Raises:
        UserError: a name or method is unknown, or n or first is impossible.
        ConfigError: a distribution lies outside the range of its unit, or a formula leaves it.
    """
    asked = _ask(register, choices, overrides)
    points = register.values(choices, overrides)
    columns = _drawn(asked, points, n, seed, method, first)
    columns |= _following(asked, points, columns, first)
    names = parameter_names(register)
    return _frame({m: columns.get(m, np.full(n, points[m])) for m in names}, first)


def summary(frame: pd.DataFrame) -> list[dict[str, str | float]]:
    """One row for each parameter that varies: its name, mean, sd and central 95 %."""
    varying = frame.loc[:, frame.min() < frame.max()]
    return [
        {
            "parameter": str(name),
            "mean": float(column.mean()),
            "sd": float(column.std()),
            "2.5 %": float(column.quantile(0.025)),
            "97.5 %": float(column.quantile(0.975)),
        }
        for name, column in varying.items()
    ]


def _ask(register: Register, choices: Mapping[str, str], overrides: Mapping[str, float]) -> _Asked:
    chosen = {register.entry(name).id: choice for name, choice in choices.items()}
    fixed = {register.entry(name).id: number for name, number in overrides.items()}
    return _Asked(register, chosen, fixed)


def _uncertain(asked: _Asked) -> dict[str, Distribution]:
    free = [name for name in parameter_names(asked.register) if name not in asked.overrides]
    stated = {name: asked.distribution(name) for name in free if not asked.moved(name)}
    return {
        name: distribution
        for name, distribution in stated.items()
        if distribution is not None and not isinstance(distribution, Fixed)
    }


def _frame(columns: Mapping[str, FloatArray], first: int = 0) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that --help must not pay

    frame = pd.DataFrame(dict(columns))
    frame.index = pd.RangeIndex(first, first + len(frame), name="draw")
    return frame


def _drawn(
    asked: _Asked, points: Mapping[str, float], n: int, seed: int, method: str, first: int
) -> Columns:
    """The columns that are drawn."""
    varying = _uncertain(asked)
    numbers: Mapping[str, FloatArray] = uniforms(varying, n, seed, method, first)
    ties = links(asked.register.entries)
    strength = {
        tie.id: _truncated(asked, tie.id, varying[tie.id], numbers[tie.id])
        if tie.id in varying
        else np.full(n, points[tie.id])
        for tie in ties
    }
    numbers = correlated(numbers, ties, strength)
    shares = _shares(asked, varying, numbers)
    return shares | {
        name: _truncated(asked, name, distribution, numbers[name])
        for name, distribution in varying.items()
        if name not in shares
    }


def _truncated(asked: _Asked, name: str, distribution: Distribution, u: FloatArray) -> FloatArray:
    try:
        return truncated_quantile(distribution, u, asked.register.entries[name].unit)
    except EmptyRangeError as error:
        where = asked.where(name, "distribution")
        raise asked.register.error(name, where, str(error)) from None


def _shares(
    asked: _Asked, varying: Mapping[str, Distribution], numbers: Mapping[str, FloatArray]
) -> Columns:
    """The members of every Dirichlet group, which sum to 1 with those that are set."""
    shares: Columns = {}
    members = {name: d for name, d in varying.items() if isinstance(d, Dirichlet)}
    for group in {d.group for d in members.values()}:
        inside = {name: d for name, d in members.items() if d.group == group}
        rest = 1 - _set_share(asked, group)
        weights = {name: _gamma(d.alpha, numbers[name]) for name, d in inside.items()}
        total = np.sum(list(weights.values()), axis=0)
        shares |= {name: rest * weight / total for name, weight in weights.items()}
    return shares


def _set_share(asked: _Asked, group: str) -> float:
    """How much of a Dirichlet group the scenario has set."""
    fixed = 0.0
    for name, number in asked.overrides.items():
        stated = asked.distribution(name)
        if isinstance(stated, Dirichlet) and stated.group == group:
            fixed += number
    if fixed >= 1:
        raise UserError(f"shares of {group}: those set sum to {fixed:g}: leave some for the rest")
    return fixed


def _gamma(shape: float, u: FloatArray) -> FloatArray:
    return quantile(Gamma(kind="gamma", shape=shape, scale=1.0), u)


def _following(asked: _Asked, points: Mapping[str, float], drawn: Columns, first: int) -> Columns:
    """Everything whose formula rests on something drawn, in every draw."""
    register = asked.register
    numeric = [name for name, entry in register.entries.items() if is_number(entry.unit)]
    formulas = {
        name: formula
        for name in numeric
        if name not in drawn and (formula := asked.formula(name)) is not None
    }
    known: dict[str, FloatArray | float] = {**register.names(points), **drawn}
    found: Columns = {}
    graph = {name: formula.names for name, formula in formulas.items()}
    for name in TopologicalSorter(graph).static_order():
        if name in formulas and formulas[name].names & (drawn.keys() | found.keys()):
            found[name] = known[name] = _in_every_draw(asked, name, formulas[name], known, first)
    return found


def _in_every_draw(
    asked: _Asked,
    name: str,
    formula: Formula,
    known: Mapping[str, FloatArray | float],
    first: int,
) -> FloatArray:
    where = asked.where(name, "formula")
    try:
        column = formula.evaluate_draws(known)
    except FormulaError as error:
        raise asked.register.error(name, where, str(error)) from None
    for place in (int(column.argmin()), int(column.argmax())):
        if what := asked.register.complaint(name, float(column[place])):
            raise asked.register.error(name, where, f"in draw {first + place}: {what}")
    return column
