"""YAML 1.2 with a line and a column for every key and value, and no surprises.

PyYAML alone reads `1e6` as text, `NO` as false, `12:30` as 750, and takes the last of two equal
keys in silence. Here plain scalars follow the YAML 1.2 core schema, quoted ones stay text, and
what YAML 1.1 tools would read otherwise is refused.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import yaml
from yaml.events import AliasEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kth_sim.errors import ConfigError, Place, UserError
from kth_sim.evidence.checking import parse
from kth_sim.evidence.document import Document, Mark, Where, dotted

__all__ = ["Document", "parse", "plain_scalar", "read_document"]

MAX_BYTES = 1 << 20
MAX_DEPTH = 32

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
    text = _decode(path, _read_bytes(path))
    try:
        node = _Loader(path, text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(path, error) from None
    except yaml.reader.ReaderError as error:
        raise _character_error(path, text, error) from None
    if node is None:
        raise _refuse(path, (1, 1), (), "the file is empty: give it at least one key")
    builder = _Builder(path)
    data = builder.build(node, ())
    builder.marks[()] = Mark(_start(node), _start(node))
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
        before = raw[: error.start].decode("utf-8", errors="replace")
        raise _refuse(path, _end(before), (), "not UTF-8: save the file as UTF-8") from None


def _end(text: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows the text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _refuse(path: Path, point: tuple[int, int], where: Where, what: str) -> ConfigError:
    return ConfigError(Place(path, *point), dotted(where), what)


def _syntax_error(path: Path, error: yaml.MarkedYAMLError) -> UserError:
    mark = error.problem_mark or error.context_mark
    point = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or "this cannot be read"
    if "single document" in str(error.context):
        problem = "a second document starts here: keep one document a file"
    elif "'\\t'" in problem:
        problem = "a tab stands here: indent with spaces"
    return _refuse(path, point, (), f"not valid YAML: {problem}")


def _character_error(path: Path, text: str, error: yaml.reader.ReaderError) -> UserError:
    what = f"the character {error.character!r} may not stand in YAML: remove it"
    if isinstance(error.character, int):
        what = f"the character U+{error.character:04X} may not stand in YAML: remove it"
    return _refuse(path, _end(text[: error.position]), (), what)


def _start(thing: Node | yaml.Event) -> tuple[int, int]:
    mark = thing.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Loader(yaml.BaseLoader):
    """PyYAML's reader without typed construction, tags, anchors or bottomless nesting."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self._path = path
        self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """The next node, checked before anything is built from it."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if problem := _unwanted(event, self._depth):
            raise _refuse(self._path, _start(event), (), problem)
        self._depth += 1
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _unwanted(event: yaml.Event, depth: int) -> str | None:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, AliasEvent):
        return f"the alias *{anchor} is not supported: write the value out"
    if anchor:
        return f"the anchor &{anchor} is not supported: write the value out where needed"
    if tag:
        return f"the tag {tag} is not supported: remove it (quote what is text)"
    if isinstance(event, CollectionStartEvent) and depth >= MAX_DEPTH:
        return f"nested more than {MAX_DEPTH} deep: flatten it"
    return None


class _Builder:
    """Turns composed nodes into plain data and keeps the mark of each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.marks: dict[Where, Mark] = {}

    def build(self, node: Node, where: Where) -> object:
        """The plain data of a node."""
        if isinstance(node, MappingNode):
            return self._mapping(node, where)
        if isinstance(node, SequenceNode):
            return [self._item(child, (*where, i)) for i, child in enumerate(node.value)]
        if not isinstance(node, ScalarNode) or node.style:
            return str(node.value)  # quoted or block: text, whatever it looks like
        try:
            return plain_scalar(node.value)
        except ValueError as error:
            raise _refuse(self.path, _start(node), where, str(error)) from None

    def _item(self, node: Node, where: Where) -> object:
        self.marks[where] = Mark(_start(node), _start(node))
        return self.build(node, where)

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, where)
            if key in data:
                what = "this key stands here a second time: keep one"
                raise _refuse(self.path, _start(key_node), (*where, key), what)
            self.marks[(*where, key)] = Mark(_start(value_node), _start(key_node))
            data[key] = self.build(value_node, (*where, key))
        return data

    def _key(self, node: Node, where: Where) -> str:
        if isinstance(node, ScalarNode) and (node.style or _is_text(node.value)):
            return str(node.value)
        what = "a key must be text: quote it (and a decimal comma is written as a point: 1.3)"
        raise _refuse(self.path, _start(node), where, what)


def _is_text(word: str) -> bool:
    """Whether a plain key is text; `on` or `n` may name something, `1` or `true` may not."""
    return word.lower() in _BOOLEANS_1_1 or isinstance(plain_scalar(word), str)


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
