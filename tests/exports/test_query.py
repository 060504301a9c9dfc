"""`kth-sim query`: the tables that are made of the runs' records, and the forms of an answer.

The store is written by hand: records as `run.json` has them, one of them damaged.
"""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kth_sim.errors import UserError
from kth_sim.runs.query import ask

BASE = {
    "scenario": {
        "name": "national",
        "label": "National base case",
        "structure": {"effect_window": "from_discharge", "later_care_costs": "excluded"},
        "cohort": {"people_per_year": 6500.0},
        "horizon_years": 60.0,
        "operation_date": "2025-11-05",
    },
    "patients": 400,
    "seed": 7,
    "engine": "fast",
    "versions": {"kth_sim": "0.1.0"},
    "evidence_hash": "3fa2",
    "inputs_hash": "99ab",
    "warnings": ["one", "in 3 of 12 draws"],
}
AVERAGED = {
    "scenario": {"name": "two", "label": "Two"},
    "patients": 60,
    "seed": None,
    "draws": {"n": 16},
    "analysis": {"kind": "average", "label": "Averaged"},
    "evidence_hash": {"national": "3fa2", "crude": "77cc"},
    "plan_hash": "cd00",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Three runs, one of them damaged, and a folder that is none."""
    folder = tmp_path_factory.mktemp("asked")
    for name, text in {"a": json.dumps(BASE), "b": json.dumps(AVERAGED), "c": "{"}.items():
        (folder / name).mkdir()
        (folder / name / "run.json").write_text(text, encoding="utf-8")
    (folder / "notes").mkdir()
    (folder / "a" / "summary.csv").write_text("measure,mean\nqaly,2.5\n", encoding="utf-8")
    return folder


def rows_of(cli, store, sql):
    """The answer as a program gets it."""
    said = cli("query", sql, "--out", store, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_every_run_is_a_row_with_what_its_record_says(cli, store):
    base, averaged, damaged = rows_of(cli, store, "select * from runs order by run")
    assert base == {
        "run": "a", "scenario": "national", "draws": 1, "patients": 400, "seed": 7,
        "state": "complete", "kind": "base case", "label": "National base case",
        "engine": "fast", "version": "0.1.0", "evidence_hash": "3fa2", "inputs_hash": "99ab",
        "people_per_year": 6500.0, "operation_date": "2025-11-05", "horizon_years": 60.0,
    }  # fmt: skip
    assert (averaged["kind"], averaged["label"], averaged["draws"]) == ("average", "Averaged", 16)
    assert (averaged["seed"], averaged["evidence_hash"]) == (None, None)  # of two registers
    assert averaged["inputs_hash"] == "cd00"
    assert damaged.pop("state") == "of another version, or damaged"
    assert {k for k, v in damaged.items() if v is not None} == {"run", "kind"}


def test_counts_stay_whole_numbers_where_a_run_has_none(store):
    kinds = ask("describe runs", store).set_index("column_name")["column_type"]
    assert {kinds[name] for name in ("draws", "patients", "seed")} == {"BIGINT"}


def test_structural_choices_and_warnings_are_a_row_each(cli, store):
    assert rows_of(cli, store, "select * from settings order by setting") == [
        {"run": "a", "setting": "effect_window", "value": "from_discharge"},
        {"run": "a", "setting": "later_care_costs", "value": "excluded"},
    ]
    assert rows_of(cli, store, "select * from warnings") == [
        {"run": "a", "warning": "one"},
        {"run": "a", "warning": "in 3 of 12 draws"},
    ]


def test_records_join_the_tables_of_the_same_runs(store):
    found = ask("select seed, mean from runs join summary using (run)", store)
    assert found.to_dict("records") == [{"seed": 7, "mean": 2.5}]


def test_show_tables_lists_ours_with_how_many_runs_have_each(store):
    counts = ask("show tables;", store).set_index("table")["runs"]
    assert counts[["runs", "summary", "dsa"]].tolist() == [3, 1, 0]


@pytest.mark.parametrize("name", ["runs", "settings", "warnings"])
def test_a_store_without_runs_says_how_to_make_one(tmp_path, name):
    with pytest.raises(UserError, match=rf"has {name}: make one with kth-sim run$"):
        ask(f"select * from {name}", tmp_path)


def test_every_kind_of_value_has_its_place_in_json(cli, store):
    sql = """select [1, 2] as list, {'mean': 0.5, 'of': [true]} as both, true as yes,
    date '2025-11-05' as day, null as nothing, 'inf'::double as endless"""
    (row,) = rows_of(cli, store, sql)
    assert row.pop("day").startswith("2025-11-05")
    assert row == {
        "list": [1, 2], "both": {"mean": 0.5, "of": [True]}, "yes": True,
        "nothing": None, "endless": None,
    }  # fmt: skip


def test_an_answer_for_people_shows_its_first_rows_and_says_how_to_see_all(cli, store):
    said = cli("query", "select i as number from range(100, 350) t(i)", "--out", store)
    shown = [line.strip() for line in said.out.splitlines()]
    assert [line for line in shown if line.isdigit()] == [str(n) for n in range(100, 300)]
    assert shown[-1] == "200 of 250 rows; all of them: --format csv"
    few = cli("query", "select run from runs", "--out", store).out
    assert few.split()[-3:] == ["a", "b", "c"]


def test_years_and_seeds_stay_as_they_are_and_money_can_be_read(cli, store):
    asked = "select 2026 as year, 20251105 as seed, 1234567.891 as cost"
    said = cli("query", asked, "--out", store)
    assert said.out.split()[-3:] == ["2026", "20251105", "1,234,570"]


def test_an_answer_without_rows_has_its_columns(store):
    found = ask("select run, seed from runs where seed = 0", store)
    pd.testing.assert_index_equal(found.columns, pd.Index(["run", "seed"]))
    assert found.empty
