"""Whatever stands in a scenario file, it resolves or is refused with one error; nothing else."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.errors import UserError
from kth_sim.scenarios.resolve import load_scenario

SEEDS = ("national", "crude", "southern_clusters", "pilot_2018_2020", "immortal_time")
NASTY = (
    b"\x00", b"\xff\xfe", b"\t", b"- ", b": ", b"{", b"}", b"[", b"&a ", b"*a", b"!!int ", b"---\n",
    b"...\n", b"|", b">", b"'", b'"', b"#", b"%", b"1e400", b"-1", b".nan", b"null", b"no", b"\r",
    b"\xe2\x80\xa8", b"\xf0\x9f\xa6\xb4", b"? ", b"<<: ", b"0x", b"99999999999999999999", b"\x85",
    b"2026-02-30", b"\x1b[31m", b"a" * 300,
)  # fmt: skip


def mutated(content, luck):
    """The content with one to four accidents."""
    lines = content.splitlines(keepends=True)
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(lines)) if lines else 0
        match luck.randrange(6):
            case 0 if lines:
                del lines[at]
            case 1 if lines:
                lines.insert(luck.randrange(len(lines) + 1), lines[at])
            case 2 if lines:
                luck.shuffle(lines)
            case 3 if lines:
                cut = luck.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + luck.choice(NASTY) + lines[at][cut:]
            case 4 if lines:
                cut = luck.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + lines[at][cut + luck.randint(1, 5) :]
            case _:
                lines.insert(at, luck.randbytes(luck.randint(1, 12)) + b"\n")
    return b"".join(lines)


def resolves_or_is_refused(path, evidence):
    """Nothing but a user's error may come, and that on one line that can be printed."""
    message = ""
    try:
        load_scenario(path, evidence)
    except UserError as error:
        message = str(error)
    assert message.isprintable(), message
    return not message


@pytest.mark.parametrize("name", SEEDS)
def test_mutilated_scenarios(write, evidence, name):
    luck = random.Random(name)
    content = (write("base: national\n").parent / f"{name}.yaml").read_bytes()
    outcomes = [
        resolves_or_is_refused(write(mutated(content, luck), "mutant"), evidence)
        for _ in range(100)
    ]
    assert not all(outcomes)


@settings(deadline=None, max_examples=150)
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes(write_once, evidence, content):
    resolves_or_is_refused(write_once(content), evidence)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
sections = st.sampled_from(
    ["label", "base", "choose", "set", "structure", "cohort", "run", "patients"]
)


@settings(deadline=None, max_examples=200)
@given(data=st.dictionaries(sections, trees, max_size=4))
def test_any_value_anywhere(write_once, evidence, data):
    """JSON is YAML: any tree under the keys that a scenario has."""
    content = {"label": "L", "rationale": "R", "base": "national"} | data
    resolves_or_is_refused(write_once(json.dumps(content).encode()), evidence)


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-3, 3)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_any_numbers_for_known_parameters(write_once, evidence, data):
    """What resolves lies in the range of its unit; what does not is refused."""
    ids = [n for n, entry in evidence.parameters().items() if entry.unit not in {"date", "text"}]
    chosen = data.draw(st.dictionaries(st.sampled_from(ids), numbers, min_size=1, max_size=3))
    lines = [f"  {name}: {float(value)!r}" for name, value in chosen.items()]
    path = write_once(
        "\n".join(["label: L", "rationale: R", "base: national", "set:", *lines]).encode()
    )
    if resolves_or_is_refused(path, evidence):
        scenario = load_scenario(path, evidence)
        assert all(scenario.value(name) == float(value) for name, value in chosen.items())
        assert all(evidence.complaint(n, g.value) is None for n, g in scenario.parameters.items())


@settings(deadline=None, max_examples=100)
@given(word=st.text(max_size=12))
@pytest.mark.parametrize("key", ["base", "name", "people_per_year", "kth_from", "target"])
def test_any_word_where_a_word_is_due(write_once, evidence, key, word):
    cluster = {"people_per_year": 1, key: word}
    content = {"label": "L", "rationale": "R", "base": word if key == "base" else "national"}
    if key != "base":
        name = cluster.pop(key) if key == "name" else "A"
        content["cohort"] = {"clusters": {name: cluster}}
    resolves_or_is_refused(write_once(json.dumps(content).encode()), evidence)
