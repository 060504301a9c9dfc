"""Figures of rollout budgets: what is drawn is the frame, in either language and in grey."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from kth_sim.economics.budget import Budget, PerPatient
from kth_sim.reporting.figures import budget, save_figure
from kth_sim.reporting.figures.budget import About
from kth_sim.reporting.figures.budget.clusters import PLACES, places_of
from kth_sim.reporting.figures.budget.drawing import PAYER_LOOKS, look_of_plan
from kth_sim.reporting.language import language
from kth_sim.runs.redraw import in_words
from kth_sim.runs.rollout import notes
from kth_sim.runs.rollout_figures import clusters, plans_by_year

YEARS = list(range(2026, 2032))
PAYERS = ("region", "municipality", "state")
PLANS = ("all_at_once", "largest_first", "pilot_then_decide")
SHIPPED = (*PLANS, "none", "nursing_home_first", "own_home_only", "southern_clusters_as_started",
           "staggered_two_per_quarter")  # fmt: skip
NETWORK = ("Randers", "Gødstrup", "SOL", "Slagelse", "SUH Køge-Faxe", "Sydhavsøerne", "Byen",
           "Midt", "Nord", "Syd", "Bornholm")  # fmt: skip
SOURCES = (Path(budget.__file__).parent).glob("*.py")


def about(code="en", **changes):
    given = {
        "scenario": "national",
        "seed": 1,
        "draws": 1_000,
        "patients": 5_000,
        "basis": "assumption",
    } | changes
    return About(language=language(code), **given)


def payer_frame(plan="all_at_once"):
    """Of each year and payer, then the sums; the region gains by KTH what others lose and more."""
    rows = []
    for y, year in enumerate(YEARS):
        net = {"region": 16e6 + y * 1e6, "municipality": -6e6, "state": 0.0}
        cost = {"region": 250e6 + y * 2e6, "municipality": 140e6, "state": 0.0}
        rows += [(str(year), payer, cost[payer], net[payer]) for payer in PAYERS]
    frame = pd.DataFrame(rows, columns=["year", "payer", "cost", "net"])
    by_payer = frame.groupby("payer", sort=False, as_index=False)[["cost", "net"]].sum()
    frame = pd.concat([frame, by_payer.assign(year="all")], ignore_index=True)
    sums = frame.groupby("year", sort=False, as_index=False)[["cost", "net"]].sum()
    frame = pd.concat([frame, sums.assign(payer="all")], ignore_index=True)
    return frame.assign(plan=plan, net_low=frame["net"] - 5e6, net_high=frame["net"] + 9e6)


def shift_frame(plan="all_at_once"):
    """Sums that can be worked by hand: the reform moves 134, KTH adds 80 and 50 million."""
    old = {"region": 1_286e6, "municipality": 923e6, "state": 0.0}
    moved = {"region": 134e6, "municipality": -134e6, "state": 0.0}
    added = {"region": 80e6, "municipality": 50e6, "state": 0.0}
    rows = []
    for year, share in (*((str(year), 1 / 6) for year in YEARS), ("all", 1.0)):
        of_year = [
            (year, payer, share * old[payer], share * moved[payer], share * added[payer])
            for payer in PAYERS
        ]
        whole = [sum(row[i] for row in of_year) for i in (2, 3, 4)]
        rows += [*of_year, (year, "all", *whole)]
    columns = ["year", "payer", "today_without_reform", "shift_by_reform", "change_by_plan"]
    frame = pd.DataFrame(rows, columns=columns).assign(plan=plan)
    today = frame["today_without_reform"] + frame["shift_by_reform"]
    return frame.assign(today=today, cost=today + frame["change_by_plan"])


def plans_frame(plans=PLANS):
    frames = []
    for place, plan in enumerate(plans):
        until = np.arange(1, len(YEARS) + 1, dtype=float)
        lives, cost = (100.0 - 9 * place) * until, (24e6 - 3e6 * place) * until
        parts = {"lives_saved_30d": lives, "net_cost": cost}
        ends = {f"{k}_low": 0.4 * v for k, v in parts.items()}
        ends |= {f"{k}_high": 1.7 * v for k, v in parts.items()}
        frames.append(pd.DataFrame({"plan": plan, "label": plan, "year": YEARS, **parts, **ends}))
    return pd.concat(frames, ignore_index=True)


def cluster_frame(teams=NETWORK):
    rows = []
    for place, team in enumerate(teams):
        for year in YEARS:
            treated = 0.0 if place == 4 else 30.0 * (1 + place)
            net = {"region": 2e5 * (1 + place), "municipality": 1e5, "state": 0.0}
            rows += [(team, year, payer, (treated > 0) * net[payer], treated) for payer in PAYERS]
    columns = ["team", "year", "payer", "net", "treated"]
    return pd.DataFrame(rows, columns=columns).assign(plan="all_at_once")


FRAMES = {
    "budget_by_payer": payer_frame,
    "budget_waterfall": shift_frame,
    "plans": plans_frame,
    "clusters": cluster_frame,
}


@pytest.fixture(scope="module")
def drawn():
    """`drawn(kind, code)`: a figure in a language, drawn once."""
    kept = {}

    def _drawn(kind, code="en"):
        if (kind, code) not in kept:
            kept[kind, code] = getattr(budget, kind)(FRAMES[kind](), about(code))
        return kept[kind, code]

    return _drawn


def words(figure):
    return [t.get_text() for t in figure.findobj(Text) if t.get_text() and t.get_visible()]


# Whatever the figure -------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["da", "en"])
@pytest.mark.parametrize("kind", FRAMES)
def test_nothing_leaves_the_page_and_no_type_is_below_eight_points(drawn, kind, code):
    figure = drawn(kind, code)
    box, page = figure.get_tightbbox(), figure.get_size_inches()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert box.x1 <= page[0]
    assert box.y1 <= page[1]
    shown = [t for t in figure.findobj(Text) if t.get_text() and t.get_visible()]
    for text in shown:
        if not text.get_in_layout():  # not seen by the box above
            own = text.get_window_extent()
            assert own.x0 >= 0, text.get_text()
            assert own.x1 <= page[0] * figure.dpi, text.get_text()
    assert min(t.get_fontsize() for t in shown) >= 8


@pytest.mark.parametrize("kind", FRAMES)
def test_every_figure_says_whose_results_it_shows_and_what_they_rest_on(drawn, kind):
    note = drawn(kind).get_supxlabel().replace("\n", " ")
    for part in ("Scenario national", "1,000 draws", "seed 1", "assumptions", "Undiscounted"):
        assert part in note


@pytest.mark.parametrize("kind", FRAMES)
def test_danish_has_no_english_words(drawn, kind):
    da, en = words(drawn(kind, "da")), words(drawn(kind, "en"))
    assert drawn(kind, "da").get_suptitle() != drawn(kind, "en").get_suptitle()
    text = f" {' '.join(da).lower()} "
    assert [w for w in (" the ", " of ", "patients", "draws", "payers") if w in text] == []
    assert len(da) == len(en)


@pytest.mark.parametrize("kind", FRAMES)
def test_the_same_frame_gives_the_same_bytes(drawn, kind, tmp_path):
    again = getattr(budget, kind)(FRAMES[kind](), about())
    first = save_figure(drawn(kind), FRAMES[kind](), tmp_path / "a", kind)
    save_figure(again, FRAMES[kind](), tmp_path / "b", kind)
    assert [path.suffix for path in first] == [".png", ".svg", ".pdf", ".csv"]
    for path in first:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_without_a_column_is_refused(kind):
    frame = FRAMES[kind]().drop(columns="plan")
    with pytest.raises(ValueError, match=f"{kind} needs the columns plan"):
        getattr(budget, kind)(frame, about())


def test_every_key_that_the_figures_ask_for_is_there():
    source = "\n".join(path.read_text("utf-8") for path in SOURCES)
    asked = set(re.findall(r'say\(\s*"([a-z_]+\.[a-z_]+)"', source))
    assert len(asked) > 10
    assert asked - language("da").words.keys() == set()


@pytest.mark.parametrize("plan", SHIPPED)
def test_every_shipped_plan_has_a_name_in_both_languages(plan):
    assert f"plan_name.{plan}" in language("da").words


def luminance(color):
    """Of a colour as a grey copy shows it, by the weights of Rec. 709."""
    return float(np.dot([0.2126, 0.7152, 0.0722], to_rgb(color)))


def test_payers_and_plans_differ_without_colour():
    """Payers in hatch and lightness, plans in line style and marker together."""
    assert len({look["hatch"] for look in PAYER_LOOKS.values()}) == len(PAYER_LOOKS)
    grey = sorted(luminance(look["facecolor"]) for look in PAYER_LOOKS.values())
    assert min(np.diff(grey)) > 0.15
    looks = [look_of_plan(plan, SHIPPED) for plan in SHIPPED]
    assert len({(str(look["linestyle"]), look["marker"]) for look in looks}) == len(SHIPPED)
    assert len({look["marker"] for look in looks}) == len(SHIPPED)


# By payer ------------------------------------------------------------------------------------


def bars(axes):
    """Heights of the bars of an axes, one row a payer."""
    heights = [bar.get_height() for bar in axes.patches]
    return np.array(heights).reshape(-1, len(YEARS))


def test_bars_are_the_payers_parts_and_the_diamond_their_sum(drawn):
    figure, frame = drawn("budget_by_payer"), payer_frame()
    rows = frame[frame["year"] != "all"]
    for axes, column in zip(figure.axes[:2], ("cost", "net"), strict=True):
        parts = [rows[rows["payer"] == p][column].to_numpy() for p in ("region", "municipality")]
        np.testing.assert_allclose(bars(axes), parts)
    (diamonds,) = (line for line in figure.axes[1].get_lines() if line.get_marker() == "D")
    np.testing.assert_allclose(diamonds.get_ydata(), [1e7, 1.1e7, 1.2e7, 1.3e7, 1.4e7, 1.5e7])


def test_savings_hang_below_nought(drawn):
    below = [bar for bar in drawn("budget_by_payer").axes[1].patches if bar.get_height() < 0]
    assert {bar.get_y() for bar in below} == {0.0}
    assert len(below) == len(YEARS)


def test_a_payer_who_pays_nothing_is_not_drawn(drawn):
    names = [t.get_text() for t in drawn("budget_by_payer").axes[2].get_legend().get_texts()]
    assert names == ["Region", "Municipality", "All payers"]


def test_the_title_says_what_kth_adds_and_to_whom(drawn):
    """Region 16 + ... + 21 = 111, municipality -36, all 75 million."""
    title = drawn("budget_by_payer").get_suptitle().replace("\n", " ").replace("\xa0", " ")
    assert "KTH adds DKK 75 million in 2026 to 2031" in title
    assert "region DKK 111 million and municipality DKK \N{MINUS SIGN}36 million" in title


# The waterfall -------------------------------------------------------------------------------


def test_the_waterfall_goes_from_today_over_the_reform_and_kth_to_the_plan(drawn):
    """Each step starts where the last one ended; over all payers the reform is nothing."""
    region, municipality, whole = drawn("budget_waterfall").axes
    for axes, ends in (
        (region, (1_286e6, 1_420e6, 1_500e6, 1_500e6)),
        (municipality, (923e6, 789e6, 839e6, 839e6)),
        (whole, (2_209e6, 2_209e6, 2_339e6, 2_339e6)),
    ):
        today, reform, kth, plan = axes.patches
        found = [bar.get_y() + bar.get_height() for bar in (today, reform, kth, plan)]
        np.testing.assert_allclose(found, ends)
        assert reform.get_y() == pytest.approx(ends[0])
        assert kth.get_y() == pytest.approx(ends[1])
        assert today.get_y() == plan.get_y() == axes.get_ylim()[0]
        assert min(ends) > axes.get_ylim()[0]
    assert whole.patches[1].get_height() == 0.0


def test_the_reform_has_a_bar_of_its_own_in_the_title_too(drawn):
    title = drawn("budget_waterfall").get_suptitle().replace("\n", " ").replace("\xa0", " ")
    assert "the reform moves DKK 134 million from municipality to region" in title
    assert "KTH adds DKK 130 million" in title


def test_rises_are_hatched_and_falls_are_not(drawn):
    region, municipality, _ = drawn("budget_waterfall").axes
    assert region.patches[1].get_hatch()
    assert not municipality.patches[1].get_hatch()


# Plans ---------------------------------------------------------------------------------------


def test_lines_are_the_cumulative_lives_and_costs(drawn):
    frame = plans_frame()
    for axes, measure in zip(drawn("plans").axes[:2], ("lives_saved_30d", "net_cost"), strict=True):
        lines = [line for line in axes.get_lines() if len(line.get_xdata()) == len(YEARS)]
        for line, plan in zip(lines, PLANS, strict=True):
            rows = frame[frame["plan"] == plan]
            np.testing.assert_array_equal(line.get_ydata(), rows[measure])
        assert len(axes.collections) == len(PLANS)


def test_many_plans_get_lines_in_the_place_of_bands():
    figure = budget.plans(plans_frame(SHIPPED), about())
    left = figure.axes[0]
    assert len(left.collections) == 0
    upright = [x for x in left.get_lines() if len(set(x.get_xdata())) == 1 < len(x.get_xdata())]
    assert len(upright) == len(SHIPPED)
    assert upright[0].get_ydata()[1] == pytest.approx(1.7 * 600)


def test_the_title_names_the_plan_that_saves_the_most(drawn):
    title = drawn("plans").get_suptitle().replace("\n", " ").replace("\xa0", " ")
    assert title == "Most lives saved by 2031: All at once, 600 at a net cost of DKK 144 million"


# Clusters ------------------------------------------------------------------------------------


def test_a_panel_a_cluster_with_its_people_and_its_cost(drawn):
    """Randers: 6 x 30 people and 6 x 300,000 DKK, so 10,000 each; one cluster has nobody."""
    panels = [axes for axes in drawn("clusters").axes if axes.get_title(loc="left").strip()]
    assert {axes.get_title(loc="left").strip() for axes in panels} == set(NETWORK)
    (randers,) = (a for a in panels if a.get_title(loc="left").strip() == "Randers")
    assert "180 with KTH,\n10,000 each" in words(randers)
    np.testing.assert_allclose(bars(randers), [[2e5] * 6, [1e5] * 6])
    assert "nobody with KTH" in words(drawn("clusters"))


def test_places_follow_the_map():
    """West of, north of: as the clusters lie; nobody shares a cell."""
    assert set(NETWORK) <= set(PLACES)
    cells = places_of(NETWORK)
    assert len(set(cells.values())) == len(NETWORK)
    assert cells["Gødstrup"][1] < cells["Randers"][1] < cells["Slagelse"][1] < cells["Bornholm"][1]
    assert cells["Nord"][0] < cells["Midt"][0] < cells["SUH Køge-Faxe"][0] < cells["Bornholm"][0]


def test_clusters_of_no_map_are_drawn_all_the_same():
    teams = [f"Cluster {i}" for i in range(7)]
    assert len(set(places_of(teams).values())) == 7
    figure = budget.clusters(cluster_frame(teams), about())
    assert sum(bool(axes.get_title(loc="left").strip()) for axes in figure.axes) == 7


@pytest.mark.parametrize("kind", ["budget_by_payer", "budget_waterfall", "clusters"])
def test_a_plan_that_changes_nothing_can_be_drawn(kind):
    frame = FRAMES[kind]().assign(plan="none")
    for name in ("net", "net_low", "net_high", "change_by_plan", "treated"):
        if name in frame:
            frame[name] = 0.0
    if "today" in frame:
        frame["cost"] = frame["today"]
    assert getattr(budget, kind)(frame, about()).get_suptitle().startswith("No KTH")


# From a stored run ---------------------------------------------------------------------------


def test_what_a_comparison_says_of_itself_is_said_in_danish():
    """The notes as the run writes them; a note that nobody translates would stay English."""
    levels = (0.0, 0.5, 1.0)
    values = np.array([0.0, 0.0, 4.0, 10.0]).reshape(1, 4, 1)  # 4 at the middle, foretold 5
    one = PerPatient(levels, ("own_home",), ("a",), {"a": "gp"}, {"a": "observed"},
                     values[..., None, None], {"qalys": values}, {}, np.ones((1, 1)))  # fmt: skip
    care, between = (in_words(line, language("da")) for line in notes("excluded", one))
    assert care == "Udgifter til pleje efter tredje måned er udeladt, som scenariet siger."
    assert "rammer højst 10,0\xa0% af effekten ved siden af" in between


def test_frames_from_budgets_sum_up():
    """Two draws, two years, two clusters: sums and quantiles worked by hand."""
    net = np.arange(2 * 2 * 2 * 1 * 2, dtype=float).reshape(2, 2, 2, 1, 2)
    lives = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])
    zero = np.zeros_like(net)
    b = Budget("p", "P", (2026, 2027), ("A", "B"), ("a",), ("region", "municipality"), (),
               {"a": "gp"}, {"a": "observed"}, net, zero, zero, {"lives_saved_30d": lives}, {},
               np.ones((2, 2, 2)), np.full((2, 2, 2), 3.0), np.ones(2, dtype=bool))  # fmt: skip
    by_year = plans_by_year([b])
    assert by_year["lives_saved_30d"].tolist() == [7.0, 18.0]  # of (3, 11) and (10, 26)
    assert by_year["net_cost"].tolist() == [22.0, 60.0]  # of (6, 38) and (28, 92)
    np.testing.assert_allclose(by_year["net_cost_high"], [37.2, 90.4])  # 6 + 0.975 x 32, ...
    frame = clusters([b])
    assert frame["net"].sum() == pytest.approx(net.mean(axis=0).sum())
    cell = frame.query("team == 'B' and year == 2027 and payer == 'municipality'")
    assert cell["net"].tolist() == [11.0]  # of 7 and 15
    assert set(frame["treated"]) == {3.0}
