"""A report as its content, before it is a page, a Word file or a workbook.

Blocks hold what was computed; writers (html, docx, xlsx) decide what it looks like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """One entry of a table.

    Attributes:
        value: the number or text itself, at full precision; None where there is nothing to say.
        text: as it is read, in the document's language.
        assumed: whether it rests on an assumption; every writer marks it.
    """

    value: float | int | str | None
    text: str
    assumed: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text, already in the document's language; `assumed` as in `Cell`."""

    text: str
    assumed: bool = False
    kind: str = "plain"  # plain | note | warning | command


@dataclass(frozen=True)
class Table:
    """Rows under named columns.

    Attributes:
        key: short ascii name, unique in the document: names the sheet and the anchor.
        title: above the table.
        columns: headings.
        rows: `[row][column]`.
        note: what stands under it, such as where the numbers come from.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture with its words: `svg` for pages, `png` for Word; alt text for who cannot see it."""

    key: str
    title: str
    svg: str
    png: bytes
    alt: str
    note: str = ""
    assumed: bool = False


Block = Paragraph | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; sections nest."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One line of the decision card: a name, what was found, its interval or remark."""

    key: str
    label: str
    value: Cell
    remark: str = ""
    tone: str = "plain"  # plain | better | worse | open


@dataclass(frozen=True)
class Card:
    """The decision card: one A4 for who decides."""

    title: str
    question: str
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes:
        title: of the report.
        language: `da` or `en`.
        card: its first page.
        sections: in order.
        about: run ids, seeds, version, evidence hash, commands: name -> text.
    """

    title: str
    language: str
    card: Card
    sections: tuple[Section, ...]
    about: Mapping[str, str] = field(default_factory=dict)
