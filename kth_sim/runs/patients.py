"""How many patients a draw needs: enough that luck is a small part of the spread between draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics import Setting
from kth_sim.runs.build import make_setting
from kth_sim.runs.chunks import ChunkTask, compute, decode
from kth_sim.runs.panel import Panel, differences_of, measure_chunks
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

SHARE_LUCK = 0.05  # of the variance between draws, at most, that may be the patients' luck
PILOT_DRAWS, PILOT_PATIENTS, PILOT_BLOCKS = 40, 4000, 8
FEWEST, MOST, STEP = 1000, 20_000, 500
MEASURES = ("qaly", "cost_3m", "prob_death_30d")


def patients_needed(scenario: Scenario, task: ChunkTask, draws: pd.DataFrame) -> int:
    """Patients a draw such that at most a twentieth of the spread of each headline is luck.

    Worked out from a pilot of the first draws; the same inputs give the same number.

    Args:
        scenario: what is asked.
        task: a chunk that begins with the first `PILOT_DRAWS` draws.
        draws: the parameters of every draw.
    """
    if len(draws) == 1:
        return MOST  # one draw has no spread to compare with
    panel = pilot(task, draws, make_setting(scenario))
    whole, blocks = differences_of(panel.whole), differences_of(panel.blocks)
    needed = float(FEWEST)
    for name in MEASURES:
        a_patient = float(blocks[name].var(axis=1, ddof=1).mean()) * PILOT_PATIENTS / PILOT_BLOCKS
        between = float(whole[name].var(ddof=1)) - a_patient / PILOT_PATIENTS
        if between > 0.0:
            needed = max(needed, a_patient * (1 - SHARE_LUCK) / SHARE_LUCK / between)
        else:
            needed = MOST
    return int(min(np.ceil(needed / STEP) * STEP, MOST))


def pilot(task: ChunkTask, draws: pd.DataFrame, setting: Setting) -> Panel:
    """The panel of a few draws with a few patients, in blocks that show their luck."""
    few = replace(
        task,
        observed=task.observed[:PILOT_DRAWS],
        numbers=task.numbers[:PILOT_DRAWS],
        n_patients=PILOT_PATIENTS,
        n_blocks=PILOT_BLOCKS,
    )
    return measure_chunks([decode(compute(few), few.plan, few.index)], draws, setting)
