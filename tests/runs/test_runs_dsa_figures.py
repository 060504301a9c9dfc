"""Figures of a sensitivity analysis when it is made, and of stored runs drawn again.

Of two numbers x and y, net benefit at 200,000 DKK is 100 x + 50 y - 100 by hand, so it is nought
where y = 2 - 2 x; the second threshold is never met.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kth_sim.errors import UserError
from kth_sim.reporting.language import language
from kth_sim.runs import dsa_figures
from kth_sim.runs.dsa_figures import draw
from kth_sim.runs.redraw import DrawOptions, about_of, chosen, marks_of, open_stored

X, Y = "or_death_30d_kth", "cost_acute_nurse_visit"
FIRST, SECOND, LIVES = "inmb_200000", "inmb_500000", "lives_saved_per_year"


def tables():
    """The four tables of a grid and of thresholds; lives are no net benefit."""
    x, y = (axis.ravel() for axis in np.meshgrid([0.0, 0.5, 1.0], [0.0, 1.0, 2.0]))
    planes = {FIRST: 100 * x + 50 * y - 100, SECOND: 200 + 50 * y, LIVES: x}
    grid = [
        pd.DataFrame({"x_parameter": X, "y_parameter": Y, "x": x, "y": y, "outcome": o, "value": v})
        for o, v in planes.items()
    ]
    line = np.linspace(0.0, 2.0, 5)
    along = [
        pd.DataFrame({"parameter": X, "value": line, "outcome": o, "mean": m, "mcse": 1.0})
        for o, m in {FIRST: 100 * line - 75, SECOND: 100 * line + 5}.items()
    ]
    solved = pd.DataFrame({"parameter": X, "label": "Odds", "base_value": 0.6, "outcome": [FIRST]})
    return {
        "dsa_grid": pd.concat(grid, ignore_index=True),
        "dsa_boundary": pd.DataFrame({"x": [0.0, 0.5, 1.0], "y": [2.0, 1.0, 0.0]}).assign(
            outcome=FIRST
        ),
        "threshold_line": pd.concat(along, ignore_index=True),
        "threshold": solved.assign(threshold=0.75),
    }


@pytest.fixture
def made(monkeypatch, shipped, tmp_path):
    """`made(tables)`: the figures by name, each with its data, in place of files."""

    def _made(given):
        kept = {}
        monkeypatch.setattr(
            dsa_figures,
            "save_figure",
            lambda figure, rows, _, name: kept.update({name: (figure, rows)}),
        )
        base = shipped("national")
        lab = SimpleNamespace(variable=SimpleNamespace(base=base), seed=5, patients=70, wtp=(2e5,))
        draw(lab, given, ("a warning",), tmp_path)
        return kept

    return _made


def lines_of(figure):
    """The lines of the first axes, as points."""
    return [line.get_xydata().tolist() for line in figure.axes[0].get_lines()]


def test_a_grid_has_a_map_for_each_threshold_with_its_own_boundary(made):
    kept = made({name: tables()[name] for name in ("dsa_grid", "dsa_boundary")})
    assert list(kept) == [f"map_{FIRST}", f"map_{SECOND}"]
    first, second = kept.values()
    assert set(first[1]["outcome"]) == {FIRST}
    boundary = [[0.0, 2.0], [0.5, 1.0], [1.0, 0.0]]
    assert boundary in lines_of(first[0])
    assert boundary not in lines_of(second[0])
    said = first[0].get_supxlabel()
    assert "a warning" in said
    assert "70" in said


def test_thresholds_have_a_figure_for_each_outcome_with_its_own_crossings(made):
    kept = made({name: tables()[name] for name in ("threshold", "threshold_line")})
    assert list(kept) == [f"threshold_{FIRST}", f"threshold_{SECOND}"]
    texts = [[t.get_text() for t in figure.axes[0].texts] for figure, _ in kept.values()]
    assert any("0.750" in text for text in texts[0])
    assert not any("0.750" in text for text in texts[1])


# Drawn again from a stored analysis --------------------------------------------------------------


@pytest.fixture
def stored(tmp_path):
    """The same tables as files, beside a record."""
    for name, frame in tables().items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    numbers = {X: {"label": "Odds", "basis": "observed"}, Y: {"label": "Visit", "basis": "derived"}}
    about = {"name": "national", "label": "National", "parameters": numbers}
    record = {"scenario": about, "seed": 5, "patients": 70, "analysis": {"wtp": 2e5}}
    (tmp_path / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return open_stored(tmp_path, DrawOptions(), tmp_path)


def test_a_stored_analysis_gives_the_same_figures_with_the_same_data(stored):
    found = {one.name: one for one in chosen(stored, ())}
    names = [f"{kind}_{outcome}" for kind in ("map", "threshold") for outcome in (FIRST, SECOND)]
    assert list(found) == names
    grid = tables()["dsa_grid"]
    rows = grid[grid["outcome"] == SECOND].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        found[f"map_{SECOND}"].frame.reset_index(drop=True), rows, check_dtype=False
    )
    figure = found[f"map_{FIRST}"].draw(about_of(stored, language("en")))
    assert [[0.0, 2.0], [0.5, 1.0], [1.0, 0.0]] in lines_of(figure)


def test_a_figure_that_is_not_among_them_is_said_with_those_that_are(stored):
    with pytest.raises(UserError, match=rf"it has map_{FIRST}, map_{SECOND}$"):
        chosen(stored, ("map_inmb_9",))


def test_a_run_without_anything_to_draw_says_which_have(stored):
    for path in stored.folder.glob("*.csv"):
        path.unlink()
    with pytest.raises(UserError, match="holds nothing to draw from: name a run of many draws"):
        chosen(stored, ())


def test_one_threshold_of_a_run_is_marked_like_several(stored):
    assert stored.marks == (2e5,)


def test_evidence_without_one_of_the_thresholds_marks_the_other(monkeypatch):
    entries = {"wtp_lower": SimpleNamespace(value=None), "wtp_upper": SimpleNamespace(value=5e5)}
    monkeypatch.setattr(
        "kth_sim.evidence.register.load_register", lambda _: SimpleNamespace(entries=entries)
    )
    assert marks_of({}, ()) == (5e5,)


def test_studies_have_a_figure_for_each_threshold(stored):
    table = pd.DataFrame({"wtp": [2e5, 2e5, 5e5], "study": "trial", "n": [50, 100, 50]})
    (stored.folder / "voi").mkdir()
    table.assign(enbs=1.0, best=False).to_csv(stored.folder / "voi" / "enbs.csv", index=False)
    found = {one.name: one.frame["n"].tolist() for one in chosen(stored, ("enbs",))}
    assert found == {"enbs_200000": [50, 100], "enbs_500000": [50]}


def test_luck_is_drawn_where_draws_have_blocks_to_tell_it_by(stored):
    """Independent luck is the common one times the root of the factor: 2 x root(0.25) x 3."""
    about = pd.DataFrame({"measure": ["qaly"], "label": "QALYs", "unit": "QALY"})
    about.to_csv(stored.folder / "incremental.csv", index=False)
    told = about.assign(sd_between_draws=2.0, share_luck=0.25, common_luck_factor=9.0)
    told.drop(columns=["label", "unit"]).to_csv(stored.folder / "precision.csv", index=False)
    (one,) = chosen(stored, ("common_random_numbers",))
    assert one.frame[["sd_common", "sd_independent"]].to_numpy().tolist() == [[1.0, 3.0]]
    told.assign(common_luck_factor=np.nan).drop(columns=["label", "unit"]).to_csv(
        stored.folder / "precision.csv", index=False
    )
    assert "common_random_numbers" not in {one.name for one in chosen(stored, ())}
