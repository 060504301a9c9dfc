"""Checklists filled, shown and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from kth_sim.errors import UserError
from kth_sim.reporting.checklists import (
    ADDED,
    CHECKLISTS,
    CHEERS,
    STRESS_DES,
    Answer,
    Answers,
    Checklist,
    section_of,
)
from kth_sim.reporting.document import Section
from kth_sim.reporting.language import language
from kth_sim.runs.checklists import cheers, cheers_results, cheers_voi, stress_des
from kth_sim.runs.checklists.facts import Facts
from kth_sim.runs.checklists.stated import Stated, statements, with_statement
from kth_sim.runs.report_runs import Sources, open_sources

CHEERS_FILLS = {**cheers.FILLS, **cheers_results.FILLS}
FILLS: Mapping[str, Mapping[str, cheers.Fill]] = {
    "cheers": CHEERS_FILLS,
    "cheers-voi": {**CHEERS_FILLS, **cheers_voi.FILLS},
    "stress-des": stress_des.FILLS,
}
NOTHING: Stated = MappingProxyType({})


def sections(
    runs: Sources | Sequence[str | Path], code: str, stated: Stated = NOTHING
) -> tuple[Section, ...]:
    """Every checklist, filled from runs of one scenario, each as a section of a report.

    Of CHEERS-VOI the added items alone: those of CHEERS stand above.

    Args:
        runs: opened, or their folders or names.
        code: of the language, `da` or `en`.
        stated: what the authors state themselves.

    Raises:
        UserError: there is no such run or language, or the runs are not of one scenario.
    """
    facts = _facts(runs, code)
    return tuple(_section(checklist, facts, stated) for checklist in (CHEERS, ADDED, STRESS_DES))


def section(
    name: str, runs: Sources | Sequence[str | Path], code: str, stated: Stated = NOTHING
) -> Section:
    """One checklist by its name, filled; otherwise as `sections`."""
    if name not in CHECKLISTS:
        raise UserError(f"checklist '{name}': is not one of {', '.join(CHECKLISTS)}")
    return _section(CHECKLISTS[name], _facts(runs, code), stated)


def filled(checklist: Checklist, facts: Facts, stated: Stated = NOTHING) -> Answers:
    """An answer to each item, or None where neither the runs nor the authors report it."""
    said, fills = statements(checklist, stated), FILLS[checklist.key]

    def answer(number: str) -> Answer | None:
        return with_statement(fills[number](facts), said.get(number), facts.say)

    return {item.number: answer(item.number) for item in checklist.items}


def _section(checklist: Checklist, facts: Facts, stated: Stated) -> Section:
    return section_of(checklist, filled(checklist, facts, stated), facts.say)


def _facts(runs: Sources | Sequence[str | Path], code: str) -> Facts:
    opened = runs if isinstance(runs, Sources) else open_sources(runs)
    return Facts(opened, language(code))
