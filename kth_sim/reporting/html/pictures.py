"""Figures inside a page: no id twice, nothing that points out of the page, no style that leaks."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_NAME = re.compile(r"\{[^}]*\}")
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_SPACES = re.compile(r"\s+")
_PLACES = ("d", "x", "y", "points")  # attributes of places, in points on the page
_DROPPED = ("metadata", "style", "title", "desc")
# What matplotlib says in a style of the whole page, which a figure inside one must not do.
_LINES = "stroke-linejoin:round;stroke-linecap:butt"
_KEPT_OF_ROOT = ("viewBox",)


def inline(svg: str, key: str, alt: str) -> str:
    """A figure's svg to stand inside a page.

    Ids that something refers to get `key` before them, all others go; metadata, comments and
    styles go, and so do the addresses of namespaces. Places are kept to a hundredth of a point.

    Args:
        svg: as matplotlib writes it.
        key: unique in the page.
        alt: what the figure shows, in words.

    Example:
        >>> inline('<svg viewBox="0 0 1 1"><g id="a"/><use href="#a"/></svg>', "k", "x")
        '<svg viewBox="0 0 1 1" role="img" aria-label="x"><g id="k-a" /><use href="#k-a" /></svg>'
    """
    root = ElementTree.fromstring(svg)
    drop(root)
    for element in root.iter():
        bare(element)
    names = referred_to(root)
    for element in root.iter():
        rename(element, names, key)
        shorten(element)
    for name in [name for name in root.attrib if name not in _KEPT_OF_ROOT]:
        del root.attrib[name]
    root.attrib |= {"role": "img", "aria-label": alt}
    if "matplotlib" in svg:
        root.set("style", _LINES)
    return ElementTree.tostring(root, encoding="unicode")


def drop(parent: ElementTree.Element) -> None:
    """Remove what a page does not show, at every depth; and the white space between."""
    for child in list(parent):
        if _NAME.sub("", str(child.tag)) in _DROPPED:
            parent.remove(child)
            continue
        drop(child)
        child.tail = None
    if not (parent.text or "").strip():
        parent.text = None


def bare(element: ElementTree.Element) -> None:
    """Take the namespaces from an element's names: in a page `svg` alone says what it is."""
    element.tag = _NAME.sub("", element.tag)
    for name in [name for name in element.attrib if name.startswith("{")]:
        element.set(_NAME.sub("", name), element.attrib.pop(name))


def referred_to(root: ElementTree.Element) -> set[str]:
    """Ids that some attribute refers to."""
    texts = [text for element in root.iter() for text in element.attrib.values()]
    whole = {text[1:] for text in texts if text.startswith("#")}
    return whole | {name for text in texts for name in _REFERENCE.findall(text)}


def rename(element: ElementTree.Element, names: set[str], key: str) -> None:
    """Put the key before an id and every reference to one; an idle id goes."""
    own = element.attrib.get("id")
    if own is not None and own not in names:
        del element.attrib["id"]
    for name, text in element.attrib.items():
        if name == "id":
            element.set(name, f"{key}-{text}")
        elif name == "href":
            element.set(name, re.sub("^#", f"#{key}-", text))
        else:
            element.set(name, _REFERENCE.sub(rf"url(#{key}-\1)", text))


def shorten(element: ElementTree.Element) -> None:
    """Keep places to a hundredth of a point, which no eye tells from more."""
    for name in _PLACES:
        text = element.attrib.get(name)
        if text is not None:
            short = _LONG.sub(lambda found: f"{float(found[0]):.2f}", text)
            element.set(name, _SPACES.sub(" ", short).strip())
