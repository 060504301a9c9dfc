"""One point of a sweep in the sweep's record, and the record that it would have alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kth_sim.errors import UserError
from kth_sim.runs.record import described
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.sweep_types import Point


def point_record(base: Scenario, point: Point) -> dict[str, Any]:
    """A point as the record has it: its values, and all that is not as in the base scenario.

    Args:
        base: of the sweep.
        point: of the sweep.
    """
    before, after = described(base), described(point.scenario)
    changed = {
        name: given
        for name, given in after["parameters"].items()
        if given != before["parameters"].get(name)
    }
    rest = {
        key: value
        for key, value in after.items()
        if key not in ("parameters", "label", "name", "rationale") and value != before[key]
    }
    about = {"point": point.index, "label": point.label, "values": dict(point.values)}
    return {**about, "changes": {**rest, "parameters": changed}}


def point_of(record: Mapping[str, Any], number: int, name: str) -> dict[str, Any]:
    """The record that a point would have as a run of its own.

    Args:
        record: of the sweep.
        number: of the point.
        name: as the user gave it.

    Raises:
        UserError: the run is no sweep, or has no such point.
    """
    points = record.get("analysis", {}).get("points")
    if not isinstance(points, list):
        raise UserError(f"{name}: is no sweep: leave out the number behind the colon")
    if number >= len(points):
        raise UserError(f"{name}: no such point: there are 0 to {len(points) - 1}")
    point, scenario = points[number], record["scenario"]
    changes = point["changes"]
    parameters = {**scenario["parameters"], **changes["parameters"]}
    own = {**scenario, **changes, "parameters": parameters, "label": point["label"]}
    return {**record, "scenario": own}
