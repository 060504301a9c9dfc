"""Nothing is lost between the sources and the register, and nothing mistyped."""

import csv
from pathlib import Path

import pytest
import transcription

TABLES = Path(__file__).parents[3] / "shared" / "evidence"
STATUS = {
    "observed_seed": "observed",
    "derived_from_seed": "derived",
    "literature": "literature",
    "assumption": "assumption",
}
needs_tables = pytest.mark.skipif(not TABLES.is_dir(), reason="the source tables are not here")


def _rows(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _estimates(register):
    """Every estimate by each name it has in the tables."""
    for name, entry in register.entries.items():
        for alias in (name, *entry.also_known_as):
            yield alias, (name, None, entry)
        for alternative, estimate in entry.alternatives.items():
            for alias in estimate.also_known_as:
                yield alias, (name, alternative, estimate)


def test_numbers_of_the_second_transcription(register):
    for name, value in transcription.NUMBERS.items():
        assert register.entry(name).role == "fact", name
        assert register.value(name) == value, name


def test_intervals_of_the_second_transcription(register):
    for name, printed in transcription.INTERVALS.items():
        entry = register.entry(name)
        assert (register.value(name), entry.low, entry.high) == printed


def test_dates_of_the_second_transcription(register):
    assert {name: register.text(name) for name in transcription.DATES} == transcription.DATES


@needs_tables
@pytest.mark.parametrize("table", ["deck_facts.csv", "parameters.csv", "context_facts.csv"])
def test_every_row_is_accounted_for(register, table):
    known = dict(_estimates(register))
    missing = [row.get("name") or row["id"] for row in _rows(table)]
    assert [name for name in missing if name not in known] == []


@needs_tables
def test_values_agree_with_the_first_parameter_table(register):
    """To the last digit the table prints, but where the entry's note says that it is wrong."""
    noted = {
        "or_mort30_kth_crude",  # from counts there, from printed percentages here
        "gompertz_a65_female",  # the product is 0.007774, not 0.00778
        "survivor_care_cost_day",  # shares of the two institutions were swapped
    }
    known = dict(_estimates(register))
    off = set()
    for row in _rows("parameters.csv"):
        value = register.value(*known[row["name"]][:2])
        last_digit = 10.0 ** -len(row["value"].partition(".")[2])
        if abs(value - float(row["value"])) > 0.501 * last_digit:
            off.add(row["name"])
    assert off == noted


@needs_tables
def test_basis_agrees_with_the_first_parameter_table(register):
    known = dict(_estimates(register))
    for row in _rows("parameters.csv"):
        assert known[row["name"]][2].basis == STATUS[row["status"]], row["name"]


@needs_tables
def test_distributions_agree_with_the_first_parameter_table(register):
    """Where the table describes uncertainty (not the spread between patients)."""
    between_patients = {
        "readm_los_days",
        "index_los_days",
        "time_to_surgery_hours",
        "age_mean",
        "mto_los_days",
    }
    keys = {"mean": "mu", "sd": "sigma", "min": "low", "max": "high"}
    known = dict(_estimates(register))
    for row in _rows("parameters.csv"):
        given = row["hyperparameters"]
        if row["name"] in between_patients or "=" not in given or "alpha" in given:
            continue
        name, alternative, _ = known[row["name"]]
        found = register.distribution(name, alternative)
        for pair in given.split(";"):
            key, number = pair.split("=")
            key = keys.get(key, key)
            assert getattr(found, key) == pytest.approx(float(number)), (row["name"], key)
