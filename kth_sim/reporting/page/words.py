"""The words of the page in every language, by key."""

from __future__ import annotations

from functools import cache

from kth_sim.reporting.language.danish_page_texts import TEXTS
from kth_sim.reporting.language.language import LANGUAGES, language

SHOWN = (
    "page.",
    "app.",
    "payer.",
    "gain.",
    "plan_name.",
    "destination.",
    "basis_word.",
    "item.",
    "sector.",
    "value_unit.",
)


@cache
def words_of_page() -> dict[str, dict[str, str]]:
    """`{language: {key: text}}`.

    Parameters stand under `parameter.ID` where they have a name, and what scenarios and plans say
    of themselves in English under `text.` and that text.
    """
    found = {}
    for code in LANGUAGES:
        own = language(code)
        words = {key: text for key, text in own.words.items() if key.startswith(SHOWN)}
        names = {f"parameter.{name}": text for name, text in own.names.items()}
        found[code] = {**words, **names}
    found["da"] |= {f"text.{english}": danish for english, danish in TEXTS.items()}
    return found
