"""Exported tables hold what the store holds, to the last digit, in a dialect that Denmark reads."""

from __future__ import annotations

import csv
import io
import math

import openpyxl
import pandas as pd
import pytest
import stored_runs
from stored_runs import HOSTILE

from kth_sim.reporting.tables import as_plain_text, without_guards, write_csv
from kth_sim.runs.export import export_csv, export_xlsx, table_paths


def read(path, delimiter=",", encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter))


@pytest.fixture(scope="module")
def danish(tmp_path_factory):
    folder = tmp_path_factory.mktemp("da")
    export_csv(stored_runs.many(), "da", folder)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The workbook of the run with hostile names; not to be altered."""
    target = tmp_path_factory.mktemp("book") / "t.xlsx"
    return openpyxl.load_workbook(export_xlsx(stored_runs.hostile(), "en", target))


def test_every_table_is_exported_those_of_analyses_too(danish):
    run = stored_runs.many()
    names = sorted(path.relative_to(run) for path in table_paths(run))
    assert sorted(path.relative_to(danish) for path in danish.rglob("*.csv")) == names
    assert {"summary.csv", "voi/evpi.csv"} <= {name.as_posix() for name in names}


def test_danish_csv_has_semicolons_decimal_commas_and_a_byte_order_mark(danish):
    raw = (danish / "incremental.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert b";" in raw.splitlines()[0]
    assert b"." not in raw.replace(b"pr.", b"").splitlines()[1]


def test_every_number_comes_back_to_the_bit_and_every_text_as_it_was(danish):
    for path in table_paths(stored_runs.many()):
        theirs = read(danish / path.relative_to(stored_runs.many()), ";", "utf-8-sig")
        for before, after in zip(read(path), theirs, strict=True):
            for cell, text in zip(before, after, strict=True):
                try:
                    assert float(text.replace(",", ".")) == float(cell)
                except ValueError:
                    assert text == cell


def test_pandas_reads_the_danish_tables_as_it_reads_the_stored_ones(danish):
    for name in ("summary", "incremental", "precision", "parameters"):
        there = pd.read_csv(danish / f"{name}.csv", sep=";", decimal=",")
        here = pd.read_csv(stored_runs.many() / f"{name}.csv")
        pd.testing.assert_frame_equal(there, here, check_exact=True)


def test_a_workbook_holds_every_number_of_the_store_and_the_text_without_guards(book):
    run = stored_runs.hostile()
    sheets = iter(book.worksheets[1:])
    for path in table_paths(run):
        head, *rows = read(path)
        sheet = next(sheets)
        assert [c.value for c in sheet[4]] == head
        found = list(sheet.iter_rows(min_row=5, values_only=True))
        assert len(found) == len(rows)
        for mine, theirs in zip(rows, found, strict=True):
            for text, value in zip(mine, theirs, strict=True):
                if isinstance(value, int | float):
                    assert math.isclose(float(text), value, rel_tol=1e-15)  # 16 digits
                else:
                    assert (value or "") == without_guards(text)


def test_hostile_names_stand_in_the_workbook_as_they_were_given(book):
    columns = zip(*book["parameters"].iter_rows(min_row=4, values_only=True), strict=True)
    found = {column[0]: set(column[1:]) for column in columns}
    assert {name.strip() for name in HOSTILE} <= found["label"]
    assert HOSTILE[0] in found["source"]


def test_the_workbook_says_which_run_and_how_to_make_it_again(book):
    run, about = stored_runs.hostile(), book["About"]
    said = {a: b for a, b in about.iter_rows(max_col=2, values_only=True) if a}
    assert said["Run"] == run.name
    assert said["Label"] == HOSTILE[0]
    assert said["Command"] == "kth-sim run hostile --seed 1 --patients 100"


def test_numbers_of_rows_that_rest_on_assumptions_are_coloured(tmp_path):
    book = openpyxl.load_workbook(export_xlsx(stored_runs.base(), "en", tmp_path / "t.xlsx"))
    sheet = book["summary"]
    names = [cell.value for cell in sheet[4]]
    for cells in sheet.iter_rows(min_row=5):
        assumed = cells[names.index("basis")].value == "assumption"
        mean = cells[names.index("mean")]
        if mean.value is not None:
            assert mean.number_format.endswith('"*"') is assumed


def test_an_export_leaves_the_run_as_it_was_and_is_not_exported_again(cli):
    run = stored_runs.many()
    first = [path.name for path in export_csv(run, "da")]
    export_xlsx(run, "da")
    assert [path.name for path in export_csv(run, "da")] == first
    assert cli("runs", "check", run).code == 0


def test_the_command_says_how_many_files_went_where(cli, tmp_path):
    run, target = stored_runs.many(), tmp_path / "tables"
    said = cli("export", run, "--dialect", "en", "-o", target)
    beside = len(list(run.glob("*.csv"))), len(list((run / "voi").glob("*.csv")))
    expected = {f"{beside[0]} files in {target}", f"{beside[1]} files in {target / 'voi'}"}
    assert set(said.out.splitlines()) == expected


def test_a_workbook_that_cannot_be_written_is_one_line(cli, tmp_path, monkeypatch):
    monkeypatch.setattr("kth_sim.runs.export.tables_document", lambda *_: None)
    (tmp_path / "file").write_text("in the way")
    place = tmp_path / "file" / "t.xlsx"
    said = cli("export", stored_runs.base(), "--format", "xlsx", "-o", place)
    assert said.is_one_line_of_complaint()
    assert said.err.startswith(f"{place}: cannot be written: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("RUN", "--dialect", "sv"),
        ("RUN", "--format", "pdf"),
        ("RUN", "--format", "xlsx", "--language", "sv"),
        ("RUN", "-o", "FILE"),
    ],
)
def test_a_mistake_is_one_line(cli, arguments, tmp_path):
    (tmp_path / "file").write_text("in the way")
    places = {"RUN": stored_runs.base(), "FILE": tmp_path / "file" / "below"}
    assert cli("export", *(places.get(a, a) for a in arguments)).is_one_line_of_complaint()


# Text that a spreadsheet would run ------------------------------------------------------------


def cells_in(raw, delimiter):
    """Cells as a spreadsheet of that delimiter splits them: quotes count where a cell begins."""
    return [cell for row in csv.reader(io.StringIO(raw), delimiter=delimiter) for cell in row]


def is_run(cell):
    """Whether a spreadsheet would take a cell for a formula: begins so, and is no number."""
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return cell.startswith("+")


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize(
    "text", [*HOSTILE, 'a;"=1+1', "a,=1+1", "\r=1", "x\n=1", "\N{FULLWIDTH EQUALS SIGN}1"]
)
def test_no_spreadsheet_of_either_country_finds_a_formula(tmp_path, text, delimiter):
    frame = pd.DataFrame({"name": [text, "b"], text: ["c", text], "x": [-1.5, 2.0]})
    raw = write_csv(frame, tmp_path / "t.csv").read_text("utf-8")
    assert [cell for cell in cells_in(raw, delimiter) if is_run(cell)] == []


@pytest.mark.parametrize("text", [*HOSTILE, 'a;"=1+1', "a,=1+1", "plain", "it's", "-5.4", ""])
def test_the_guard_comes_off_again(text):
    assert without_guards(as_plain_text(text)) == text


def test_a_hostile_run_has_no_formula_in_any_csv_of_either_dialect(tmp_path):
    run = stored_runs.hostile()
    guarded = (run / "parameters.csv").read_text("utf-8")
    assert all(
        as_plain_text(text).replace('"', '""') in guarded for text in map(str.strip, HOSTILE)
    )
    for path in table_paths(run):
        assert [c for c in cells_in(path.read_text("utf-8"), ",") if is_run(c)] == []
    for path in export_csv(run, "da", tmp_path):
        assert [c for c in cells_in(path.read_text("utf-8-sig"), ";") if is_run(c)] == []
