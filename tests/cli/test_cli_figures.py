"""`kth-sim figures`: drawn from what is stored, in either language, or one line says why not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kth_sim.evidence.draws import make_draws
from kth_sim.reporting.language import language
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.redraw import DrawOptions, about_of, in_words, open_stored, redraw
from kth_sim.runs.redraw_kinds import KINDS
from kth_sim.scenarios.locate import find_scenario
from kth_sim.scenarios.resolve import load_scenario

OF_A_PSA = {
    "ce_plane",
    "ceac",
    "ceaf",
    "expected_loss",
    "evpi",
    "convergence",
    "common_random_numbers",
    "cost_by_sector",
}


@pytest.fixture(scope="module")
def run(register, tmp_path_factory) -> Path:
    """A stored run of 12 draws; not to be altered."""
    scenario = load_scenario(find_scenario("national"), register)
    draws = make_draws(register, scenario.choices, scenario.overrides, 12, 1)
    folder = tmp_path_factory.mktemp("figures") / "run"
    run_psa(scenario, draws, PsaOptions(patients=60, seed=1, folder=folder, workers=1))
    return folder


@pytest.fixture
def mine(run, tmp_path) -> Path:
    """A copy of it, to write into."""
    return Path(shutil.copytree(run, tmp_path / "mine"))


@pytest.fixture
def refuses(cli, run, tmp_path):
    """`refuses(...)`: the command complains in one line, which is returned, and writes nothing."""

    def _refuses(*arguments):
        before = sorted(run.rglob("*"))
        said = cli("figures", *arguments, "--out", tmp_path / "new")
        assert said.is_one_line_of_complaint()
        assert not (tmp_path / "new").exists()
        assert sorted(run.rglob("*")) == before
        return said.err

    return _refuses


def test_the_list_says_what_a_run_can_give_and_what_the_rest_needs(cli, run):
    lines = dict(line.split(": ", 1) for line in cli("figures", run, "--list").out.splitlines())
    assert lines.keys() == KINDS.keys()
    assert {name for name, text in lines.items() if text == "can be drawn"} == OF_A_PSA
    assert lines["tornado"] == "needs dsa.csv, which kth-sim dsa SCENARIO writes"


def test_all_figures_of_a_run_go_beside_its_results_in_every_format(cli, mine):
    said = cli("figures", mine)
    assert said.code == 0
    written = {path.name for path in (mine / "figures-en").iterdir()}
    assert written == {f"{n}.{end}" for n in OF_A_PSA for end in ("png", "svg", "pdf", "csv")}
    assert said.out == f"{4 * len(OF_A_PSA)} files in {mine / 'figures-en'}\n"
    assert cli("runs", "check", mine).code == 0


def test_of_several_runs_each_figure_comes_from_the_first_that_has_it(cli, run, mine, tmp_path):
    """A folder with the frame of a dsa and nothing else to draw from stands for a second run."""
    bars = pd.DataFrame(
        {
            "parameter": ["a", "b"], "label": ["A", "B"], "unit": ["", ""],
            "basis": ["observed", "assumption"], "outcome": ["inc_qaly"] * 2, "base": [1.0, 1.0],
            "low_value": [0.0, 0.0], "high_value": [1.0, 1.0], "at_low": [0.5, 0.9],
            "at_high": [1.5, 1.2], "mcse_low": [0.1, 0.1], "mcse_high": [0.1, 0.1],
            "swing": [1.0, 0.3],
        }
    )  # fmt: skip
    second = tmp_path / "second"
    second.mkdir()
    bars.to_csv(second / "dsa.csv", index=False)
    shutil.copy(run / "run.json", second)
    target = tmp_path / "paper"
    asked = ("--only", "ceac,tornado", "--format", "pdf", "-o", target)
    assert cli("figures", mine, second, *asked).code == 0
    assert {path.name for path in target.glob("*.pdf")} == {"ceac.pdf", "tornado_inc_qaly.pdf"}
    said = cli("figures", mine, *asked)
    assert (said.code, "needs dsa.csv" in said.err) == (2, True)


def test_only_these_in_this_format_go_where_i_say(cli, run, tmp_path):
    said = cli("figures", run, "--only", "ceac,evpi", "--format", "pdf", "-o", tmp_path / "paper")
    assert said.code == 0
    written = {path.name for path in (tmp_path / "paper").iterdir()}
    assert written == {"ceac.pdf", "ceac.csv", "evpi.pdf", "evpi.csv"}
    assert (tmp_path / "paper" / "ceac.pdf").read_bytes().startswith(b"%PDF")


def test_languages_give_other_pictures_of_the_same_numbers(run, tmp_path):
    for code in ("da", "en"):
        options = DrawOptions(("ceac",), ("svg",), code, out=tmp_path / code)
        redraw(run, options)
    da, en = (tmp_path / code for code in ("da", "en"))
    assert (da / "ceac.svg").read_bytes() != (en / "ceac.svg").read_bytes()
    assert (da / "ceac.csv").read_bytes() == (en / "ceac.csv").read_bytes()


def test_what_is_drawn_is_what_the_run_holds(run, tmp_path):
    """Against plain arithmetic on `outcomes.parquet`."""
    redraw(run, DrawOptions(("ce_plane", "ceac"), ("svg",), wtp=(300_000.0,), out=tmp_path))
    outcomes = pd.read_parquet(run / "outcomes.parquet").set_index(["strategy", "draw"])
    gained = outcomes.loc["kth"] - outcomes.loc["usual_care"]
    plane = pd.read_csv(tmp_path / "ce_plane.csv").query("reading == 'with_later'")
    np.testing.assert_allclose(plane["inc_cost"], gained["cost_total_with_later"], rtol=1e-12)
    np.testing.assert_allclose(plane["inc_effect"], gained["qaly"], rtol=1e-9)
    curve = pd.read_csv(tmp_path / "ceac.csv").query("reading == '3m_only'")
    row = curve.iloc[30]
    worth = row["wtp"] * gained["qaly"] > gained["cost_total_3m_only"]
    assert row["kth"] == pytest.approx(worth.mean())
    assert row["kth"] + row["usual_care"] == pytest.approx(1)


def test_luck_is_the_share_of_the_spread_that_the_run_reports(run, tmp_path):
    redraw(run, DrawOptions(("common_random_numbers",), ("svg",), out=tmp_path))
    drawn = pd.read_csv(tmp_path / "common_random_numbers.csv").set_index("measure")
    precision = pd.read_csv(run / "precision.csv").set_index("measure").loc["qaly"]
    common = precision["sd_between_draws"] * np.sqrt(precision["share_luck"])
    assert drawn.loc["qaly", "sd_common"] == pytest.approx(common)
    factor = (drawn["sd_independent"] / drawn["sd_common"]) ** 2
    np.testing.assert_allclose(factor, drawn["factor"])
    assert drawn.loc["qaly", "factor"] == pytest.approx(precision["common_luck_factor"])


def test_the_thresholds_are_those_of_the_evidence_unless_others_are_given(run, register):
    stored = open_stored(run, DrawOptions(), run.parent)
    assert stored.marks == tuple(
        register.entries[name].value for name in ("wtp_lower", "wtp_upper")
    )
    assert open_stored(run, DrawOptions(wtp=(5e5, 1e5)), run.parent).marks == (1e5, 5e5)


def test_what_a_figure_says_of_itself_comes_from_the_record(run):
    about = about_of(open_stored(run, DrawOptions(), run.parent), language("da"))
    assert (about.scenario, about.seed, about.draws, about.patients) == ("national", 1, 12, 60)
    assert about.basis == "assumption"
    assert about.labels["or_death_30d_kth"].startswith("Odds ratio")


def test_warnings_are_said_in_the_language_of_the_figure():
    warning = "incomplete: 3 of 12 draws are missing"
    assert in_words(warning, language("da")) == "Ufuldstændig: 3 af 12 trækninger mangler."
    unreachable = "in 1,015 of 10,000 draws a readmission risk could not be reached"
    assert in_words(unreachable, language("da")).startswith("I 1.015 af 10.000 trækninger")
    assert in_words("something else", language("da")) == "Something else."


def test_an_unknown_figure_is_one_line(refuses, run):
    assert "--only ceacs: no such figure: there are ce_plane, ceac," in refuses(
        run, "--only", "ceacs"
    )


def test_a_figure_that_the_run_cannot_give_says_what_is_needed(refuses, run):
    line = refuses(run, "--only", "ceac,tornado")
    assert line.endswith("cannot give it: needs dsa.csv, which kth-sim dsa SCENARIO writes\n")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--format", "jpg"), "--format jpg: is not one of png, svg, pdf"),
        (("--language", "sv"), "language 'sv': is not one of da, en"),
        (("--wtp", "-5"), "--wtp: give DKK per QALY, 0 or more"),
        (("--wtp", "many"), "--wtp 'many': is no number"),
    ],
)
def test_a_wrong_option_is_one_line(refuses, run, given, said):
    assert said in refuses(run, "--only", "ceac", *given)


def test_a_folder_without_a_run_is_one_line(refuses, tmp_path):
    assert "holds no finished run" in refuses(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_line(cli, run, tmp_path):
    (tmp_path / "file").write_text("")
    said = cli("figures", run, "--only", "ceac", "--format", "svg", "-o", tmp_path / "file")
    assert said.is_one_line_of_complaint()


def test_a_run_of_many_draws_draws_if_asked_and_else_says_how(cli, evidence_read_once, tmp_path):
    given = ("run", "national", "--draws", 4, "--patients", 40, "--folder", tmp_path / "r")
    assert f"Figures: kth-sim figures {tmp_path / 'r'}\n" in cli(*given).out
    assert not list((tmp_path / "r").glob("figures*"))
    assert f"Figures: {tmp_path / 'r' / 'figures-en'}\n" in cli(*given, "--figures").out
    assert (tmp_path / "r" / "figures-en" / "ceac.png").is_file()


def test_a_run_of_one_draw_can_leave_its_figures_out(cli, evidence_read_once, tmp_path):
    cli("run", "national", "--patients", 300, "--out", tmp_path, "--no-figures")
    (folder,) = tmp_path.iterdir()
    assert (folder / "run.json").is_file()
    assert not (folder / "figures").exists()
