"""Errors that a user can mend: one line each, with what, where and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class UserError(Exception):
    """A mistake in what the user gave: printed as one line, exit code 2."""


class PartlyDoneError(Exception):
    """Work that stopped before its end but lost nothing: printed as one line, exit code 3."""


@dataclass(frozen=True)
class Place:
    """A point in a text file.

    Attributes:
        file: the file as the user named it.
        line: counted from 1.
        column: counted from 1.
    """

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class ConfigError(UserError):
    """A mistake in a configuration file: `file:line:column: where: what`."""

    def __init__(self, place: Place, where: str, what: str) -> None:
        super().__init__(f"{place}: {where}: {what}")
        self.place = place
        self.where = where
        self.what = what
