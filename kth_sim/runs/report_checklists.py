"""The reporting checklists, filled from the runs of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.reporting.document import Section
from kth_sim.runs.checklists import sections

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling


def checklists(fill: Filling) -> Section:
    """Each checklist as a section; items that the runs cannot support say so."""
    parts = sections(fill.sources, fill.say.code)
    intro = fill.pen.paragraph("report.checklists_intro")
    return Section("checklists", fill.say("report.checklists"), (intro,), parts)
