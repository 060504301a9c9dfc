"""Numbers from definitions: each is typed in, or a formula over others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from kth_sim.evidence.arithmetic import Formula, FormulaError
from kth_sim.evidence.checking import unknown_name

Definition = float | Formula


class ResolveError(ValueError):
    """A definition that cannot be computed.

    Attributes:
        name: the id whose formula is at fault.
        what: what is wrong.
    """

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name = name
        self.what = what


def resolve(
    definitions: Mapping[str, Definition], constants: Mapping[str, float]
) -> dict[str, float]:
    """The number of every definition, each in its entry's unit.

    Args:
        definitions: by id, a number or a formula.
        constants: further names that formulas may use (ends of printed intervals).

    Raises:
        ResolveError: a name is unknown, formulas go round in a circle, or a value is not finite.

    >>> from kth_sim.evidence.arithmetic import read_formula
    >>> resolve({"risk": read_formula("percent / 100"), "percent": 12.5}, {})["risk"]
    0.125
    """
    known = dict(constants)
    for name in _order(definitions, constants):
        if name in definitions:  # the others are constants
            known[name] = _compute(name, definitions[name], known)
    return {name: known[name] for name in definitions}


def names_of(definition: Definition) -> frozenset[str]:
    """The ids a definition rests on directly."""
    return definition.names if isinstance(definition, Formula) else frozenset()


def _order(
    definitions: Mapping[str, Definition], constants: Mapping[str, float]
) -> tuple[str, ...]:
    """The ids, each after those it rests on."""
    links = tuple((name, names_of(definition)) for name, definition in definitions.items())
    return _sorted(links, tuple(constants))


@lru_cache(maxsize=16)  # the same links come again for every alternative and every scenario
def _sorted(
    links: tuple[tuple[str, frozenset[str]], ...], constants: tuple[str, ...]
) -> tuple[str, ...]:
    graph = dict(links)
    known = dict.fromkeys([*constants, *graph])
    for name, needed in links:
        _check_names(name, needed, known)
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1]
        what = f"the formulas go round in a circle: {' <- '.join(circle)}"
        raise ResolveError(circle[0], what) from None


def _check_names(name: str, needed: frozenset[str], known: Mapping[str, object]) -> None:
    for unknown in sorted(needed - known.keys()):
        raise ResolveError(
            name, f"{unknown!r} is no id with a number: {unknown_name(unknown, known)}"
        )


def _compute(name: str, definition: Definition, known: Mapping[str, float]) -> float:
    if not isinstance(definition, Formula):
        return definition
    try:
        return definition.evaluate(known)
    except FormulaError as error:
        raise ResolveError(name, str(error)) from None
