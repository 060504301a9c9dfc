"""Runs are found before they are made, each is named with its command, and the command holds."""

from __future__ import annotations

import shlex

import pytest
from page_reader import Page
from report_case import DRAWS, PATIENTS

from kth_sim.errors import UserError
from kth_sim.reporting.document import Document, Paragraph, Section
from kth_sim.reporting.html import to_html
from kth_sim.runs import bias_results, dsa_folder
from kth_sim.runs.report import build_document
from kth_sim.runs.report_figures import Gallery
from kth_sim.runs.report_make import made_runs
from kth_sim.runs.report_reproduce import command_of
from kth_sim.runs.report_runs import BASE, BIAS, PSA, ROLLOUT, THRESHOLD, open_sources
from kth_sim.runs.run import Options, run_scenario

SMALL = ("--draws", DRAWS, "--patients", PATIENTS, "--plan", "all_at_once", "--plan", "none")


def commands_of(section: Section) -> list[str]:
    return [b.text for b in section.blocks if isinstance(b, Paragraph) and b.kind == "command"]


def section_of(document: Document, key: str) -> Section:
    def inside(sections):
        return [one for s in sections for one in (s, *inside(s.sections))]

    return next(one for one in inside(document.sections) if one.key == key)


def test_runs_that_are_there_are_found_and_not_made_again(maker, folders):
    before = {
        path: path.stat().st_mtime_ns for folder in folders.values() for path in folder.rglob("*")
    }
    simulated = []

    def tell(_):
        return lambda done, total: simulated.append((done, total))

    assert list(made_runs(maker, tell)) == list(folders.values())
    assert simulated == []
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_runs_are_sorted_by_what_they_answer(folders, sources):
    assert {kind: one.folder for kind, one in sources.runs.items() if kind != "voi"} == folders
    assert sources.runs["voi"].folder == folders[PSA]
    backwards = open_sources(list(reversed(folders.values())))
    assert {kind: one.folder for kind, one in backwards.runs.items() if kind != "voi"} == folders


@pytest.mark.parametrize("kind", [BASE, PSA, ROLLOUT, THRESHOLD, BIAS])
def test_the_command_that_is_printed_makes_the_run_again(
    cli, sources, folders, tmp_path, monkeypatch, kind
):
    command = command_of(sources.runs[kind])
    program, *arguments = shlex.split(command)
    assert program == "kth-sim"
    for module, name in ((dsa_folder, "draw"), (bias_results, "draw_waterfall")):
        monkeypatch.setattr(module, name, lambda *_: None)  # figures take their time
    plain = ["--no-figures"] if kind in (BASE, ROLLOUT) else []
    said = cli(*arguments, "--out", tmp_path, "--json", *plain)
    assert said.code == 0, said.err
    again = tmp_path / folders[kind].name
    for path in sorted(folders[kind].glob("*.csv")):
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_section_without_its_run_says_which_command_makes_it(folders, register, monkeypatch):
    monkeypatch.setattr(Gallery, "figures", lambda *_: ())  # which take their time
    document = build_document(open_sources([folders[BASE]]), register, "en")
    for key, start in (
        ("organisation", "kth-sim rollout --scenario national"),
        ("budget", "kth-sim rollout --scenario national"),
        ("draws", "kth-sim run national --draws"),
        ("voi", "kth-sim voi RUN"),
        ("one-way", "kth-sim dsa national"),
        ("threshold", "kth-sim threshold national --parameter"),
        ("bias", "kth-sim bias national"),
    ):
        (command,) = commands_of(section_of(document, key))
        assert command.startswith(start)
    page = Page(to_html(document))
    assert page.fact("no-psa").text.endswith("kth-sim run national --draws 1000")
    assert page.fact("qaly").value() > 0


def test_without_a_base_case_its_sections_say_so(folders, register, monkeypatch):
    monkeypatch.setattr(Gallery, "figures", lambda *_: ())  # as above
    document = build_document(open_sources([folders[PSA]]), register, "da")
    assert commands_of(section_of(document, "checks")) == ["kth-sim run national"]
    assert commands_of(section_of(document, "economics")) == ["kth-sim run national"]


def test_plans_alone_give_budget_and_beds_and_ask_for_the_rest(folders, register, monkeypatch):
    monkeypatch.setattr(Gallery, "figures", lambda *_: ())  # as above
    document = build_document(open_sources([folders[ROLLOUT]]), register, "en")
    shown = {fact.key for fact in document.card.facts}
    assert {"no-psa", "beds", "weakest"} <= shown
    assert not {"qaly", "prob-death-30d", "cost-per-qaly"} & shown
    for key in ("clinical", "patient", "economics"):
        assert commands_of(section_of(document, key)) == ["kth-sim run national --draws 1000"]
    page = Page(to_html(document))
    assert len(page.rows("budget")) > 1
    assert "table-programme" not in page.by_id
    status = {row[0].text.split(".")[0]: row[3].text for row in page.rows("cheers")}
    assert {status[item] for item in ("2", "11", "23", "24")} == {"Not reported"}


def test_contradictions_of_other_evidence_are_left_out(folders, monkeypatch):
    monkeypatch.setattr(Gallery, "figures", lambda *_: ())  # as above
    document = build_document(open_sources([folders[BASE]]), None, "en")
    (said,) = section_of(document, "contradictions").blocks
    assert said.kind == "warning"


def test_runs_of_two_scenarios_are_refused(cli, folders, tmp_path):
    assert cli("run", "crude", "--patients", 100, "--no-figures", "--out", tmp_path).code == 0
    (other,) = tmp_path.iterdir()
    said = cli("report", folders[BASE], other, "-o", tmp_path / "r.html")
    assert said.is_one_line_of_complaint()
    assert "has another scenario" in said.err
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--language", "sv"], "language 'sv'"),
        (["--draws", "10"], "--draws: is for the report of a scenario"),
        (["--docx", "nowhere/r.docx"], "its folder is not there"),
    ],
)
def test_a_wrong_use_is_one_line(cli, folders, tmp_path, options, word):
    said = cli("report", folders[BASE], "-o", tmp_path / "r.html", *options)
    assert said.is_one_line_of_complaint()
    assert word in said.err


def test_no_such_scenario_is_one_line(cli, tmp_path):
    said = cli("report", "natoinal", "-o", tmp_path / "r.html", "--out", tmp_path)
    assert said.is_one_line_of_complaint()
    assert "did you mean 'national'" in said.err


def test_a_folder_that_holds_no_run_is_refused(tmp_path):
    with pytest.raises(UserError, match="holds no finished run"):
        open_sources([tmp_path])


def test_the_command_finds_the_runs_and_the_same_runs_give_the_same_bytes(
    cli, store, files, tmp_path
):
    said = cli("report", "national", *SMALL, "--out", store, "--language", "da",
               "-o", tmp_path / "r.html")  # fmt: skip
    assert said.code == 0, said.err
    assert said.out == f"Written: {tmp_path / 'r.html'}\n"
    assert (tmp_path / "r.html").read_bytes() == files["da"].read_bytes()


def test_the_command_writes_word_and_excel_too(cli, folders, tmp_path, monkeypatch):
    monkeypatch.setattr(Gallery, "figures", lambda *_: ())  # which take their time
    page, word, book = (tmp_path / f"r.{kind}" for kind in ("html", "docx", "xlsx"))
    said = cli("report", *folders.values(), "-o", page, "--docx", word, "--xlsx", book)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [f"Written: {path}" for path in (page, word, book)]
    assert word.read_bytes()[:2] == book.read_bytes()[:2] == b"PK"


def test_a_scenario_whose_effect_cannot_be_corrected_says_so(scenario, register, tmp_path):
    options = Options(tmp_path, patients=100, workers=1, figures=False)
    folder = run_scenario(scenario("as_presented"), options).report.folder
    document = build_document(open_sources([folder]), register, "en")
    (said,) = section_of(document, "bias").blocks
    assert said.kind == "note"
    (command,) = commands_of(section_of(document, "threshold"))
    assert command.endswith("--parameter rd_death_30d_kth")
    assert not [fact for fact in document.card.facts if fact.key in ("bias", "no-bias")]
