"""Every number of a report is the store's, to the digits that are shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from page_reader import number

CODES = ("en", "da")
SCALES = (1.0, 100.0, 1e-6)  # plain, in per cent, in millions


def table(folders, kind, name, *index):
    frame = pd.read_csv(folders[kind] / f"{name}.csv")
    return frame.set_index(list(index)) if index else frame


def agrees(element, code, value, scale=1.0):
    """Whether what is shown is that value, rounded to the digits shown."""
    shown, decimals = number(element.shown(), code)
    return abs(shown - scale * value) <= 0.5 * 10**-decimals * (1 + 1e-9)


@pytest.mark.parametrize("code", CODES)
def test_what_is_shown_of_any_number_is_that_number_rounded(pages, code):
    cells = [one for one in pages[code].named("td", "th") if one.all("data")]
    assert len(cells) > 800
    wrong = [
        (one.shown(), one.value())
        for one in cells
        if not any(agrees(one, code, one.value(), scale) for scale in SCALES)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("measure", ["prob_death_30d", "qaly", "prob_readmission_30d"])
def test_the_card_has_a_years_total_of_the_runs_mean(pages, sources, folders, code, measure):
    totalled = {"prob_readmission_30d": "readmitted_30d"}.get(measure, measure)
    people = sources.people
    stored = people * table(folders, "psa", "incremental", "measure").loc[totalled, "mean"]
    fact = pages[code].fact(measure.replace("_", "-"))
    assert fact.value() == pytest.approx(abs(stored), rel=1e-12)
    assert agrees(fact, code, abs(stored))


def test_what_gets_worse_is_said_to_be_worse(pages, folders):
    stored = table(folders, "psa", "incremental", "measure")
    assert stored.loc["prob_readmission_30d", "mean"] > 0
    fact = pages["en"].fact("prob-readmission-30d")
    assert "worse" in fact.attributes["class"]
    assert fact.text.startswith("Worse: more people readmitted")


@pytest.mark.parametrize("wtp", [200_000.0, 500_000.0])
def test_the_probability_is_the_share_of_draws_with_a_net_benefit(pages, folders, wtp):
    panel = pd.read_parquet(folders["psa"] / "outcomes.parquet").set_index(["strategy", "draw"])
    change = panel.loc["kth"] - panel.loc["usual_care"]
    benefit = wtp * change["qaly"] - change["cost_total_3m_only"]
    fact = pages["en"].fact(f"prob-cost-effective-{wtp:.15g}")
    assert fact.value() == pytest.approx(float(np.mean(benefit > 0)), abs=1e-12)


def test_the_card_has_cost_per_qaly_as_a_ratio_of_means(pages, folders):
    panel = pd.read_parquet(folders["psa"] / "outcomes.parquet").set_index(["strategy", "draw"])
    change = (panel.loc["kth"] - panel.loc["usual_care"]).mean()
    ratio = change["cost_total_3m_only"] / change["qaly"]
    assert pages["da"].fact("cost-per-qaly").value() == pytest.approx(ratio, rel=1e-9)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("key", ["card-budget", "budget"])
def test_the_budget_is_the_comparisons_by_payer_and_year(pages, folders, code, key):
    stored = table(folders, "rollout", "budget_by_year", "plan", "year", "payer")["net"]
    years = list(dict.fromkeys(year for _, year, _ in stored.index))
    rows = pages[code].rows(key)
    for row, payer in zip(rows, ("region", "municipality", "all"), strict=False):
        for cell, year in zip(row[1:], years, strict=True):
            net = stored["all_at_once", year, payer]
            assert cell.value() == net
            assert agrees(cell, code, net, 1e-6)


@pytest.mark.parametrize("measure", ["prob_death_30d", "prob_death_90d", "prob_death_1y"])
def test_levels_and_differences_are_the_runs(pages, folders, measure):
    summary = table(folders, "psa", "summary", "measure", "strategy")["mean"]
    increments = table(folders, "psa", "incremental", "measure")
    row = pages["en"].rows("clinical")[
        ["prob_death_30d", "prob_death_90d", "prob_death_1y"].index(measure)
    ]
    found = [cell.value() for cell in (row[1], row[2], row[3], row[5])]
    change = increments.loc[measure]
    expected = [summary[measure, "usual_care"], summary[measure, "kth"]]
    assert found == [*expected, change["mean"], change["scaled_per_year"]]
    low, high = (number(part, "en")[0] for part in row[4].text.split(" to "))
    assert (low, high) == (round(100 * change["low"], 2), round(100 * change["high"], 2))


def test_every_parameter_stands_with_value_basis_and_source(pages, folders):
    stored = table(folders, "base", "parameters", "id")
    rows = [*pages["en"].rows("parameters"), *pages["en"].rows("parameters-idle")]
    assert len(rows) == len(stored)
    by_label = {row[0].text: row for row in rows}
    for given in stored.itertuples():
        row = by_label[given.label]
        assert row[1].value() == given.value
        assert row[4].text.rstrip("*") == given.basis
        assert given.source in row[-1].text


def test_calibration_and_bias_are_the_runs(pages, folders):
    stored = table(folders, "base", "calibration")
    found = [[cell.value() for cell in row[3:8]] for row in pages["en"].rows("calibration")]
    assert found == stored[["target", "integrated", "simulated", "mcse", "z"]].to_numpy().tolist()
    bias = table(folders, "bias", "bias")
    first = bias[bias["wtp"] == bias["wtp"].min()]
    assert [row[1].value() for row in pages["en"].rows("corrections")] == first["or_mean"].tolist()


def test_contradictions_are_computed_from_the_evidence(pages, register):
    from kth_sim.evidence.audit import audit

    rows = pages["en"].rows("contradictions")
    assert [row[2].value() for row in rows] == [one.difference for one in audit(register)]


def test_numbers_that_rest_on_assumptions_are_marked_in_every_table(pages, folders):
    summary = table(folders, "psa", "summary", "measure", "strategy")["basis"]
    for row, measure in zip(pages["en"].rows("patient"), ("ly", "qaly"), strict=False):
        assert summary[measure, "kth"] == "assumption"
        assert all(cell.all("abbr") for cell in row[1:])
    assert summary["prob_death_30d", "kth"] != "assumption"
    assert not any(cell.all("abbr") for cell in pages["en"].rows("clinical")[0])


def test_figures_that_rest_on_assumptions_are_marked(documents, pages):
    for code, page in pages.items():
        marked = [bool(figure.all("figcaption")[0].all("abbr")) for figure in page.named("figure")]
        assert marked
        assert all(marked), code
