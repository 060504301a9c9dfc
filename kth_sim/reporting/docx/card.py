"""The decision card: the first page, for who decides."""

from __future__ import annotations

from kth_sim.reporting.cells import MARK, marked
from kth_sim.reporting.document import Card, Fact, Table
from kth_sim.reporting.docx.blocks import add_block
from kth_sim.reporting.docx.look import QUIET, RULE, TEXT_CM
from kth_sim.reporting.docx.tables import has_assumed, set_widths, write
from kth_sim.reporting.docx.writer import Writer
from kth_sim.reporting.docx.xml import keep_whole, plain, rule_lines

WIDTHS = (0.30, 0.27, 0.43)  # of the text: name, what was found, remark
TONES = {"better": "1B6B3A", "worse": "A3201D", "open": QUIET}
SIZE = 9.0


def add_card(writer: Writer, card: Card) -> None:
    """Write the card, and leave the rest of its page empty."""
    from docx.enum.text import WD_BREAK  # noqa: PLC0415

    writer.word.add_paragraph(plain(card.title), style="Title")
    line = writer.word.add_paragraph()
    line.add_run(plain(card.question)).italic = True
    if card.facts:
        add_facts(writer, card.facts)
    for block in card.blocks:
        add_block(writer, block)
    below = any(isinstance(block, Table) and has_assumed(block) for block in card.blocks)
    if any(fact.value.assumed for fact in card.facts) and not below:  # said under the table, else
        writer.small(f"{MARK} {writer.say('export.assumed')}")
    writer.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def add_facts(writer: Writer, facts: tuple[Fact, ...]) -> None:
    """A row a fact; what is better or worse has a colour besides its words."""
    from docx.shared import RGBColor  # noqa: PLC0415

    made = writer.word.add_table(len(facts), len(WIDTHS))
    rule_lines(made, RULE)
    rows = list(made.rows)
    for row, fact in zip(rows, facts, strict=True):
        name, found, remark = row.cells
        write(name, plain(fact.label), SIZE)
        write(found, marked(plain(fact.value.text), assumed=fact.value.assumed), SIZE, bold=True)
        write(remark, plain(fact.remark), SIZE - 1)
        if fact.tone in TONES:
            found.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(TONES[fact.tone])
        keep_whole(row)
    set_widths(made, [TEXT_CM * share for share in WIDTHS], rows)
