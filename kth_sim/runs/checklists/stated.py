"""What authors state themselves, because no run can know it: a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kth_sim.evidence.yaml_source import read_document
from kth_sim.reporting.checklists import CHECKLISTS, Answer, Checklist
from kth_sim.reporting.language import Language

Stated = Mapping[str, Mapping[str, str]]  # checklist: {item number: text}


def read_stated(path: Path) -> Stated:
    """Statements by checklist and item number, from a file such as `cheers: {"27": Nobody paid}`.

    Raises:
        ConfigError: there is no such checklist or item, or a statement is no text.
    """
    document = read_document(path)
    if not isinstance(document.data, dict):
        raise document.error((), 'state items by checklist, such as cheers: {"27": Nobody paid}')
    found: dict[str, dict[str, str]] = {}
    for name, items in document.data.items():
        if name not in CHECKLISTS:
            what = f"is no checklist: {', '.join(CHECKLISTS)}"
            raise document.error((name,), what, at_key=True)
        if not isinstance(items, dict):
            raise document.error((name,), 'state items by their number, such as "27": Nobody paid')
        numbers = [item.number for item in CHECKLISTS[name].items]
        for number, text in items.items():
            if str(number) not in numbers:
                what = f"is no item of {name}: {numbers[0]} to {numbers[-1]}"
                raise document.error((name, number), what, at_key=True)
            if not isinstance(text, str) or not text.strip():
                raise document.error((name, number), "write what is stated, as text")
            found.setdefault(name, {})[str(number)] = text.strip()
    return found


def statements(checklist: Checklist, stated: Stated) -> Mapping[str, str]:
    """The statements that hold for a checklist; those for CHEERS hold for CHEERS-VOI, too."""
    of_cheers = stated.get("cheers", {}) if checklist.key.startswith("cheers") else {}
    return {**of_cheers, **stated.get(checklist.key, {})}


def with_statement(answer: Answer | None, text: str | None, say: Language) -> Answer | None:
    """The answer of the runs, followed by what the authors state; that alone also answers."""
    if text is None:
        return answer
    said = say("checklist.stated", text=text)
    if answer is None:
        return Answer(said)
    return Answer(f"{answer.text} {said}", answer.where, assumed=answer.assumed)
