"""Paragraphs and figures, and which writer a block has."""

from __future__ import annotations

import io

from kth_sim.reporting.cells import marked
from kth_sim.reporting.document import Block, Figure, Paragraph, Table
from kth_sim.reporting.docx.look import QUIET, TEXT_CM
from kth_sim.reporting.docx.tables import add_table
from kth_sim.reporting.docx.writer import Writer
from kth_sim.reporting.docx.xml import describe, plain

TALLEST_CM = 20.0
MONOSPACED = "Consolas"


def add_block(writer: Writer, block: Block) -> None:
    """Write a block as what it is."""
    if isinstance(block, Table):
        add_table(writer, block)
    elif isinstance(block, Figure):
        add_figure(writer, block)
    else:
        add_paragraph(writer, block)


def add_paragraph(writer: Writer, paragraph: Paragraph) -> None:
    """Running text; a note is small, a warning bold, a command in letters of one width."""
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    line = writer.word.add_paragraph()
    run = line.add_run(marked(plain(paragraph.text), assumed=paragraph.assumed))
    if paragraph.kind == "note":
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(QUIET)
    elif paragraph.kind == "warning":
        run.bold = True
    elif paragraph.kind == "command":
        run.font.name, run.font.size = MONOSPACED, Pt(8.5)


def add_figure(writer: Writer, figure: Figure) -> None:
    """A picture as wide as the text, its caption below; without a picture its words alone."""
    if figure.png:
        add_picture(writer, figure)
    else:
        writer.small(figure.alt)
    writer.caption("figure", figure.title, assumed=figure.assumed, keep=bool(figure.note))
    writer.note(figure.note, assumed=figure.assumed)


def add_picture(writer: Writer, figure: Figure) -> None:
    """A picture, and its words for who cannot see it."""
    from docx.shared import Cm  # noqa: PLC0415

    line = writer.word.add_paragraph()
    line.paragraph_format.keep_with_next = True
    picture = line.add_run().add_picture(io.BytesIO(figure.png))
    shrink = min(Cm(TEXT_CM) / picture.width, Cm(TALLEST_CM) / picture.height)
    picture.width, picture.height = int(picture.width * shrink), int(picture.height * shrink)  # type: ignore[assignment]
    describe(picture, figure.title, figure.alt)
