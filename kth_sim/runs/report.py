"""A report of stored runs: the content, before it is a page, a Word file or a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kth_sim.reporting.document import Document, Section
from kth_sim.reporting.language import language
from kth_sim.runs.report_bias import bias
from kth_sim.runs.report_card import card
from kth_sim.runs.report_cells import Pen
from kth_sim.runs.report_checklists import checklists
from kth_sim.runs.report_checks import checks
from kth_sim.runs.report_economics import economics
from kth_sim.runs.report_evidence import contradictions, parameters
from kth_sim.runs.report_figures import Gallery
from kth_sim.runs.report_filling import Filling
from kth_sim.runs.report_organisation import organisation
from kth_sim.runs.report_reproduce import about, reproduce
from kth_sim.runs.report_results import clinical, patient
from kth_sim.runs.report_runs import Sources
from kth_sim.runs.report_uncertainty import uncertainty

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register

# The Danish Health Technology Council's four headings come first, in its order.
SECTIONS: tuple[Callable[[Filling], Section], ...] = (
    clinical,
    patient,
    organisation,
    economics,
    uncertainty,
    bias,
    checks,
    parameters,
    contradictions,
    checklists,
    reproduce,
)


def build_document(
    sources: Sources, register: Register | None, code: str = "en", *, png: bool = False
) -> Document:
    """The report of these runs; a section whose run is missing says which command makes it.

    Args:
        sources: the stored runs.
        register: the evidence, for its contradictions; left out if it is not that of the runs.
        code: `da` or `en`.
        png: whether figures get pictures for Word, too.

    Raises:
        UserError: there is no such language.
    """
    say = language(code)
    own = register if register and register.digest == sources.record["evidence_hash"] else None
    fill = Filling(sources, Pen(say), Gallery(say, png), own)
    scenario = sources.scenario
    return Document(
        title=say("report.title", scenario=say.translated(scenario["label"])),
        language=code,
        card=card(fill),
        sections=tuple(section(fill) for section in SECTIONS),
        about=about(fill),
    )
