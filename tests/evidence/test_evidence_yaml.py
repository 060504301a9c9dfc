"""Every bad file gives one line with the exact place."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.yaml_source import plain_scalar, read_document

BAD = {
    "duplicate key": ("a: 1\nb: 2\n  # note\na: 3\n", 4, 1, "second time"),
    "duplicate below": ("a:\n  b: 1\n  b: 2\n", 3, 3, "second time"),
    "tag": ("a: !!python/object:os.system x\n", 1, 4, "tag"),
    "local tag": ("a: !x 1\n", 1, 4, "tag"),
    "anchor": ("a: &x 1\nb: 2\n", 1, 4, "anchor &x"),
    "alias": ("b: 1\na: *x\n", 2, 4, "alias *x"),
    "second document": ("a: 1\n---\nb: 2\n", 2, 1, "one document"),
    "empty": ("", 1, 1, "empty"),
    "only a comment": ("# nothing\n", 1, 1, "empty"),
    "number as key": ("a: 1\n2: b\n", 2, 1, "key must be text"),
    "true as key": ("true: b\n", 1, 1, "key must be text"),
    "number too large as key": ("1e400: b\n", 1, 1, "key must be text"),
    "control character after other line ends": ("a: 1\rb: \u2028\x07", 3, 1, "U+0007"),
    "null as key": ("~: b\n", 1, 1, "key must be text"),
    "list as key": ("? [a]\n: b\n", 1, 3, "key must be text"),
    "tab": ("a:\n\tb: 1\n", 2, 1, "tab"),
    "open bracket": ("a: [1, 2\nb: 3\n", 2, 2, "not valid YAML"),
    "open quote": ('a: "x\n', 2, 1, "not valid YAML"),
    "bad indent": ("a: 1\n   b: 2\n", 2, 5, "not valid YAML"),
    "control character": ("a: 1\nb: x\x07\n", 2, 5, "U+0007"),
    "yaml 1.1 no": ("a: 1\ncountry: NO\n", 2, 10, "YAML 1.1 tools read NO"),
    "yaml 1.1 in list": ("a: [x, on]\n", 1, 8, "YAML 1.1 tools read on"),
    "yaml 1.1 y": ("a: y\n", 1, 4, "YAML 1.1"),
    "key with a line break": ('"a\\nb": no\n', 1, 9, "YAML 1.1"),
    "too large": ("a: 1e999\n", 1, 4, "too large"),
    "too many digits": (f"a: {'9' * 5000}\n", 1, 4, "too many digits"),
    "not utf-8": ("a: 1\nb: æ\n".encode("latin-1"), 2, 4, "UTF-8"),
    "too deep": ("a: " + "[" * 40 + "]" * 40, 1, 35, "32 deep"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_names_line_and_column(write, case):
    content, line, column, words = BAD[case]
    path = write(content)
    with pytest.raises(ConfigError) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}:{line}:{column}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_depth_of_32_is_allowed(write):
    assert read_document(write("a: " + "[" * 31 + "]" * 31)).data


def test_file_that_is_missing_a_folder_or_too_large(write, tmp_path):
    with pytest.raises(UserError, match=r"none\.yaml: no such file"):
        read_document(tmp_path / "none.yaml")
    with pytest.raises(UserError, match="is a folder"):
        read_document(tmp_path)
    with pytest.raises(UserError, match="1 MiB"):
        read_document(write("a: " + "x" * (1 << 20)))


def test_file_that_may_not_be_read(write, monkeypatch):
    path = write("a: 1")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(UserError, match="cannot be read: Permission denied"):
        read_document(path)


SCALARS = {
    "1e6": 1_000_000.0,
    "1E-3": 0.001,
    ".5": 0.5,
    "1.": 1.0,
    "-7": -7,
    "007": 7,
    "0o17": 15,
    "0x1F": 31,
    "12:30": "12:30",
    "1_000": "1_000",
    "2027-01-01": "2027-01-01",
    "1,5": "1,5",
    "nano": "nano",
    "true": True,
    "FALSE": False,
    "tRue": "tRue",
    "~": None,
    "null": None,
    "": None,
    ".inf": math.inf,
    "-.Inf": -math.inf,
}


@pytest.mark.parametrize("word", SCALARS)
def test_plain_scalars_follow_the_core_schema(write, word):
    data = read_document(write(f"a: {word}\n")).data
    assert data == {"a": SCALARS[word]}
    assert type(data["a"]) is type(SCALARS[word])


def test_nan():
    assert math.isnan(plain_scalar(".nan"))


@pytest.mark.parametrize("quoted", ["'NO'", '"1e6"', "|-\n  yes", "'true'", "''"])
def test_quoted_scalars_stay_text(write, quoted):
    assert isinstance(read_document(write(f"a: {quoted}\n")).data["a"], str)


def test_yaml_1_1_words_may_name_a_key(write):
    assert read_document(write("on: 1\nn: 2\n")).data == {"on": 1, "n": 2}


def test_byte_order_mark_does_not_shift_columns(write):
    with pytest.raises(ConfigError, match=r":1:4: a: YAML 1\.1"):
        read_document(write("\ufeffa: no\n"))


def test_places_of_keys_values_items_and_what_is_missing(write):
    document = read_document(write("a:\n  b: [10, x]\n"))
    assert str(document.place(("a", "b"))).endswith(":2:6")
    assert str(document.place(("a", "b"), at_key=True)).endswith(":2:3")
    assert str(document.place(("a", "b", 1))).endswith(":2:11")
    assert str(document.place(("a", "missing"))).endswith(":2:3")
    inner = document.sub(("a",))
    assert inner.data == {"b": [10, "x"]}
    assert ":2:11: a.b[1]: wrong" in str(inner.error(("b", 1), "wrong"))


@given(st.integers(-(10**18), 10**18))
def test_integers_come_back(number):
    assert plain_scalar(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_come_back(number):
    assert plain_scalar(repr(number)) == number
