"""The flow figure: nobody is lost between two stages, and labels keep apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.reporting.figures import flow_90d
from kth_sim.reporting.figures.flow import LABEL_SPACE
from kth_sim.reporting.figures.flow_layout import place_bands, place_nodes, spread, stages_of
from kth_sim.reporting.language import language

ENGLISH = language("en")


@pytest.fixture
def stages(flow):
    return stages_of(flow[flow["strategy"] == "kth"])


def test_a_thousand_patients_stand_at_every_stage_and_flow_between_them(stages):
    nodes = place_nodes(stages, gap=45.0)
    bands = place_bands(stages, nodes)

    for stage in range(4):
        assert sum(n.size for n in nodes.values() if n.stage == stage) == pytest.approx(1000, abs=1)
    for stage in range(3):
        assert sum(b.width for b in bands if b.stage == stage) == pytest.approx(1000, abs=1)


def test_the_bands_fill_their_nodes_from_top_to_foot(stages):
    nodes = place_nodes(stages, gap=45.0)
    bands = place_bands(stages, nodes)

    for (stage, state), node in nodes.items():
        leaving = [b for b in bands if (b.stage, b.source) == (stage, state)]
        reaching = [b for b in bands if (b.stage + 1, b.target) == (stage, state)]
        for group, edge in ((leaving, "top_left"), (reaching, "top_right")):
            if group:
                assert getattr(group[0], edge) == pytest.approx(node.top)
                assert sum(band.width for band in group) == pytest.approx(node.size)


def test_all_in_hospital_on_day_90_are_one_state_and_the_dead_stay_dead(flow, stages):
    nodes = place_nodes(stages, gap=45.0)
    kth = flow[flow["strategy"] == "kth"]

    def total(*states):
        return kth.loc[kth["day_90_state"].isin(states), "per_1000"].sum()

    assert nodes[3, "in_hospital"].size == pytest.approx(total("readmitted", "index_stay"))
    assert nodes[3, "dead"].size == pytest.approx(total("dead"))
    assert nodes[2, "never_discharged"].size == pytest.approx(36.9)


def test_a_state_without_anybody_has_no_node(flow):
    alive = flow[(flow["strategy"] == "kth") & (flow["first_state"] != "still_in_hospital")]

    assert (1, "still_in_hospital") not in place_nodes(stages_of(alive), gap=45.0)


@given(st.lists(st.floats(-600, 600), min_size=1, max_size=6), st.floats(1, 100))
def test_spread_labels_keep_their_order_their_distance_and_their_mean(heights, least):
    falling = sorted(heights, reverse=True)
    moved = spread(falling, least)

    assert np.all(-np.diff(moved) >= least - 1e-6)
    assert np.mean(moved) == pytest.approx(np.mean(falling), abs=1e-6)


def test_labels_far_enough_apart_do_not_move():
    assert spread([300.0, 100.0, -200.0], 58.0) == pytest.approx([300.0, 100.0, -200.0])


def test_each_panel_prints_its_numbers_and_no_two_labels_of_a_stage_touch(flow, note):
    figure = flow_90d(flow, note, ENGLISH)

    for axes in figure.axes:
        labels = [text for text in axes.texts if text.get_text()[-1].isdigit()]
        assert {"Patients 1,000", "Still in hospital <1"} <= {t.get_text() for t in labels}
        for stage in range(4):
            heights = sorted(
                t.get_position()[1] for t in labels if int(t.get_position()[0]) == stage
            )
            assert np.all(np.diff(heights) >= LABEL_SPACE - 1e-6)
    assert figure.get_suptitle().startswith("Of 1,000 operated, 122 are dead by day 90 with KTH")
