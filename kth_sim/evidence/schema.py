"""What an evidence file may hold: entries by role, and contradictions.

A file is a mapping of sections (`parameters`, `facts`, `targets`, `context`, `contradictions`);
each is a mapping of id to entry. The section gives the entry's role.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic import ValidationError as _ValidationError

from kth_sim.evidence.arithmetic import FormulaError, read_formula
from kth_sim.evidence.checking import as_tuple, expected, placed_error
from kth_sim.evidence.distributions import Distribution, Fixed
from kth_sim.evidence.document import Where
from kth_sim.evidence.units import Unit, complaint, is_number

Basis = Literal["observed", "derived", "literature", "assumption"]
BASES: tuple[Basis, ...] = ("observed", "derived", "literature", "assumption")
Role = Literal["parameter", "fact", "target", "context"]

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]
_DATE = TypeAdapter(date)


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Source(_Base):
    """Where a value was read.

    Attributes:
        cite: the document, or "modelling assumption".
        where: slide, table, law paragraph; "no document found" for an assumption.
        url: an address, a DOI if there is one.
    """

    cite: Text
    where: Text
    url: Text | None = None


class Estimate(_Base):
    """A value (typed or computed) with its uncertainty: what entries and alternatives share.

    Attributes:
        label: what it is, in one line.
        value: a number, a date (ISO) or text, by the entry's unit.
        formula: arithmetic over other ids; stands in place of `value`.
        low: lower end of the interval printed in the source.
        high: upper end of the interval printed in the source.
        distribution: absent means fixed.
        basis: what it rests on.
        note: arithmetic in words, doubts; required for derived values and assumptions.
    """

    label: Text
    value: float | str | None = None
    formula: Text | None = None
    low: float | None = None
    high: float | None = None
    distribution: Distribution | None = None
    basis: Basis
    note: Text | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        _check_value_or_formula(self)
        _check_formula(self.formula)
        _check_interval(self)
        if self.note is None and self.basis in {"derived", "assumption"}:
            raise placed_error(("basis",), f"a value with basis {self.basis} needs a note: add it")
        if isinstance(self.distribution, Fixed) and self.value not in {
            None,
            self.distribution.value,
        }:
            raise placed_error(("distribution", "value"), f"differs from the value, {self.value}")
        return self


class Alternative(Estimate):
    """Another value for the same thing, which a scenario picks by name.

    Attributes:
        source: where it was read; absent means as the base value.
        also_known_as: ids of this value elsewhere (for reference: it is looked up by name).
    """

    source: Source | None = None
    also_known_as: Ids = ()


class Body(Estimate):
    """An entry as written under its id.

    Attributes:
        unit: one of a closed list; says which values make sense.
        source: where it was read.
        also_known_as: ids of the same value elsewhere (the first parameter table).
        correlates: for a correlation, the two parameters whose draws it ties; the first keeps
            its draws, the second follows.
        alternatives: other values, by name.
    """

    unit: Unit
    source: Source
    also_known_as: Ids = ()
    correlates: Ids = ()
    alternatives: dict[Id, Alternative] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_unit(self) -> Self:
        _check_unit(self, self.unit, ())
        for name, alternative in self.alternatives.items():
            _check_unit(alternative, self.unit, ("alternatives", name))
        return self

    @model_validator(mode="after")
    def _two_correlated(self) -> Self:
        if self.correlates and self.unit != "correlation":
            raise placed_error(("unit",), "an entry that correlates others has unit correlation")
        if self.correlates and len(set(self.correlates)) != 2:
            raise placed_error(("correlates",), "name two different parameters")
        return self


class Entry(Body):
    """One parameter or fact.

    Attributes:
        id: its name everywhere.
        role: parameter (feeds the model), fact, target (for validation) or context.
    """

    id: Id
    role: Role

    def estimate(self, alternative: str | None = None) -> Estimate:
        """The base value, or an alternative by name (KeyError if there is none)."""
        return self if alternative is None else self.alternatives[alternative]


class Claim(_Base):
    """One reading in a contradiction.

    Attributes:
        label: what is claimed.
        formula: arithmetic over ids that gives it.
        printed: whether a source prints this number (otherwise it is computed from others).
    """

    label: Text
    formula: Text
    printed: bool = False

    @model_validator(mode="after")
    def _readable(self) -> Self:
        _check_formula(self.formula)
        return self


class ContradictionBody(_Base):
    """A contradiction as written under its id.

    Attributes:
        label: what disagrees, in one line.
        unit: the unit of claims and difference.
        claims: at least two readings; formulas below may call them claim_1, claim_2, ...
        difference: formula of how far they lie apart.
        arithmetic: the same in words.
        base_case: how the base case resolves it.
        scenario: name of the scenario that shows the other reading.
        scenario_note: what to look at there.
    """

    label: Text
    unit: Unit
    claims: Annotated[tuple[Claim, ...], BeforeValidator(as_tuple), Field(min_length=2)]
    difference: Text
    arithmetic: Text
    base_case: Text
    scenario: Text
    scenario_note: Text | None = None

    @model_validator(mode="after")
    def _readable(self) -> Self:
        _check_formula(self.difference, "difference")
        return self


class Contradiction(ContradictionBody):
    """A contradiction with its id."""

    id: Id


class EvidenceFile(_Base):
    """One file of the evidence folder."""

    parameters: dict[Id, Body] = Field(default_factory=dict)
    facts: dict[Id, Body] = Field(default_factory=dict)
    targets: dict[Id, Body] = Field(default_factory=dict)
    context: dict[Id, Body] = Field(default_factory=dict)
    contradictions: dict[Id, ContradictionBody] = Field(default_factory=dict)


ROLES: dict[str, Role] = {
    "parameters": "parameter",
    "facts": "fact",
    "targets": "target",
    "context": "context",
}


def _check_value_or_formula(estimate: Estimate) -> None:
    if estimate.value is None and estimate.formula is None:
        raise placed_error((), "'value' or 'formula' is missing: add one")
    if estimate.value is not None and estimate.formula is not None:
        raise placed_error(("formula",), "value and formula both stand here: keep one")


def _check_formula(formula: str | None, field: str = "formula") -> None:
    try:
        read_formula(formula or "0")
    except FormulaError as error:
        raise placed_error((field,), str(error)) from None


def _check_interval(estimate: Estimate) -> None:
    low, high, value = estimate.low, estimate.high, estimate.value
    if (low is None) != (high is None):
        raise placed_error(("high",) if low is None else ("low",), "low and high come together")
    if low is None or high is None:
        return
    if low > high:
        raise placed_error(("low",), f"low {low:g} lies above high {high:g}")
    if isinstance(value, float) and not low <= value <= high:
        raise placed_error(("value",), f"{value:g} lies outside its interval [{low:g}, {high:g}]")


def _check_unit(estimate: Estimate, unit: Unit, where: Where) -> None:
    for field in ("value", "low", "high"):
        value = getattr(estimate, field)
        if value is not None and (what := _misfit(value, unit)):
            raise placed_error((*where, field), what)
    if not is_number(unit) and estimate.formula is not None:
        raise placed_error((*where, "formula"), f"a formula gives a number, not a {unit}")


def _misfit(value: float | str, unit: Unit) -> str | None:
    """What is wrong with a value in a unit, or None."""
    if isinstance(value, str):
        return _misfit_text(value, unit)
    return complaint(value, unit) if is_number(unit) else expected(f"a {unit}", value)


def _misfit_text(value: str, unit: Unit) -> str | None:
    if is_number(unit):
        return expected("a number", value)
    if unit == "date" and not _is_date(value):
        return f"{value!r} is no date: write it as 2027-01-31"
    return None


def _is_date(value: str) -> bool:
    try:
        _DATE.validate_strings(value, strict=True)
    except _ValidationError:
        return False
    return True
