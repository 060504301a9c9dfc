"""Cost by sector: bars add up, increments are differences, assumptions are marked."""

import numpy as np
import pytest

from kth_sim.reporting.figures import cost_of_strategies
from kth_sim.reporting.figures.costs import costs_until
from kth_sim.reporting.language import language

ENGLISH = language("en")


def bars(axes):
    return [bar for container in axes.containers for bar in container]


def panels(figure):
    return [axes for axes in figure.axes if axes.axison]


def test_the_stacks_add_up_to_the_cost_of_each_strategy(costs, note):
    early, _, lifetime, _ = panels(cost_of_strategies(costs, note, ENGLISH))

    for axes, rows in ((early, costs[costs["horizon"] == "first_3_months"]), (lifetime, costs)):
        for place, strategy in enumerate(("usual_care", "kth")):
            heights = [container[place].get_height() for container in axes.containers]
            total = rows.loc[rows["strategy"] == strategy, "cost"].sum()
            assert sum(heights) == pytest.approx(total)
            assert f"{total:,.0f}" in [text.get_text() for text in axes.texts]


def test_the_increments_are_the_differences_and_their_sum(costs, note):
    early = panels(cost_of_strategies(costs, note, ENGLISH))[1]

    widths = [bar.get_width() for bar in bars(early)]
    table = costs_until(costs, "first_3_months")
    assert np.allclose(widths[:-1], table["kth"] - table["usual_care"])
    assert widths[-1] == pytest.approx(sum(widths[:-1]))


def test_a_sector_that_rests_on_an_assumption_is_marked_where_it_does(costs, note):
    figure = cost_of_strategies(costs, note, ENGLISH)
    early, later = panels(figure)[1::2]

    def names(axes):
        return [label.get_text() for label in axes.get_yticklabels()]

    assert names(early) == [
        "Hospital",
        "Municipality *",
        "General practice",
        "Medicine",
        "All sectors",
    ]
    assert "General practice *" in names(later)
    assert "* rests at least in part on assumptions" in figure.get_supxlabel().replace("\n", " ")


def test_without_later_costs_there_is_one_panel_and_the_title_keeps_to_it(costs, note):
    figure = cost_of_strategies(costs[costs["horizon"] == "first_3_months"], note, ENGLISH)

    assert len(panels(figure)) == 2
    assert (
        figure.get_suptitle()
        == "Per patient KTH costs DKK\N{NO-BREAK SPACE}8,425 more in the first 3 months"
    )


def test_savings_are_called_less_and_stay_inside_the_panel(costs, note):
    cheaper = costs.assign(cost=costs["cost"].where(costs["strategy"] == "usual_care", 1_000.0))
    figure = cost_of_strategies(cheaper, note, ENGLISH)

    assert "less in the first 3 months" in figure.get_suptitle()
    for axes in panels(figure)[1::2]:
        frame = axes.get_window_extent()
        for label in axes.texts:
            assert frame.x0 < label.get_window_extent().x0
            assert label.get_window_extent().x1 < frame.x1


def test_every_sector_has_its_own_hatch(costs, note):
    hatches = [
        container[0].get_hatch()
        for container in panels(cost_of_strategies(costs, note, ENGLISH))[0].containers
    ]

    assert len(set(hatches)) == 4
