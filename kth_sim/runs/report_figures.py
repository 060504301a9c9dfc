"""The figures of a report: those of the stored runs, in its language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kth_sim.reporting.document import Figure
from kth_sim.runs.redraw import about_of
from kth_sim.runs.redraw_kinds import KINDS, Drawing, Stored

if TYPE_CHECKING:
    from kth_sim.reporting.language import Language


@dataclass(frozen=True)
class Gallery:
    """Draws the figures of stored runs.

    Attributes:
        say: the language of every word.
        png: whether pictures for Word are drawn, too.
    """

    say: Language
    png: bool = False

    def figures(self, stored: Stored | None, kind: str, only: str = "") -> tuple[Figure, ...]:
        """Figures of a kind that a run can give, or the one of that name; none without a run."""
        if stored is None or KINDS[kind].missing(stored):
            return ()
        drawings = KINDS[kind].drawings(stored)
        return tuple(self.framed(stored, kind, one) for one in drawings if only in ("", one.name))

    def framed(self, stored: Stored, kind: str, drawing: Drawing) -> Figure:
        """One figure with its words: the title says what it shows, the note what it rests on."""
        from kth_sim.reporting.figures.save import rendered, words_of  # noqa: PLC0415 - loads matplotlib

        about = about_of(stored, self.say)
        picture = drawing.draw(about)
        return Figure(
            key=drawing.name.replace("_", "-"),
            title=self.say(f"report.figure.{kind}"),
            svg=rendered(picture, "svg").decode(),
            png=rendered(picture, "png") if self.png else b"",
            alt=" ".join(words_of(picture)),
            note=self.say("report.from_run", run=stored.folder.name),
            assumed=about.basis == "assumption",
        )
