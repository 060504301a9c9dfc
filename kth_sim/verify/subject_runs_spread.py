"""Evidence with less spread: every distribution in use narrowed about its point value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kth_sim.evidence.distributions import Distribution
from kth_sim.evidence.register import Register
from kth_sim.evidence.schema import Entry

Fields = dict[str, float]
Narrow = Callable[[Any, float, float], Fields]


def narrowed(
    register: Register, points: Mapping[str, float], choices: Mapping[str, str], spread: float
) -> Register:
    """The same evidence with standard deviations about so many times as large.

    Args:
        register: the evidence.
        points: the value in use of each parameter, about which it is narrowed.
        choices: alternatives in use, by id.
        spread: above 0, at most 1.
    """
    entries = {
        name: narrowed_entry(entry, points[name], choices.get(name), spread)
        if name in points
        else entry
        for name, entry in register.entries.items()
    }
    return replace(register, entries=entries)


def narrowed_entry(entry: Entry, point: float, choice: str | None, spread: float) -> Entry:
    """An entry with the distribution of its estimate in use narrowed."""
    estimate = entry.estimate(choice)
    given = estimate.distribution
    if given is None or given.kind == "fixed":
        return entry
    numbers = NARROWED[given.kind](given, point, spread)
    distribution = given.model_copy(update={**numbers, "fit": None})
    if choice is None:
        return entry.model_copy(update={"distribution": distribution})
    other = entry.alternatives[choice].model_copy(update={"distribution": distribution})
    return entry.model_copy(update={"alternatives": {**entry.alternatives, choice: other}})


def of_normal(given: Distribution, point: float, spread: float) -> Fields:
    """Of a normal, log-normal or split normal."""
    sigmas = [name for name in type(given).model_fields if name.startswith("sigma")]
    centre = point if given.kind == "normal" else math.log(point)
    return {"mu": centre, **{name: spread * getattr(given, name) for name in sigmas}}


def of_beta(given: Any, point: float, spread: float) -> Fields:  # noqa: ANN401 - as its kind says
    """Of a beta: as if so many more had been counted, with the share that the point value is."""
    counted = (given.a + given.b) / spread**2
    return {"a": point * counted, "b": (1.0 - point) * counted}


def of_gamma(given: Any, point: float, spread: float) -> Fields:  # noqa: ANN401 - as above
    """Of a gamma."""
    shape = given.shape / spread**2
    return {"shape": shape, "scale": point / shape}


def of_dirichlet(given: Any, point: float, spread: float) -> Fields:  # noqa: ANN401 - as above
    """Of a share of a whole."""
    total = given.total / spread**2
    return {"alpha": point * total, "total": total}


def of_bounds(given: Any, point: float, spread: float) -> Fields:  # noqa: ANN401 - as above
    """Of a uniform or triangular: bounds and mode drawn in."""
    names = [name for name in ("low", "mode", "high") if hasattr(given, name)]
    return {name: point + spread * (getattr(given, name) - point) for name in names}


NARROWED: dict[str, Narrow] = {
    "normal": of_normal,
    "lognormal": of_normal,
    "split_normal": of_normal,
    "beta": of_beta,
    "gamma": of_gamma,
    "dirichlet": of_dirichlet,
    "uniform": of_bounds,
    "triangular": of_bounds,
}
