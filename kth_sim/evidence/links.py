"""Which parameters the evidence correlates, checked as the files are read."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError

from kth_sim.evidence.checking import unknown_name
from kth_sim.evidence.copula import Link, in_order
from kth_sim.evidence.document import Origin
from kth_sim.evidence.schema import Entry
from kth_sim.evidence.units import is_number


def links(entries: Mapping[str, Entry]) -> list[Link]:
    """The correlations that entries declare, in the order of the files."""
    return [Link(name, *e.correlates) for name, e in entries.items() if e.correlates]


def check_links(entries: Mapping[str, Entry], origins: Mapping[str, Origin]) -> None:
    """Each link must tie two parameters that can be tied, and none may be tied twice.

    Raises:
        ConfigError: the first link that cannot be.
    """
    followers: dict[str, str] = {}
    for link in links(entries):
        for place, name in enumerate((link.first, link.second)):
            if what := _unfit(name, entries):
                raise origins[link.id].error(("correlates", place), what)
        if other := followers.get(link.second):
            what = f"{link.second} follows another parameter by {other}: keep one"
            raise origins[link.id].error(("correlates", 1), what)
        followers[link.second] = link.id
    _check_circles(entries, origins)


def _unfit(name: str, entries: Mapping[str, Entry]) -> str | None:
    """Why this entry cannot be correlated, or None."""
    parameters = {n: e for n, e in entries.items() if e.role == "parameter" and is_number(e.unit)}
    if name not in parameters:
        return f"{name!r} is no parameter with a number: {unknown_name(name, parameters)}"
    if parameters[name].unit == "correlation":
        return f"{name!r} is a correlation itself"
    distribution = parameters[name].distribution
    if distribution is not None and distribution.kind == "dirichlet":
        return f"{name!r} is drawn together with its Dirichlet group already"
    return None


def _check_circles(entries: Mapping[str, Entry], origins: Mapping[str, Origin]) -> None:
    tied = links(entries)
    try:
        in_order(tied)
    except CycleError as error:
        circle: list[str] = error.args[1]
        guilty = next(link for link in tied if link.second in circle)
        what = f"the correlations go round in a circle: {' <- '.join(circle)}"
        raise origins[guilty.id].error(("correlates",), what) from None
