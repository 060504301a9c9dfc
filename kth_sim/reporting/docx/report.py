"""The report from its first page to its last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kth_sim.files import write_whole
from kth_sim.reporting.document import Cell, Document, Section, Table
from kth_sim.reporting.docx.archive import packed
from kth_sim.reporting.docx.blocks import add_block
from kth_sim.reporting.docx.card import add_card
from kth_sim.reporting.docx.look import new_file
from kth_sim.reporting.docx.writer import Writer
from kth_sim.reporting.docx.xml import (
    add_bookmark,
    add_link,
    element,
    field_end,
    field_start,
    plain,
)
from kth_sim.reporting.language import Language, language

CONTENTS_DEPTH = 2
DEEPEST = 4  # level of headings
Numbered = tuple[int, int, Section]  # its number, its depth from 1, the section


def write_docx(document: Document, path: Path) -> Path:
    """Write a report as a Word file, and return its path.

    The decision card has the first page; then come contents, sections, and what the numbers were
    made from. Tables repeat their heading, figures have alt text, and what rests on an assumption
    is marked. Text stays text whatever it begins with. The same document gives the same bytes,
    and the file is there whole or not at all.

    Args:
        document: the report's content.
        path: of the file, `*.docx`.
    """
    say = language(document.language)
    writer = Writer(new_file(document), say)
    if document.card.facts or document.card.blocks:
        add_card(writer, document.card)
    sections = (*document.sections, about(document, say))
    numbered = [(n, depth, s) for n, (depth, s) in enumerate(flattened(sections), start=1)]
    writer.word.add_paragraph(plain(document.title), style="Title")
    add_contents(writer, [entry for entry in numbered if entry[1] <= CONTENTS_DEPTH])
    for number, depth, section in numbered:
        heading = writer.word.add_heading(plain(section.title), min(depth, DEEPEST))
        add_bookmark(heading, number)
        for block in section.blocks:
            add_block(writer, block)
    return write_whole(path, packed(writer.word))


def flattened(sections: Sequence[Section], depth: int = 1) -> Iterator[tuple[int, Section]]:
    """Every section in the order it is read, with its depth.

    Example:
        >>> inner = Section("b", "B")
        >>> [(d, s.key) for d, s in flattened([Section("a", "A", (), (inner,))])]
        [(1, 'a'), (2, 'b')]
    """
    for section in sections:
        yield depth, section
        yield from flattened(section.sections, depth + 1)


def add_contents(writer: Writer, entries: Sequence[Numbered]) -> None:
    """Contents that lead to their sections; Word can make them anew, with page numbers."""
    from docx.shared import Cm  # noqa: PLC0415

    lines = []
    for number, depth, section in entries:
        line = writer.word.add_paragraph()
        line.paragraph_format.left_indent = Cm(0.6 * (depth - 1))
        line.paragraph_format.space_after = 0
        add_link(line, number, section.title)
        lines.append(line)
    for place, part in enumerate(field_start(f'TOC \\o "1-{CONTENTS_DEPTH}" \\h'), start=1):
        run = element("r")
        run.append(part)
        lines[0]._p.insert(place, run)
    lines[-1].add_run()._r.append(field_end())


def about(document: Document, say: Language) -> Section:
    """What the numbers were made from."""
    title = say("export.about")
    rows = tuple((Cell(name, name), Cell(text, text)) for name, text in document.about.items())
    columns = (say("export.fact"), say("export.value"))
    table = Table("about", title, columns, rows, say("export.about_note"))
    return Section("about", title, (table,) if rows else ())
