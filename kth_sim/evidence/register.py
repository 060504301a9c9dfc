"""The register: every entry by id, with formulas resolved under chosen alternatives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.arithmetic import read_formula
from kth_sim.evidence.audit import audit
from kth_sim.evidence.checking import nearest, unknown_name
from kth_sim.evidence.distributions import Distribution, Fixed
from kth_sim.evidence.document import Origin, Where
from kth_sim.evidence.folder import read_folder
from kth_sim.evidence.resolve import Definition, ResolveError, names_of, resolve
from kth_sim.evidence.schema import BASES, Basis, Contradiction, Entry, Estimate
from kth_sim.evidence.units import complaint, is_number

_NONE: Mapping[str, str] = MappingProxyType({})
_NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Register:
    """All that is known, by id.

    Attributes:
        entries: parameters, facts, targets and context.
        contradictions: readings that disagree; `audit.audit` computes them.
        origins: the file and path of each.
    """

    entries: Mapping[str, Entry]
    contradictions: Mapping[str, Contradiction]
    origins: Mapping[str, Origin]

    def entry(self, name: str) -> Entry:
        """The entry with this id, or known by this other name.

        Raises:
            UserError: there is none; names the nearest.
        """
        found = self.entries.get(self._aliases.get(name, name))
        if found is None:
            raise UserError(f"{name}: no such evidence id: {unknown_name(name, self.entries)}")
        return found

    def suggest(self, name: str) -> str | None:
        """The id (or other name) most like the one given, or None."""
        return nearest(name, [*self.entries, *self._aliases])

    def parameters(self) -> dict[str, Entry]:
        """The entries that feed the model, by id."""
        return {name: entry for name, entry in self.entries.items() if entry.role == "parameter"}

    def estimate(self, name: str, alternative: str | None = None) -> Estimate:
        """The base estimate of an entry, or one of its alternatives.

        Raises:
            UserError: no such entry, or no such alternative; names those there are.
        """
        entry = self.entry(name)
        if alternative is not None and alternative not in entry.alternatives:
            there_are = ", ".join(entry.alternatives) or "none"
            raise UserError(
                f"{entry.id}: no alternative {alternative!r}: leave it out for the base value, "
                f"or choose from: {there_are}"
            )
        return entry.estimate(alternative)

    def value(self, name: str, alternative: str | None = None) -> float:
        """A number in its entry's unit, everything else at its base value.

        Raises:
            UserError: no such entry or alternative, or the entry is a date or text.
        """
        entry = self._numeric(name)
        choices = _NONE if alternative is None else {entry.id: alternative}
        return self.values(choices)[entry.id]

    def values(
        self,
        choices: Mapping[str, str] = _NONE,
        overrides: Mapping[str, float] = _NO_NUMBERS,
    ) -> dict[str, float]:
        """Every number by id, in its entry's unit.

        Choices and overrides apply before formulas are evaluated, so derived values follow.

        Args:
            choices: alternative to use, by id; the others are at their base value.
            overrides: numbers that replace value or formula, by id.

        Raises:
            UserError: a name is unknown, or a parameter lies outside the range of its unit.
        """
        chosen = {self.entry(name).id: alternative for name, alternative in choices.items()}
        definitions = self._definitions(chosen)
        definitions.update({self._override(*item): float(item[1]) for item in overrides.items()})
        try:
            numbers = resolve(definitions, self._printed_ends)
        except ResolveError as error:
            raise self.error(error.name, _formula_path(chosen, error.name), error.what) from None
        for name in self.parameters():
            if name in numbers and (what := self.complaint(name, numbers[name])):
                raise self.error(name, _formula_path(chosen, name), what)
        return numbers

    def complaint(self, name: str, value: float) -> str | None:
        """What is wrong with a number for this entry (outside its unit's range), or None."""
        return complaint(value, self._numeric(name).unit)

    def text(self, name: str) -> str:
        """The words of an entry whose unit is text or date.

        Raises:
            UserError: no such entry, or it is a number.
        """
        entry = self.entry(name)
        if not isinstance(entry.value, str):
            raise UserError(f"{entry.id}: is a number in {entry.unit}, not text")
        return entry.value

    def date(self, name: str) -> date:
        """The day an entry states.

        Raises:
            UserError: no such entry, or its unit is not date.
        """
        entry = self.entry(name)
        if entry.unit != "date":
            raise UserError(f"{entry.id}: is no date, its unit is {entry.unit}")
        return date.fromisoformat(self.text(name))

    def distribution(self, name: str, alternative: str | None = None) -> Distribution:
        """The uncertainty of a number; `Fixed` at its value where none is given."""
        stated = self.estimate(name, alternative).distribution
        return stated or Fixed(kind="fixed", value=self.value(name, alternative))

    def basis_of(self, name: str, alternative: str | None = None) -> Basis:
        """What an entry (or one of its alternatives) itself rests on, as stated."""
        return self.estimate(name, alternative).basis

    def effective_basis(self, name: str, choices: Mapping[str, str] = _NONE) -> Basis:
        """The weakest basis a value rests on, through all its formulas.

        From strong to weak: observed, derived, literature, assumption.
        """
        own = self.entry(name).id
        estimate = self.estimate(own, choices.get(own))
        below = [self._owner(part) for part in names_of(_definition(estimate))]
        rests_on = [estimate.basis, *(self.effective_basis(part, choices) for part in below)]
        return max(rests_on, key=BASES.index)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of all content, whatever the order and formatting of the files."""
        content = {
            **{name: entry.model_dump(mode="json") for name, entry in self.entries.items()},
            **{name: one.model_dump(mode="json") for name, one in self.contradictions.items()},
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def names(self, values: Mapping[str, float]) -> dict[str, float]:
        """What formulas may use: the values given, and the ends of printed intervals."""
        return {**self._printed_ends, **values}

    def error(self, name: str, field: Where, what: str) -> ConfigError:
        """A one-line error at a field of an entry or contradiction, for the caller to raise."""
        return self.origins[name].error(field, what)

    def _numeric(self, name: str) -> Entry:
        entry = self.entry(name)
        if not is_number(entry.unit):
            raise UserError(f"{entry.id}: is {entry.unit}, not a number")
        return entry

    def _override(self, name: str, number: float) -> str:
        entry = self._numeric(name)
        if what := complaint(number, entry.unit):
            raise UserError(f"{entry.id}: {what}")
        return entry.id

    def _definitions(self, choices: Mapping[str, str]) -> dict[str, Definition]:
        return self._base | {
            name: _definition(self.estimate(name, alternative))
            for name, alternative in choices.items()
        }

    def _owner(self, part: str) -> str:
        """The entry behind a name in a formula (`x_low` belongs to `x`)."""
        return part if part in self.entries else part.rpartition("_")[0]

    @cached_property
    def _base(self) -> dict[str, Definition]:
        numeric = {name: entry for name, entry in self.entries.items() if is_number(entry.unit)}
        return {name: _definition(entry) for name, entry in numeric.items()}

    @cached_property
    def _printed_ends(self) -> dict[str, float]:
        ends: dict[str, float] = {}
        for name, entry in self.entries.items():
            if entry.low is not None and entry.high is not None:
                ends |= {f"{name}_low": entry.low, f"{name}_high": entry.high}
        return ends

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {
            alias: name for name, entry in self.entries.items() for alias in entry.also_known_as
        }


def load_register(folder: Path) -> Register:
    """The register of all `*.yaml` files in a folder, checked throughout.

    Raises:
        UserError: there is no such folder or file.
        ConfigError: the first mistake found, at its place.
    """
    contents = read_folder(folder)
    register = Register(contents.entries, contents.contradictions, contents.origins)
    _check_numbers(register)
    audit(register)  # finds mistakes in contradictions
    return register


def _formula_path(choices: Mapping[str, str], name: str) -> Where:
    return ("alternatives", choices[name], "formula") if name in choices else ("formula",)


def _definition(estimate: Estimate) -> Definition:
    if estimate.formula is not None:
        return read_formula(estimate.formula)
    return float(estimate.value or 0.0)


def _check_numbers(register: Register) -> None:
    """Base values and alternatives must resolve, each within its printed interval."""
    for name, value in register.values().items():
        entry = register.entries[name]
        _check_inside(register, name, entry, value, ())
        for alternative, estimate in entry.alternatives.items():
            other = register.value(name, alternative)
            _check_inside(register, name, estimate, other, ("alternatives", alternative))


def _check_inside(
    register: Register, name: str, estimate: Estimate, value: float, where: Where
) -> None:
    if what := register.complaint(name, value):
        raise register.error(name, (*where, "formula"), what)
    low, high = estimate.low, estimate.high
    if low is not None and high is not None and not low <= value <= high:
        what = f"{value:g} lies outside the printed interval [{low:g}, {high:g}]"
        raise register.error(name, (*where, "formula"), what)
