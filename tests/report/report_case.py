"""How large the runs of a small report are."""

DRAWS, PATIENTS = 20, 100
