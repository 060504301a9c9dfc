"""The register: formulas follow choices and overrides; mistakes are found at load."""

import subprocess
import sys

import pytest

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.register import load_register

HEAD = "label: X, basis: observed, source: {cite: a, where: b}"
SMALL = f"""\
parameters:
  risk: {{unit: prob, formula: percent / 100, {HEAD}, also_known_as: [old_risk],
    alternatives: {{half: {{label: H, value: 0.5, basis: assumption, note: why}}}}}}
  twice: {{unit: ratio, formula: risk * 2, {HEAD}}}
  ends: {{unit: ratio, formula: printed_high / printed_low, {HEAD}}}
facts:
  percent: {{unit: percent, value: 12, {HEAD}}}
  printed: {{unit: ratio, value: 2, low: 1, high: 4, {HEAD}}}
  day: {{unit: date, value: 2027-01-01, {HEAD}}}
  word: {{unit: text, value: hello, {HEAD}}}
"""


@pytest.fixture
def small(write, tmp_path):
    write(SMALL)
    return load_register(tmp_path)


def test_formulas_alternatives_and_overrides(small):
    assert small.value("risk") == pytest.approx(0.12)
    assert small.value("risk", "half") == 0.5
    assert small.value("ends") == 4.0
    assert small.values({"risk": "half"})["twice"] == 1.0
    assert small.values(overrides={"percent": 50})["twice"] == 1.0
    assert small.values({"risk": "half"}, {"risk": 0.25})["twice"] == 0.5
    assert small.values({"old_risk": "half"})["risk"] == 0.5
    assert small.values(overrides={"old_risk": 0.4})["risk"] == 0.4


def test_values_holds_every_number_and_no_text(small):
    assert set(small.values()) == {"risk", "twice", "ends", "percent", "printed"}


def test_lookups(small):
    assert small.entry("old_risk").id == "risk"
    assert small.suggest("perzent") == "percent"
    assert small.suggest("zzzz") is None
    assert set(small.parameters()) == {"risk", "twice", "ends"}
    assert small.text("word") == "hello"
    assert small.date("day").year == 2027
    assert small.complaint("risk", 1.5).startswith("1.5 lies outside [0, 1]")
    assert small.complaint("risk", 0.5) is None


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda r: r.value("percant"), "percant: no such evidence id: did you mean 'percent'?"),
        (lambda r: r.value("risk", "hlf"), "risk: no alternative 'hlf'.*choose from: half"),
        (lambda r: r.value("twice", "x"), "choose from: none"),
        (lambda r: r.values({"risk": "x"}), "choose from: half"),
        (lambda r: r.values({"nothing": "x"}), "no such evidence id"),
        (lambda r: r.values(overrides={"nothing": 1}), "no such evidence id"),
        (lambda r: r.values(overrides={"risk": 1.5}), r"risk: 1.5 lies outside \[0, 1\]"),
        (lambda r: r.values(overrides={"word": 1}), "word: is text, not a number"),
        (lambda r: r.values(overrides={"percent": float("nan")}), "percent: nan lies outside"),
        (lambda r: r.values(overrides={"printed": 0.0}), "printed: 0 lies outside"),
        (lambda r: r.value("day"), "day: is date, not a number"),
        (lambda r: r.text("risk"), "risk: is a number"),
        (lambda r: r.date("word"), "word: is no date"),
    ],
)
def test_wrong_questions(small, ask, words):
    with pytest.raises(UserError, match=words):
        ask(small)


def test_effective_basis_is_the_weakest(small):
    assert small.basis_of("twice") == "observed"
    assert small.effective_basis("twice") == "observed"
    assert small.basis_of("risk", "half") == "assumption"
    assert small.effective_basis("twice", {"risk": "half"}) == "assumption"
    assert small.effective_basis("ends") == "observed"


BAD = {
    "circle": ("value: 12", "formula: twice * 50", "circle"),
    "unknown id": ("percent / 100", "percant / 100", "did you mean 'percent'"),
    "text in formula": ("percent / 100", "word / 100", "'word' is no id with a number"),
    "division by zero": ("risk * 2", "risk / 0", "cannot be computed"),
    "out of range": ("percent / 100", "percent", "outside [0, 1]"),
    "outside interval": ("value: 2,", "formula: percent,", "outside the printed interval"),
    "fact out of range": ("value: 2,", "formula: percent - 12,", "0 lies outside (0, inf)"),
    "alias taken": ("[old_risk]", "[word]", "'word' names something else"),
    "end taken": ("  word:", "  printed_low:", "the name of another entry"),
    "alternative": ("value: 0.5", "formula: risk / 0", "alternatives.half.formula"),
}


@pytest.mark.parametrize("case", BAD)
def test_mistakes_between_entries_are_found_at_load(write, tmp_path, case):
    old, new, words = BAD[case]
    assert SMALL.count(old) == 1
    path = write(SMALL.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_register(tmp_path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")


def test_same_id_in_two_files_names_both_places(write, tmp_path):
    write(SMALL)
    write(f"context:\n  percent: {{unit: percent, value: 1, {HEAD}}}\n", "b.yaml")
    with pytest.raises(ConfigError, match=r"b\.yaml:2:3: .*stands already at .*a\.yaml:7:3"):
        load_register(tmp_path)


def test_dirichlet_weights_must_sum_to_their_total(write, tmp_path):
    def share(name, alpha):
        kind = f"{{kind: dirichlet, group: g, alpha: {alpha}, total: 10}}"
        return f"  {name}: {{unit: share, value: 0.5, distribution: {kind}, {HEAD}}}\n"

    write("parameters:\n" + share("a", 4) + share("b", 6))
    assert load_register(tmp_path).distribution("a").mean() == pytest.approx(0.4)
    write("parameters:\n" + share("a", 4) + share("b", 5))
    with pytest.raises(ConfigError, match="weights of group g sum to 9"):
        load_register(tmp_path)


def test_folder_that_is_missing_or_empty(tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        load_register(tmp_path / "none")
    with pytest.raises(UserError, match=r"no \*\.yaml file"):
        load_register(tmp_path)


def test_digest_ignores_order_and_formatting_only(write, tmp_path):
    path = write(SMALL)
    digest = load_register(tmp_path).digest
    sections = SMALL.replace("value: 12,", "value: 1.2e1,").split("facts:\n")
    write("facts:\n" + sections[1] + "# a comment\n" + sections[0])
    assert load_register(tmp_path).digest == digest
    path.rename(tmp_path / "z.yaml")
    assert load_register(tmp_path).digest == digest
    write(SMALL.replace("value: 12", "value: 13"), "z.yaml")
    assert load_register(tmp_path).digest != digest


def test_hand_computed_values_of_the_shipped_register(register):
    expected = {
        "prob_death_30d": 0.119,
        "rd_death_30d_kth": 0.05263,
        "prob_death_31_90": 0.070796,
        "prob_death_91_365": 0.130952,
        "mean_days_index_stay": 8.568,
        "rate_population_death_65_male": 0.0123199,
        "rate_population_death_65_female": 0.0077743,
        "utility_12m": 0.54,
        "days_rehabilitation": 91.3125,
        "cost_increment_3m": 8476.84,
        "risk_postdisch30_own_uc": 0.01804,
        "risk_postdisch30_mto_uc": 0.1668,
        "death_timing_weibull_shape": 0.92587,
        "survivor_care_cost_day": 1178.9,
    }
    values = register.values()
    for name, value in expected.items():
        assert values[name] == pytest.approx(value, rel=5e-4), name


@pytest.mark.parametrize(
    ("name", "alternative", "value"),
    [
        ("or_death_30d_kth", "crude", 0.64377),
        ("or_death_30d_kth", "immortal_time", 0.91201),
        ("or_death_30d_kth", "own_home", 0.51742),
        ("or_death_30d_kth", "pilot", 0.42717),
        ("rr_readmission_30d_kth", "crude", 1.36765),
        ("rr_readmission_30d_kth", "pilot_jamda", 0.46261),
        ("rr_readmission_30d_kth", "own_home_as_printed", 1.48837),
        ("rr_readmission_30d_kth", "crude_97", 1.36114),
        ("rr_readmission_30d_kth", "crude_98", 1.37517),
        ("prob_death_30d", "pilot", 0.13),
        ("people_per_year", "listed_teams", 2174),
        ("frailty_variance", "high", 1.5),
    ],
)
def test_hand_computed_alternatives(register, name, alternative, value):
    assert register.value(name, alternative) == pytest.approx(value, rel=1e-5)


def test_derived_on_an_assumption_is_an_assumption(register):
    assert register.effective_basis("utility_12m") == "assumption"
    assert register.effective_basis("prob_death_30d") == "derived"
    assert register.effective_basis("or_death_30d_kth") == "observed"


def test_the_loader_does_not_import_scipy():
    code = "import sys, kth_sim.evidence.audit; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
