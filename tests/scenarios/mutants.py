"""Accidents that befall a configuration file: to bytes, lines, tokens, types, keys and nesting."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator

Luck = random.Random
Path = tuple[str | int, ...]

NASTY = (
    b"\x00", b"\xff\xfe", b"\t", b"- ", b": ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!int ",
    b"---\n", b"...\n", b"|", b">", b"'", b'"', b"#", b"%", b"@", b"`", b"\r", b"\x85", b"? ",
    b"\xe2\x80\xa8", b"\xf0\x9f\xa6\xb4", b"<<: ", b"\x1b[31m", b"\xef\xbb\xbf", b"a" * 300,
)  # fmt: skip
WORDS = (
    "null", "~", "true", "no", "on", "1e400", "-1", "0", ".nan", ".inf", "-.inf", "0x1F", "1,5",
    "99999999999999999999", "1e-320", "2026-02-30", "9999-12-31", "2026-01-01", "''", '"\\u0000"',
    "[]", "{}", "[1, 2]", "{a: 1}", "national", "mort30_uc", "mort30_uc / 0", "((((1))))",
    "__import__('os')", "../../x", "a/b", "\U0001f9b4", "æøå",
)  # fmt: skip
VALUES = (
    None, True, False, 0, -1, 1, 10**30, 0.5, 1e300, -1e-300, "", " ", "x", "1", "2026-01-31",
    "national", "never", [], {}, [None], [[]], {"a": 1}, {"": 0}, ["a", 1], "a\nb", "\u2028",
)  # fmt: skip
TOKEN = re.compile(rb"[A-Za-z_][\w]*|[0-9.]+|[:\-,\[\]{}#'\"]|\s+")


def a_byte(content: bytes, luck: Luck) -> bytes:
    """One byte put in, taken out or changed; or a nasty piece put in."""
    at = luck.randrange(len(content) + 1)
    match luck.randrange(4):
        case 0:
            return content[:at] + content[at + luck.randint(1, 3) :]
        case 1:
            return content[:at] + luck.randbytes(1) + content[at:]
        case 2:
            return content[:at] + luck.randbytes(1) + content[at + 1 :]
        case _:
            return content[:at] + luck.choice(NASTY) + content[at:]


def a_line(content: bytes, luck: Luck) -> bytes:
    """A line lost, doubled, moved, indented or cut."""
    lines = content.splitlines(keepends=True) or [b"\n"]
    at = luck.randrange(len(lines))
    match luck.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(luck.randrange(len(lines) + 1), lines[at])
        case 2:
            lines.insert(luck.randrange(len(lines)), lines.pop(at))
        case 3:
            lines[at] = b" " * luck.randint(1, 4) + lines[at]
        case _:
            lines[at] = lines[at][: luck.randrange(len(lines[at]) + 1)]
    return b"".join(lines)


def a_token(content: bytes, luck: Luck) -> bytes:
    """A word, number or sign lost, doubled, exchanged with another, or replaced."""
    found = list(TOKEN.finditer(content))
    if not found:
        return content
    one, other = luck.choice(found), luck.choice(found)
    new = (b"", one[0] * 2, other[0], luck.choice(WORDS).encode())[luck.randrange(4)]
    return content[: one.start()] + new + content[one.end() :]


def places(data: object, here: Path = ()) -> Iterator[Path]:
    """The paths of all that a tree holds, its root last."""
    inside = data.items() if isinstance(data, dict) else ()
    for key, value in enumerate(data) if isinstance(data, list) else inside:
        yield from places(value, (*here, key))
    yield here


def changed(data: object, where: Path, change: Callable[[object], object]) -> object:
    """The tree with one part of it changed."""
    if not where:
        return change(data)
    copy = list(data) if isinstance(data, list) else dict(data)
    copy[where[0]] = changed(copy[where[0]], where[1:], change)
    return copy


def a_type(data: object, luck: Luck) -> object:
    """One value replaced by one of another kind."""
    return changed(data, luck.choice(list(places(data))), lambda _: luck.choice(VALUES))


def a_key(data: object, luck: Luck) -> object:
    """One key lost, misspelt, or replaced by one from elsewhere."""
    every = [where for where in places(data) if where and isinstance(where[-1], str)]
    if not every:
        return data
    *parent, key = luck.choice(every)
    new = (None, key[:-1], key + "x", key.upper(), luck.choice(every)[-1], "")[luck.randrange(6)]

    def renamed(mapping: object) -> object:
        pairs = [(new if k == key else k, v) for k, v in mapping.items()]
        return {k: v for k, v in pairs if k is not None}

    return changed(data, tuple(parent), renamed)


def a_nesting(data: object, luck: Luck) -> object:
    """One value wrapped once or very often, or lifted out of what holds it, or moved elsewhere."""
    every = list(places(data))
    where, deep = luck.choice(every), luck.choice((1, 1, 2, 40))

    def wrapped(value: object) -> object:
        for _ in range(deep):
            value = [value] if luck.random() < 0.5 else {luck.choice(("a", "set", "label")): value}
        return value

    def inner(value: object) -> object:
        parts = list(value.values() if isinstance(value, dict) else value)
        return luck.choice(parts) if parts else None

    if luck.random() < 0.5:
        return changed(data, where, wrapped)
    return changed(data, where, lambda v: inner(v) if isinstance(v, dict | list) else {"a": v})


TEXTUAL = (a_byte, a_line, a_token)
STRUCTURAL = (a_type, a_key, a_nesting)


def mutants(sources: list[tuple[bytes, object]], n: int, seed: str) -> Iterator[bytes]:
    """So many files with one to three accidents each, the same for the same seed.

    Args:
        sources: content and data of the files that they befall.
        n: how many.
        seed: of the luck.
    """
    luck = Luck(seed)
    for number in range(n):
        content, data = sources[number % len(sources)]
        if luck.random() < 0.5:
            for _ in range(luck.randint(1, 2)):
                data = luck.choice(STRUCTURAL)(data, luck)
            content = json.dumps(data, ensure_ascii=luck.random() < 0.5, indent=1).encode(
                "utf-8", "replace"
            )
            if luck.random() < 0.8:
                yield content
                continue
        for _ in range(luck.randint(1, 3)):
            content = luck.choice(TEXTUAL)(content, luck)
        yield content
