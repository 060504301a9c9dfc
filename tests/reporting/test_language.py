"""Both catalogues say everything, and numbers read as the language writes them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from kth_sim.economics.bias import CORRECTIONS
from kth_sim.errors import UserError
from kth_sim.evidence.register import load_register
from kth_sim.reporting.language import LANGUAGES, language
from kth_sim.runs.checks import UNREACHABLE
from kth_sim.runs.psa_figures import LUCK_SHOWN, READINGS

ROOT = Path(__file__).parents[2]
WORDS = {code: language(code).words for code in LANGUAGES}
SOURCES = [
    *(ROOT / "kth_sim" / "reporting" / "figures" / "decision").glob("*.py"),
    ROOT / "kth_sim" / "reporting" / "language" / "language.py",
    ROOT / "kth_sim" / "runs" / "redraw.py",
]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_no_key_is_missing_in_either_language():
    assert WORDS["da"].keys() == WORDS["en"].keys()


@pytest.mark.parametrize("key", sorted(WORDS["en"]))
def test_both_languages_fill_the_same_places(key):
    assert places(WORDS["da"][key]) == places(WORDS["en"][key])


def test_every_key_that_the_figures_ask_for_is_there():
    """Keys written out whole; those put together of ids are asked for below."""
    source = "\n".join(path.read_text("utf-8") for path in SOURCES)
    asked = set(re.findall(r'(?:say|language|self)\(\s*"([a-z_]+\.[a-zA-Z_0-9]+)"', source))
    assert len(asked) > 60
    assert asked - WORDS["en"].keys() == set()


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("reading", READINGS),
        ("reading_short", READINGS),
        ("measure", LUCK_SHOWN),
        ("bias_step", ("none", *CORRECTIONS, "all")),
        ("warning", (*UNREACHABLE, "incomplete")),
        ("basis", ("observed", "derived", "literature", "assumption")),
        ("strategy", ("usual_care", "kth")),
        ("sector", ("hospital", "municipality", "gp", "medicine", "all")),
    ],
)
def test_what_is_named_by_its_id_has_words(kind, ids):
    assert [name for name in ids if f"{kind}.{name}" not in WORDS["da"]] == []


def test_outcomes_of_sensitivity_analyses_have_words():
    from kth_sim.economics.sensitivity import outcomes_at

    ids = [name for name in outcomes_at([]) if f"outcome.{name}" not in WORDS["da"]]
    assert ids == []


def test_every_uncertain_parameter_has_a_danish_name():
    register = load_register(ROOT / "configs" / "evidence")
    uncertain = [
        name
        for name, entry in register.entries.items()
        if entry.role == "parameter" and entry.distribution is not None
    ]
    assert len(uncertain) > 40
    assert [name for name in uncertain if name not in language("da").names] == []


def test_numbers_read_as_the_language_writes_them():
    """As an official Danish text and an English one print the same number."""
    da, en = language("da"), language("en")
    assert (da.number(1234567.891, 2), en.number(1234567.891, 2)) == (
        "1.234.567,89",
        "1,234,567.89",
    )
    assert (da.percent(0.123, 1), en.percent(0.123, 1)) == ("12,3\xa0%", "12.3\xa0%")
    assert (da.money(161060), en.money(161060)) == ("161.060\xa0DKK", "DKK\xa0161,060")
    assert da.number(-0.0001, 2) == "0,00"
    assert en.signed(-5) == "\N{MINUS SIGN}5"
    assert da.number(float("nan")) == "ingen"


def test_an_unknown_language_is_one_line():
    with pytest.raises(UserError, match="'sv': is not one of da, en"):
        language("sv")
