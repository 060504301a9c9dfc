"""Bad scenario files: one line with the place that « marks in the text, and nothing written."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAD = "label: Mine\nrationale: A test\nbase: national\n"
SPOILT = {
    "an unknown key": (HEAD + "«structur: {}\n", "structur", "did you mean 'structure'?"),
    "an unknown key inside": (
        HEAD + "structure: {«cost_ancor: observed}\n",
        "structure.cost_ancor",
        "did you mean 'cost_anchor'?",
    ),
    "a misspelt parameter": (
        HEAD + "set:\n  rr_readmission_30d_kth: 1\n  «or_deth_30d_kth: 0.6\n",
        "set.or_deth_30d_kth",
        "did you mean 'or_death_30d_kth'?",
    ),
    "a probability of 1.3": (
        HEAD + "set:\n  prob_death_30d:   «1.3\n",
        "set.prob_death_30d",
        "1.3 lies outside [0, 1]",
    ),
    "a share of 1.3": (
        HEAD + "cohort: {clusters: {A: {people_per_year: 1, share_own_home: «1.3}}}\n",
        "cohort.clusters.A.share_own_home",
        "1.3",
    ),
    "a tag": ("label: «!!str Mine\nrationale: A test\n", "file", "tag"),
    "a dangerous tag": ("«!!python/object/apply:os.system ['true']\n", "file", "tag"),
    "an alias": (HEAD + "set: {prob_death_30d: «*risk}\n", "file", "alias *risk"),
    "an anchor": (HEAD + "set: {prob_death_30d: «&risk 0.1}\n", "file", "anchor &risk"),
    "a duplicate key": (HEAD + "«label: Another\n", "label", "a second time"),
    "a duplicate parameter": (
        HEAD + "set:\n  prob_death_30d: 0.1\n  «prob_death_30d: 0.2\n",
        "set.prob_death_30d",
        "a second time",
    ),
    "1,5 for 1.5": (
        HEAD + "set:\n  or_death_30d_kth: «1,5\n",
        "set.or_death_30d_kth",
        "write 1.5 for 1,5",
    ),
    "NO for a text": ("label: «NO\nrationale: A test\nbase: national\n", "label", "quote it"),
    "a number for a text": (HEAD.replace("Mine", "«2026"), "label", "text is expected, not 2026"),
    "a text for a number": (
        HEAD + "set: {prob_death_30d: «often}\n",
        "set.prob_death_30d",
        "a number is expected",
    ),
    "true for a number": (HEAD + "run: {patients: «true}\n", "run.patients", "a whole number"),
    "itself as its base": (HEAD.replace("national", "«mine"), "base", "circular base: mine ->"),
    "a base that is missing": (HEAD.replace("national", "«nationl"), "base", "no such scenario"),
    "a list where a mapping is due": (
        HEAD + "set:\n  «- prob_death_30d: 0.1\n",
        "set",
        "a mapping (key: value) is expected, not a list",
    ),
    "a list for the whole file": ("«- label: Mine\n", "file", "a mapping (key: value)"),
    "a word for the whole file": ("«national\n", "file", "a mapping (key: value)"),
    "nothing where a mapping is due": (HEAD + "set: «~\n", "set", "not nothing"),
    "an empty file": ("«", "file", "empty"),
    "only a comment": ("«# nothing yet\n", "file", "empty"),
    "no label": ("«rationale: A test\nbase: national\n", "file", "'label' is missing"),
    # The mapping and 31 lists are 32 deep; the 32nd list is too much.
    "deep nesting": ("label: " + "[" * 31 + "«" + "[" * 5000 + "\n", "file", "more than 32 deep"),
    "deep nesting by indent": (
        "".join(" " * i + "a:\n" for i in range(32)) + " " * 32 + "«a: 1\n",
        "file",
        "more than 32 deep",
    ),
    "a tab": (HEAD + "set:\n«\tprob_death_30d: 0.1\n", "file", "a tab stands here"),
    "a control character": (HEAD + "set: {«\x07}\n", "file", "U+0007"),
    "two documents": (HEAD + "«---\nlabel: Two\n", "file", "a second document starts here"),
    "a number too large": (HEAD + "run: {seed: «1e999}\n", "run.seed", "too large"),
    "an unclosed quote": ('label: "Mine\n«', "file", "not valid YAML"),
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("evidence_read_once")


def marked(text):
    """The text without its mark, and the mark's line and column."""
    before, _, after = text.partition("«")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.fixture
def spoil(configs):
    """Write a scenario among copies of those shipped."""

    def _spoil(content):
        path = configs / "scenarios" / "mine.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _spoil


@pytest.fixture(params=["validate", "run"])
def command(request, cli, empty):
    """Both commands that read a scenario; `run` must write nothing."""

    def _command(path):
        if request.param == "validate":
            return cli("validate", path)
        said = cli("run", path, "--patients", 10, "--out", empty)
        assert not empty.exists()
        return said

    return _command


@pytest.mark.parametrize("name", SPOILT)
def test_one_line_says_where_and_what(spoil, command, name):
    text, where, hint = SPOILT[name]
    content, line, column = marked(text)
    path = spoil(content)
    said = command(path)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{path}:{line}:{column}: {where}: "), said.err
    assert hint in said.err


BYTES = {
    # "rationale: " has 11 characters; å is the single byte E5 in Latin-1
    "Latin-1": (b"label: M\nrationale: \xe5\n", 2, 12),
    # in UTF-16 a zero byte follows the newline
    "UTF-16": ("label: M\n".encode("utf-16-le") + b"\xff", 2, 2),
    # 0x00-0x7f is UTF-8, 0x80 is not; YAML breaks lines after the 11th byte (a newline) and after
    # the 14th (a carriage return), so 114 good ones stand on line 3
    "binary garbage": (bytes(range(256)), 3, 115),
    "zeros": (bytes(64), 1, 1),
    "an executable": (b"\x7fELF\x02\x01\x01\x00" + bytes(8), 1, 1),
}


@pytest.mark.parametrize("name", BYTES)
def test_what_is_no_text_is_refused_at_the_first_bad_byte(spoil, command, name):
    content, line, column = BYTES[name]
    path = spoil(content)
    said = command(path)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{path}:{line}:{column}: file: "), said.err


def test_two_mebibytes_are_refused_unread(spoil, command):
    path = spoil(HEAD + "# " + "x" * (2 << 20))
    said = command(path)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{path}: larger than 1 MiB")


def test_aliases_that_would_explode_are_refused_at_once(spoil, command):
    """A billion laughs; the first anchor is already too much."""
    lines = ["a: &a [x, x, x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abc", "bcd"))]  # noqa: B905
    path = spoil("\n".join(lines))
    said = command(path)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{path}:1:4: file: the anchor &a")


def test_a_missing_file(configs, command):
    path = configs / "scenarios" / "nowhere.yaml"
    said = command(path)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{path}: no such file")


def test_a_file_name_too_long_for_any_system(command):
    said = command("n" * 300 + ".yaml")
    assert said.is_one_line_of_complaint(), said
    assert "no such file" in said.err


def test_a_name_too_long_for_any_system(command):
    said = command("n" * 300)
    assert said.is_one_line_of_complaint(), said
    assert "no such scenario" in said.err


def test_a_folder_for_a_file(configs, cli, empty):
    folder = configs / "scenarios" / "folder.yaml"
    folder.mkdir()
    said = cli("run", folder, "--out", empty)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{folder}: this is a folder")
    assert not empty.exists()


def test_a_folder_without_scenarios_is_not_well(tmp_path, cli):
    said = cli("validate", tmp_path)
    assert said.is_one_line_of_complaint(), said


def test_a_longer_circle(configs, command):
    folder = configs / "scenarios"
    for name, base in (("one", "two"), ("two", "three"), ("three", "one")):
        (folder / f"{name}.yaml").write_text(f"label: {name}\nrationale: R\nbase: {base}\n")
    said = command(folder / "one.yaml")
    assert said.is_one_line_of_complaint(), said
    expected = f"{folder / 'three.yaml'}:3:7: base: circular base: one -> two -> three -> one"
    assert said.err.startswith(expected)


def test_an_unknown_name_suggests_the_nearest(command):
    said = command("souther_clusters")
    assert said.is_one_line_of_complaint(), said
    assert "did you mean 'southern_clusters'?" in said.err


def test_validate_tells_of_each_file(spoil, cli, configs):
    """Good files are named on standard output, each bad one has its line on standard error."""
    for path in (configs / "scenarios").glob("[!nc]*.yaml"):
        path.unlink()
    bad = spoil(HEAD + "set: {prob_death_30d: 2}\n")
    said = cli("validate", configs / "scenarios")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert said.err.startswith(f"{bad}:4:23: ")
    shipped = {p.name for p in (configs / "scenarios").glob("*.yaml")} - {"mine.yaml"}
    assert said.out.count("\n") == len(shipped)
    assert all(name in said.out for name in shipped)


def test_validate_is_content_with_what_is_shipped(cli, configs):
    said = cli("validate", "national", configs / "scenarios" / "crude.yaml")
    assert (said.code, said.err) == (0, "")
    assert said.out.count("\n") == 2


@pytest.mark.parametrize("word", ["1e6", "1000000"])
def test_1e6_is_a_million(spoil, cli, empty, no_figures, word):
    path = spoil(HEAD + f"set: {{cost_readmission: {word}}}\nrun: {{patients: 20}}\n")
    said = cli("run", path, "--out", empty)
    assert said.code == 0, said.err
    (table,) = empty.glob("*/parameters.csv")
    row = next(
        line for line in table.read_text().splitlines() if line.startswith("cost_readmission,")
    )
    assert ",1000000.0," in row


def test_in_a_shell_it_is_the_same(spoil, empty):
    path = spoil(HEAD + "set: {prob_death_30d: 1.3}\n")
    program = [sys.executable, "-c", "from kth_sim.cli import main; main()"]
    said = subprocess.run(
        [*program, "run", path, "--out", empty], capture_output=True, text=True, check=False
    )
    assert said.returncode == 2
    assert said.stdout == ""
    assert said.stderr.splitlines() == [
        f"{path}:4:23: set.prob_death_30d: 1.3 lies outside [0, 1], the range of unit prob"
    ]
    assert not empty.exists()
