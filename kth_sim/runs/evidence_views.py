"""The evidence as plain rows and lines, for the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.evidence.audit import audit
from kth_sim.evidence.units import is_number

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register

Say = Callable[[str], None]
ROLES = ("parameter", "fact", "target", "context")


def entry_list(register: Register, basis: str | None, role: str | None) -> list[dict[str, Any]]:
    """One row an entry: `id, label, value, unit, basis, role, source`; basis through formulas.

    Raises:
        UserError: there is no such role.
    """
    if role is not None and role not in ROLES:
        raise UserError(f"--role {role}: choose from {', '.join(ROLES)}")
    values = register.values()
    rows = [
        {
            "id": name,
            "label": entry.label,
            "value": values.get(name, entry.value),
            "unit": entry.unit,
            "basis": rests_on(register, name),
            "role": entry.role,
            "source": entry.source.cite,
        }
        for name, entry in register.entries.items()
    ]
    return [
        row
        for row in rows
        if (basis is None or row["basis"] == basis) and (role is None or row["role"] == role)
    ]


def rests_on(register: Register, name: str) -> str:
    """The weakest basis behind an entry; words and dates have no formula to look through."""
    entry = register.entries[name]
    return register.effective_basis(name) if is_number(entry.unit) else entry.basis


def entry_details(register: Register, name: str) -> dict[str, Any]:
    """All that is known of one entry, computed values and 95 % intervals included.

    Raises:
        UserError: there is no such entry.
    """
    entry = register.entry(name)
    details = entry.model_dump(mode="json", exclude_none=True)
    details["value"] = register.values().get(entry.id, entry.value)
    details["rests_on"] = rests_on(register, entry.id)
    if entry.distribution is not None:
        details["interval_95"] = list(register.distribution(entry.id).interval())
    for choice in entry.alternatives:
        details["alternatives"][choice]["value"] = register.value(entry.id, choice)
    return details


def print_entry(entry: dict[str, Any], say: Say) -> None:
    """Say what is known of one entry."""
    say(f"{entry['id']}: {entry['label']}")
    say(f"  value         {plain(entry['value'])} {entry['unit']}")
    for key in ("formula", "low", "high"):
        if key in entry:
            say(f"  {key:13s} {plain(entry[key])}")
    if "distribution" in entry:
        low, high = entry["interval_95"]
        say(f"  uncertainty   {in_words(entry['distribution'])}; 95 % {low:.4g} to {high:.4g}")
    say(f"  basis         {entry['basis']}; through its formulas: {entry['rests_on']}")
    source = entry["source"]
    say(f"  source        {source['cite']}; {source['where']}")
    for key, text in (("url", source.get("url")), ("note", entry.get("note"))):
        if text:
            say(f"  {key:13s} {text}")
    for name, other in entry.get("alternatives", {}).items():
        say(f"  alternative   {name}: {plain(other['value'])}, {other['label']} ({other['basis']})")


def in_words(distribution: dict[str, Any]) -> str:
    """A distribution with its hyper-parameters."""
    rest = ", ".join(f"{k} {plain(v)}" for k, v in distribution.items() if k != "kind")
    return f"{distribution['kind']} ({rest})"


def plain(value: object) -> str:
    """A number with up to six digits; anything else as it is."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def audit_rows(register: Register) -> list[dict[str, Any]]:
    """The contradictions as plain data."""
    return [asdict(row) for row in audit(register)]


def print_audit(rows: list[dict[str, Any]], say: Say) -> None:
    """Say each contradiction: claims, arithmetic, size, resolution, scenario."""
    for row in rows:
        say(f"{row['id']}: {row['label']}")
        for claim in row["claims"]:
            source = "printed" if claim["printed"] else "computed"
            say(f"  {plain(claim['value']):>12s}  {claim['label']} ({source})")
        say(f"  differ by     {plain(row['difference'])} {row['unit']} ({row['relative']:.1%})")
        say(f"  arithmetic    {row['arithmetic']}")
        say(f"  base case     {row['base_case']}")
        note = f": {row['scenario_note']}" if row["scenario_note"] else ""
        say(f"  other reading kth-sim run {row['scenario']}{note}")
        say("")
    say(f"{len(rows)} contradictions, every number computed from the facts.")
