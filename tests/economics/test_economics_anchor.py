import numpy as np
import pytest

from kth_sim.contracts import RESOURCES
from kth_sim.economics import (
    SECTORS,
    Setting,
    adjustment,
    increments,
    leave_one_out,
    measures,
    pooled,
    reconciliation,
    solve_adjustment,
)
from kth_sim.errors import UserError

FIRST_MONTH, MONTH_4 = 0, 2


def observed_increments(sums, parameters):
    return increments(measures(sums, Setting(parameters, "observed")))


@pytest.mark.parametrize("view", [pooled, leave_one_out])
def test_observed_anchor_gives_the_target_and_its_shares(random_quantities, parameters, view):
    p = parameters(2)
    p["cost_increment_3m"] = np.array([847.0, -120.0])
    found = observed_increments(view(random_quantities()), p)
    target = p["cost_increment_3m"].reshape(2, *(1,) * (found["cost_3m"].ndim - 1))
    np.testing.assert_allclose(found["cost_3m"], np.broadcast_to(target, found["cost_3m"].shape))
    for sector, share in zip(SECTORS, (0.25, 0.5, 0.125, 0.125), strict=True):
        np.testing.assert_allclose(found[f"cost_3m_{sector}"] - share * target, 0, atol=1e-7)


def test_shares_are_weights(random_quantities, parameters):
    """One share varied alone, as a one-way analysis does, leaves the total where it is."""
    p = parameters(2, share_cost_increment_hospital=1.25)  # weights 1.25, .5, .125, .125: sum 2
    found = observed_increments(pooled(random_quantities()), p)
    np.testing.assert_allclose(found["cost_3m"], 847.0)
    np.testing.assert_allclose(found["cost_3m_hospital"], 0.625 * 847.0)


def two_patients(builder):
    """KTH: one pathway of two patients, one readmission fewer; later costs do not count."""
    given = builder().count("patients", 2, 2)
    given.use("n_kth_pathways", 1, "kth", FIRST_MONTH)
    given.use("n_readmissions", 1, "usual_care", FIRST_MONTH)
    given.use("n_readmissions", 5, "kth", MONTH_4)
    return given.quantities()


def test_adjustment_by_hand(builder, parameters):
    # Hospital: 40 for responsibility - 500 for the readmission = -460 for two patients.
    p = parameters(cost_increment_3m=100)  # hospital .25, municipality .5, gp and medicine .125
    solved = solve_adjustment(pooled(two_patients(builder)), p, "observed")
    assert solved.per_pathway["hospital"] == pytest.approx([0.25 * 200 + 460])
    assert solved.per_pathway["municipality"] == pytest.approx([100])
    assert solved.per_pathway["gp"] == pytest.approx([25])
    assert solved.warnings == ()


def test_reconciliation_by_hand(builder, parameters):
    table = reconciliation(pooled(two_patients(builder)), parameters(cost_increment_3m=100))
    items = table[table.level == "item"].set_index("item")
    assert items.bottom_up["readmission"] == -250
    assert items.bottom_up["kth_hospital_responsibility"] == 20
    assert items.observed["kth_programme_adjustment_hospital"] == pytest.approx(255)
    total = table[table.level == "total"].iloc[0]
    assert total.bottom_up == -230
    assert total.target == pytest.approx(100)
    assert total.remainder_bottom_up == pytest.approx(330)
    assert total.remainder_observed == pytest.approx(0)
    sectors = table[table.level == "sector"].set_index("sector")
    assert sectors.target["hospital"] == pytest.approx(25)
    assert sectors.remainder_bottom_up["hospital"] == pytest.approx(255)


def test_without_pathways_the_adjustment_is_zero_and_says_so(builder, parameters):
    quantities = builder().count("patients", 2, 2).quantities()
    solved = adjustment(pooled(quantities), Setting(parameters(), "observed"))
    assert all(value == 0 for value in solved.per_pathway.values())
    assert "no patient received Kom Trygt Hjem" in solved.warnings[0]


def test_bottom_up_adds_nothing(random_quantities, parameters):
    solved = solve_adjustment(pooled(random_quantities()), parameters(2), "bottom_up")
    assert not any(value.any() for value in solved.per_pathway.values())
    assert solved.warnings == ()


def test_observed_moves_only_the_strategy_with_pathways(random_quantities, parameters):
    sums = pooled(random_quantities())
    sums.used[:, 0, :, :, RESOURCES.index("n_kth_pathways")] = 0
    bottom_up, observed = (
        measures(sums, Setting(parameters(2), anchor)) for anchor in ("bottom_up", "observed")
    )
    np.testing.assert_array_equal(bottom_up["cost_3m"][:, 0], observed["cost_3m"][:, 0])
    assert (bottom_up["cost_3m"][:, 1] != observed["cost_3m"][:, 1]).all()


def test_mistakes_are_named(random_quantities, parameters):
    sums = pooled(random_quantities())
    with pytest.raises(UserError, match="'obsreved' is not one of bottom_up, observed"):
        solve_adjustment(sums, parameters(2), "obsreved")
    nothing = {f"share_cost_increment_{sector}": 0.0 for sector in SECTORS}
    with pytest.raises(UserError, match="more than 0"):
        solve_adjustment(sums, parameters(2, **nothing), "observed")


def test_the_rows_of_the_reconciliation_are_named(builder, parameters):
    table = reconciliation(pooled(two_patients(builder)), parameters(cost_increment_3m=100))
    assert list(table.columns) == [
        "level", "sector", "item", "label", "bottom_up", "observed", "target",
        "remainder_bottom_up", "remainder_observed",
    ]  # fmt: skip
    last = table.iloc[-1]
    assert (last["level"], last["sector"], last["item"]) == ("total", "", "")
    assert last["label"] == "Sum of all sectors"
    sums = table[table["level"] == "sector"]
    assert list(sums["sector"]) == list(SECTORS)
    assert set(sums["item"]) == {""}
    assert table[table["level"] == "item"]["target"].isna().all()
    assert table[table["level"] == "item"]["label"].str.len().min() > 0
