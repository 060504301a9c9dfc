"""Contradictions between sources, computed from the facts rather than told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kth_sim.evidence.arithmetic import FormulaError, read_formula
from kth_sim.evidence.document import Where
from kth_sim.evidence.schema import Contradiction
from kth_sim.evidence.units import Unit

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register


@dataclass(frozen=True)
class ComputedClaim:
    """One reading with its number, in the contradiction's unit."""

    label: str
    value: float
    printed: bool


@dataclass(frozen=True)
class AuditRow:
    """One contradiction, computed.

    Attributes:
        id: its id.
        label: what disagrees.
        unit: unit of claims and difference.
        claims: the readings.
        difference: how far they lie apart, in the unit.
        relative: size of the difference as a share of the first claim (0.1 is 10 %).
        arithmetic: the arithmetic in words.
        base_case: how the base case resolves it.
        scenario: the scenario that shows the other reading.
        scenario_note: what to look at there.
    """

    id: str
    label: str
    unit: Unit
    claims: tuple[ComputedClaim, ...]
    difference: float
    relative: float
    arithmetic: str
    base_case: str
    scenario: str
    scenario_note: str | None


def audit(register: Register) -> list[AuditRow]:
    """Every contradiction of the register, computed, in the order of the files.

    Raises:
        ConfigError: a formula cannot be computed; says where it stands.
    """
    known = register.names(register.values())
    return [_row(register, one, known) for one in register.contradictions.values()]


def _row(register: Register, one: Contradiction, known: Mapping[str, float]) -> AuditRow:
    claims = tuple(
        ComputedClaim(
            claim.label,
            _number(register, one.id, ("claims", i, "formula"), claim.formula, known),
            claim.printed,
        )
        for i, claim in enumerate(one.claims)
    )
    numbered = {f"claim_{i}": claim.value for i, claim in enumerate(claims, start=1)}
    difference = _number(register, one.id, ("difference",), one.difference, {**known, **numbered})
    return AuditRow(
        id=one.id,
        label=one.label,
        unit=one.unit,
        claims=claims,
        difference=difference,
        relative=abs(difference / claims[0].value) if claims[0].value else math.inf,
        arithmetic=one.arithmetic,
        base_case=one.base_case,
        scenario=one.scenario,
        scenario_note=one.scenario_note,
    )


def _number(
    register: Register, name: str, where: Where, formula: str, known: Mapping[str, float]
) -> float:
    try:
        return read_formula(formula).evaluate(known)
    except FormulaError as error:
        raise register.error(name, where, str(error)) from None
