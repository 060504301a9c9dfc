"""Checklists say what the runs say, each number as it is stored, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import stored_runs

from kth_sim.reporting.checklists import ADDED, CHECKLISTS, status_of
from kth_sim.reporting.language import LANGUAGES, language
from kth_sim.runs.checklists import filled, sections
from kth_sim.runs.checklists.facts import Facts
from kth_sim.runs.checklists.filling import FILLS
from kth_sim.runs.report_runs import open_sources

ROOT = Path(__file__).parents[2]
# Typed from Husereau et al. 2022, table 1, and Monks et al. 2019: numbers, and names of some.
CHEERS_NUMBERS = [str(n) for n in range(1, 29)]
CHEERS_NAMES = {
    "1": "Title",
    "4": "Health economic analysis plan",
    "10": "Discount rate",
    "14": "Measurement and valuation of resources and costs",
    "16": "Rationale and description of model",
    "19": "Characterizing distributional effects",
    "21": "Approach to engagement with patients and others affected by the study",
    "22": "Study parameters",
    "28": "Conflicts of interest",
}
STRESS_NUMBERS = [
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4"),
    *("2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"),
    *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
]
# What no run can know.
UNKNOWABLE = {"4", "19", "21", "25", "27", "28"}


def facts_of(*folders, code="en"):
    return Facts(open_sources(folders), language(code))


def answers(name, *folders, code="en", stated=None):
    return filled(CHECKLISTS[name], facts_of(*folders, code=code), stated or {})


@pytest.fixture(scope="module")
def many():
    return answers("cheers-voi", stored_runs.many())


@pytest.fixture(scope="module")
def base():
    return answers("cheers-voi", stored_runs.base())


@pytest.fixture(scope="module")
def parameters():
    return pd.read_csv(stored_runs.many() / "parameters.csv", index_col="id")


def test_items_have_the_numbers_that_were_published():
    numbers = {name: [item.number for item in one.items] for name, one in CHECKLISTS.items()}
    assert numbers["cheers"] == CHEERS_NUMBERS
    assert numbers["cheers-voi"] == [*CHEERS_NUMBERS, *"abcdef"]
    assert numbers["stress-des"] == STRESS_NUMBERS


def test_items_have_the_names_that_were_published():
    say = language("en")
    assert {n: say(f"cheers.{n}.name") for n in CHEERS_NAMES} == CHEERS_NAMES


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_item_has_words_and_says_something(code):
    for part in sections([stored_runs.many()], code):
        table = part.blocks[1]
        for row in table.rows:
            assert all(cell.text.strip() for cell in row[:5])


@pytest.mark.parametrize("name", CHECKLISTS)
def test_every_item_can_be_filled(name):
    assert [item.number for item in CHECKLISTS[name].items if item.number not in FILLS[name]] == []


def test_what_no_run_can_know_is_not_reported(many):
    assert {number for number in CHEERS_NUMBERS if many[number] is None} == UNKNOWABLE
    assert answers("stress-des", stored_runs.many())["6.1"] is None


def test_without_draws_and_their_analyses_less_is_reported(base, many):
    less = {n for n, answer in base.items() if status_of(answer) != status_of(many[n])}
    assert less == {"2", "20", "22", "24", *"abdef"}  # 2: no alternative analysis to name
    assert [n for n in ("24", *"abcdef") if base[n] is not None] == []
    assert status_of(base["20"]) == status_of(base["22"]) == "partly"


def test_an_analysis_without_studies_reports_none(many):
    """`voi` was asked for parameters alone, not for studies."""
    assert many["c"] is None
    assert status_of(many["f"]) == "partly"


def test_the_section_counts_what_its_table_shows(many):
    (part, *_) = sections([stored_runs.many()], "en")
    shown = [row[3].text for row in part.blocks[1].rows]
    reported, partly = shown.count("Reported"), shown.count("Partly reported")
    missing = shown.count("Not reported")
    said = f"28 items: {reported} reported, {partly} partly, {missing} not reported."
    assert part.blocks[0].text == said
    assert missing == len(UNKNOWABLE)


def test_in_a_report_the_added_items_alone_follow_those_of_cheers():
    _, voi, _ = sections([stored_runs.many()], "en")
    assert len(voi.blocks[1].rows) == len(ADDED.items) == 6
    assert "above" in voi.blocks[1].note


# Numbers are the store's ---------------------------------------------------------------------


def test_the_discount_rates_are_the_runs(many, parameters):
    for years in ("0_35", "36_70", "71_plus"):
        rate = parameters.loc[f"discount_rate_years_{years}", "value"]
        assert f"{100 * rate:.1f}\xa0%" in many["10"].text


def test_the_population_is_the_runs_and_marked_where_it_is_assumed(many, parameters):
    text = many["5"].text
    assert text.startswith("2,215 people a year")
    assert f"mean age {parameters.loc['mean_age', 'value']:.0f}" in text
    assert parameters.loc["mean_age", "basis"] == "assumption"
    assert many["5"].assumed


def test_parameters_are_counted_by_what_they_rest_on(many, parameters):
    counts = parameters["basis"].value_counts()
    assert many["22"].text.startswith(f"{len(parameters)} parameters")
    assert f"{counts['observed']} observed, {counts['derived']} derived" in many["22"].text
    assert f"{counts['assumption']} assumptions" in many["22"].text


def test_the_main_results_are_the_stored_increments(many):
    rows = pd.read_csv(stored_runs.many() / "incremental.csv", index_col="measure")
    for measure, decimals in (("cost_total_3m_only", 0), ("cost_total_with_later", 0), ("qaly", 3)):
        for column in ("mean", "low", "high"):
            value = rows.loc[measure, column]
            shown = f"{value:+,.{decimals}f}".replace("-", "\N{MINUS SIGN}")
            assert shown in many["23"].text


def test_the_probability_is_that_of_the_stored_draws(many):
    """Net benefit by hand: effect times threshold less cost, KTH against usual care."""
    panel = pd.read_parquet(stored_runs.many() / "outcomes.parquet")
    by = panel.set_index(["strategy", "draw"])
    cost, qaly = (
        by.loc["kth", name] - by.loc["usual_care", name] for name in ("cost_total_3m_only", "qaly")
    )
    for wtp in (200_000, 500_000):
        share = np.mean(qaly * wtp > cost)
        assert f"{100 * share:.0f}\xa0% at DKK\xa0{wtp:,}" in many["24"].text


def test_the_value_of_information_is_that_of_the_stored_table(many):
    table = pd.read_csv(stored_runs.many() / "voi" / "evpi.csv")
    for wtp, value in zip(table["wtp"], table["population"], strict=True):
        assert f"DKK\xa0{value:,.0f} at DKK\xa0{wtp:,.0f}" in many["f"].text


def test_versions_and_seed_are_the_records():
    import kth_sim

    stress = answers("stress-des", stored_runs.many())
    assert f"kth_sim {kth_sim.__version__}" in stress["5.1"].text
    assert "seed 1." in stress["5.2"].text
    assert stress["5.4"] is None
    assert answers("stress-des", stored_runs.base())["5.4"].text[0].isdigit()


def test_a_scenario_that_differs_says_in_what():
    text = answers("stress-des", stored_runs.hostile())["2.3"].text
    assert "Rests on national" in text
    assert "effect_window from_discharge" in text


def test_places_that_are_named_are_there():
    folders = (stored_runs.many(), stored_runs.base())
    for name in CHECKLISTS:
        for answer in answers(name, *folders).values():
            for place in answer.where if answer else ():
                root = ROOT if place.startswith(("docs/", "configs/")) else stored_runs.store()
                assert (root / place).exists() or (folders[0].parent / place).exists(), place


def test_danish_answers_are_danish():
    danish = answers("cheers", stored_runs.many(), code="da")
    assert "fra udskrivelsen" in danish["7"].text
    assert "1. januar 2026" in danish["6"].text
    assert "3,5\xa0% i år 0-35" in danish["10"].text
