"""Plain English for the ids of `kth_sim.contracts`."""

from __future__ import annotations

STRATEGY_NAMES = {"usual_care": "Usual care", "kth": "Kom Trygt Hjem (KTH)"}
STRATEGY_SHORT = {"usual_care": "Usual care", "kth": "KTH"}

SECTOR_NAMES = {
    "hospital": "Hospital",
    "municipality": "Municipality",
    "gp": "General practice",
    "medicine": "Medicine",
}

STATE_NAMES = {
    "operated": "Patients",
    "own_home": "Own home",
    "temporary_place": "Temporary place",
    "nursing_home": "Nursing home",
    "died_in_hospital": "Died in hospital",
    "still_in_hospital": "Still in hospital",
    "not_readmitted": "Not readmitted",
    "readmitted": "Readmitted",
    "never_discharged": "Never discharged",
    "in_hospital": "In hospital",
    "dead": "Dead",
}

ASSUMPTION = "assumption"
MARKER = "*"
