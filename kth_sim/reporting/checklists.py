"""Reporting checklists as data: their items, and how filled ones are shown.

Item numbers and names are those of the checklists; what an item asks is said in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kth_sim.reporting.document import Cell, Paragraph, Section, Table
from kth_sim.reporting.language import Language

REPORTED, PARTLY, NOT_REPORTED = "reported", "partly", "not_reported"
COLUMNS = ("item", "section", "asks", "status", "answer", "where")


@dataclass(frozen=True)
class Item:
    """One item: its number, the section that it stands in, and the key of its words."""

    number: str
    section: str
    key: str


@dataclass(frozen=True)
class Checklist:
    """A checklist.

    Attributes:
        key: on the command line.
        source: who published it, and where.
        items: in order.
    """

    key: str
    source: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Answer:
    """What a run says to an item.

    Attributes:
        text: in words.
        where: files, pages and commands where it can be read.
        status: `reported`, or `partly` where the run can say some of it only.
        assumed: whether it rests on an assumption.
    """

    text: str
    where: tuple[str, ...] = ()
    status: str = REPORTED
    assumed: bool = False


Answers = Mapping[str, Answer | None]  # by item number; None: not reported


def _items(list_: str, **sections: str) -> tuple[Item, ...]:
    """Items of the sections given as `section="1 2 3"`."""
    return tuple(
        Item(number, section, f"{list_}.{number}")
        for section, numbers in sections.items()
        for number in numbers.split()
    )


CHEERS_ITEMS = _items(
    "cheers",
    title="1",
    abstract="2",
    introduction="3",
    methods="4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21",
    results="22 23 24 25",
    discussion="26",
    other="27 28",
)
CHEERS = Checklist(
    "cheers",
    "Husereau D, Drummond M, Augustovski F, et al. Consolidated Health Economic Evaluation "
    "Reporting Standards 2022 (CHEERS 2022) statement. BMC Medicine 2022;20:23. "
    "doi:10.1186/s12916-021-02204-0",
    CHEERS_ITEMS,
)
# The letters are ours: the added items had no numbers that we could check.
ADDED_ITEMS = _items("cheers_voi", voi="a b c d e f")
CHEERS_VOI = Checklist(
    "cheers-voi",
    "Kunst N, Siu A, Drummond M, et al. Consolidated Health Economic Evaluation Reporting "
    "Standards - Value of Information (CHEERS-VOI): explanation and elaboration. Value in Health "
    "2023;26(10):1461-1473",
    (*CHEERS_ITEMS, *ADDED_ITEMS),
)
STRESS_DES = Checklist(
    "stress-des",
    "Monks T, Currie CSM, Onggo BS, Robinson S, Kunc M, Taylor SJE. Strengthening the reporting "
    "of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation "
    "2019;13(1):55-67. doi:10.1080/17477778.2018.1442155",
    _items(
        "stress",
        objectives="1.1 1.2 1.3",
        logic="2.1 2.2 2.3 2.4 2.5.1 2.5.2 2.5.3 2.5.4 2.5.5",
        data="3.1 3.2 3.3 3.4",
        experimentation="4.1 4.2 4.3",
        implementation="5.1 5.2 5.3 5.4",
        access="6.1",
    ),
)
ADDED = replace(CHEERS_VOI, items=ADDED_ITEMS)  # where CHEERS stands above
CHECKLISTS = {one.key: one for one in (CHEERS, CHEERS_VOI, STRESS_DES)}


def table_of(checklist: Checklist, answers: Answers, say: Language) -> Table:
    """A filled checklist as a table: a row an item, none of them left out."""
    rows = tuple(_row(item, answers[item.number], say) for item in checklist.items)
    columns = tuple(say(f"checklist.column.{name}") for name in COLUMNS)
    title = say(f"checklist.title.{checklist.key}")
    key = checklist.key.replace("-", "_")
    return Table(key, title, columns, rows, _note(checklist, say))


def section_of(checklist: Checklist, answers: Answers, say: Language) -> Section:
    """A filled checklist as a section of a report."""
    counts = dict.fromkeys((REPORTED, PARTLY, NOT_REPORTED), 0)
    for item in checklist.items:
        counts[status_of(answers[item.number])] += 1
    text = say("checklist.counts", n=len(checklist.items), **counts)
    table = table_of(checklist, answers, say)
    return Section(table.key, table.title, (Paragraph(text), table))


def status_of(answer: Answer | None) -> str:
    """How far an item is reported; without an answer it is not.

    >>> status_of(None), status_of(Answer("DKK", status=PARTLY))
    ('not_reported', 'partly')
    """
    return NOT_REPORTED if answer is None else answer.status


def _row(item: Item, answer: Answer | None, say: Language) -> tuple[Cell, ...]:
    status = say(f"checklist.status.{status_of(answer)}")
    name = say(f"{item.key}.name")
    found, where = (status, "") if answer is None else (answer.text, "; ".join(answer.where))
    section = say(f"checklist.section.{item.section}")
    texts = (f"{item.number}. {name}", section, say(f"{item.key}.asks"), status, found, where)
    assumed = answer is not None and answer.assumed
    return tuple(Cell(text, text, assumed and place == 4) for place, text in enumerate(texts))


def _note(checklist: Checklist, say: Language) -> str:
    notes = [say("checklist.note", source=checklist.source)]
    notes += [say("checklist.note_voi")] if checklist.key == CHEERS_VOI.key else []
    notes += [say("checklist.rest_above")] if checklist is ADDED else []
    return " ".join(notes)
