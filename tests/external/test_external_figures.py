"""The figures of observed against simulated, as the run writes them in every language."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kth_sim.runs import external, external_figures
from kth_sim.runs.external import COLUMNS, row_of, run_external
from kth_sim.runs.external_figures import draw_both
from kth_sim.runs.external_simulated import Simulated
from kth_sim.runs.library import problems

FIGURES = ("external_calibration", "external_ratios")
SIMULATED = {
    "death_30d_usual_care": Simulated(0.12, 0.10, 0.14, 0.01, 0.001),
    "death_30d_kth": Simulated(0.20, 0.18, 0.22, 0.01, 0.001),
    "or_death_30d": Simulated(0.6, 0.4, 0.8, 0.1, 0.01),
}


@pytest.fixture
def rows(observed):
    """Two shares, of which the second is far from what was observed, and a ratio."""
    asked = [target for target in observed if target.id in SIMULATED]
    return pd.DataFrame(
        [row_of(target, SIMULATED[target.id], "independent") for target in asked],
        columns=list(COLUMNS),
    )


def test_a_run_writes_each_figure_in_each_language_with_its_rows(
    rows, scenario, register, tmp_path, options, monkeypatch
):
    monkeypatch.setattr(external, "compared", lambda *_: (rows, ("a warning",)))
    monkeypatch.setattr(external_figures, "FORMATS", ("svg",))
    draws = pd.DataFrame({"or_death_30d_kth": [0.6]})
    made = run_external(scenario("national"), register, [], draws, replace(options, out=tmp_path))
    assert problems(made.folder) == []  # the record knows them all
    for name in FIGURES:
        english, danish = (made.folder / at / f"{name}.svg" for at in ("figures", "figures-da"))
        assert english.read_bytes().startswith(b"<?xml")
        assert english.read_bytes() != danish.read_bytes()
        written = pd.read_csv(danish.with_suffix(".csv"))
        np.testing.assert_array_equal(written["simulated"], rows["simulated"])


def test_without_shares_there_is_one_figure_and_it_says_whose_results(
    rows, scenario, tmp_path, monkeypatch
):
    kept = []
    monkeypatch.setattr(external_figures, "save_figure", lambda *given: kept.append(given))
    about = {"seed": 77, "draws": 24, "patients": 400, "warnings": ["a warning"]}
    ratios = rows[rows["unit"] != "share"]
    draw_both(ratios, scenario("national"), about, tmp_path / "figures")
    names = {folder.name: name for _, _, folder, name, _ in kept}
    assert names == {"figures": "external_ratios", "figures-da": "external_ratios"}
    for figure, *_ in kept:
        note = " ".join(figure.get_supxlabel().split())
        assert all(said in note for said in ("77", "24", "400", "a warning"))
    titles = [figure.get_suptitle() for figure, *_ in kept]
    assert titles[0] != titles[1]
