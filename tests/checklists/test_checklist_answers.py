"""Answers from analyses written by hand: studies, capacity, one-way sensitivity; and no results."""

from __future__ import annotations

import json

import handmade_runs
import pandas as pd
import pytest
import stored_runs
from handmade_runs import bar

from kth_sim.reporting.checklists import CHECKLISTS, status_of
from kth_sim.reporting.language import language
from kth_sim.runs.checklists import cheers_results, cheers_voi, filled
from kth_sim.runs.checklists.facts import Facts
from kth_sim.runs.redraw_kinds import VOI, Stored
from kth_sim.runs.report_runs import Sources, open_sources


@pytest.fixture(autouse=True)
def marks(monkeypatch):
    """Thresholds, of which no evidence is read anew."""
    monkeypatch.setattr("kth_sim.runs.redraw.evidence_marks", lambda: (200_000.0, 500_000.0))


@pytest.fixture
def base():
    return stored_runs.base()


def facts_of(*folders):
    return Facts(open_sources(folders), language("en"))


def statuses(name, facts):
    return {n: status_of(answer) for n, answer in filled(CHECKLISTS[name], facts).items()}


def with_studies(folder, method="regression", best=(400, 0)):
    """Facts of a value of information with two studies, the best size of each at 200,000 DKK."""
    (folder / VOI).mkdir(parents=True)
    studies = ("patient_trial", "cost_study")
    rows = [(name, n) for name in studies for n in (200, 2000)]
    tables = {
        "evppi": pd.DataFrame({"parameters": ["uptake_kth"], "basis": ["observed"]}),
        "evsi": pd.DataFrame(rows, columns=["study", "n"]).assign(basis="observed"),
        "best_sizes": pd.DataFrame({"study": studies, "n": best, "wtp": 200_000.0}),
    }
    for name, frame in tables.items():
        frame.to_csv(folder / VOI / f"{name}.csv", index=False)
    settings = {"settings": {"method": method, "parameters": {}}}
    (folder / VOI / "run.json").write_text(json.dumps(settings))
    run = Stored(folder, {"draws": {"n": 1000}}, ())
    return Facts(Sources({"psa": run, VOI: run}), language("en"))


def test_each_study_is_named_with_the_sizes_that_were_tried(tmp_path):
    answer = cheers_voi.studies(with_studies(tmp_path))
    assert answer.text == (
        "Trial, patients allocated, 200 to 2,000 people; Cost study, 200 to 2,000 people."
    )
    assert answer.where == ("voi/evsi.csv", "voi/run.json")
    assert not answer.assumed


@pytest.mark.parametrize(
    ("best", "said"),
    [
        (
            (400, 0),
            "Best study: Trial, patients allocated with 400 people at DKK\xa0200,000 per QALY",
        ),
        ((0, 0), "No study considered is worth its cost"),
    ],
)
def test_a_study_is_best_if_any_size_of_it_is_worth_its_cost(tmp_path, best, said):
    assert cheers_voi.best(with_studies(tmp_path, best=best)) == said


@pytest.mark.parametrize("method", ["regression", "moments"])
def test_evppi_is_by_regression_however_evsi_is_computed(tmp_path, method):
    text = cheers_voi.method(with_studies(tmp_path, method)).text
    assert text.startswith("By regression on splines")
    assert "from 1,000 draws" in text
    assert ("EVSI by matching of moments" in text) == (method == "moments")


def test_capacity_says_that_resources_are_limited_and_people_queue(base, tmp_path):
    run = handmade_runs.capacity(tmp_path / "national-capacity", base)
    without, limited = (
        filled(CHECKLISTS["stress-des"], facts_of(*folders)) for folders in ((base,), (base, run))
    )
    assert without["2.5.3"].text == "None is limited in these runs."
    for item in ("2.5.3", "2.5.4"):
        assert limited[item].where[0] == "national-capacity/capacity.csv"
        assert limited[item].text != without[item].text
    assert "analysis of capacity" in limited["4.1"].text


@pytest.mark.parametrize("name", CHECKLISTS)
def test_capacity_alone_has_no_results_and_says_how_much_was_simulated(base, tmp_path, name):
    facts = facts_of(handmade_runs.capacity(tmp_path / "national-capacity", base))
    found = statuses(name, facts)
    results = {"stress-des": ("1.2", "4.3")}.get(name, ("2", "11", "23", "24"))
    assert {found[item] for item in results} == {"not_reported"}
    entities = "2.5.1" if name == "stress-des" else "17"
    text = filled(CHECKLISTS[name], facts)[entities].text
    assert "7 replications of each cluster's calendar" in text


def test_the_widest_bar_is_the_first_of_the_first_outcome(base, tmp_path):
    bars = [
        bar("or_death_30d_kth", "inmb_200000", 200_000.0, (9000.0, -4000.0)),
        bar("uptake_kth", "inmb_200000", 200_000.0, (1000.0, 3000.0)),
    ]
    facts = facts_of(base, handmade_runs.one_way(tmp_path / "national-dsa", base, bars))
    answer = cheers_results.effect_of_uncertainty(facts)
    assert answer.text == "Widest bar of the one-way analysis: or_death_30d_kth."  # as labelled
    assert status_of(answer) == "partly"  # no draws
    uncertainty = cheers_results.uncertainty(facts)
    assert uncertainty.text.startswith("By one-way sensitivity analysis.")


def test_a_ratio_is_said_only_where_qalys_are_gained(base):
    facts = facts_of(base)
    for gained, mean, said in (
        (0.1, 5000.0, "DKK\xa05,000"),
        (-0.1, 5000.0, "n/a"),
        (0.0, None, "n/a"),
    ):
        own = Facts(facts.sources, facts.say)
        own.__dict__["increments"] = {"ratio": {"mean": mean}, "qaly": {"mean": gained}}
        assert cheers_results.ratio(own, "ratio") == said


def test_what_authors_state_follows_what_the_runs_say_or_stands_alone(base):
    stated = {"cheers": {"5": "In one region", "27": "Nobody paid"}}
    without, found = (filled(CHECKLISTS["cheers"], facts_of(base), s) for s in ({}, stated))
    assert found["27"].text == "Stated by the authors: Nobody paid"
    assert found["27"].where == ()
    assert found["5"].text == f"{without['5'].text} Stated by the authors: In one region"
    assert found["5"].where == without["5"].where
