"""The patient: cohort, pathway, keyed randomness, calibration and two engines."""
