"""Wrong content gives the first error of the file, at its key or value."""

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from kth_sim.errors import ConfigError
from kth_sim.evidence.schema import EvidenceFile, Unit
from kth_sim.evidence.units import RANGES, complaint
from kth_sim.evidence.yaml_source import parse, read_document

GOOD = """\
parameters:
  or_x:
    label: An odds ratio
    unit: odds_ratio
    value: 0.6
    low: 0.37
    high: 0.85
    distribution: {kind: lognormal, mu: -0.5, sigma: 0.2}
    basis: observed
    source: {cite: A deck, where: slide 3}
    alternatives:
      crude: {label: Crude, value: 0.65, basis: derived, note: by hand}
"""


def _error(write, content, schema=EvidenceFile):
    path = write(content)
    with pytest.raises(ConfigError) as caught:
        parse(read_document(path), schema)
    text = str(caught.value)
    assert "\n" not in text
    return text.removeprefix(f"{path}:")


def test_good_file_is_accepted(write):
    file = parse(read_document(write(GOOD)), EvidenceFile)
    assert file.parameters["or_x"].alternatives["crude"].value == 0.65


BAD = {
    "unknown key": ("    label: An", "    lable: An", "3:5", "did you mean 'label'?"),
    "unknown section": ("parameters:", "parameter:", "1:1", "did you mean 'parameters'?"),
    "unknown unit": ("odds_ratio\n", "odd_ratio\n", "4:11", "did you mean 'odds_ratio'?"),
    "decimal comma": ("value: 0.6\n", "value: 0,6\n", "5:12", "write 0.6 for 0,6"),
    "decimal comma in low": ("low: 0.37", "low: 0,37", "6:10", "write 0.37 for 0,37"),
    "text": ("value: 0.6\n", "value: six\n", "5:12", "a number is expected"),
    "boolean": ("value: 0.6\n", "value: true\n", "5:12", "a number is expected, not true"),
    "not finite": ("value: 0.6\n", "value: .nan\n", "5:12", "finite"),
    "out of range": ("value: 0.6\n", "value: -0.6\n", "5:12", "outside its interval"),
    "low above high": ("low: 0.37", "low: 0.9", "6:10", "lies above high"),
    "value outside": ("value: 0.6\n", "value: 0.3\n", "5:12", "outside its interval"),
    "half an interval": ("    low: 0.37\n", "", "6:11", "come together"),
    "missing label": ("    label: An odds ratio\n", "", "3:5", "'label' is missing"),
    "missing value": ("    value: 0.6\n", "", "3:5", "'value' or 'formula' is missing"),
    "both": ("    low:", "    formula: 1 + 1\n    low:", "6:14", "keep one"),
    "no formula": ("value: 0.6\n", "formula: 1 +\n", "5:14", "is not a formula"),
    "note missing": ("derived, note: by hand", "derived", "12:49", "needs a note"),
    "text for a mapping": ("{cite: A deck, where: slide 3}", "a deck", "10:13", "a mapping"),
    "number for text": ("cite: A deck", "cite: 5", "10:20", "quote it"),
    "unknown kind": ("lognormal", "lognorml", "8:19", "did you mean 'lognormal'?"),
    "no kind": ("kind: lognormal, ", "", "8:19", "'kind' is missing"),
    "hyper-parameter": ("sigma: 0.2", "sigma: -0.2", "8:54", "greater than 0"),
    "key of a distribution": ("sigma: 0.2", "sigmo: 0.2", "8:47", "did you mean 'sigma'?"),
    "extra key of one": (
        "sigma: 0.2",
        "sigma: 0.2, sd: 1",
        "8:59",
        "unknown key: allowed: fit, kind",
    ),
    "alternative's range": ("value: 0.65", "value: -1", "12:36", "outside (0, inf)"),
    "alternative's key": ("label: Crude", "lable: Crude", "12:15", "did you mean 'label'?"),
    "alternative's name": ("      crude:", "      1-crude:", "12:7", "pattern"),
}


@pytest.mark.parametrize("case", BAD)
def test_first_error_and_its_place(write, case):
    old, new, place, words = BAD[case]
    assert GOOD.count(old) == 1
    text = _error(write, GOOD.replace(old, new))
    assert text.startswith(f"{place}: "), text
    assert words in text


def test_first_error_in_file_order_wins(write):
    text = _error(write, GOOD.replace("0.37", "x").replace("observed", "seen"))
    assert text.startswith("6:10: parameters.or_x.low: ")


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        ("{kind: uniform, low: 2, high: 1}", "8:49", "must lie above low, 2"),
        ("{kind: triangular, low: 0, high: 1, mode: 2}", "8:61", "must lie in [0, 1]"),
        ("{kind: dirichlet, group: g, alpha: 3, total: 2}", "8:64", "must exceed"),
        ("{kind: fixed, value: 0.7}", "8:40", "differs from the value"),
        ("{kind: beta, a: '1,5', b: 2}", "8:35", "write 1.5 for 1,5"),
    ],
)
def test_distributions_check_their_hyper_parameters(write, kind, place, words):
    content = GOOD.replace("{kind: lognormal, mu: -0.5, sigma: 0.2}", kind)
    text = _error(write, content)
    assert words in text
    assert text.startswith(f"{place}: "), text


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("date", "2027-13-01", "is no date"),
        ("date", "1700000000", "a date is expected"),
        ("date", "'1700000000'", "is no date"),
        ("text", "5", "a text is expected"),
    ],
)
def test_dates_and_text(write, unit, value, words):
    entry = f"  d: {{label: D, unit: {unit}, value: {value}, basis: observed, "
    assert words in _error(write, f"facts:\n{entry}source: {{cite: a, where: b}}}}\n")


def test_dates_have_no_formula(write):
    entry = "  d: {label: D, unit: date, formula: 1 + 1, basis: observed, "
    text = _error(write, f"facts:\n{entry}source: {{cite: a, where: b}}}}\n")
    assert "a formula gives a number, not a date" in text


class _Other(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    n: int
    draw: bool | None = None
    kind: Literal["a", "b"] = "a"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("n: 1.5", "1:4: n: a whole number is expected, not 1.5"),
        ("n: 1\ndraw: 'true'", "2:7: draw: true or false is expected, not the text 'true'"),
        ("n: 1\nkind: c", "2:7: kind: 'c' is not allowed here: allowed: 'a' or 'b'"),
        ("- m", "1:1: file: a mapping (key: value) is expected, not a list"),
        ("kind: a", "1:1: file: 'n' is missing: add it"),
        ("m: 1", "1:1: m: unknown key: allowed: draw, kind, n"),
    ],
)
def test_any_schema_can_be_parsed(write, content, expected):
    assert _error(write, content, _Other) == expected


def test_errors_of_a_subtree_keep_the_full_path(write):
    document = read_document(write("x:\n  n: a\n")).sub(("x",))
    with pytest.raises(ConfigError, match=r":2:6: x\.n: a whole number is expected"):
        parse(document, _Other)


def test_every_unit_has_a_range():
    assert set(RANGES) == set(Unit.__args__) - {"date", "text"}


@pytest.mark.parametrize(
    ("value", "unit", "fits"),
    [
        (0, "prob", True),
        (1, "prob", True),
        (1.01, "prob", False),
        (0, "risk_ratio", False),
        (-0.757, "utility", True),
        (-0.758, "utility", False),
        (-1, "DKK", False),
        (-0.5, "growth_per_year", True),
        (101, "percent", False),
    ],
)
def test_ranges(value, unit, fits):
    assert (complaint(value, unit) is None) is fits
