"""Contradictions against arithmetic done by hand from the fact list."""

import pytest

from kth_sim.errors import ConfigError
from kth_sim.evidence.audit import audit
from kth_sim.evidence.register import load_register

# id: claims, difference (by hand)
BY_HAND = {
    "nnt_and_risks": ([19, 25.64, 22.71], 6.64),
    "price_of_a_life": ([161060, 217354.9, 192517.7], 56294.9),
    "team_volumes": ([2215, 2174], 41),
    "own_home_readmission": ([6.3, 5.4], 0.9),
    "or_crude": ([0.60, 0.644], 0.044),
    "or_interval": ([0.483, 0.348], 0.135),
    "rr_crude": ([1.28, 1.368], 0.088),
    "readmission_direction": ([1.28, 0.467], 0.813),
    "readmission_count": ([18.6, 18.511, 18.702], 0.089),
    "goedstrup_trend": ([15.9, 11.0, 8.1], -7.8),
    "goedstrup_2022": ([15, 15.9], 0.9),
    "immortal_time": ([0.60, 0.912], 0.312),
    "clocks": ([30, 91.31, 14], 61.31),
    "municipalities": ([27, 28, 28], 1),
    "own_home_mortality": ([11.5, 1.896], 9.604),
    "institution_mortality": ([12.36, 17.49], 5.12),
    "goedstrup_volume": ([359, 367], 8),
    "evaluation_period": ([0.624, 3.106], 2.482),
}
SCENARIOS = {
    "national",
    "as_presented",
    "crude",
    "immortal_time",
    "no_readmission_effect",
    "pilot_2018_2020",
    "southern_clusters",
    "goedstrup",
    "goedstrup_2022_text",
    "goedstrup_2024",
    "goedstrup_2025",
    "effect_from_operation",
    "later_care_costs_included",
    "listed_teams",
    "own_home_as_printed",
    "readmission_97_of_524",
    "frailty_none",
    "frailty_high",
}


@pytest.fixture(scope="module")
def rows(register):
    return {row.id: row for row in audit(register)}


def test_all_contradictions_are_here(rows):
    assert set(rows) == set(BY_HAND)


@pytest.mark.parametrize("name", BY_HAND)
def test_claims_and_differences(rows, name):
    claims, difference = BY_HAND[name]
    row = rows[name]
    assert [claim.value for claim in row.claims] == pytest.approx(claims, rel=2e-3)
    assert row.difference == pytest.approx(difference, rel=1e-2)
    assert row.relative == pytest.approx(abs(row.difference) / claims[0], rel=1e-2)
    assert row.scenario in SCENARIOS


def test_no_claim_of_18_6_percent_can_be_a_count():
    assert not any(round(100 * k / 524, 1) == 18.6 for k in range(525))


def test_printed_claims_are_facts_as_they_stand(register, rows):
    numbers = register.values()
    facts = {
        numbers[name]
        for name, entry in register.entries.items()
        if entry.role == "fact" and name in numbers
    }
    printed = [claim.value for row in rows.values() for claim in row.claims if claim.printed]
    months = {register.value("cost_horizon") * 365.25 / 12}
    assert set(printed) <= facts | months


CONTRADICTION = """\
facts:
  a: {label: A, unit: ratio, value: 2, basis: observed, source: {cite: x, where: z}}
contradictions:
  c:
    label: C
    unit: ratio
    claims:
      - {label: one, formula: a, printed: true}
      - {label: two, formula: a * 2}
    difference: claim_2 - claim_1
    arithmetic: by hand
    base_case: the first
    scenario: national
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("formula: a * 2", "formula: b * 2", "9:31"),
        ("claim_2 - claim_1", "claim_3 - claim_1", "10:17"),
        ("claim_2 - claim_1", "claim_2 / 0", "10:17"),
        ("    scenario: national\n", "", "5:5"),
    ],
)
def test_mistakes_in_contradictions_have_a_place(write, tmp_path, old, new, place):
    path = write(CONTRADICTION.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_register(tmp_path)
    assert str(caught.value).startswith(f"{path}:{place}: ")


def test_a_claim_of_zero_has_no_relative_size(write, tmp_path):
    write(CONTRADICTION.replace("formula: a, ", "formula: a - a, "))
    assert audit(load_register(tmp_path))[0].relative == float("inf")
