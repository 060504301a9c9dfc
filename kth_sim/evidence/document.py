"""A configuration file as plain data that still knows where everything stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kth_sim.errors import ConfigError, Place

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Mark:
    """Where a value stands in its file, and where its key does; both counted from 1.

    Attributes:
        value: line and column of the value.
        key: line and column of the key; for the whole file and for list items, of the value.
    """

    value: tuple[int, int]
    key: tuple[int, int]


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, with the place of each key and value.

    Attributes:
        path: the file as the user named it.
        data: mappings, lists, text, numbers, booleans and None.
        marks: the place of each value by its path from the root of the file.
        root: the path of `data` in the file (empty unless made by `sub`).
    """

    path: Path
    data: object
    marks: Mapping[Where, Mark]
    root: Where = ()

    def place(self, where: Where, *, at_key: bool = False) -> Place:
        """The place of a value (or its key), or of the nearest thing around it that exists."""
        full = (*self.root, *where)
        while full not in self.marks:
            full, at_key = full[:-1], False
        mark = self.marks[full]
        return Place(self.path, *(mark.key if at_key else mark.value))

    def error(self, where: Where, what: str, *, at_key: bool = False) -> ConfigError:
        """A one-line error at a value (or its key), for the caller to raise."""
        full = (*self.root, *where)
        return ConfigError(self.place(where, at_key=at_key), dotted(full), what)

    def sub(self, where: Where) -> Document:
        """The same file seen from a subtree; its errors keep their full paths."""
        data = self.data
        for step in where:
            data = data[step]  # type: ignore[index]  # a path that exists, or KeyError
        return Document(self.path, data, self.marks, (*self.root, *where))


@dataclass(frozen=True)
class Origin:
    """Where an entry or contradiction is written.

    Attributes:
        document: its file.
        where: its path in the file.
    """

    document: Document
    where: Where

    def error(self, field_path: Where, what: str, *, at_key: bool = False) -> ConfigError:
        """A one-line error at one of the entry's fields (or the entry itself)."""
        return self.document.error((*self.where, *field_path), what, at_key=at_key)


def dotted(where: Where) -> str:
    """A path as people write it.

    >>> dotted(("parameters", "claims", 0, "formula"))
    'parameters.claims[0].formula'
    >>> dotted(())
    'file'
    """
    words = [step if isinstance(step, int) or step.isprintable() else repr(step) for step in where]
    steps = [f"[{word}]" if isinstance(word, int) else f".{word}" for word in words]
    return "".join(steps).removeprefix(".") or "file"
