"""The answers of the checks as one object: what `--json` prints and `--out` writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, get_args

import kth_sim
from kth_sim.scenarios.resolve import Scenario
from kth_sim.verify.runner import Answer, Status
from kth_sim.verify.subject import SEED

SHORT_HASH = 8


def make_payload(scenario: Scenario, answers: Iterable[Answer]) -> dict[str, Any]:
    """Which model was checked, every answer, and how many passed; without times, the same bytes."""
    every = list(answers)
    counts = Counter(answer.status for answer in every)
    return {
        "version": kth_sim.__version__,
        "scenario": scenario.name,
        "seed": SEED,
        "evidence_hash": scenario.evidence_digest[:SHORT_HASH],
        **{status: counts[status] for status in get_args(Status)},
        "checks": [row(answer) for answer in every],
    }


def row(answer: Answer) -> dict[str, str]:
    """One answer."""
    check, finding = answer.check, answer.finding
    return {
        "name": check.name,
        "group": check.group,
        "asks": check.asks,
        "status": answer.status,
        "expected": finding.expected,
        "found": finding.found,
        "margin": finding.margin,
    }


def timed(payload: dict[str, Any], answers: Iterable[Answer], seconds: float) -> dict[str, Any]:
    """The same with how long it all took, and each check."""
    rows = zip(payload["checks"], answers, strict=True)
    checks = [one | {"seconds": round(answer.seconds, 3)} for one, answer in rows]
    return payload | {"checks": checks, "seconds": round(seconds, 3)}
