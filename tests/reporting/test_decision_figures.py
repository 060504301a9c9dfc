"""Figures of decision analysis: what is drawn is the frame, in either language and in grey."""

from __future__ import annotations

import colorsys
import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from kth_sim.reporting.figures import decision, save_figure
from kth_sim.reporting.figures.decision import About
from kth_sim.reporting.figures.decision.ce_plane import as_outcomes, ellipse
from kth_sim.reporting.figures.decision.drawing import OTHERS, look_of
from kth_sim.reporting.language import language

MARKS = (200_000.0, 500_000.0)
READINGS = ("3m_only", "with_later")


def about(code="en", **changes):
    given = {
        "scenario": "national",
        "seed": 1,
        "draws": 10_000,
        "patients": 2_215,
        "basis": "assumption",
        "labels": {"or_death_30d_kth": "Odds ratio of 30-day death"},
        "marks": MARKS,
    } | changes
    return About(language=language(code), **given)


def plane_frame():
    rng = np.random.default_rng(4)
    frames = []
    for reading, cost in zip(READINGS, (9_000, 54_000), strict=True):
        gain = rng.normal(0.05, 0.03, 400)
        parts = {"draw": np.arange(400), "inc_cost": cost * (0.5 + 10 * gain), "inc_effect": gain}
        frames.append(pd.DataFrame({"reading": reading, **parts}))
    return pd.concat(frames, ignore_index=True)


def curve_frame(columns):
    wtp = np.arange(0.0, 1_000_001.0, 50_000.0)
    frames = []
    for reading, turn in zip(READINGS, (170_000.0, 600_000.0), strict=True):
        kth = 1 / (1 + np.exp(-(wtp - turn) / 60_000))
        parts = columns(wtp, kth)
        frames.append(pd.DataFrame({"reading": reading, "wtp": wtp, **parts}))
    return pd.concat(frames, ignore_index=True)


def ceac_frame():
    return curve_frame(lambda _, kth: {"usual_care": 1 - kth, "kth": kth})


def ceaf_frame():
    return curve_frame(
        lambda _, kth: {
            "strategy": np.where(kth > 0.5, "kth", "usual_care"),
            "probability": np.maximum(kth, 1 - kth),
        }
    )


def loss_frame():
    return curve_frame(lambda wtp, kth: {"usual_care": wtp * kth / 10, "kth": 9e3 * (1 - kth)})


def evpi_frame():
    return curve_frame(lambda _, kth: {"evpi": 4_000 * kth * (1 - kth)})


def evppi_frame():
    names = ["or_death_30d_kth", "frailty_variance", "cost_readmission + cost_gp_contact"]
    values = {"evppi": [510.0, 260.0, 3.0], "se": [12.0, 9.0, 4.0]}
    basis = ["observed", "assumption", "assumption"]
    return pd.DataFrame({"parameters": names, "wtp": 2e5, **values, "evpi": 720.0, "basis": basis})


def enbs_frame():
    n = np.array([200, 500, 1_000, 2_000, 4_000])
    frames = []
    for study, scale in (("audit", 50e6), ("cluster trial", 30e6)):
        worth = scale * (1 - np.exp(-n / 900)) - 4_000.0 * n
        best = worth == worth.max()
        parts = {"n": n, "wtp": 2e5, "enbs": worth, "enbs_se": 1e6, "best": best}
        frames.append(pd.DataFrame({"study": study, **parts}))
    return pd.concat(frames, ignore_index=True)


def tornado_frame():
    rows = [
        ("or_death_30d_kth", "Odds ratio", "odds_ratio", "observed", 0.4, 0.9, 5_400.0, -2_800.0),
        ("frailty_variance", "Frailty", "variance", "assumption", 0.06, 1.4, 5_300.0, -1_300.0),
        ("cost_readmission", "One readmission", "DKK", "assumption", 1e4, 9e4, 3_600.0, -100.0),
        ("cost_gp_contact", "GP contact", "DKK", "literature", 150.0, 160.0, 2_200.0, 2_200.0),
    ]
    columns = [
        "parameter",
        "label",
        "unit",
        "basis",
        "low_value",
        "high_value",
        "at_low",
        "at_high",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    swing = (frame["at_high"] - frame["at_low"]).abs()
    errors = {"mcse_low": 80.0, "mcse_high": 90.0}
    return frame.assign(outcome="inmb_200000", base=2_200.0, swing=swing, **errors)


def grid_frame():
    x, y = np.meshgrid(np.linspace(0.4, 0.9, 6), np.linspace(1.0, 1.5, 5))
    value = 8_000 - 8_000 * x - 2_500 * (y - 1.0) - 2_000
    named = {"x_parameter": "or_death_30d_kth", "y_parameter": "rr_readmission_30d_kth"}
    flat = {"x": x.ravel(), "y": y.ravel(), "value": value.ravel()}
    return pd.DataFrame({**flat, "outcome": "inmb_200000", **named})


def boundary_frame():
    y = np.linspace(1.0, 1.5, 5)
    return pd.DataFrame({"x": (6_000 - 2_500 * (y - 1.0)) / 8_000, "y": y})


def line_frame():
    x = np.linspace(0.3, 1.1, 21)
    line = {"value": x, "mean": 6_000 - 8_000 * x, "mcse": 150.0}
    flat = {"value": x, "mean": 1_000 + 100 * x, "mcse": 150.0}
    parts = [
        pd.DataFrame({"parameter": "or_death_30d_kth", **line}),
        pd.DataFrame({"parameter": "cost_acute_nurse_visit", **flat}),
    ]
    return pd.concat(parts, ignore_index=True).assign(outcome="inmb_200000")


def found_frame():
    return pd.DataFrame(
        {
            "parameter": ["or_death_30d_kth", "cost_acute_nurse_visit"],
            "label": ["Odds ratio", "One visit"],
            "base_value": [0.6, 0.7],
            "threshold": [0.75, np.nan],
        }
    )


def running_frame():
    n = np.arange(2, 1_001)
    frames = []
    for reading in READINGS:
        for wtp in MARKS:
            mean, mcse = wtp / 40 + 3_000 / n, 20_000 / np.sqrt(n)
            parts = {"wtp": wtp, "draws": n, "mean": mean, "mcse": mcse}
            frames.append(pd.DataFrame({"reading": reading, **parts}))
    return pd.concat(frames, ignore_index=True)


def luck_frame():
    rows = [
        ("qaly", "QALYs", "QALY", 0.06, 0.0017, (0.06 / 0.0017) ** 2),
        ("prob_death_30d", "Dead", "share", 0.0089, 0.0043, (0.0089 / 0.0043) ** 2),
    ]
    columns = ["measure", "label", "unit", "sd_independent", "sd_common", "factor"]
    return pd.DataFrame(rows, columns=columns)


def sector_frame():
    rows = []
    for horizon, scale in (("first_3_months", 1.0), ("lifetime", 6.0)):
        for sector, cost in (("hospital", 2_500.0), ("municipality", 6_300.0), ("all", 8_800.0)):
            ends = (scale * cost * 0.4, scale * cost * 1.7)
            rows.append(("increment", sector, horizon, scale * cost, *ends, "assumption"))
    columns = ["strategy", "sector", "horizon", "cost", "low", "high", "basis"]
    return pd.DataFrame(rows, columns=columns)


def bias_frame():
    steps = ["none", "immortal_time", "selection", "all"]
    values = {"or_value": [0.61, 0.89, 0.83, 0.83], "lives_saved": [98.0, 27.0, 43.0, 43.0]}
    return pd.DataFrame({"step": steps, "label": steps, **values})


FRAMES = {
    "ce_plane": plane_frame,
    "ceac": ceac_frame,
    "ceaf": ceaf_frame,
    "expected_loss": loss_frame,
    "evpi": evpi_frame,
    "evppi": evppi_frame,
    "enbs": enbs_frame,
    "tornado": tornado_frame,
    "heat_map": grid_frame,
    "threshold": line_frame,
    "convergence": running_frame,
    "common_random_numbers": luck_frame,
    "cost_by_sector": sector_frame,
    "bias_waterfall": bias_frame,
}
SECOND = {"heat_map": boundary_frame, "threshold": found_frame}


@pytest.fixture(scope="module")
def drawn():
    """`drawn(kind, code)`: a figure in a language, drawn once."""
    kept = {}

    def _drawn(kind, code="en"):
        if (kind, code) not in kept:
            more = [SECOND[kind]()] if kind in SECOND else []
            kept[kind, code] = getattr(decision, kind)(FRAMES[kind](), about(code), *more)
        return kept[kind, code]

    return _drawn


def words(figure):
    return [t.get_text() for t in figure.findobj(Text) if t.get_text() and t.get_visible()]


def line_with(axes, label=None, **look):
    """The lines of these axes with more than two points and this look."""
    return [
        line
        for line in axes.get_lines()
        if len(line.get_xdata()) > 2
        and all(getattr(line, f"get_{k}")() == v for k, v in look.items())
    ]


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
    assert min(t.get_fontsize() for t in shown) >= 8


@pytest.mark.parametrize("kind", FRAMES)
def test_every_figure_says_whose_results_it_shows_and_what_they_rest_on(drawn, kind):
    note = drawn(kind).get_supxlabel().replace("\n", " ")
    for part in ("Scenario national", "10,000 draws", "2,215 patients", "seed 1", "assumptions"):
        assert part in note


@pytest.mark.parametrize("kind", FRAMES)
def test_languages_differ_and_danish_has_no_english_words(drawn, kind):
    da, en = words(drawn(kind, "da")), words(drawn(kind, "en"))
    assert drawn(kind, "da").get_suptitle() != drawn(kind, "en").get_suptitle()
    text = " ".join(da).lower()
    assert [w for w in (" the ", " of ", "patients", "draws") if w in f" {text} "] == []
    assert len(da) == len(en)


@pytest.mark.parametrize("kind", ["ceac", "heat_map", "ce_plane"])
def test_the_same_figure_gives_the_same_bytes_in_the_formats_asked_for(drawn, kind, tmp_path):
    again = getattr(decision, kind)(
        FRAMES[kind](), about(), *([SECOND[kind]()] if kind in SECOND else [])
    )
    first = save_figure(drawn(kind), FRAMES[kind](), tmp_path / "a", kind, ("pdf", "svg"))
    save_figure(again, FRAMES[kind](), tmp_path / "b", kind, ("pdf", "svg"))
    assert [path.suffix for path in first] == [".pdf", ".svg", ".csv"]
    for path in first:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def luminance(color):
    """Of a colour as a grey copy shows it, by the weights of Rec. 709."""
    return float(np.dot([0.2126, 0.7152, 0.0722], to_rgb(color)))


def test_strategies_differ_without_colour():
    """In line style and in marker, any two; and none so pale that a grey copy loses it."""
    names = ["usual_care", "kth", *"abcd"]
    looks = [look_of(name, names) for name in names]
    assert len({str(look["linestyle"]) for look in looks}) == len(names)
    assert len({look["marker"] for look in looks}) == len(names)
    assert max(luminance(look["color"]) for look in looks) < 0.7
    assert len({str(look["linestyle"]) for look in OTHERS}) == len(OTHERS)


def test_the_two_ends_of_a_tornado_differ_in_hatch_and_in_grey(drawn):
    bars = [patch for patch in drawn("tornado").axes[0].patches if patch.get_width()]
    low, high = bars[0], bars[1]
    assert low.get_hatch() != high.get_hatch()
    assert abs(luminance(low.get_facecolor()[:3]) - luminance(high.get_facecolor()[:3])) > 0.2


def test_the_map_grows_lighter_with_its_value(drawn):
    """So that a grey copy keeps the order: the lightness of its colours rises throughout."""
    mesh = drawn("heat_map").axes[0].collections[0]
    levels = [luminance(mesh.cmap(share)[:3]) for share in np.linspace(0, 1, 50)]
    assert np.all(np.diff(levels) > 0)
    assert colorsys.rgb_to_hls(*mesh.cmap(0.0)[:3])[1] < 0.25


# The plane -----------------------------------------------------------------------------------


def hand_worked():
    """Six draws: gains and dearer twice, gains and saves once, loses and dearer twice, saves once.

    At 100 DKK a QALY: 100 x 3 > 200, 100 x 1 < 150, the dominant one is worth it, the dominated
    two are not, and -1 x 100 < 120 saved is: 3 of 6.
    """
    cost = [200.0, 150.0, -50.0, 10.0, 20.0, -120.0]
    effect = [3.0, 1.0, 2.0, -1.0, -2.0, -1.0]
    return pd.DataFrame({"draw": range(6), "inc_cost": cost, "inc_effect": effect})


def test_shares_of_the_quadrants_are_those_worked_by_hand():
    figure = decision.ce_plane(hand_worked(), about(marks=(100.0,)))
    texts = [text.replace("\xa0", " ").split("\n")[-1] for text in words(figure)]
    corners = {text.split("\n")[-1].replace("\xa0", " ") for text in words(figure) if ",\n" in text}
    assert corners == {"33.3 %", "16.7 %"}
    assert texts.count("33.3 %") == 2
    assert "50 % of draws" in figure.get_suptitle().replace("\xa0", " ").replace("\n", " ")


def test_the_plane_draws_every_draw_and_lines_of_the_thresholds_slope(drawn):
    frame = plane_frame()
    for axes, reading in zip(drawn("ce_plane").axes, READINGS, strict=True):
        rows = frame[frame["reading"] == reading]
        cloud = axes.get_lines()[0]
        np.testing.assert_array_equal(cloud.get_xdata(), rows["inc_effect"])
        np.testing.assert_array_equal(cloud.get_ydata(), rows["inc_cost"])
        slopes = set()
        for line in axes.get_lines():
            x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
            if len(x) == 2 and np.ptp(x) > 0 and np.ptp(y) > 0:
                slopes.add(round(float((y[1] - y[0]) / (x[1] - x[0]))))
        assert slopes == set(MARKS)


def test_the_ellipse_covers_95_per_cent_of_a_bivariate_normal():
    """Of new points of the distribution: 0.95 within 4 standard errors of so many points."""
    rng, n = np.random.default_rng(12), 200_000
    spread = np.array([[0.02**2, 0.6 * 0.02 * 3_000], [0.6 * 0.02 * 3_000, 3_000.0**2]])
    x, y = rng.multivariate_normal([0.05, 9_000.0], spread, n).T
    around = ellipse(x, y)
    # its border lies at Mahalanobis distance^2 = -2 ln 0.05 = 5.991, chi-squared's 95 % at 2 df
    inverse = np.linalg.inv(np.cov(x, y))
    off = around - [x.mean(), y.mean()]
    distance = np.einsum("ij,jk,ik->i", off, inverse, off)
    np.testing.assert_allclose(distance, -2 * math.log(0.05), rtol=1e-9)
    new = rng.multivariate_normal([0.05, 9_000.0], spread, n) - [x.mean(), y.mean()]
    inside = np.einsum("ij,jk,ik->i", new, inverse, new) <= 5.991464547107979
    assert inside.mean() == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / n))


def test_increments_are_outcomes_against_nothing():
    found = as_outcomes(hand_worked())
    assert found.cost[:, 0].tolist() == [0.0] * 6
    np.testing.assert_array_equal(found.effect[:, 1], hand_worked()["inc_effect"])


# The curves ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ceac", "expected_loss"])
def test_a_curve_a_strategy_is_the_frame(drawn, kind):
    frame = FRAMES[kind]()
    for axes, reading in zip(drawn(kind).axes, READINGS, strict=True):
        rows = frame[frame["reading"] == reading]
        for name, look in (("usual_care", "o"), ("kth", "s")):
            (line,) = line_with(axes, marker=look)
            np.testing.assert_array_equal(line.get_xdata(), rows["wtp"])
            np.testing.assert_array_equal(line.get_ydata(), rows[name])


def test_the_index_may_hold_the_threshold_and_readings_may_be_missing():
    frame = ceac_frame().query("reading == 'with_later'").drop(columns="reading").set_index("wtp")
    figure = decision.ceac(frame, about())
    (line,) = line_with(figure.axes[0], marker="s")
    np.testing.assert_array_equal(line.get_ydata(), frame["kth"])
    assert len(figure.axes) == 1


def test_the_frontier_is_drawn_in_pieces_that_together_are_the_frame(drawn):
    frame = ceaf_frame()
    for axes, reading in zip(drawn("ceaf").axes, READINGS, strict=True):
        rows = frame[frame["reading"] == reading]
        usual, kth = line_with(axes, marker="o") + line_with(axes, marker="s")
        np.testing.assert_array_equal(
            np.concatenate([usual.get_ydata(), kth.get_ydata()]), rows["probability"]
        )
        assert kth.get_xdata()[0] == rows.loc[rows["strategy"] == "kth", "wtp"].min()


def test_thresholds_are_marked_and_labelled_on_every_panel(drawn):
    for axes in drawn("ceac", "da").axes:
        upright = [line.get_xdata()[0] for line in axes.get_lines() if len(line.get_xdata()) == 2]
        assert set(MARKS) <= set(upright)
        assert {"200.000", "500.000"} <= {text.get_text() for text in axes.texts}


def test_evpi_names_its_peak(drawn):
    frame = evpi_frame().query("reading == 'with_later'")
    axes = drawn("evpi").axes[1]
    np.testing.assert_array_equal(axes.get_lines()[0].get_ydata(), frame["evpi"])
    assert "DKK 1,000 at 600,000" in [t.get_text().replace("\xa0", " ") for t in axes.texts]


# Bars, maps and the rest ---------------------------------------------------------------------


def test_evppi_bars_are_the_frame_from_the_largest_down(drawn):
    axes = drawn("evppi").axes[0]
    widths = [patch.get_width() for patch in axes.patches]
    assert widths == evppi_frame()["evppi"].tolist()
    assert [line.get_xdata()[0] for line in axes.get_lines() if line.get_linestyle() == "--"] == [
        720.0
    ]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[1] == "frailty_variance\xa0*"


def test_tornado_bars_run_from_the_base_to_each_end_and_none_is_empty(drawn):
    frame, axes = tornado_frame(), drawn("tornado").axes[0]
    bars = [patch for patch in axes.patches if round(patch.get_height(), 6) == 0.62]
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    moved = frame[frame["swing"] != 0]
    np.testing.assert_allclose(ends, moved[["at_low", "at_high"]].to_numpy().ravel())
    assert {bar.get_x() for bar in bars} == {2_200.0}
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert names == ["Odds ratio", "Frailty\xa0*", "One readmission (DKK)\xa0*"]


def test_the_map_holds_the_grid_and_its_boundary(drawn):
    axes = drawn("heat_map").axes[0]
    mesh, frame = axes.collections[0], grid_frame()
    np.testing.assert_allclose(mesh.get_array().ravel(), frame["value"])
    line = axes.get_lines()[-1]
    np.testing.assert_allclose(line.get_xdata(), boundary_frame()["x"])
    share = f"{100 * (frame['value'] > 0).mean():.0f}"
    assert f"{share}\xa0%" in drawn("heat_map").get_suptitle()


def test_the_threshold_is_drawn_where_it_was_solved(drawn):
    first, second = drawn("threshold").axes[:2]
    upright = [line.get_xdata()[0] for line in first.get_lines() if line.get_ydata()[0] == 0]
    assert 0.75 in upright
    assert "turns at 0.750" in [text.get_text() for text in first.texts]
    assert "does not turn in this range" in [text.get_text() for text in second.texts]
    assert drawn("threshold").get_suptitle().startswith("Where the answer turns: 1 of 2")


def test_the_running_mean_and_its_band_are_the_frame(drawn):
    frame = running_frame().query("reading == '3m_only' and wtp == 200000")
    axes = drawn("convergence").axes[0]
    np.testing.assert_array_equal(axes.get_lines()[0].get_ydata(), frame["mean"])
    band = axes.collections[0].get_paths()[0].vertices
    last = band[band[:, 0] == 1_000]
    reach = 1.959963984540054 * frame["mcse"].iloc[-1]
    assert np.ptp(last[:, 1]) == pytest.approx(2 * reach)


def test_luck_is_drawn_as_a_share_of_independent_luck(drawn):
    axes = drawn("common_random_numbers").axes[0]
    inner = [patch.get_width() for patch in axes.patches if round(patch.get_height(), 6) == 0.36]
    frame = luck_frame()
    np.testing.assert_allclose(inner, frame["sd_common"] / frame["sd_independent"])
    texts = " ".join(text.get_text() for text in axes.texts)
    assert "variance ÷ 1,246" in texts
    assert "0.890 → 0.430 percentage points" in texts


def test_sectors_carry_their_interval(drawn):
    axes = drawn("cost_by_sector").axes[0]
    rows = sector_frame().query("horizon == 'first_3_months'")
    dots = [line.get_xdata()[0] for line in axes.get_lines() if line.get_marker() in ("o", "D")]
    assert dots == rows["cost"].tolist()
    ends = np.sort(np.concatenate([s[:, 0] for s in axes.collections[0].get_segments()]))
    np.testing.assert_allclose(ends, np.sort(rows[["low", "high"]].to_numpy().ravel()))


def test_enbs_rings_the_best_size(drawn):
    axes = drawn("enbs").axes[0]
    rings = {line.get_xdata()[0] for line in axes.get_lines() if line.get_markersize() == 10}
    assert rings == set(enbs_frame().query("best")["n"])


def test_the_waterfall_goes_from_step_to_step_and_ends_in_a_total(drawn):
    odds, lives = drawn("bias_waterfall").axes
    spans = [(p.get_x(), p.get_x() + p.get_width()) for p in odds.patches]
    expected = [(1.0, 0.61), (0.61, 0.89), (0.89, 0.83), (1.0, 0.83)]
    np.testing.assert_allclose(spans, expected)
    hatched = [bool(p.get_hatch()) for p in lives.patches]
    assert hatched == [False, True, False, False]
    assert "98 and 43" in drawn("bias_waterfall").get_suptitle().replace("\n", " ")
