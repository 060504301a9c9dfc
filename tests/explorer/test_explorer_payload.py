"""What the page is filled with: the run's scenario, Python's budgets, words; a file that fits."""

from __future__ import annotations

import base64
import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from explorer_case import DRAWS, OPTIONS, PATIENTS, PLANS, POINTS
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.economics.budget import budget_by_year
from kth_sim.errors import UserError
from kth_sim.reporting.language.danish_page_texts import TEXTS
from kth_sim.reporting.language.language import LANGUAGES, language
from kth_sim.reporting.page import page_text, write_page
from kth_sim.reporting.page.build import HERE, MOST_BYTES, SCRIPTS
from kth_sim.reporting.page.packing import packed
from kth_sim.reporting.page.words import words_of_page
from kth_sim.runs.explore import (
    BYTES_A_DRAW,
    BYTES_A_POINT,
    FIXED,
    ROOM,
    draws_that_fit,
    payload_of,
)
from kth_sim.runs.explore_scenario import scenario_in
from kth_sim.runs.rollout import RolloutOptions, compare
from kth_sim.runs.rollout_lives import LivesAsked, lives_hash, tasks_of
from kth_sim.scenarios.locate import scenario_paths
from kth_sim.scenarios.rollout import find_plan, load_plan, plan_names

NOT_KEPT = {"choices", "overrides", "facts", "patients", "voi", "seed"}


def unpacked(one):
    kind = {"f64": "<f8", "f32": "<f4"}[one["type"]]
    return np.frombuffer(base64.b64decode(one["data"]), kind).reshape(one["shape"])


@pytest.mark.parametrize("short", [False, True])
def test_an_array_comes_back_as_it_went(short):
    array = np.random.default_rng(1).normal(size=(2, 3, 4))
    expected = array.astype(np.float32) if short else array
    np.testing.assert_array_equal(unpacked(packed(array, short=short)), expected)


# The scenario of a run --------------------------------------------------------------------------


def test_a_runs_record_gives_its_scenario_back(runs, scenario):
    for run in runs:
        found = scenario_in(run.record)
        given_ = scenario(found.name)
        for field in fields(given_):
            if field.name not in NOT_KEPT | {"clusters"}:
                assert getattr(found, field.name) == getattr(given_, field.name), field.name
        for mine, other in zip(found.clusters, given_.clusters, strict=True):
            np.testing.assert_equal(vars(mine), vars(other))


def test_lives_are_those_of_the_scenario_file(runs, scenario):
    """So `kth-sim rollout` of the same draws finds them, and simulates nothing twice."""
    draws = runs[0].draws.iloc[:DRAWS]
    asked = [
        LivesAsked(base, draws, PATIENTS, 1, 72)
        for base in (scenario_in(runs[0].record), scenario("national"))
    ]
    first, second = (lives_hash(tasks_of(one)[0], one) for one in asked)
    assert first == second


def test_the_page_says_where_it_is_from(payload, runs):
    for said, run in zip(payload["scenarios"], runs, strict=True):
        about = said["run"]
        assert about["id"] == run.folder.name
        assert about["evidence"] == run.record["evidence_hash"]
        assert (about["draws"], about["budget_draws"]) == (POINTS, DRAWS)
        assert said["plane"]["n"] == POINTS


def test_as_run_is_what_a_rollout_writes(payload, runs, register, tmp_path_factory):
    """Mean over the draws' own budgets, their interval, and both readings of later care."""
    run, plans = runs[0], [load_plan(find_plan(name), register) for name in PLANS[1:3]]
    options = RolloutOptions(2e5, 1, PATIENTS, workers=1, out=run.folder.parent)
    found = compare(plans, scenario_in(run.record), run.draws.iloc[:DRAWS], options)
    said = {plan["name"]: plan["as_run"] for plan in payload["scenarios"][0]["plans"]}
    for name, budget in found.budgets.items():
        table = budget_by_year(budget)
        (row,) = table[(table["year"] == "all") & (table["payer"] == "all")].to_dict("records")
        net = said[name]["excluded"]["net"]
        ours = [net["mean"], net["low"], net["high"]]
        np.testing.assert_allclose(ours, [row["net"], row["net_low"], row["net_high"]], atol=0.01)
        other = said[name]["included"]["net"]["mean"]
        assert other == pytest.approx(found.other_reading[name].mean())


def test_all_points_are_the_stored_panels(payload, runs):
    """Summed over destinations, at the run's own prices: the outcomes that the run wrote."""
    for said, run in zip(payload["scenarios"], runs, strict=True):
        wide = run.outcomes.pivot(index="draw", columns="strategy")
        units = [
            next((p["value"] for p in said["prices"] if p["id"] == item["price"]), 1.0)
            for item in said["items"]
        ]
        for reading, column in (("excluded", "3m_only"), ("included", "with_later")):
            panel = wide[f"cost_total_{column}"]
            amounts = unpacked(said["plane"]["amounts"][reading]).astype(float)
            cost = (amounts * np.array(units)).sum(axis=(1, 2))
            np.testing.assert_allclose(cost, panel["kth"] - panel["usual_care"], atol=0.05)
        gained = unpacked(said["plane"]["qalys"]).sum(axis=1)
        np.testing.assert_allclose(
            gained, wide["qaly"]["kth"] - wide["qaly"]["usual_care"], atol=1e-7
        )


# What cannot be ---------------------------------------------------------------------------------


def test_one_scenario_is_there_once(runs):
    with pytest.raises(UserError, match="two runs of one scenario"):
        payload_of([runs[0], runs[0]], PLANS, OPTIONS)


@given(st.integers(1, 8), st.integers(2, 1000))
def test_more_runs_leave_fewer_draws_each(n_runs, wanted):
    draws, points = draws_that_fit(n_runs, wanted)
    more_draws, more_points = draws_that_fit(n_runs + 1, wanted)
    assert 2 <= more_draws <= draws <= wanted
    assert 2 <= more_points <= points + BYTES_A_DRAW / BYTES_A_POINT  # a draw more is fewer points
    assert draws * BYTES_A_DRAW + points * BYTES_A_POINT <= ROOM / n_runs - FIXED


def test_a_page_of_eight_large_runs_fits(payload):
    """Arrays as long as `draws_that_fit` lets them be, each scenario with every plan shipped."""
    draws, points = draws_that_fit(8)
    one = payload["scenarios"][0]
    growth = {"by_draw": draws / DRAWS, "plane": points / POINTS, "plans": 8 / len(PLANS)}
    sizes = {key: len(page_text({"part": one[key]})) - len(page_text({})) for key in one}
    large = sum(size * growth.get(key, 1.0) for key, size in sizes.items())
    assert len(page_text({})) + 8 * large < MOST_BYTES


def test_a_page_too_large_is_not_written(tmp_path):
    with pytest.raises(UserError, match="name fewer runs"):
        write_page({"scenarios": ["x" * MOST_BYTES]}, tmp_path / "large.html")
    assert list(tmp_path.iterdir()) == []


def test_equal_payloads_are_equal_bytes(payload, runs):
    again = payload_of(runs[:1], PLANS, OPTIONS)
    first = {**payload, "scenarios": payload["scenarios"][:1]}
    assert page_text(again) == page_text(first)


# Words ------------------------------------------------------------------------------------------


def asked_words():
    """Keys that the scripts and the page ask for, as far as they are written out."""
    texts = [(HERE / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.html")]
    return {key for text in texts for key in re.findall(r'"(page\.[a-z_A-Z]+)"', text)}


def test_every_word_that_is_asked_for_is_there():
    for code in LANGUAGES:
        assert asked_words() - set(words_of_page()[code]) == set()


def test_every_word_is_used():
    """Written out, or as the beginning of a key that is put together, such as `page.step_`."""
    texts = "".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    begun = tuple(re.findall(r"`(page\.[a-z_]+)\$", texts))
    listed = set(re.findall(r'"([a-z_A-Z]+)"', texts))
    own = {key for key in language("en").words if key.startswith("page.")}
    unused = {
        key
        for key in own - asked_words()
        if not key.startswith(begun) and key.removeprefix("page.") not in listed
    }
    assert unused == set()


def test_what_is_shipped_says_itself_in_danish(register, scenario):
    scenarios = [scenario(name) for name in scenario_paths()]
    plans = [load_plan(find_plan(name), register) for name in plan_names()]
    said = {text for one in scenarios for text in (one.label, one.rationale)}
    assert said | {plan.rationale for plan in plans} == set(TEXTS)


# The file ---------------------------------------------------------------------------------------


def test_nothing_is_fetched_from_anywhere(payload):
    text = page_text(payload)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert "BSD" in text or "Redistribution and use in source and binary forms" in text
    for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", text.split("<!--")[0]):
        assert "src=" not in tag
        assert "href=" not in tag or 'href="data:,"' in tag


def test_a_served_page_may_ask_its_server(payload):
    text = page_text({**payload, "app": {"token": "x"}})
    assert "connect-src 'self'" in text
    assert '"app":{"token":"x"}' in text


# The command ------------------------------------------------------------------------------------


def test_the_command_writes_the_page(cli, runs, tmp_path):
    target = tmp_path / "explorer.html"
    said = cli("explore", runs[0].folder, "-o", target, "--plans", "all_at_once", "--language",
               "da", "--draws", DRAWS, "--patients", PATIENTS, "--workers", 1)  # fmt: skip
    assert said.code == 0
    assert said.out.startswith("Written: ")
    text = target.read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="da">')
    assert '"name":"all_at_once"' in text
    assert '"name":"largest_first"' not in text


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nowhere",), "no finished run"),
        (("{run}", "{run}"), "two runs of one scenario"),
        (("{run}", "--plans", "all_at_onec"), "did you mean"),
        (("{run}", "--language", "fr"), "is not one of"),
        (("{run}", "-o", "{run}/no/such/folder/x.html", "--plans", "none", "--draws", "2",
          "--patients", "10"), "cannot be written"),
    ],
)  # fmt: skip
def test_a_users_mistake_is_one_line(cli, runs, arguments, complaint):
    said = cli("explore", *(word.format(run=runs[0].folder) for word in arguments))
    assert said.is_one_line_of_complaint(), said
    assert complaint in said.err


def test_no_machine_path_stands_in_the_page(payload, runs):
    text = page_text(payload)
    assert str(runs[0].folder.parent) not in text
    assert str(Path.home()) not in text
    assert "/work" not in text


def test_later_plans_need_longer_lives(runs, tmp_path, register):
    """A plan file of one's own, with another calendar, beside those shipped."""
    path = tmp_path / "short.yaml"
    path.write_text(
        'label: "Two years"\nrationale: "A short calendar"\nnetwork: national\nyears: 2\n'
        "all: {date: 2026-01-01}\n",
        encoding="utf-8",
    )
    options = replace(OPTIONS, draws=2, patients=40, lives=tmp_path)
    found = payload_of(runs[:1], [str(path), "all_at_once"], options)
    short, long = found["scenarios"][0]["plans"]
    assert (short["years"], long["years"]) == (2, 6)
    assert unpacked(short["people"]).shape == (11, 24)
