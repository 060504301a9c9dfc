"""The events of a YAML file (a key, a value, a list begins...), read in C where that is there.

libyaml reads about twenty times faster than PyYAML's own scanner and marks the same places, but
it words mistakes in its own way, and takes tabs and question marks in places where PyYAML does
not. So it only ever says what is well: a file that it refuses, or where the two may differ, is read
by PyYAML's scanner, whose refusal (or reading) counts. Without libyaml every file is read that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    ScalarEvent,
)

from kth_sim.errors import ConfigError, Place
from kth_sim.evidence.document import Where, dotted

MAX_DEPTH = 32
_READ_APART = re.compile("[\t\ufeff]")  # tabs between brackets; the column after a stray mark
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read_events(path: Path, text: str) -> list[Event]:
    """All events of the text, from the start of the stream to its end.

    Args:
        path: the file the text stands in, for errors.
        text: without a byte-order mark.

    Raises:
        ConfigError: no YAML, or YAML with tags, anchors, aliases or bottomless nesting.
    """
    if yaml.__with_libyaml__ and not _READ_APART.search(text):
        with suppress(yaml.YAMLError, ConfigError):
            events = list(_wanted(path, yaml.CBaseLoader(text)))
            if not any(_read_otherwise(event) for event in events):
                return events
    try:
        return list(_wanted(path, yaml.BaseLoader(text)))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(path, error) from None
    except yaml.reader.ReaderError as error:
        raise _character_error(path, text, error) from None


def start_of(event: Event) -> tuple[int, int]:
    """Line and column, from 1, at which an event begins."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def end_of(text: str) -> tuple[int, int]:
    r"""Line and column, from 1, of what follows the text; lines end where YAML ends them.

    >>> end_of("a: 1\nb:"), end_of("a: 1\r\nb: 2\r")
    ((2, 3), (3, 1))
    """
    breaks = list(_BREAK.finditer(text))
    return len(breaks) + 1, len(text) - (breaks[-1].end() if breaks else 0) + 1


def refuse(path: Path, point: tuple[int, int], where: Where, what: str) -> ConfigError:
    """The error at a point of a file, for the caller to raise."""
    return ConfigError(Place(path, *point), dotted(where), what)


def _wanted(path: Path, loader: yaml.CBaseLoader | yaml.BaseLoader) -> Iterator[Event]:
    """The loader's events, each checked before the next is read."""
    depth = documents = 0
    while (event := loader.get_event()) is not None:
        if problem := _unwanted(event, depth, documents):
            raise refuse(path, start_of(event), (), problem)
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        yield event


def _read_otherwise(event: Event) -> bool:
    """Whether PyYAML may refuse a plain `a? b` that libyaml took, or put nothing elsewhere."""
    if not isinstance(event, ScalarEvent) or event.style:
        return False
    return not event.value or "?" in event.value


def _unwanted(event: Event, depth: int, documents: int) -> str | None:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, AliasEvent):
        return f"the alias *{anchor} is not supported: write the value out"
    if anchor:
        return f"the anchor &{anchor} is not supported: write the value out where needed"
    if tag:
        return f"the tag {tag} is not supported: remove it (quote what is text)"
    if isinstance(event, CollectionStartEvent) and depth >= MAX_DEPTH:
        return f"nested more than {MAX_DEPTH} deep: flatten it"
    if isinstance(event, DocumentStartEvent) and documents:
        return "not valid YAML: a second document starts here: keep one document a file"
    return None


def _syntax_error(path: Path, error: yaml.MarkedYAMLError) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    point = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or "this cannot be read"
    if "'\\t'" in problem:
        problem = "a tab stands here: indent with spaces"
    return refuse(path, point, (), f"not valid YAML: {problem}")


def _character_error(path: Path, text: str, error: yaml.reader.ReaderError) -> ConfigError:
    what = f"the character U+{error.character:04X} may not stand in YAML: remove it"
    return refuse(path, end_of(text[: error.position]), (), what)
