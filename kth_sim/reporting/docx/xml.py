"""What python-docx has no words for: fields, bookmarks, repeated headings, alt text, language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.table import Table as WordTable
    from docx.table import _Row
    from docx.text.paragraph import Paragraph as WordParagraph

# What XML 1.0 has no way to write; everything else may stand in a name or a note.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n?")


def plain(text: str) -> str:
    r"""A text that a Word file can hold: Unix line ends, no control characters.

    >>> plain("a\x00b\r\nc <script>")
    'ab\nc <script>'
    """
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def element(tag: str, **attributes: str) -> Any:  # noqa: ANN401 - lxml has no types here
    """An element of the `w:` vocabulary with attributes of the same."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """A field that Word reckons, such as `PAGE`, with what it shows until then."""
    for part in field_start(instruction):
        paragraph.add_run()._r.append(part)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(field_end())


def field_start(instruction: str) -> tuple[Any, Any, Any]:
    """What stands before a field's text: each in a run of its own."""
    code = element("instrText")
    code.text = instruction
    return element("fldChar", fldCharType="begin"), code, element("fldChar", fldCharType="separate")


def field_end() -> Any:  # noqa: ANN401 - as above
    """What stands after it."""
    return element("fldChar", fldCharType="end")


def add_bookmark(paragraph: WordParagraph, number: int) -> None:
    """A place to link to, around what the paragraph holds."""
    paragraph._p.insert(1, element("bookmarkStart", id=str(number), name=bookmark(number)))
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def bookmark(number: int) -> str:
    """What the place of that number is called."""
    return f"_kth{number}"


def add_link(paragraph: WordParagraph, number: int, text: str) -> None:
    """A text that leads to the place of that number."""
    link = element("hyperlink", anchor=bookmark(number), history="1")
    link.append(paragraph.add_run(plain(text))._r)
    paragraph._p.append(link)


def repeat_on_each_page(row: _Row) -> None:
    """Make a row the heading of its table on every page that the table reaches."""
    row._tr.get_or_add_trPr().append(element("tblHeader", val="true"))


def keep_whole(row: _Row) -> None:
    """Never break a row over two pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))


def rule_lines(table: WordTable, colour: str) -> None:
    """Thin lines between rows and around, none between columns."""
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz="4", space="0", color=colour))
    table._tbl.tblPr.append(borders)


def shade(row: _Row, colour: str) -> None:
    """A background for the cells of a row."""
    for cell in row.cells:
        cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=colour))


def describe(picture: Any, title: str, alt: str) -> None:  # noqa: ANN401 - an inline shape
    """Give a picture its name, and its words for who cannot see it."""
    properties = picture._inline.docPr
    properties.set("title", plain(title))
    properties.set("descr", plain(alt))
