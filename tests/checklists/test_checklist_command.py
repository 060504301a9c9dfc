"""`kth-sim checklist`: what it prints and writes, what authors state, and mistakes."""

from __future__ import annotations

import csv

import docx
import openpyxl
import pytest
import stored_runs
from stored_runs import HOSTILE

STATED = """\
cheers:
  "27": "Region Midtjylland, =1+1"
  "28": "None | <script>"
stress-des: {"6.1": "On request"}
"""


@pytest.fixture
def stated(tmp_path):
    path = tmp_path / "stated.yaml"
    path.write_text(STATED, encoding="utf-8")
    return path


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["Item"].split(".")[0]: row for row in csv.DictReader(lines)}


def test_it_prints_every_item_and_how_many_are_reported(cli):
    said = cli("checklist", "cheers", stored_runs.many())
    assert said.code == 0
    assert "28. Conflicts of interest" in said.out
    assert said.out.splitlines()[-1].endswith("6 not reported.")


def test_csv_has_a_row_an_item_and_marks_assumptions(cli, tmp_path):
    path = tmp_path / "c.csv"
    cli("checklist", "cheers", stored_runs.many(), "-o", path)
    rows = rows_of(path)
    assert len(rows) == 28
    assert rows["27"]["Answer"] == rows["27"]["Status"] == "Not reported"
    assert rows["5"]["Answer"].endswith("*")
    assert not rows["10"]["Answer"].endswith("*")


def test_what_authors_state_is_said_to_be_theirs(cli, tmp_path, stated):
    path = tmp_path / "c.csv"
    cli("checklist", "cheers-voi", stored_runs.many(), "--stated", stated, "-o", path)
    rows = rows_of(path)
    assert rows["27"]["Status"] == "Reported"
    assert rows["27"]["Answer"] == "Stated by the authors: Region Midtjylland, =1+1"
    assert rows["4"]["Status"] == "Not reported"


def test_statements_for_one_checklist_are_not_those_of_another(cli, tmp_path, stated):
    path = tmp_path / "c.csv"
    cli("checklist", "stress-des", stored_runs.many(), "--stated", stated, "-o", path)
    with path.open(encoding="utf-8", newline="") as lines:
        found = {row["Item"]: row["Answer"] for row in csv.DictReader(lines)}
    assert found["6.1. Computer model sharing statement"] == "Stated by the authors: On request"
    assert "Region" not in path.read_text("utf-8")


def test_markdown_shows_hostile_text_as_it_is(cli, tmp_path, stated):
    path = tmp_path / "c.md"
    cli("checklist", "cheers", stored_runs.hostile(), "--stated", stated, "-o", path)
    text = path.read_text("utf-8")
    assert "<script>" not in text
    assert "&lt;script>" in text
    assert "None \\| &lt;script>" in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in tables} == {7}


def test_word_and_excel_hold_hostile_names_as_text(cli, tmp_path):
    for kind in ("docx", "xlsx"):
        cli("checklist", "cheers", stored_runs.hostile(), "-o", tmp_path / f"c.{kind}")
    word = docx.Document(str(tmp_path / "c.docx"))
    cells = [cell.text for row in word.tables[0].rows for cell in row.cells]
    assert any(HOSTILE[0] in text for text in cells)
    assert any(HOSTILE[1] in text for text in cells)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    types = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    assert types == {"s"}
    assert any(HOSTILE[0] in str(c) for row in book["cheers"].values for c in row)


@pytest.mark.parametrize(
    "arguments",
    [
        ("prisma", "RUN"),
        ("cheers", "nothing"),
        ("cheers", "RUN", "--language", "sv"),
        ("cheers", "RUN", "-o", "c.pdf"),
        ("cheers", "RUN", "--stated", "nowhere.yaml"),
    ],
)
def test_a_mistake_is_one_line(cli, arguments):
    given = (stored_runs.base() if a == "RUN" else a for a in arguments)
    assert cli("checklist", *given).is_one_line_of_complaint()


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("prisma: {}", "1:1"),
        ("cheers: nobody", "1:9"),
        ("cheers:\n  '29': x", "2:3"),
        ("cheers:\n  '27': 3", "2:9"),
        ("cheers:\n  27: x", "2:3"),
        ("cheers:\n  '27': ''", "2:9"),
        ("- 1", "1:1"),
    ],
)
def test_a_mistake_in_what_is_stated_names_its_place(cli, tmp_path, content, where):
    path = tmp_path / "stated.yaml"
    path.write_text(content, encoding="utf-8")
    said = cli("checklist", "cheers", stored_runs.base(), "--stated", path)
    assert said.is_one_line_of_complaint()
    assert f"stated.yaml:{where}:" in said.err
