"""One language: its words by key, and numbers as its readers write them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from kth_sim.errors import UserError
from kth_sim.reporting.language import (
    danish,
    danish_app,
    danish_budget,
    danish_capacity,
    danish_checklist,
    danish_checklist_answers,
    danish_choice,
    danish_compare,
    danish_course,
    danish_export,
    danish_external,
    danish_page,
    danish_report,
    danish_report_tables,
    danish_sweep,
    danish_workbook,
    english,
    english_app,
    english_budget,
    english_capacity,
    english_checklist,
    english_checklist_answers,
    english_choice,
    english_compare,
    english_course,
    english_export,
    english_external,
    english_page,
    english_report,
    english_report_tables,
    english_sweep,
    english_workbook,
)
from kth_sim.reporting.language.danish_names import NAMES as DANISH_NAMES
from kth_sim.reporting.language.danish_targets import NAMES as DANISH_TARGETS
from kth_sim.reporting.language.danish_texts import CONTRADICTIONS
from kth_sim.reporting.language.danish_texts_tables import SCENARIOS, TABLES

CATALOGUES: dict[str, Mapping[str, str]] = {
    "da": {
        **danish.WORDS,
        **danish_app.WORDS,
        **danish_budget.WORDS,
        **danish_capacity.WORDS,
        **danish_checklist.WORDS,
        **danish_checklist_answers.WORDS,
        **danish_choice.WORDS,
        **danish_compare.WORDS,
        **danish_course.WORDS,
        **danish_export.WORDS,
        **danish_report.WORDS,
        **danish_report_tables.WORDS,
        **danish_external.WORDS,
        **danish_page.WORDS,
        **danish_sweep.WORDS,
        **danish_workbook.WORDS,
    },
    "en": {
        **english.WORDS,
        **english_app.WORDS,
        **english_budget.WORDS,
        **english_capacity.WORDS,
        **english_checklist.WORDS,
        **english_checklist_answers.WORDS,
        **english_choice.WORDS,
        **english_compare.WORDS,
        **english_course.WORDS,
        **english_export.WORDS,
        **english_report.WORDS,
        **english_report_tables.WORDS,
        **english_external.WORDS,
        **english_page.WORDS,
        **english_sweep.WORDS,
        **english_workbook.WORDS,
    },
}
DANISH_TEXTS = {**CONTRADICTIONS, **TABLES, **SCENARIOS}
LANGUAGES = tuple(CATALOGUES)
NBSP, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Language:
    """A language to write figures in.

    Attributes:
        code: `da` or `en`.
        words: `{key: text}`, with `{places}` for what differs.
        names: `{id: name}` of parameters, where they are not named in English.
        texts: `{English text: text}` of the evidence and of tables.
    """

    code: str
    words: Mapping[str, str]
    names: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, its places filled.

        Raises:
            KeyError: there is no such key.
        """
        return self.words[key].format(**values).replace(" %", f"{NBSP}%")

    def named(self, kind: str, name: str, otherwise: str | None = None) -> str:
        """What an id of some kind is called: `kind.name` in the catalogue, else as given."""
        return self.words.get(f"{kind}.{name}", name if otherwise is None else otherwise)

    def parameter(self, name: str, label: str | None = None) -> str:
        """What a parameter is called; its English label, else its id, if there is no other."""
        return self.names.get(name, label or name)

    def translated(self, text: str) -> str:
        """A text of the evidence or of a table in this language; as it is, if nobody wrote it."""
        return self.texts.get(text, text)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with thousands separated and so many decimals; a true minus sign.

        Below nought, the decimals round to tens, hundreds.

        Example:
            >>> language("da").number(1234567.891, 2), language("en").number(1234567.891, 2)
            ('1.234.567,89', '1,234,567.89')
            >>> language("en").number(-1234, -2)
            '−1,200'
        """
        from babel.numbers import format_decimal  # noqa: PLC0415 - slow to import

        if not math.isfinite(value):
            return self("number.none")
        rounded = round(value, decimals) + 0.0  # no minus before nought
        pattern = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
        return format_decimal(rounded, pattern, locale=self.code).replace("-", MINUS)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A difference: the sign is always there, but for nought.

        Example:
            >>> language("da").signed(0.04321, 3), language("da").signed(-8477.2)
            ('+0,043', '−8.477')
        """
        text = self.number(value, decimals)
        return f"+{text}" if math.isfinite(value) and round(value, decimals) > 0 else text

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share in per cent.

        Example:
            >>> language("da").percent(0.1234, 1).replace(NBSP, " ")
            '12,3 %'
        """
        return f"{self.number(100 * share, decimals)}{NBSP}%"

    def money(self, value: float, decimals: int = 0) -> str:
        """An amount in DKK.

        Example:
            >>> [language(code).money(161060).replace(NBSP, " ") for code in ("da", "en")]
            ['161.060 DKK', 'DKK 161,060']
        """
        return self("number.money", amount=self.number(value, decimals))

    def listed(self, parts: list[str]) -> str:
        """Parts in one line, with the language's word for "and" before the last.

        Example:
            >>> language("da").listed(["a", "b", "c"])
            'a, b og c'
        """
        *first, last = parts
        return f"{', '.join(first)} {self('number.and')} {last}" if first else last


@cache
def language(code: str) -> Language:
    """The language of that code.

    Raises:
        UserError: there is none.
    """
    if code not in CATALOGUES:
        raise UserError(f"language '{code}': is not one of {', '.join(LANGUAGES)}")
    names, texts = ({**DANISH_NAMES, **DANISH_TARGETS}, DANISH_TEXTS) if code == "da" else ({}, {})
    return Language(code, CATALOGUES[code], names, texts)
