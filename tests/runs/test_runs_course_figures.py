"""The figures of a run of one draw, drawn again in Danish from what stands beside them."""

import pandas as pd

from kth_sim.runs.figures import COURSE


def test_the_figures_are_drawn_from_the_very_frames_beside_them(national, cli, tmp_path):
    run = national.report.folder
    said = cli("figures", run, "--language", "da", "--format", "svg", "-o", tmp_path)
    assert said.code == 0
    for name in COURSE:
        first, again = (pd.read_csv(at / f"{name}.csv") for at in (run / "figures", tmp_path))
        pd.testing.assert_frame_equal(first, again)
        assert (tmp_path / f"{name}.svg").stat().st_size > 0
