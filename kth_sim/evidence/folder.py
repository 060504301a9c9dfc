"""A folder of evidence files as entries and contradictions, each id in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.evidence.document import Document, Origin
from kth_sim.evidence.links import check_links
from kth_sim.evidence.schema import (
    ROLES,
    Body,
    Contradiction,
    ContradictionBody,
    Entry,
    EvidenceFile,
)
from kth_sim.evidence.yaml_source import parse, read_document


@dataclass
class Contents:
    """All that a folder holds, by id."""

    entries: dict[str, Entry] = field(default_factory=dict)
    contradictions: dict[str, Contradiction] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)


def read_folder(folder: Path) -> Contents:
    """Everything in the `*.yaml` files of a folder.

    Raises:
        UserError: there is no such folder or no such file in it.
        ConfigError: the first mistake in a file, or an id that stands twice.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder: name the one with the evidence files")
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UserError(f"{folder}: no *.yaml file here: name the folder with the evidence files")
    contents = Contents()
    for path in paths:
        _add_file(contents, read_document(path))
    _check_names(contents)
    _check_dirichlet(contents)
    check_links(contents.entries, contents.origins)
    return contents


def _add_file(contents: Contents, document: Document) -> None:
    file = parse(document, EvidenceFile)
    for section, role in ROLES.items():
        bodies: dict[str, Body] = getattr(file, section)
        for name, body in bodies.items():
            _claim(contents, name, Origin(document, (section, name)))
            contents.entries[name] = Entry(id=name, role=role, **dict(body))
    for name, contradiction in file.contradictions.items():
        _claim(contents, name, Origin(document, ("contradictions", name)))
        contents.contradictions[name] = _named(name, contradiction)


def _named(name: str, body: ContradictionBody) -> Contradiction:
    return Contradiction(id=name, **dict(body))


def _claim(contents: Contents, name: str, origin: Origin) -> None:
    if earlier := contents.origins.get(name):
        place = earlier.document.place(earlier.where, at_key=True)
        raise origin.error((), f"this id stands already at {place}: rename one", at_key=True)
    contents.origins[name] = origin


def _check_names(contents: Contents) -> None:
    """Each other name and each `x_low` must mean one thing."""
    taken = set(contents.origins)
    for name, entry in contents.entries.items():
        for i, alias in enumerate(entry.also_known_as):
            if alias in taken:
                what = f"{alias!r} names something else already: remove it"
                raise contents.origins[name].error(("also_known_as", i), what)
            taken.add(alias)
    for name, entry in contents.entries.items():
        for end in ("low", "high"):
            if getattr(entry, end) is not None and f"{name}_{end}" in taken:
                what = f"formulas call this {name}_{end}, which is the name of another entry"
                raise contents.origins[name].error((end,), what)


def _check_dirichlet(contents: Contents) -> None:
    """The weights of each group must sum to the total its members state."""
    sums: dict[str, float] = {}
    members = [
        (name, entry.distribution)
        for name, entry in contents.entries.items()
        if entry.distribution is not None and entry.distribution.kind == "dirichlet"
    ]
    for _, member in members:
        sums[member.group] = sums.get(member.group, 0.0) + member.alpha
    for name, member in members:
        tolerance = 1e-9 if member.fit is None else 0.02  # printed numbers are rounded
        if abs(sums[member.group] - member.total) > tolerance * member.total:
            what = f"the weights of group {member.group} sum to {sums[member.group]:g}"
            raise contents.origins[name].error(("distribution", "total"), what)
