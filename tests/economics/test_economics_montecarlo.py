import numpy as np
import pytest

from kth_sim.contracts import RESOURCES
from kth_sim.economics import Setting, evaluate, jackknife, measures, standard_error
from kth_sim.errors import UserError

READMISSIONS, OPERATIONS = RESOURCES.index("n_readmissions"), RESOURCES.index("n_operations")


def with_totals(builder, totals, sizes, others=None):
    """Blocks of given sizes whose usual-care patients total so much of two resources."""
    totals = np.atleast_2d(totals)
    given = builder(draws=totals.shape[0], blocks=totals.shape[1])
    given.used[:, :, 0, 0, 0, READMISSIONS] = totals
    given.used[:, :, 0, 0, 0, OPERATIONS] = 0 if others is None else others
    given.counts[:, :, :, 0, 0] = np.asarray(sizes)[..., np.newaxis]
    return given.quantities()


def mean(sums):
    return {"mean": sums.used[..., 0, 0, 0, READMISSIONS] / sums.patients}


def quotient(sums):
    used = sums.used[..., 0, 0, 0, :]
    return {"quotient": used[..., READMISSIONS] / used[..., OPERATIONS]}


def test_mean_of_equal_blocks_is_the_textbook_error(builder):
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])
    estimate, mcse = jackknife(mean, with_totals(builder, values * 10, np.full(8, 10)))
    assert estimate["mean"] == pytest.approx([values.mean()])
    assert mcse["mean"] == pytest.approx([values.std(ddof=1) / np.sqrt(8)])


def test_unequal_blocks_by_hand(builder):
    """Sizes 1 and 3, means 2 and 4: whole 3.5, h = 4 and 4/3, pseudo-values 2 and 4.

    Variance = (1.5^2 / 3 + 0.5^2 / (1/3)) / 2 = 0.75.
    """
    estimate, mcse = jackknife(mean, with_totals(builder, [2.0, 12.0], [1, 3]))
    assert estimate["mean"] == pytest.approx([3.5])
    assert mcse["mean"] ** 2 == pytest.approx([0.75])


def test_unequal_blocks_have_the_right_error_on_average(builder):
    """For iid patients the expected variance of a mean is sigma^2 / n, whatever the blocks."""
    sizes, replications = np.array([5, 10, 20, 40, 25]), 20_000
    totals = np.random.default_rng(7).normal(0, np.sqrt(sizes), (replications, sizes.size))
    _, mcse = jackknife(mean, with_totals(builder, totals, np.tile(sizes, (replications, 1))))
    variance = mcse["mean"] ** 2
    margin = 4 * variance.std() / np.sqrt(replications)
    assert variance.mean() == pytest.approx(1 / sizes.sum(), abs=margin)


def test_ratio_agrees_with_the_delta_method(builder):
    rng, blocks = np.random.default_rng(3), 400
    below = rng.normal(100, 10, blocks)
    above = 2 * below + rng.normal(0, 15, blocks)
    data = with_totals(builder, above, np.full(blocks, 50), others=below)
    estimate, mcse = jackknife(quotient, data)
    residual = (above - above.sum() / below.sum() * below) / below.mean()
    assert estimate["quotient"] == pytest.approx([above.sum() / below.sum()])
    assert mcse["quotient"] == pytest.approx([residual.std(ddof=1) / np.sqrt(blocks)], rel=0.01)


def test_one_block_has_an_unknown_error(builder):
    estimate, mcse = jackknife(mean, with_totals(builder, [7.0], [1]))
    assert estimate["mean"] == 7.0
    assert np.isnan(mcse["mean"]).all()


def test_an_empty_block_is_refused(builder):
    with pytest.raises(UserError, match="no patient"):
        jackknife(mean, with_totals(builder, [1.0, 0.0], [1, 0]))


def test_a_constant_has_no_error():
    whole, left = np.array([[5.0, 5.0]]), np.full((1, 3, 2), 5.0)
    found = standard_error(whole, left, np.array([[10.0, 12.0, 9.0]]))
    assert found == pytest.approx(np.zeros((1, 2)), abs=1e-12)


def test_the_anchor_is_solved_anew_so_the_target_has_no_error(random_quantities, parameters):
    quantities = random_quantities()
    anchored = evaluate(quantities, Setting(parameters(2), "observed"))
    free = evaluate(quantities, Setting(parameters(2), "bottom_up"))
    np.testing.assert_allclose(anchored.increments["cost_3m"], 847.0)
    np.testing.assert_allclose(anchored.increments_mcse["cost_3m"], 0, atol=1e-7)
    assert (free.increments_mcse["cost_3m"] > 1).all()


def test_left_out_sums_are_those_of_the_other_blocks(random_quantities, parameters):
    """The jackknife's own estimates, each made anew from quantities without one block."""
    quantities, setting = random_quantities(draws=1, blocks=3), Setting(parameters())
    sizes = quantities.n_patients

    def without(block):
        keep = [b for b in range(3) if b != block]
        fields = {f: getattr(quantities, f)[:, keep] for f in ("used", "discounted", "counts")}
        part = type(quantities)(**(vars(quantities) | fields))
        return jackknife(lambda sums: measures(sums, setting), part)[0]["qaly"]

    whole, mcse = jackknife(lambda sums: measures(sums, setting), quantities)
    left = np.stack([without(block) for block in range(3)], axis=1)
    np.testing.assert_allclose(mcse["qaly"], standard_error(whole["qaly"], left, sizes))
