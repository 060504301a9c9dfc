"""A page of HTML as tests read it: its elements in order, its tables, its facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input"}
SPACES = re.compile(r"[\s\u00a0]+")


@dataclass
class Element:
    """One element, with its text, those inside it included."""

    name: str
    attributes: dict[str, str]
    parent: Element | None = None
    texts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, with single plain spaces."""
        return SPACES.sub(" ", "".join(self.texts)).strip()

    def all(self, *names: str) -> list[Element]:
        """Every element of these names inside it."""
        found = [] if self.name not in names else [self]
        return found + [one for child in self.children for one in child.all(*names)]

    def every(self) -> list[Element]:
        """It and every element inside it."""
        return [self, *(one for child in self.children for one in child.every())]

    def value(self) -> float | None:
        """The number that it holds at full precision."""
        held = self.all("data")
        return float(held[0].attributes["value"]) if held else None

    def shown(self) -> str:
        """What is read of that number."""
        return self.all("data")[0].text


class Reader(HTMLParser):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("root", {})

    def handle_starttag(self, tag, attrs):
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(made)
        if tag not in VOID:
            self.here = made

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Element(tag, {n: v or "" for n, v in attrs}, self.here))

    def handle_endtag(self, tag):
        assert tag == self.here.name, f"</{tag}> closes <{self.here.name}>"
        self.here = self.here.parent

    def handle_data(self, data):
        one = self.here
        while one is not None:
            one.texts.append(data)
            one = one.parent


class Page:
    """A page, read."""

    def __init__(self, text: str) -> None:
        reader = Reader()
        reader.feed(text)
        reader.close()
        assert reader.here is reader.root
        self.root, self.raw = reader.root, text
        self.elements = self.root.every()[1:]
        self.by_id = {e.attributes["id"]: e for e in self.elements if "id" in e.attributes}

    def named(self, *names: str) -> list[Element]:
        """Every element of these names."""
        return [one for one in self.elements if one.name in names]

    def rows(self, table: str) -> list[list[Element]]:
        """The cells of a table's body."""
        body = self.by_id[f"table-{table}"].all("tbody")[0]
        return [row.all("th", "td") for row in body.all("tr")]

    def headings(self, table: str) -> list[str]:
        """The headings of a table's columns."""
        return [cell.text for cell in self.by_id[f"table-{table}"].all("thead")[0].all("th")]

    def fact(self, key: str) -> Element:
        """One line of the card."""
        return self.by_id[f"fact-{key}"]


def number(text: str, code: str) -> tuple[float, int]:
    """A number as a language writes it, and how many decimals it shows."""
    found = re.search(r"[+\u2212-]?\d[\d.,]*", text)
    assert found, text
    plain = found[0].replace("\u2212", "-")
    thousands, point = (".", ",") if code == "da" else (",", ".")
    plain = plain.replace(thousands, "").replace(point, ".")
    return float(plain), len(plain.partition(".")[2])
