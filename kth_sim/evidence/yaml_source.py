"""YAML 1.2 with a line and a column for every key and value, and no surprises.

PyYAML alone reads `1e6` as text, `NO` as false, `12:30` as 750, and takes the last of two equal
keys in silence. Here plain scalars follow the YAML 1.2 core schema, quoted ones stay text, and
what YAML 1.1 tools would read otherwise is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from kth_sim.errors import UserError
from kth_sim.evidence.checking import parse
from kth_sim.evidence.document import Document, Mark, Where
from kth_sim.evidence.yaml_events import end_of, read_events, refuse, start_of

__all__ = ["Document", "parse", "plain_scalar", "read_document"]

MAX_BYTES = 1 << 20

_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}
_BOOLEANS["FALSE"] = False
_BOOLEANS_1_1 = {"y", "n", "yes", "no", "on", "off"}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NAN = {".nan", ".NaN", ".NAN"}


def read_document(path: Path) -> Document:
    """The data of one YAML file with its marks.

    Raises:
        UserError: the file cannot be read.
        ConfigError: it is not the YAML this project accepts; says where and what to do.
    """
    events = iter(read_events(path, _decode(path, _read_bytes(path))))
    first = _first_node(path, events)
    builder = _Builder(path, events)
    builder.marks[()] = Mark(start_of(first), start_of(first))
    data = builder.build(first, ())
    return Document(path, data, builder.marks)


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UserError(f"{path}: this is a folder: name a YAML file in it")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UserError(f"{path}: no such file: check the name and the folder") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise UserError(f"{path}: larger than 1 MiB: split it, no configuration needs as much")
    return raw


def _decode(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", errors="replace")
        raise refuse(path, end_of(before), (), "not UTF-8: save the file as UTF-8") from None


def _first_node(path: Path, events: Iterator[Event]) -> Event:
    """The event of the file's one node (its start, when it is a mapping or a list)."""
    next(events)  # the start of the stream
    if isinstance(next(events), StreamEndEvent):
        raise refuse(path, (1, 1), (), "the file is empty: give it at least one key")
    return next(events)


class _Builder:
    """Turns events into plain data and keeps the mark of each value."""

    def __init__(self, path: Path, events: Iterator[Event]) -> None:
        self.path = path
        self.events = events
        self.marks: dict[Where, Mark] = {}

    def build(self, event: Event, where: Where) -> object:
        """The plain data of the node that begins with this event."""
        if isinstance(event, MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, SequenceStartEvent):
            return self._list(where)
        assert isinstance(event, ScalarEvent)  # aliases are refused, ends are eaten below
        if event.style:
            return str(event.value)  # quoted or block: text, whatever it looks like
        try:
            return plain_scalar(event.value)
        except ValueError as error:
            raise refuse(self.path, start_of(event), where, str(error)) from None

    def _list(self, where: Where) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            here = (*where, len(data))
            self.marks[here] = Mark(start_of(event), start_of(event))
            data.append(self.build(event, here))
        return data

    def _mapping(self, where: Where) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, where)
            if key in data:
                what = "this key stands here a second time: keep one"
                raise refuse(self.path, start_of(event), (*where, key), what)
            value = next(self.events)
            self.marks[(*where, key)] = Mark(start_of(value), start_of(event))
            data[key] = self.build(value, (*where, key))
        return data

    def _key(self, event: Event, where: Where) -> str:
        if isinstance(event, ScalarEvent) and (event.style or _is_text(event.value)):
            return str(event.value)
        what = "a key must be text: quote it (and a decimal comma is written as a point: 1.3)"
        raise refuse(self.path, start_of(event), where, what)


def _is_text(word: str) -> bool:
    """Whether a plain key is text; `on` or `n` may name something, `1` or `true` may not."""
    if word.lower() in _BOOLEANS_1_1:
        return True
    try:
        return isinstance(plain_scalar(word), str)
    except ValueError:  # a number too large
        return False


def plain_scalar(word: str) -> str | int | float | bool | None:
    """What an unquoted word means by the YAML 1.2 core schema.

    Raises:
        ValueError: YAML 1.1 would read it otherwise, or the number is too large.

    >>> plain_scalar("1e6"), plain_scalar("0.60"), plain_scalar("12:30"), plain_scalar("~")
    (1000000.0, 0.6, '12:30', None)
    """
    if word in _NULLS:
        return None
    if word in _BOOLEANS:
        return _BOOLEANS[word]
    if word.lower() in _BOOLEANS_1_1:
        raise ValueError(
            f"YAML 1.1 tools read {word} as true or false: quote it if text is meant, "
            "or write true or false"
        )
    return _number(word)


def _number(word: str) -> str | int | float:
    if _INTEGER.fullmatch(word):
        return _integer(word)
    if _FLOAT.fullmatch(word):
        return _finite(word)
    if infinite := _INFINITE.fullmatch(word):
        return float(f"{infinite[1]}inf")
    return math.nan if word in _NAN else word


def _integer(word: str) -> int:
    base = {"0o": 8, "0x": 16}.get(word[:2], 10)
    try:
        return int(word, base)
    except ValueError:
        raise ValueError("this number has too many digits") from None


def _finite(word: str) -> float:
    number = float(word)
    if math.isinf(number):
        raise ValueError(f"{word} is too large: write .inf if infinity is meant")
    return number
