"""No language lacks a word: every catalogue is there in both, is used, and is not overwritten."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import kth_sim
from kth_sim.reporting.language import LANGUAGES, language

ROOT = Path(kth_sim.__file__).parent
FOLDER = ROOT / "reporting" / "language"
NAMES = {"da": "danish", "en": "english"}
# Files without `WORDS` translate what is English elsewhere, such as names of parameters.
MODULES = {
    code: {
        path.stem.removeprefix(name)
        for path in FOLDER.glob(f"{name}*.py")
        if "\nWORDS: " in path.read_text("utf-8")
    }
    for code, name in NAMES.items()
}
# `say("a.key"`, `fill.say("a.key"`, `pen.paragraph("a.key"`: keys written out whole.
ASKED = re.compile(r'(?:say|language\([^()]*\)|paragraph)\(\s*"([a-z_]+(?:[.-][a-zA-Z0-9_-]+)+)"')


def words_of(code: str, part: str) -> dict[str, str]:
    """The words of one catalogue file."""
    found: dict[str, str] = import_module(f"kth_sim.reporting.language.{NAMES[code]}{part}").WORDS
    return found


def test_every_language_has_a_name_here():
    assert set(NAMES) == set(LANGUAGES)


def test_a_catalogue_file_of_one_language_is_there_in_the_other():
    assert MODULES["da"] == MODULES["en"]
    assert len(MODULES["en"]) > 8


@pytest.mark.parametrize("part", sorted(MODULES["en"]))
def test_a_file_has_the_same_keys_in_both_languages(part):
    assert words_of("da", part).keys() == words_of("en", part).keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_file_is_part_of_the_language_and_none_overwrites_another(code):
    words = language(code).words
    seen: dict[str, str] = {}
    for part in sorted(MODULES[code]):
        for key, text in words_of(code, part).items():
            assert key not in seen, f"{key} stands in {seen[key]} and in {part}"
            assert words.get(key) == text, f"{part} is not part of the language: {key}"
            seen[key] = part
    assert len(seen) == len(words)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_empty_where_the_other_language_says_something(code):
    other = language(next(c for c in LANGUAGES if c != code)).words
    empty = {key for key, text in language(code).words.items() if not text.strip()}
    assert {key for key in empty if other[key].strip()} == set()


def test_every_key_that_is_asked_for_anywhere_is_there():
    words, asked = language("en").words, {}
    for path in sorted(ROOT.rglob("*.py")):
        for key in ASKED.findall(path.read_text("utf-8")):
            asked.setdefault(key, path.relative_to(ROOT).as_posix())
    assert len(asked) > 150
    assert {key: where for key, where in asked.items() if key not in words} == {}
