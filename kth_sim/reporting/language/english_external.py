"""English words of the comparison with what was observed."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "external.headline": "{agree} of {known} observations with a known uncertainty agree with the "
    "model within the uncertainty of both; of the independent ones {agree_free} of {known_free}.",
    "external.headline_unknown": "Of {unknown} observations printed without uncertainty {inside} "
    "lie inside the model's 95 % interval.",
    "external.all_agree": "Nothing misses.",
    "external.miss": "{label}: observed {observed}, the model gives {simulated} ({low} to {high}): "
    "{size} too {way}{how}.",
    "external.high": "high",
    "external.low": "low",
    "external.by_z": " (z = {z})",
    "external.by_interval": ", outside the model's 95 % interval; the source prints no uncertainty",
    "external.points": "{n} percentage points",
    "external.days": "{n} days",
    "external.people": "{n} people",
    "external.calibration": "used in calibration",
    "external.independent": "independent",
    "external.no_limit": "no limit",
    "external_figure.title": "Observed against simulated: {agree} of {known} agree within the "
    "uncertainty of both",
    "external_figure.observed": "Observed",
    "external_figure.simulated": "Simulated",
    "external_figure.ratio": "Divided by what was observed",
    "external_figure.note": "Lines: 95 % intervals; of the simulated, over the draws of the "
    "parameters. Without a line the source prints no uncertainty. Names in bold miss.",
    "external_figure.note_shares": "Lines: 95 % intervals; of the simulated, over the draws of the "
    "parameters. Without a line the source prints no uncertainty. Both axes are logarithmic. "
    "Names in bold miss.",
    "external_figure.shares_title": "Risks and shares: the model misses {miss} of {n} independent "
    "observations",
}
