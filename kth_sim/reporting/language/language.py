"""One language: its words by key, and numbers as its readers write them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kth_sim.errors import UserError
from kth_sim.reporting.language import (
    danish,
    danish_budget,
    danish_capacity,
    danish_choice,
    danish_workbook,
    english,
    english_budget,
    english_capacity,
    english_choice,
    english_workbook,
)
from kth_sim.reporting.language.danish_names import NAMES as DANISH_NAMES

CATALOGUES: dict[str, Mapping[str, str]] = {
    "da": {
        **danish.WORDS,
        **danish_budget.WORDS,
        **danish_capacity.WORDS,
        **danish_choice.WORDS,
        **danish_workbook.WORDS,
    },
    "en": {
        **english.WORDS,
        **english_budget.WORDS,
        **english_capacity.WORDS,
        **english_choice.WORDS,
        **english_workbook.WORDS,
    },
}
LANGUAGES = tuple(CATALOGUES)
NBSP, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Language:
    """A language to write figures in.

    Attributes:
        code: `da` or `en`.
        words: `{key: text}`, with `{places}` for what differs.
        names: `{id: name}` of parameters, where they are not named in English.
    """

    code: str
    words: Mapping[str, str]
    names: Mapping[str, str]

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
    return Language(code, CATALOGUES[code], DANISH_NAMES if code == "da" else {})
