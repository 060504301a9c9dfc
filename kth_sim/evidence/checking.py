"""From a YAML document to a checked pydantic model, or one error with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Literal, TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from kth_sim.errors import ConfigError
from kth_sim.evidence.document import Document, Where

FEW = 25
M = TypeVar("M", bound=BaseModel)

_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_EXPECTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
}


def parse(document: Document, schema: type[M]) -> M:
    """The document as an instance of the schema.

    Raises:
        ConfigError: the first thing wrong in file order, at its key (unknown), its value (wrong
            type or range) or the mapping around it (missing).
    """
    try:
        return schema.model_validate(document.data, strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems = [_problem(document, schema, detail) for detail in _without_echoes(details)]
    raise min(problems, key=lambda problem: (problem.place.line, problem.place.column))


def placed_error(where: Where, what: str) -> PydanticCustomError:
    """An error for a model validator to raise about one of the model's fields.

    Args:
        where: the path from the model to the field, for example `("value",)`.
        what: what is wrong and what to do.
    """
    # braces would be read as a template by pydantic
    return PydanticCustomError("placed", "{what}", {"what": what, "where": where})


def as_tuple(value: object) -> object:
    """A list of the file as a tuple, for fields of frozen models (strict takes no list for one)."""
    return tuple(value) if isinstance(value, list) else value


def nearest(name: str, allowed: Mapping[str, object] | list[str] | tuple[str, ...]) -> str | None:
    """The allowed name most like the one given, or None.

    >>> nearest("lable", ["label", "unit"])
    'label'
    """
    return next(iter(get_close_matches(name, list(allowed), n=1)), None)


def unknown_name(name: str, allowed: Mapping[str, object] | list[str] | tuple[str, ...]) -> str:
    """A hint for a name that does not exist: the nearest one, or all when they are few.

    >>> unknown_name("lable", ["label", "unit"])
    "did you mean 'label'?"
    """
    if best := nearest(name, allowed):
        return f"did you mean {best!r}?"
    if len(allowed) > FEW:
        return f"none of the {len(allowed)} names known is like it"
    return f"allowed: {', '.join(allowed) or 'none'}"


def _without_echoes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without "missing" beside an unknown key: one slip of the pen makes both."""
    unknown = {detail["loc"][:-1] for detail in details if detail["type"] == "extra_forbidden"}
    return [d for d in details if d["type"] != "missing" or d["loc"][:-1] not in unknown]


def _problem(document: Document, schema: type[BaseModel], detail: ErrorDetails) -> ConfigError:
    extra: Where = detail.get("ctx", {}).get("where", ())
    where, node = _follow(document.data, (*detail["loc"], *extra))
    kind = detail["type"]
    if kind == "extra_forbidden":
        allowed = sorted(_fields_at(schema, where[:-1], document.data))
        what = f"unknown key: {unknown_name(str(where[-1]), allowed)}"
        return document.error(where, what, at_key=True)
    if kind == "missing":
        return document.error(where, f"{detail['loc'][-1]!r} is missing: add it")
    at_key = detail["loc"][-1:] == ("[key]",)
    return document.error(where, _words(detail, node), at_key=at_key)


def _follow(data: object, loc: Where) -> tuple[Where, object]:
    """The part of pydantic's location that exists in the file (it adds tags of unions)."""
    where: Where = ()
    for step in loc:
        if _holds(data, step):
            where, data = (*where, step), data[step]  # type: ignore[index]  # just checked
    return where, data


def _holds(data: object, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)  # of a pair the second may be missing
    return isinstance(data, dict) and step in data


def _words(detail: ErrorDetails, node: object) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _EXPECTED:
        return expected(_EXPECTED[kind], node)
    if kind == "literal_error":
        return _not_one_of(node, context["expected"])
    if kind == "union_tag_invalid":
        return _not_one_of(context["tag"], context["expected_tags"])
    if kind == "union_tag_not_found":
        return f"{context['discriminator']} is missing: add it"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return message if kind == "placed" else f"{message}; found {shown(node)}"


def _not_one_of(found: object, options: str) -> str:
    """A word outside a closed list, with the nearest in it where there is one."""
    best = nearest(str(found), re.findall(r"'([^']+)'", options))
    hint = f"did you mean {best!r}?" if best else f"allowed: {options}"
    return f"{found!r} is not allowed here: {hint}"


def expected(what: str, found: object) -> str:
    """One line for a value of the wrong type, with a hint for decimal commas and quotes.

    >>> expected("a number", "1,5")
    "a number is expected, not the text '1,5': write 1.5 for 1,5"
    """
    line = f"{what} is expected, not {shown(found)}"
    if isinstance(found, str) and "number" in what and _DECIMAL_COMMA.fullmatch(found):
        return f"{line}: write {found.replace(',', '.')} for {found}"
    if what == "text" and isinstance(found, bool | int | float):
        return f"{line}: quote it if text is meant"
    return line


def shown(found: object) -> str:
    """A value in a few words, as an error shows it."""
    if isinstance(found, str):
        return f"the text {found[:40]!r}"
    if isinstance(found, bool) or found is None:
        return {True: "true", False: "false", None: "nothing"}[found]
    if isinstance(found, dict):
        return "a mapping"
    return "a list" if isinstance(found, list) else f"{found:g}"


def _fields_at(schema: type[BaseModel], where: Where, data: object) -> set[str]:
    """The keys a schema allows at a path of the file."""
    kinds: list[object] = [schema]
    for step in where:
        kinds = [inner for kind in kinds for inner in _inside(kind, step, data)]
        data = data[step]  # type: ignore[index]  # the path was followed through this data
    models = [kind for kind in kinds if _is_model(kind) and _fits(kind, data)]
    return {name for model in models for name in model.model_fields}


def _inside(kind: object, step: str | int, data: object) -> Iterator[object]:
    """The types that may stand under one key (or index) of a type."""
    if _is_model(kind):
        field = kind.model_fields.get(str(step)) if _fits(kind, data) else None
        return _flat(field.annotation) if field else iter(())
    inner = get_args(kind)  # of a mapping the last is the value, of a list or tuple the first
    return _flat(inner[-1 if get_origin(kind) is dict else 0]) if inner else iter(())


def _flat(kind: object) -> Iterator[object]:
    """A type with unions and annotations opened."""
    if get_origin(kind) is Annotated:
        yield from _flat(get_args(kind)[0])
    elif get_origin(kind) in {Union, UnionType}:
        for member in get_args(kind):
            yield from _flat(member)
    else:
        yield kind


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fits(model: type[BaseModel], data: object) -> bool:
    """Whether the literal fields of a model (the tags of a union) agree with the data."""
    tags = {
        name: get_args(field.annotation)
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is Literal
    }
    return isinstance(data, dict) and all(
        data[name] in values for name, values in tags.items() if name in data
    )
