"""What may be asked for, and what is said of what may not: one clear line, and nothing is kept."""

from __future__ import annotations

import json
import re

import pytest
from app_case import body, one_line

from kth_sim.app.asked import MOST_LIVES, NewRun, check, name_of, read_asked, written
from kth_sim.app.offers import FIRST, offers
from kth_sim.evidence.units import complaint
from kth_sim.scenarios.resolve import load_scenario

WRONG = [
    (body(set={"or_death_30d_kth": -1}), "set.or_death_30d_kth: -1 lies outside"),
    (body(set={"or_death_30d_kth": 0}), "set.or_death_30d_kth: 0 lies outside"),
    (body(set={"uptake_kth": 1.01}), "set.uptake_kth: 1.01 lies outside [0, 1]"),
    (body(set={"n_readmissions_max": 7}), "set.n_readmissions_max: is at most 6"),
    (body(set={"or_death_30d": 1}), "set.or_death_30d: unknown parameter: did you mean"),
    (body(set={"reform_date": 1}), "set.reform_date: is no number of the model"),
    (body(set={"uptake_kth": "1"}), "set.uptake_kth: "),
    (body(set={"uptake_kth": True}), "set.uptake_kth: "),
    (body(set={"uptake_kth": None}), "set.uptake_kth: "),
    (body(set=[]), "set: "),
    (body(scenario="nationl"), "scenario: nationl: no such scenario: there are"),
    (body(scenario="../national"), "scenario: ../national: no such scenario"),
    (body(scenario="configs/scenarios/national.yaml"), "scenario: configs"),
    (body(scenario="x\n<script>"), "scenario: 'x\\n<script>': no such scenario"),
    (body(scenario=7), "scenario: "),
    (body(plans=["../all_at_once"]), "plans: ../all_at_once: no such plan"),
    (body(plans=[]), "plans: "),
    (body(plans="all_at_once"), "plans: "),
    (body(draws=1), "draws: "),
    (body(draws=2.5), "draws: "),
    (body(draws=10**9), "draws: "),
    (body(patients=-5), "patients: "),
    (body(draws=100_000, patients=1_000_000), "patients: 100000 x 1000000 lives are more than"),
    (body(label="two\nlines"), "label: write it on one line"),
    (body(label="x" * 121), "label: "),
    (body(out="/etc"), "out: "),
    ([], "run: "),
]


@pytest.mark.parametrize(("content", "line"), WRONG, ids=[line for _, line in WRONG])
def test_what_cannot_be_asked_for_gets_422_with_one_line(client, desk, content, line):
    response = client.post("/api/runs", json=content)
    assert response.status_code == 422
    assert one_line(response).startswith(line)
    assert "/" not in one_line(response).replace("../", "").replace("configs/scenarios/", "")
    assert desk.rows() == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b"[" * 60_000, b'{"draws": ' + b"9" * 6000 + b"}", b"null null"],
    ids=["empty", "half", "not UTF-8", "deep", "long number", "two"],
)
def test_what_is_no_json_gets_422_with_one_line(client, raw):
    response = client.post("/api/runs", content=raw)
    assert response.status_code == 422
    assert one_line(response).startswith("the request's body is no JSON")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_gets_422(client, number):
    raw = json.dumps(body(set={"uptake_kth": 0})).replace(": 0}", f": {number}}}")
    response = client.post("/api/runs", content=raw.encode())
    assert response.status_code == 422
    assert one_line(response).startswith("set.uptake_kth: ")


def test_the_largest_run_is_the_limit_itself():
    at_the_limit = body(draws=MOST_LIVES // 100_000, patients=100_000)
    assert check(read_asked(json.dumps(at_the_limit).encode())).asked.draws == 10_000


HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(1)", "'; drop", '"]}', "{draws}", "!!python/x"]
HOSTILE += ["# \\x", "- [a]", "&a *a", "null"]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_name_stays_text(tmp_path, register, label):
    asked = NewRun(**body(label=label, plans=("all_at_once",)))
    path = written(asked, tmp_path)
    scenario = load_scenario(path, register)
    assert scenario.label == label
    assert scenario.name == path.stem == "national_changed"
    assert re.fullmatch(r"national_changed-[0-9a-f]{8}", name_of(asked, register))


def test_what_is_set_is_set_and_counts_as_an_assumption():
    scenario = check(NewRun(**body(set={"frailty_variance": 0.7}, plans=("none",)))).scenario
    given = scenario.parameters["frailty_variance"]
    assert (given.value, given.basis) == (0.7, "assumption")
    assert scenario.bases[0] == "national"


def test_equal_runs_have_equal_names_and_others_have_not(register):
    def name(**changed: object) -> str:
        return name_of(read_asked(json.dumps(body(**changed)).encode()), register)

    asked = [
        {},
        {"set": {"uptake_kth": 0.5}},
        {"set": {"uptake_kth": 0.6}},
        {"draws": 5},
        {"patients": 21},
        {"plans": ["none"]},
        {"label": "x"},
        {"scenario": "frailty_high"},
    ]
    assert len({name(**one) for one in asked}) == len(asked)
    assert name(**asked[1]) == name(**asked[1])


# What is offered ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def form():
    return offers("national")


def test_parameters_are_offered_with_label_unit_range_and_source(form, register):
    rows = {row["id"]: row for row in form["parameters"]}
    assert list(rows)[:3] == list(FIRST)
    for name, row in rows.items():
        entry = register.entries[name]
        assert (row["label"], row["unit"]) == (entry.label, entry.unit)
        assert row["source"] == entry.source.cite
        assert row["value"] == pytest.approx(register.value(name), rel=0)
        if row["interval_95"] is not None:
            low, high = row["interval_95"]
            assert low < high


def test_the_range_that_is_offered_is_the_one_that_is_checked(form):
    for row in form["parameters"]:
        ends = [row["least"], row["most"]]
        inside = [end for end in ends if end is not None]
        wrong = [complaint(end, row["unit"]) is not None for end in inside]
        assert wrong == [row["above"] and end == row["least"] for end in inside]
        outside = [] if row["least"] is None else [row["least"] - 1]
        outside += [] if row["most"] is None else [row["most"] + 1]
        assert all(complaint(end, row["unit"]) for end in outside)


def test_everything_that_is_offered_can_be_asked_for(form):
    every = {row["id"]: row["value"] for row in form["parameters"]}
    content = body(
        scenario=form["scenarios"][0]["name"],
        set=every,
        plans=[plan["name"] for plan in form["plans"]],
        draws=form["draws"]["usual"],
        patients=form["patients"]["usual"],
    )
    assert check(read_asked(json.dumps(content).encode())).asked.set == content["set"]


def test_what_a_scenario_changes_is_offered_as_it_stands_there():
    values = {row["id"]: row["value"] for row in offers("frailty_high")["parameters"]}
    assert values["frailty_variance"] == 1.5


def test_a_form_for_no_scenario_gets_422(client):
    assert client.get("/api/form", params={"scenario": "../x"}).status_code == 422
