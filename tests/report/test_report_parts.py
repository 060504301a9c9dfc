"""Reports of some runs only, of analyses written by hand, and cells without a number."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import handmade_runs
import pytest
import stored_runs
from handmade_runs import bar

from kth_sim.errors import UserError
from kth_sim.reporting.document import Paragraph
from kth_sim.reporting.language import language
from kth_sim.runs import report_make
from kth_sim.runs.redraw_kinds import Stored
from kth_sim.runs.report import build_document
from kth_sim.runs.report_card_doubt import worth_knowing
from kth_sim.runs.report_cells import DASH, Pen
from kth_sim.runs.report_economics import ratio_cell
from kth_sim.runs.report_evidence import source_of
from kth_sim.runs.report_figures import Gallery
from kth_sim.runs.report_make import MakeOptions, Maker, made_runs
from kth_sim.runs.report_reproduce import command_of, size_of
from kth_sim.runs.report_results import sentences
from kth_sim.runs.report_runs import (
    BASE,
    BIAS,
    PSA,
    ROLLOUT,
    THRESHOLD,
    Sources,
    kind_of,
    open_sources,
)
from kth_sim.scenarios.locate import find_scenario
from kth_sim.scenarios.vary import variable

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def english():
    return Pen(language("en"))


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """No figures, which hand-made analyses cannot give, and no evidence read for thresholds."""
    monkeypatch.setattr(Gallery, "figures", lambda *_: ())
    monkeypatch.setattr("kth_sim.runs.redraw.evidence_marks", lambda: (200_000.0, 500_000.0))


@pytest.fixture
def base():
    return stored_runs.base()


def parts(document):
    """`{key: section}`, those inside others too."""

    def inside(sections):
        return [one for s in sections for one in (s, *inside(s.sections))]

    return {one.key: one for one in inside(document.sections)}


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def tables(document):
    return {
        block.key: block
        for section in parts(document).values()
        for block in section.blocks
        if not isinstance(block, Paragraph)
    }


# Analyses written by hand ------------------------------------------------------------------------


@pytest.fixture
def one_way(base, tmp_path):
    """Two bars of a net benefit behind one of QALYs, which has no threshold."""
    bars = [
        bar("uptake_kth", "qaly", None, (0.01, 0.02)),
        bar("or_death_30d_kth", "inmb_200000", 200_000.0, (9000.0, -4000.0)),
        bar("uptake_kth", "inmb_200000", 200_000.0, (1000.0, 3000.0)),
    ]
    return open_sources([handmade_runs.one_way(tmp_path / "national-dsa", base, bars)])


def test_the_tornado_is_that_of_the_first_outcome_with_a_threshold(one_way, register):
    table = tables(build_document(one_way, register, "en"))["tornado"]
    assert "200,000" in table.title
    assert [[cell.value for cell in row[1:7]] for row in table.rows] == [
        [0.5, 0.75, 9000.0, -4000.0, 13000.0, 12.0],
        [0.5, 0.75, 1000.0, 3000.0, 2000.0, 12.0],
    ]
    assert texts(table)[0][3:5] == ["+9,000", f"{MINUS}4,000"]
    assert texts(table)[1][0] == "Share of those in the KTH strategy who receive it"


def test_the_command_of_a_one_way_analysis_names_its_bars(one_way):
    assert command_of(one_way.runs["dsa"]) == (
        "kth-sim dsa national --only uptake_kth,or_death_30d_kth --wtp 200000 "
        "--seed 1 --patients 100"
    )


def test_a_run_of_the_reference_engine_says_so_in_its_command():
    record = {"seed": 7, "patients": 50, "engine": "reference"}
    assert size_of(SimpleNamespace(record=record)) == "--seed 7 --patients 50 --engine reference"


def test_without_results_or_plans_the_card_says_where_the_answer_turns_and_no_beds(
    base, register, tmp_path
):
    found = {
        "or_death_30d_kth": (0.6, 0.8),
        "rr_readmission_30d_kth": (1.28, 1.05),
        "uptake_kth": (1.0, math.nan),
    }
    run = handmade_runs.turning(tmp_path / "turning", base, found)
    document = build_document(open_sources([run]), register, "en")
    shown = {fact.key: fact for fact in document.card.facts}
    assert shown.keys() == {"no-psa", "no-bias", "turns", "weakest"}
    assert shown["turns"].value.text == "2 of 3 parameters"
    first, second = shown["turns"].remark.split("; ")
    assert first.endswith(": above 0.80 (now 0.6)")
    assert second.endswith(": below 1.05 (now 1.28)")
    assert parts(document)["organisation"].blocks[0].kind == "note"


def test_an_analysis_of_capacity_stands_last_with_the_command_that_shows_it(base, tmp_path):
    run = handmade_runs.capacity(tmp_path / "national-capacity", base)
    sources = open_sources([run, base])
    assert [one.folder for one in sources.all()] == [base, run]
    assert kind_of(sources.others[0]) == "other"
    assert command_of(sources.others[0]) == "kth-sim runs show national-capacity"


def test_a_report_of_capacity_alone_says_how_much_was_simulated(base, register, tmp_path):
    """It has replications of a calendar, no number of patients."""
    run = handmade_runs.capacity(tmp_path / "national-capacity", base)
    document = build_document(open_sources([run]), register, "en")
    (analytics,) = (row for row in texts(tables(document)["cheers"]) if row[0].startswith("17."))
    assert "Simulated: 7 replications of each cluster's calendar." in analytics[4]


@pytest.mark.parametrize(
    "scenario",
    [None, {"name": "one / two", "label": "one / two"}, {"name": "one + two"}],
    ids=["value of information", "comparison", "average"],
)
def test_what_is_not_of_one_scenario_is_refused_in_one_line(tmp_path, scenario):
    (tmp_path / "run.json").write_text(json.dumps({"scenario": scenario}))
    with pytest.raises(UserError, match="is part of another run, or of several scenarios"):
        open_sources([tmp_path])


def test_where_no_parameter_was_asked_for_none_is_named(tmp_path):
    (tmp_path / "evppi.csv").write_text("parameters,names,wtp,evppi,se,basis\n")
    run = Stored(tmp_path, {}, ())
    fill = SimpleNamespace(sources=Sources({"psa": run, "voi": run}))
    assert worth_knowing(fill) == []


# Cells without a number ------------------------------------------------------------------------


def test_where_there_is_no_number_there_is_a_dash(english):
    row = {"mean": None, "low": None, "high": 2.0, "unit": "days", "basis": "observed"}
    assert english.measured(row).text == english.in_unit(None, "days") == DASH
    assert english.interval(row).text == english.between_cell(row, "low", "high").text == DASH
    assert english.significant(None).text == DASH
    assert english.significant("2026-01-01").text == "2026-01-01"


def test_differences_of_shares_are_in_points(english):
    assert english.in_unit(-0.0123, "share", signed=True) == f"{MINUS}1.23 pp"
    assert english.in_unit(0.0123, "share") == "1.23\xa0%"


@pytest.mark.parametrize(("qaly", "cost"), [(-0.1, 500.0), (0.1, -500.0), (-0.1, -500.0)])
def test_a_ratio_is_only_what_is_paid_for_a_gain(english, qaly, cost):
    """500 DKK for 0.1 QALY would be 5,000 a QALY; so would be two falls."""
    rows = {
        "cost_per_qaly_3m_only": {"mean": cost / qaly, "basis": "observed"},
        "qaly": {"mean": qaly},
        "cost_total_3m_only": {"mean": cost},
    }
    fill = SimpleNamespace(increments=rows, pen=english, say=english.say)
    assert ratio_cell(fill, "cost_per_qaly_3m_only").text == "no gain, or no extra cost"
    rows["qaly"]["mean"], rows["cost_total_3m_only"]["mean"] = 0.1, 500.0
    rows["cost_per_qaly_3m_only"]["mean"] = 5000.0
    assert ratio_cell(fill, "cost_per_qaly_3m_only").text == "5,000"


def test_a_number_that_the_scenario_sets_has_no_source(english):
    fill = SimpleNamespace(say=english.say, register=None)
    row = {"choice": "set by the scenario", "source": "a slide", "id": "uptake_kth"}
    assert source_of(fill, row) == "set by the scenario"
    assert source_of(fill, row | {"choice": ""}) == "a slide"


@pytest.mark.parametrize(("nnt", "said"), [(27.3, 3), (None, 2), (-40.0, 2)])
def test_a_number_needed_to_treat_is_said_only_where_lives_are_saved(english, nnt, said):
    rows = {
        "prob_death_30d": {"basis": "observed"},
        "prob_readmission_30d": {"basis": "observed"},
        "nnt": {"mean": nnt, "basis": "observed"},
    }
    change = {"prob_death_30d": -81.2, "prob_readmission_30d": 120.0}
    fill = SimpleNamespace(increments=rows, pen=english, say=english.say, year=change.get)
    blocks = list(sentences(fill))
    assert len(blocks) == said
    assert [block.kind for block in blocks[:2]] == ["plain", "warning"]  # more readmissions
    assert ["81" in blocks[0].text, "120" in blocks[1].text] == [True, True]
    assert said == 2 or "27.3" in blocks[2].text


# Making -----------------------------------------------------------------------------------------


def test_where_bias_cannot_be_corrected_the_other_runs_are_made(register, tmp_path, monkeypatch):
    path = find_scenario("as_presented")
    maker = Maker(variable(path, register), (), MakeOptions(2, patients=2, out=tmp_path))
    kinds = []
    for name in (BASE, PSA, ROLLOUT):
        monkeypatch.setattr(Maker, name, lambda _, said: tmp_path / said)
    monkeypatch.setattr(Maker, "turning", lambda *given: tmp_path / given[-1])
    monkeypatch.setattr(report_make, "load_run", lambda folder: folder)
    made = list(made_runs(maker, lambda kind: kinds.append(kind) or kind))
    assert [folder.name for folder in made] == [BASE, PSA, ROLLOUT, THRESHOLD]
    assert kinds[-1] == BIAS


def test_a_run_that_is_not_finished_is_no_run_to_report(register, tmp_path):
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "plan.json").write_text("{}")
    maker = Maker(variable(find_scenario("national"), register), (), MakeOptions(2, out=tmp_path))
    assert maker.stored(PSA, lambda _: True) is None
