"""Mistakes in a copy of the evidence: told at the place that « marks in the altered text."""

from __future__ import annotations

import shutil

import pytest

# file: what stands there once, what replaces it, the path of the mistake, a word of the message
SPOILT = {
    "a low above a high": (
        "effects.yaml",
        "    formula: or_mort30\n    low: 0.37\n",
        "    formula: or_mort30\n    low: «0.97\n",
        "parameters.or_death_30d_kth.low",
        "low 0.97 lies above high 0.85",
    ),
    "a value outside its printed interval": (
        "survival.yaml",
        "    value: 1.89\n",
        "    value: «2.89\n",
        "parameters.smr_years_1_4.value",
        "outside its interval [1.5, 2.37]",
    ),
    "a probability of 1.3": (
        "survival.yaml",
        "    unit: prob\n    value: 0.096\n",
        "    unit: prob\n    value: «1.3\n",
        "facts.gundel_risk_30d.value",
        "1.3 lies outside [0, 1]",
    ),
    "an unknown key": (
        "survival.yaml",
        "    value: 0.096\n",
        "    value: 0.096\n    «valu: 0.1\n",
        "facts.gundel_risk_30d.valu",
        "unknown key: did you mean 'value'?",
    ),
    "a formula that names nothing": (
        "effects.yaml",
        '    formula: "1 / nnt"\n',
        '    formula: «"1 / nntt"\n',
        "parameters.rd_death_30d_kth.formula",
        "'nnt'",
    ),
    "a formula that is more than arithmetic": (
        "effects.yaml",
        '    formula: "1 / nnt"\n',
        "    formula: «\"__import__('os')\"\n",
        "parameters.rd_death_30d_kth.formula",
        "",
    ),
    "an id that stands twice": (
        "survival.yaml",
        "  gundel_risk_90d:\n",
        "  «gundel_risk_30d:\n",
        "facts.gundel_risk_30d",
        "a second time",
    ),
    "1,5 for 1.5": (
        "survival.yaml",
        "    value: 0.096\n",
        "    value: «0,096\n",
        "facts.gundel_risk_30d.value",
        "write 0.096 for 0,096",
    ),
    "NO for a text": (
        "survival.yaml",
        "    label: Danish cumulative mortality to day 30\n",
        "    label: «NO\n",
        "facts.gundel_risk_30d.label",
        "quote it",
    ),
    "a tag": (
        "survival.yaml",
        "    value: 0.096\n",
        "    value: «!!float 0.096\n",
        "file",
        "tag",
    ),
    "a number without a source": (
        "payers.yaml",
        '    source: {cite: "regionoest.dk, Q&A om opgaveflyt", where: list of tasks that move}\n'
        "    also_known_as: [reform_share_acute_nursing]\n",
        "",
        "parameters.share_acute_nursing_to_region",
        "'source' is missing",
    ),
}  # fmt: skip
COMMANDS = {
    "validate": ("validate", "national"),
    "run": ("run", "national", "--patients", 10, "--out", "OUT"),
}


def marked(text):
    """The text without its mark, and the mark's line and column."""
    before, _, after = text.partition("«")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", [n for n in SPOILT if n != "a number without a source"])
def test_one_line_says_where_and_what(configs, cli, empty, name, command):
    file, old, new, where, hint = SPOILT[name]
    path = configs / "evidence" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, "the evidence has changed: choose another place to spoil"
    content, line, column = marked(text.replace(old, new))
    path.write_text(content, encoding="utf-8")
    arguments = [empty if word == "OUT" else word for word in COMMANDS[command]]
    said = cli(*arguments, "--evidence", configs / "evidence")
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{path}:{line}:{column}: {where}: "), said.err
    assert hint in said.err
    assert not empty.exists()


def test_the_audit_says_the_same(configs, cli):
    path = configs / "evidence" / "contradictions.yaml"
    text = path.read_text(encoding="utf-8")
    content, line, column = marked(text.replace("formula: lkt_total", "formula: «lkt_totl", 1))
    path.write_text(content, encoding="utf-8")
    said = cli("evidence", "audit", "--evidence", configs / "evidence")
    assert said.is_one_line_of_complaint(), said
    where = "contradictions.team_volumes.claims[0].formula"
    assert said.err.startswith(f"{path}:{line}:{column}: {where}: "), said.err
    assert "did you mean 'lkt_total'?" in said.err


def test_a_missing_source_is_told_at_the_entry(configs, cli):
    file, old, new, where, hint = SPOILT["a number without a source"]
    path = configs / "evidence" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    said = cli("evidence", "audit", "--evidence", configs / "evidence")
    assert said.is_one_line_of_complaint(), said
    assert f": {where}: " in said.err
    assert hint in said.err


@pytest.mark.parametrize("what", ["a file that is gone", "no file at all", "no folder"])
def test_evidence_that_is_not_there(configs, cli, empty, what):
    folder = configs / "evidence"
    if what == "a file that is gone":
        (folder / "effects.yaml").unlink()
    else:
        shutil.rmtree(folder)
        if what == "no file at all":
            folder.mkdir()
    said = cli("run", "national", "--patients", 10, "--out", empty, "--evidence", folder)
    assert said.is_one_line_of_complaint(), said
    assert not empty.exists()
