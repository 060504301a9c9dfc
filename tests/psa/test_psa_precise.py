"""`--precision`: as sure as asked, in the same bytes as the run of that many draws."""

from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kth_sim.economics import VarianceSplit
from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.runs import grow, precise, sizing
from kth_sim.runs.in_memory import panel_of
from kth_sim.runs.library import problems
from kth_sim.runs.patients import MOST, PILOT_PATIENTS, SHARE_LUCK
from kth_sim.runs.precise import Aim, aim_of, run_precise
from kth_sim.runs.psa import PsaOptions
from kth_sim.runs.sizing import DRAW_IN_PATIENTS, FEWEST_DRAWS, benefit_split, size_of

WTP, ERROR, CHUNK = 200_000.0, 225.0, 30  # chunks that no round is a multiple of


@pytest.fixture(scope="module")
def carry_out_until(national, draws_of):
    """`carry_out_until(folder, error, ...)`: a run of 60 patients a draw, as sure as that."""

    def _until(folder, error=ERROR, progress=None, **options):
        given = {"patients": 60, "seed": 1, "chunk_size": CHUNK, "workers": 1} | options
        draws = given.pop("draws_of", draws_of)
        return run_precise(
            national, draws, Aim(error, WTP), PsaOptions(folder=folder, **given), progress
        )

    return _until


@pytest.fixture(scope="module")
def sure(carry_out_until, tmp_path_factory):
    """A run that is sure enough after more than one round; not to be altered."""
    return carry_out_until(tmp_path_factory.mktemp("sure") / "run")


def files(folder, but=()):
    """Every file's bytes, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in but
    }


def standard_error(folder, wtp=WTP):
    """Of the mean net benefit, by plain pandas from the stored outcomes."""
    wide = pd.read_parquet(folder / "outcomes.parquet").pivot(index="draw", columns="strategy")
    benefit = wtp * wide["qaly"] - wide["cost_total"]
    return float((benefit["kth"] - benefit["usual_care"]).sem())


# As sure as asked -----------------------------------------------------------------------------


def test_it_is_as_sure_as_asked(sure):
    found = sure.payload["precision"]
    assert found["standard_error"] == pytest.approx(standard_error(sure.folder), rel=1e-9)
    assert found["standard_error"] <= ERROR
    assert found == json.loads((sure.folder / "precision.json").read_text())


def test_it_does_not_do_much_more_than_asked(sure):
    """Not more draws than a tenth above those that its own spread says are needed."""
    found = sure.payload["precision"]
    variance = found["variance_parameters"] + found["variance_luck"]
    assert found["draws"] < 1.1 * variance / ERROR**2 + 100


@pytest.mark.parametrize("wtp", [None, 500_000])
def test_the_command_chooses_draws_and_patients(cli, tmp_path, wtp):
    given = [] if wtp is None else ["--wtp", wtp]
    said = cli("run", "national", "--precision", 900, *given, "--out", tmp_path, "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)["precision"]
    (folder,) = tmp_path.iterdir()
    assert standard_error(folder, wtp or 200_000) <= 900
    assert (found["asked"], found["wtp"]) == (900, wtp or 200_000)
    assert found["share_luck"] == pytest.approx(SHARE_LUCK, abs=0.04)
    assert problems(folder) == []


def test_the_error_is_that_of_other_seeds(national, register, monkeypatch, tmp_path):
    """Means of 50 runs scatter as their standard error says: chi-squared, 49 degrees of freedom.

    The runs are held in memory, and begin as one pilot says: both have tests of their own.
    """
    split = VarianceSplit(total=1e7, luck=1e5, parameters=9.9e6, share_luck=0.01)
    monkeypatch.setattr(precise, "pilot_split", lambda *_: split)

    def in_memory(scenario, draws, options, _):
        return SimpleNamespace(panel=panel_of(scenario, draws, options))

    monkeypatch.setattr(precise, "a_round", in_memory)
    monkeypatch.setattr(precise, "finish", lambda scenario, result, found: found)
    means, errors = [], []
    for seed in range(50):

        def draws_of(n, seed=seed):
            return make_draws(register, national.choices, national.overrides, n, seed)

        options = PsaOptions(30, seed, folder=tmp_path / "none", workers=1)
        found = run_precise(national, draws_of, Aim(500.0, WTP), options)
        means.append(found["inmb"])
        errors.append(found["standard_error"])
    ratio = np.var(means, ddof=1) / np.mean(np.square(errors))
    assert ratio == pytest.approx(1, abs=4 * np.sqrt(2 / 49))


# A run like any other -------------------------------------------------------------------------


def test_it_is_the_run_of_that_many_draws_to_the_byte(sure, carry_out, draws_of, tmp_path):
    n = sure.payload["draws"]
    plain = carry_out(tmp_path / "run", draws=draws_of(n), patients=60, chunk_size=CHUNK).folder
    assert files(sure.folder, but=["precision.json"]) == files(plain)
    assert problems(sure.folder) == []


def test_chunks_are_computed_once_but_for_the_last_of_a_round(
    carry_out_until, sure, computed, monkeypatch, tmp_path
):
    rounds, a_round = [], precise.a_round
    monkeypatch.setattr(
        precise,
        "a_round",
        lambda s, draws, *rest: rounds.append(len(draws)) or a_round(s, draws, *rest),
    )
    carry_out_until(tmp_path / "run")
    assert len(rounds) > 1
    again = sum(n % CHUNK > 0 for n in rounds[:-1])
    assert len(computed) == len(set(computed)) + again
    assert rounds[-1] == sure.payload["draws"]


@pytest.mark.parametrize(
    "options", [{"workers": 2}, {"chunk_size": 100}, {"executor": "processes"}]
)
def test_workers_and_chunks_change_nothing(carry_out_until, sure, tmp_path, options):
    other = carry_out_until(tmp_path / "run", **options)
    assert other.payload | {"folder": None} == sure.payload | {"folder": None}
    for name in ("draws.parquet", "outcomes.parquet", "convergence.csv", "summary.csv"):
        assert (other.folder / name).read_bytes() == (sure.folder / name).read_bytes()


def test_given_again_it_computes_nothing(carry_out_until, sure, computed, tmp_path):
    first = carry_out_until(None, out=tmp_path)
    before, done = files(first.folder), len(computed)
    again = carry_out_until(None, out=tmp_path)
    assert (again.folder, len(computed)) == (first.folder, done)
    assert files(again.folder) == before


def test_the_folder_is_named_after_the_question(carry_out_until, tmp_path):
    names = [carry_out_until(None, e, out=tmp_path).folder.name for e in (900.0, 900.0, 901.0)]
    assert names[0] == names[1] != names[2]


# Interrupted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chunks", [3, 9])
def test_interrupted_in_any_round_it_goes_on(
    carry_out_until, sure, interrupted_after, tmp_path, chunks
):
    folder = tmp_path / "run"
    with pytest.raises(PartlyDoneError, match="give the same command to go on"):
        carry_out_until(folder, progress=interrupted_after(chunks))
    carry_out_until(folder)
    assert files(folder) == files(sure.folder)


@pytest.mark.parametrize("function", ["write_draws", "write_plan", "put_chunk"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_stopped_between_rounds_it_goes_on(
    carry_out_until, sure, monkeypatch, tmp_path, function, stop
):
    def stopping(*_):
        raise stop

    folder = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(grow, function, stopping)
        with pytest.raises((PartlyDoneError, UserError), match="kept"):
            carry_out_until(folder)
    carry_out_until(folder)
    assert files(folder) == files(sure.folder)


def test_a_spoilt_chunk_is_not_taken_over(carry_out_until, sure, monkeypatch, tmp_path):
    """Spoilt between two rounds."""
    folder, whole = tmp_path / "run", grow.write_plan

    def spoiling(*given):
        (folder / "chunks" / "000001.parquet").write_bytes(b"half")
        whole(*given)

    monkeypatch.setattr(grow, "write_plan", spoiling)
    carry_out_until(folder)
    assert files(folder) == files(sure.folder)


# A folder that holds something ----------------------------------------------------------------


def test_a_smaller_run_goes_on(carry_out_until, carry_out, draws_of, computed, sure, tmp_path):
    carry_out(tmp_path / "run", draws=draws_of(90), patients=60, chunk_size=CHUNK)
    carry_out_until(tmp_path / "run")
    assert computed[:3] == [0, 1, 2]
    assert not {0, 1, 2} & set(computed[3:])
    assert files(tmp_path / "run") == files(sure.folder)


def test_a_run_that_is_sure_enough_stays_as_it_is(carry_out_until, sure, computed, tmp_path):
    folder = tmp_path / "run"
    carry_out_until(folder)
    before, done = files(folder, but=["precision.json"]), len(computed)
    found = carry_out_until(folder, 2 * ERROR).payload["precision"]
    assert (found["draws"], len(computed)) == (sure.payload["draws"], done)
    assert files(folder, but=["precision.json"]) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [({"seed": 2}, "seed was 1, is 2"), ({"patients": 61}, "patients was 60, is 61")],
)
def test_another_run_is_left_alone(carry_out_until, carry_out, draws_of, tmp_path, options, said):
    folder = tmp_path / "run"
    carry_out(folder, draws=draws_of(90), patients=60, chunk_size=CHUNK)
    before = files(folder)
    with pytest.raises(UserError, match=said):
        carry_out_until(folder, **options)
    assert files(folder) == before


# What is refused ------------------------------------------------------------------------------

REFUSED = {
    "leave out --draws": ["--precision", 500, "--draws", 100],
    "leave out --draws-file": ["--precision", 500, "--draws-file", "draws.csv"],
    "leave out --allow-missing": ["--precision", 500, "--allow-missing"],
    "--method sobol": ["--precision", 500, "--method", "sobol"],
    "--method latin_hypercube": ["--precision", 500, "--method", "latin_hypercube"],
    "--engine reference": ["--precision", 500, "--engine", "reference"],
    "--wtp says where --precision": ["--wtp", 200_000],
    "--precision 0: give DKK above 0": ["--precision", 0],
    "--precision -5: give DKK above 0": ["--precision", -5],
    "--precision nan": ["--precision", "nan"],
    "--precision inf": ["--precision", "inf"],
    "--wtp -1": ["--precision", 500, "--wtp", -1],
    "would need about": ["--precision", 0.01],
}


@pytest.mark.parametrize("said", REFUSED)
def test_one_line_says_what_does_not_go_together(cli, tmp_path, said):
    answer = cli("run", "national", *REFUSED[said], "--out", tmp_path / "out")
    assert answer.is_one_line_of_complaint(), answer
    assert said in answer.err
    assert not (tmp_path / "out").exists()


def test_too_much_is_refused_with_what_could_be_reached(cli, tmp_path, monkeypatch):
    """What is said to be reached, asked for, is reached: with 400 draws for the most."""
    for module in (precise, sizing):
        monkeypatch.setattr(module, "MOST_DRAWS", 400, raising=module is sizing)
    given = ["--patients", 60, "--folder", tmp_path / "run", "--json"]
    said = cli("run", "national", "--precision", 20, *given)
    assert said.is_one_line_of_complaint()
    words = said.err.split()
    reach = float(words[words.index("reach") + 2])
    assert 100 < reach < 400
    assert cli("run", "national", "--precision", 1.2 * reach, *given).code == 0


def test_the_most_draws_are_kept_if_they_are_not_enough(
    carry_out_until, carry_out, draws_of, monkeypatch, tmp_path
):
    """The pilot saw less spread than there is."""
    monkeypatch.setattr(precise, "MOST_DRAWS", 200)
    monkeypatch.setattr(precise, "pilot_split", lambda *_: VarianceSplit(1e6, 0.0, 1e6, 0.0))
    with pytest.raises(PartlyDoneError, match=r"200 draws, the most, have a standard error of"):
        carry_out_until(tmp_path / "run")
    assert problems(tmp_path / "run") == []
    plain = carry_out(tmp_path / "plain", draws=draws_of(200), patients=60, chunk_size=CHUNK)
    assert files(tmp_path / "run", but=["precision.json"]) == files(plain.folder)


def test_the_evidence_says_the_threshold(national):
    assert aim_of(national, 500).wtp == national.facts["wtp_lower"]
    bare = dataclasses.replace(national, facts={})
    with pytest.raises(UserError, match="give --wtp"):
        aim_of(bare, 500)
    assert aim_of(bare, 500, 1e5).wtp == 1e5


# How large ------------------------------------------------------------------------------------


def split_of(parameters, luck_of_a_patient):
    luck = luck_of_a_patient / PILOT_PATIENTS
    total = parameters + luck
    return VarianceSplit(total, luck, parameters, luck / total)


@pytest.mark.parametrize("luck", [1e6, 6.14e8, 5e9])
def test_the_quickest_is_the_quickest_of_all(luck):
    """D draws of n patients take D (c + n), with D = (V + v / n) / error^2: the least of all n.

    To one patient, for a run has a whole number of draws.
    """
    parameters, n = 9.7e6, np.arange(1, 20_001)
    cost = (parameters + luck / n) * (DRAW_IN_PATIENTS + n)
    assert size_of(split_of(parameters, luck), 100.0).quickest == pytest.approx(
        n[cost.argmin()], abs=1
    )


@pytest.mark.parametrize("luck", [1e6, 6.14e8, 5e9])
def test_luck_is_at_most_a_twentieth(luck):
    parameters = 9.7e6
    n = size_of(split_of(parameters, luck), 100.0).patients
    assert luck / n <= (1 + 1e-9) * 0.05 * (parameters + luck / n)
    quickest = size_of(split_of(parameters, luck), 100.0).quickest
    fewer = n - 100
    assert fewer < quickest or luck / fewer > 0.05 * (parameters + luck / fewer)


def test_patients_do_not_depend_on_the_error_asked_for():
    found = {size_of(split_of(1e7, 6e8), error).patients for error in (1.0, 100.0, 10_000.0)}
    assert len(found) == 1


def test_patients_that_are_given_stay():
    given = size_of(split_of(1e7, 6e8), 100.0, patients=60)
    assert (given.patients, given.draws) == (60, pytest.approx((1e7 + 6e8 / 60) / 1e4))


def test_without_spread_of_parameters_luck_is_kept_small():
    assert size_of(split_of(0.0, 6e8), 100.0).patients == MOST
    assert size_of(VarianceSplit(0.0, 0.0, 0.0, np.nan), 100.0).draws == 0


def test_never_fewer_than_the_fewest_draws(carry_out_until, tmp_path):
    assert carry_out_until(tmp_path / "run", 1e9).payload["draws"] == FEWEST_DRAWS


# The running mean -----------------------------------------------------------------------------


def test_every_run_has_its_running_mean(undisturbed):
    """Against plain NumPy on the first draws."""
    table = pd.read_csv(undisturbed.folder / "convergence.csv")
    wide = pd.read_parquet(undisturbed.folder / "outcomes.parquet").pivot(
        index="draw", columns="strategy"
    )
    gained = {m: (wide[m]["kth"] - wide[m]["usual_care"]).to_numpy() for m, _ in wide.columns}
    assert len(table) == 2 * 2 * 22  # readings, thresholds, from the second draw on
    for row in table.to_dict("records"):
        benefit = row["wtp"] * gained["qaly"] - gained[f"cost_total_{row['reading']}"]
        first = benefit[: row["draws"]]
        assert row["mean"] == pytest.approx(first.mean(), rel=1e-9)
        assert row["mcse"] == pytest.approx(first.std(ddof=1) / np.sqrt(row["draws"]), rel=1e-9)
    assert set(table["basis"]) == {"assumption"}


def test_the_running_mean_ends_where_the_run_is_sure(sure, national):
    found, table = sure.payload["precision"], sure.tables["convergence"]
    later = national.structure["later_care_costs"]
    reading = {"excluded": "3m_only", "included": "with_later"}[later]
    last = table[(table["reading"] == reading) & (table["wtp"] == WTP)].iloc[-1]
    assert last["draws"] == found["draws"]
    assert last["mcse"] == pytest.approx(found["standard_error"], rel=1e-9)
    assert last["mean"] == pytest.approx(found["inmb"], rel=1e-9)
    assert benefit_split(sure.panel, WTP).share_luck == pytest.approx(found["share_luck"])


def test_one_draw_has_no_running_mean(carry_out, draws_of, tmp_path):
    folder = carry_out(tmp_path / "run", draws=draws_of(1)).folder
    assert not (folder / "convergence.csv").exists()
    assert problems(folder) == []
