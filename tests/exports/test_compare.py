"""What keeps two stored runs from sharing random numbers, by records made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kth_sim.errors import UserError
from kth_sim.runs.compare import Compared, shared
from kth_sim.runs.compare_results import Figures, draws_of, figures_of, results_table


def run(name, **changes):
    """A run of point values, but for what is changed."""
    record = {"seed": 1, "patients": 400, "versions": {"kth_sim": "0.1.0"}}
    return Compared(name, name, record | changes, Figures({}, {}, {}, {}))


def drawn(n, method="random"):
    return {"n": n, "method": method}


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ({}, {}, []),
        ({"seed": 2}, {"patients": 5}, [("seeds", {"a": 2, "b": 1})]),  # the rest is no matter
        ({}, {"draws": drawn(16)}, [("kinds", {"a": 1, "b": 16})]),
        ({"draws": drawn(8)}, {"draws": drawn(16)}, [("draws", {"a": 8, "b": 16})]),
        (
            {"draws": drawn(16)},
            {"draws": drawn(16, "sobol")},
            [("methods", {"a": "random", "b": "sobol"})],
        ),
        ({"draws": drawn(9, "file")}, {"draws": drawn(9, "file")}, [("files", {})]),
        ({"draws": drawn(9)}, {"draws": drawn(9)}, []),
        (
            {"patients": 300},
            {"versions": {"kth_sim": "0.2.0"}},
            [("patients", {"a": 300, "b": 400}), ("versions", {"a": "0.1.0", "b": "0.2.0"})],
        ),
    ],
)
def test_each_thing_that_differs_in_the_luck_is_found(a, b, found):
    names = {"first": "A", "other": "B"}
    assert shared(run("A", **a), run("B", **b)) == [(kind, names | said) for kind, said in found]


# Figures of a run --------------------------------------------------------------------------------

PANEL = pd.DataFrame(
    {
        "strategy": ["usual_care", "usual_care", "kth", "kth"],
        "draw": [0, 1, 0, 1],
        "qaly": [2.0, 3.0, 2.5, 3.25],
    }
)


def test_the_increment_of_each_draw_is_kth_less_usual_care(tmp_path):
    PANEL.to_parquet(tmp_path / "outcomes.parquet")
    found = draws_of(tmp_path / "outcomes.parquet")
    assert found["increment", "qaly"].tolist() == [0.5, 0.25]
    assert found["usual_care", "qaly"].tolist() == [2.0, 3.0]


def test_of_a_panel_with_blocks_only_the_whole_draws_count(tmp_path):
    blocks = pd.concat([PANEL.assign(block=0), PANEL.assign(block=1, qaly=-9.0)])
    blocks.to_parquet(tmp_path / "000000.parquet")
    assert draws_of(tmp_path / "000000.parquet")["increment", "qaly"].tolist() == [0.5, 0.25]


def test_where_no_draws_are_stored_errors_add_as_those_of_independent_runs(tmp_path):
    key = ("increment", "qaly")
    assert draws_of(tmp_path / "outcomes.parquet") == {}
    first, other = (Figures({key: m}, {key: e}, {}, {}) for m, e in ((0.5, 0.3), (0.7, 0.4)))
    (row,) = results_table({"A": first, "B": other}, [True]).to_dict("records")
    assert row["difference: B"] == pytest.approx(0.2)
    assert row["mcse: B"] == pytest.approx(0.5)  # 3, 4, 5
    assert np.isnan(row["low: B"])


def test_what_is_the_same_everywhere_is_left_out_and_what_one_lacks_is_nan():
    qaly, cost = ("kth", "qaly"), ("kth", "cost_total")
    first, other = Figures({qaly: 2.0, cost: 9.0}, {}, {}, {}), Figures({qaly: 2.0}, {}, {}, {})
    (row,) = results_table({"A": first, "B": other}, [False]).to_dict("records")
    assert row["measure"] == "cost_total"
    assert np.isnan(row["B"])
    assert np.isnan(row["difference: B"])


def test_a_point_of_a_sweep_of_plans_is_refused_with_where_to_look(tmp_path):
    rows = {"point": [0], "strategy": ["plan"], "measure": ["net_cost"], "mean": [1.0]}
    pd.DataFrame(rows).to_parquet(tmp_path / "sweep.parquet")
    with pytest.raises(UserError, match=r"its points are rollout plans: .* in its points\.csv"):
        figures_of(tmp_path, {}, 0)
