import numpy as np
import pytest

from kth_sim.contracts import DAYS_PER_YEAR
from kth_sim.economics import (
    ITEM_IDS,
    MEASURES,
    RATIOS,
    SECTORS,
    Setting,
    costs,
    increments,
    measure_of,
    measures,
    pooled,
    rests_on,
    weakest_basis,
)
from kth_sim.errors import UserError

IDS = {
    *("prob_death_30d", "prob_death_90d", "prob_death_1y", "prob_readmission_30d"),
    *("share_deaths_30d_in_hospital", "ly", "qaly", "ly_undiscounted", "qaly_undiscounted"),
    *("cost_3m", "cost_total", "cost_total_3m_only", "cost_total_with_later"),
    *("days_hospital", "readmissions", "readmitted_30d"),
    *(f"cost_{sector}" for sector in ("hospital", "municipality", "gp", "medicine")),
    *(f"cost_3m_{sector}" for sector in ("hospital", "municipality", "gp", "medicine")),
}
RATIO_IDS = {
    *("nnt", "cost_per_life_saved_3m", "cost_per_qaly", "cost_per_qaly_3m_only"),
    *("cost_per_qaly_with_later", "cost_per_ly"),
}


def hundred(builder):
    given = builder().count("patients", 60, 60).count("patients", 40, 40, dest=2)
    given.count("discharged_alive", 80, 90).count("readmitted_30d", 20, 27)
    given.count("deaths_30d", 10, 5).count("deaths_30d_in_hospital", 4, 4)
    given.count("deaths_90d", 15, 10).count("deaths_365d", 30, 28)
    return given


def test_ids_are_the_agreed_ones(random_quantities, parameters):
    found = measures(pooled(random_quantities()), Setting(parameters(2)))
    assert set(found) == set(MEASURES) == IDS
    assert set(increments(found)) == IDS | RATIO_IDS
    assert set(RATIOS) == RATIO_IDS
    assert all(value.shape == (2, 2) for value in found.values())


def test_risks_name_their_denominators(builder, parameters):
    found = measures(pooled(hundred(builder).quantities()), Setting(parameters()))
    assert found["prob_death_30d"].tolist() == [[0.10, 0.05]]
    assert found["prob_death_90d"].tolist() == [[0.15, 0.10]]
    assert found["prob_death_1y"].tolist() == [[0.30, 0.28]]
    assert found["prob_readmission_30d"].tolist() == [[0.25, 0.30]]
    assert found["readmitted_30d"].tolist() == [[0.20, 0.27]]
    assert found["share_deaths_30d_in_hospital"].tolist() == [[0.4, 0.8]]


def test_use_per_operated_patient(builder, parameters):
    given = hundred(builder).use("days_index_stay", 700, "kth", 0)
    given.use("days_readmitted", 300, "kth", 3, discounted=1).use("n_readmissions", 30, "kth", 3)
    found = measures(pooled(given.quantities()), Setting(parameters()))
    assert found["days_hospital"].tolist() == [[0, 10]]
    assert found["readmissions"].tolist() == [[0, 0.3]]


def test_life_years_discounted_and_not(builder, parameters):
    given = hundred(builder).use("days_own_home", 200 * DAYS_PER_YEAR, "kth", 4, discounted=36525)
    found = measures(pooled(given.quantities()), Setting(parameters(utility_12m=0.5)))
    assert found["ly_undiscounted"].tolist() == [[0, 2]]
    assert found["ly"].tolist() == [[0, 1]]
    assert found["qaly_undiscounted"] == pytest.approx(np.array([[0, 1.0]]))
    assert found["qaly"] == pytest.approx(np.array([[0, 0.5]]))


def test_costs_read_both_ways(builder, parameters):
    """100 patients, 20 DKK a nursing-home day: 50 days early (45 discounted), 400 later (300)."""
    given = hundred(builder).use("days_nursing_home", 50, "kth", 1, discounted=45)
    given.use("days_nursing_home", 400, "kth", 5, discounted=300)
    free = dict.fromkeys(("cost_gp_contact", "cost_medicine_3m", "cost_rehabilitation_hour"), 0.0)
    p, sums = parameters(**free), pooled(given.quantities())
    excluded = measures(sums, Setting(p, later_care_costs="excluded"))
    included = measures(sums, Setting(p, later_care_costs="included"))
    assert excluded["cost_3m"] == pytest.approx(np.array([[0, 10.0]]))
    assert excluded["cost_3m_municipality"] == pytest.approx(np.array([[0, 10.0]]))
    for name in ("cost_total", "cost_municipality"):
        assert excluded[name] == pytest.approx(np.array([[0, 9.0]]))
        assert included[name] == pytest.approx(np.array([[0, 69.0]]))
    for found in (excluded, included):
        assert found["cost_total_3m_only"] == pytest.approx(np.array([[0, 9.0]]))
        assert found["cost_total_with_later"] == pytest.approx(np.array([[0, 69.0]]))


@pytest.mark.parametrize("later", ["excluded", "included"])
def test_sectors_add_up_to_the_total(random_quantities, parameters, later):
    found = measures(pooled(random_quantities()), Setting(parameters(2), "observed", later))
    for prefix, total in (("cost_", "cost_total"), ("cost_3m_", "cost_3m")):
        parts = sum(found[f"{prefix}{sector}"] for sector in SECTORS)
        np.testing.assert_allclose(parts, found[total])


def test_lifetime_cost_is_the_sum_of_all_items(random_quantities, parameters):
    quantities, p = random_quantities(), parameters(2)
    sums = pooled(quantities)
    found = measures(sums, Setting(p))["cost_total_with_later"]
    by_hand = costs(sums.discounted, sums.period_edges, p).sum(axis=(2, 3, 4))
    np.testing.assert_allclose(found, by_hand / sums.patients[:, None])


def test_ratios_by_hand():
    """5 of 100 lives saved at 1,000 DKK more a patient, 0.25 QALY and 0.5 years gained."""
    of_strategies = {name: np.array([[1.0, 1.0]]) for name in MEASURES}
    of_strategies |= {
        "prob_death_30d": np.array([[0.10, 0.05]]),
        "cost_3m": np.array([[0.0, 1000.0]]),
        "cost_total": np.array([[2000.0, 4000.0]]),
        "cost_total_3m_only": np.array([[2000.0, 3000.0]]),
        "cost_total_with_later": np.array([[2000.0, 4000.0]]),
        "qaly": np.array([[1.0, 1.25]]),
        "ly": np.array([[2.0, 2.5]]),
    }
    found = increments(of_strategies)
    assert found["prob_death_30d"] == pytest.approx([-0.05])
    assert found["nnt"] == pytest.approx([20])
    assert found["cost_per_life_saved_3m"] == pytest.approx([20_000])
    assert found["cost_per_qaly"] == pytest.approx([8000])
    assert found["cost_per_qaly_3m_only"] == pytest.approx([4000])
    assert found["cost_per_qaly_with_later"] == pytest.approx([8000])
    assert found["cost_per_ly"] == pytest.approx([4000])


def test_more_deaths_make_the_nnt_negative():
    of_strategies = {name: np.array([[0.0, 0.1]]) for name in MEASURES}
    assert increments(of_strategies)["nnt"] == pytest.approx([-10])


def test_no_effect_gives_nan_and_no_warning(builder, parameters):
    same = builder().count("patients", 9, 9).count("deaths_30d", 2, 2)
    for strategy in ("usual_care", "kth"):
        same.use("days_own_home", 500, strategy, 3)
    found = increments(measures(pooled(same.quantities()), Setting(parameters())))
    assert all(np.isnan(found[name]).all() for name in RATIOS)
    assert all((found[name] == 0).all() for name in MEASURES if name != "prob_readmission_30d")


def test_nobody_at_all_gives_nan_and_no_warning(builder, parameters):
    found = measures(pooled(builder().quantities()), Setting(parameters(), "observed"))
    assert all(np.isnan(value).all() for value in found.values())


@pytest.mark.parametrize("anchor", ["bottom_up", "observed"])
@pytest.mark.parametrize("later", ["excluded", "included"])
def test_rests_on_names_what_moves_a_measure(random_quantities, parameters, anchor, later):
    """Each parameter moved alone: a figure that moves rests on it; bottom-up, the reverse too."""
    sums = pooled(random_quantities())
    p = parameters(2, utility_cap=0.55)  # so that the cap and every knot below it matter
    base = measures(sums, Setting(p, anchor, later))
    for name in p:
        moved = measures(sums, Setting(p | {name: p[name] * 1.01}, anchor, later))
        for measure in MEASURES:
            changed = bool((moved[measure] != base[measure]).any())
            stated = name in rests_on(measure, anchor, later)
            assert stated or not changed, (measure, name)
            if anchor == "bottom_up" and name != "utility_12m":  # the cap hides this one
                assert changed or not stated, (measure, name)


def test_ratios_rest_on_both_their_parts():
    assert rests_on("nnt") == ()
    assert set(rests_on("cost_per_qaly")) == {*rests_on("cost_total"), *rests_on("qaly")}


def test_the_weakest_ground_wins():
    bases = {"a": "observed", "b": "derived", "c": "literature", "d": "assumption"}
    assert weakest_basis(("a", "b"), bases) == "derived"
    assert weakest_basis(("c", "b"), bases) == "literature"
    assert weakest_basis(tuple(bases), bases) == "assumption"
    assert weakest_basis((), bases) == "simulated"
    with pytest.raises(UserError, match="'z'"):
        weakest_basis(("z",), bases)


def test_registry_reads_well():
    for name in (*MEASURES, *RATIOS):
        measure = measure_of(name)
        assert measure.id == name
        assert measure.label
        assert measure.unit
    with pytest.raises(UserError, match="'icer'"):
        measure_of("icer")


@pytest.mark.parametrize("wrong", [{"cost_anchor": "x"}, {"later_care_costs": "x"}])
def test_switches_take_only_their_words(parameters, wrong):
    with pytest.raises(UserError, match="'x' is not one of"):
        Setting(parameters(), **wrong)


def test_item_ids_are_unique():
    assert len(set(ITEM_IDS)) == len(ITEM_IDS)
