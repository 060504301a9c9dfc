"""The file being written: numbered tables and figures, marks, small print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kth_sim.reporting.cells import MARK, marked
from kth_sim.reporting.docx.look import QUIET
from kth_sim.reporting.docx.xml import add_field, plain

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph as WordParagraph

    from kth_sim.reporting.language import Language


@dataclass(frozen=True)
class Writer:
    """All that a block's writer needs.

    Attributes:
        word: the open file.
        say: its language.
        counts: captions so far, by kind.
    """

    word: WordFile
    say: Language
    counts: Counter[str] = field(default_factory=Counter)

    def caption(self, kind: str, title: str, *, assumed: bool, keep: bool) -> None:
        """A numbered caption of a kind, `table` or `figure`; `keep` with what follows."""
        self.counts[kind] += 1
        name = self.say(f"export.{kind}")
        line = self.word.add_paragraph(style="Caption")
        line.add_run(f"{name} ")
        add_field(line, f"SEQ {name} \\* ARABIC", str(self.counts[kind]))
        line.add_run(f". {marked(plain(title), assumed=assumed)}")
        line.paragraph_format.keep_with_next = keep

    def small(self, text: str) -> WordParagraph:
        """A line of small print."""
        from docx.shared import Pt, RGBColor  # noqa: PLC0415

        line = self.word.add_paragraph()
        run = line.add_run(plain(text))
        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(QUIET)
        return line

    def note(self, note: str, *, assumed: bool) -> None:
        """What stands under a table or figure, and what the mark means where it is used."""
        legend = f"{MARK} {self.say('export.assumed')}" if assumed else ""
        if text := "  ".join(filter(None, (note, legend))):
            self.small(text)
