"""What is known, printed: lists, single entries, and the contradictions by hand arithmetic."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[2] / "configs" / "scenarios"


def odds(p):
    return p / (1 - p)


KTH_BY_ODDS = odds(0.119) * 0.60 / (1 + odds(0.119) * 0.60)
LEFT_ALIVE = 0.119 * 36 / 51 / (1 - 0.119 * 15 / 51)
# The ten of DESIGN section 5: the claims, from printed figures, and to how many digits.
BY_HAND = {
    "nnt_and_risks": [19, 1 / (0.119 - 0.080), 1 / (0.119 - KTH_BY_ODDS)],
    "team_volumes": [2215, 307 + 359 + 108 + 279 + 117 + 225 + 226 + 210 + 106 + 172 + 65],
    "own_home_readmission": [6.3, 18.3 - 12.9],
    "or_crude": [0.60, odds(0.080) / odds(0.119)],
    "rr_crude": [1.28, 18.6 / 13.6],
    "readmission_direction": [1.28, 14 / 30],
    "readmission_count": [18.6, 100 * 97 / 524, 100 * 98 / 524],
    "goedstrup_trend": [15.9, 11.0, 8.1],
    "goedstrup_2022": [15, 15.9],
    "immortal_time": [0.60, odds(0.080) / odds(LEFT_ALIVE)],
}
AS_DESIGN_PRINTS = {
    ("nnt_and_risks", 1): "25.6",
    ("nnt_and_risks", 2): "22.7",
    ("team_volumes", 1): "2174.0",
    ("own_home_readmission", 1): "5.4",
    ("immortal_time", 1): "0.91",
}


@pytest.fixture
def audit(cli):
    """The contradictions by id."""
    said = cli("evidence", "audit", "--json")
    assert (said.code, said.err) == (0, "")
    return {row["id"]: row for row in json.loads(said.out)}


def test_all_ten_contradictions_are_there_with_their_numbers(audit):
    for name, claims in BY_HAND.items():
        found = [claim["value"] for claim in audit[name]["claims"]]
        assert found == pytest.approx(claims, rel=1e-9), name


def test_they_round_as_the_design_prints_them(audit):
    for (name, i), printed in AS_DESIGN_PRINTS.items():
        digits = len(printed.partition(".")[2])
        assert f"{audit[name]['claims'][i]['value']:.{digits}f}" == printed


def test_no_count_of_524_is_18_6_percent(audit):
    assert all(round(100 * k / 524, 1) != 18.6 for k in range(525))
    assert 97 < 0.186 * 524 < 98
    assert audit["readmission_count"]["claims"][1]["value"] < 18.6


def test_the_difference_is_that_of_two_claims(audit):
    for row in audit.values():
        values = [claim["value"] for claim in row["claims"]]
        gaps = [abs(a - b) for a in values for b in values if a != b]
        assert any(math.isclose(abs(row["difference"]), gap, rel_tol=1e-9) for gap in gaps)


def test_each_says_what_is_printed_what_we_do_and_where_to_look(audit):
    for row in audit.values():
        assert row["base_case"]
        assert row["arithmetic"]
        assert (SCENARIOS / f"{row['scenario']}.yaml").is_file()
        assert row["relative"] == pytest.approx(
            abs(row["difference"] / row["claims"][0]["value"]), rel=1e-12
        )


@pytest.mark.usefixtures("no_figures", "evidence_read_once")
def test_the_scenarios_that_show_the_other_reading_run(audit, cli, empty):
    names = sorted({row["scenario"] for row in audit.values()})
    for name in names:
        said = cli("run", name, "--patients", 200, "--out", empty, "--json")
        assert (said.code, said.err) == (0, ""), name
        assert json.loads(said.out)["scenario"] == name
    assert len(list(empty.iterdir())) == len(names)


def test_the_audit_for_people_shows_every_contradiction(cli, audit):
    said = cli("evidence", "audit")
    assert said.code == 0
    assert all(f"{name}: " in said.out for name in audit)
    assert "25.641" in said.out
    assert f"{len(audit)} contradictions" in said.out


def listed(cli, *options):
    said = cli("evidence", "list", "--json", *options)
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def test_the_list_holds_every_entry_once(cli, register):
    rows = listed(cli)
    assert [row["id"] for row in rows] == list(register.entries)
    assert all(set(row) >= {"id", "label", "value", "unit", "basis", "source"} for row in rows)


@pytest.mark.parametrize("basis", ["observed", "derived", "literature", "assumption"])
def test_the_list_filters_by_basis(cli, basis):
    everything, some = listed(cli), listed(cli, "--basis", basis)
    assert some == [row for row in everything if row["basis"] == basis]
    assert some


def test_every_entry_has_one_of_four_bases(cli):
    rows = listed(cli)
    parts = [listed(cli, "--basis", b) for b in ("observed", "derived", "literature", "assumption")]
    assert sum(map(len, parts)) == len(rows)


def test_the_list_filters_by_role(cli):
    rows = listed(cli, "--role", "fact")
    assert {row["role"] for row in rows} == {"fact"}
    assert {"mort30_uc", "nnt", "lkt_total"} <= {row["id"] for row in rows}


def test_an_assumption_below_makes_an_assumption(cli):
    """Utility at 12 months is derived from one before the fracture, which is assumed."""
    assumed = {row["id"] for row in listed(cli, "--basis", "assumption")}
    assert {"frailty_variance", "utility_prefracture", "utility_12m"} <= assumed


def test_the_list_for_people_names_every_id(cli, register, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    said = cli("evidence", "list", "--basis", "observed")
    assert said.code == 0
    assert "or_death_30d_kth" in said.out


def test_an_entry_is_shown_with_all_that_is_known(cli):
    said = cli("evidence", "show", "or_death_30d_kth", "--json")
    entry = json.loads(said.out)
    assert entry["value"] == 0.60
    assert (entry["low"], entry["high"]) == (0.37, 0.85)
    # log-normal around 0.60 with the printed interval's width on the log scale
    sigma = (math.log(0.85) - math.log(0.37)) / 3.92
    expected = [0.60 * math.exp(-1.96 * sigma), 0.60 * math.exp(1.96 * sigma)]
    assert entry["interval_95"] == pytest.approx(expected, rel=1e-3)
    crude = entry["alternatives"]["crude"]["value"]
    assert crude == pytest.approx(odds(0.080) / odds(0.119), rel=1e-12)
    assert entry["source"]["cite"]


def test_an_entry_is_found_by_its_other_name(cli):
    assert json.loads(cli("evidence", "show", "uc_mort30", "--json").out)["id"] == "prob_death_30d"


def test_every_entry_can_be_shown(register):
    """Numbers, dates and words alike."""
    from kth_sim.runs.evidence_views import entry_details, print_entry

    for name in register.entries:
        lines = []
        print_entry(entry_details(register, name), lines.append)
        assert lines[0].startswith(f"{name}: ")
        json.dumps(entry_details(register, name), allow_nan=False)


def test_a_date_is_shown(cli):
    said = cli("evidence", "show", "reform_date")
    assert (said.code, said.err) == (0, "")
    assert "2027-01-01 date" in said.out
