"""What replications of clusters say, as tables with their Monte-Carlo errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.model.calendar_state import DELIVERED, IN_QUEUE, IN_USE, PLANNED
from kth_sim.model.capacity import RESOURCE_NAMES
from kth_sim.runs.capacity_cluster import ClusterCalendar
from kth_sim.runs.capacity_replications import DAYS_A_WEEK, Replication, ratio_of_means

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.contracts import FloatArray

# Units of every measure of `capacity.csv`.
MEASURES = {
    "people_per_year": "people",
    "hours_to_operation": "hours",
    "hours_to_operation_p95": "hours",
    "prob_death_30d": "prob",
    "units": "count",
    "in_use": "count",
    "in_queue": "count",
    "utilisation": "share",
    "share_time_full": "share",
    "share_late": "share",
    "share_binding": "share",
    "hours_queued": "hours",
    "days_blocked_per_year": "days",
    "people_blocked_per_year": "people",
    "days_charged_per_year": "days",
    "days_charged_from_day_3_per_year": "days",
    "transfer_to_region_per_year": "DKK",
    "transfer_to_state_per_year": "DKK",
    "visits_planned_per_year": "count",
    "visits_delivered_per_year": "count",
    "fidelity": "share",
}
Found = Mapping[str, list[Replication]]  # by strategy


def capacity_table(
    cluster: ClusterCalendar, found: Found, fees: Mapping[str, float]
) -> pd.DataFrame:
    """`cluster, strategy, resource, measure, unit, mean, mcse`: one row a measure.

    Args:
        cluster: what was simulated.
        found: its replications.
        fees: DKK a day: `region`, `state_day12`, `state_day3plus`.
    """
    import pandas as pd  # noqa: PLC0415

    rows = []
    for strategy, replications in found.items():
        keys = {key: None for one in replications for key in one.measures}
        samples = {
            key: np.array([one.measures[key] for one in replications if key in one.measures])
            for key in keys
        }
        for (resource, measure), values in (samples | transfers(samples, fees)).items():
            mean, mcse = mean_and_error(values)
            unit = MEASURES[measure]
            rows.append((cluster.name, strategy, resource, measure, unit, mean, mcse))
    columns = ["cluster", "strategy", "resource", "measure", "unit", "mean", "mcse"]
    return pd.DataFrame(rows, columns=columns)


def transfers(
    samples: Mapping[tuple[str, str], FloatArray], fees: Mapping[str, float]
) -> dict[tuple[str, str], FloatArray]:
    """What the municipality pays for blocked days, `{(resource, measure): [replication]}`.

    The region gets its charge for every day, the state one rate for the first two days and
    another from the third: transfers, which net to zero in the public total.
    """
    place = "temporary_places"
    days = samples.get((place, "days_charged_per_year"))
    if days is None:
        return {}
    dear = samples[place, "days_charged_from_day_3_per_year"]
    state = fees["state_day12"] * (days - dear) + fees["state_day3plus"] * dear
    return {
        (place, "transfer_to_region_per_year"): fees["region"] * days,
        (place, "transfer_to_state_per_year"): state,
    }


def mean_and_error(values: FloatArray) -> tuple[float, float]:
    """Mean over replications and its standard error; no error of one, nan of what is nan."""
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return float(values.mean()), float(error)


def occupancy_table(cluster: ClusterCalendar, found: Found) -> pd.DataFrame:
    """`cluster, strategy, resource, week, units, in_use, ..., in_queue`: one row a week.

    `in_use` is the mean over replications while the resource is open, `in_use_mcse` its error;
    `in_use_p05` and `in_use_p95` hold 90 % of replications; `week` is its first day.
    """
    import pandas as pd  # noqa: PLC0415

    frames = []
    for strategy, replications in found.items():
        weekly = np.array([one.weekly for one in replications])
        weeks = [
            cluster.first_day + timedelta(days=DAYS_A_WEEK * w) for w in range(weekly.shape[-1])
        ]
        for r, resource in enumerate(RESOURCE_NAMES):
            use, queue = weekly[:, r, IN_USE], weekly[:, r, IN_QUEUE]
            means = np.array([mean_and_error(column) for column in use.T])
            low, high = np.quantile(use, [0.05, 0.95], axis=0)
            columns = {
                "cluster": cluster.name,
                "strategy": strategy,
                "resource": resource,
                "week": weeks,
                "units": replications[0].measures[resource, "units"],
                "in_use": means[:, 0],
                "in_use_mcse": means[:, 1],
                "in_use_p05": low,
                "in_use_p95": high,
                "in_queue": queue.mean(axis=0),
            }
            frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def fidelity_table(cluster: ClusterCalendar, replications: list[Replication]) -> pd.DataFrame:
    """`cluster, month, visits_planned, visits_delivered, fidelity, mcse`, means over replications.

    Visits stand in the month in which they fell due; no fidelity where none did.
    """
    import pandas as pd  # noqa: PLC0415

    visits = np.array([one.visits for one in replications])
    rows = []
    for m, month in enumerate(cluster.month_starts):
        planned, delivered = visits[:, m, PLANNED], visits[:, m, DELIVERED]
        fidelity, mcse = (np.nan, np.nan)
        if planned.sum() > 0.0:
            fidelity, mcse = ratio_of_means(delivered, planned)
        rows.append((cluster.name, month, planned.mean(), delivered.mean(), fidelity, mcse))
    columns = ["cluster", "month", "visits_planned", "visits_delivered", "fidelity", "mcse"]
    return pd.DataFrame(rows, columns=columns)


def binding(table: pd.DataFrame) -> dict[str, str]:
    """`{cluster: resource}` that binds under KTH most often; `none`: in fewer than half of runs.

    Args:
        table: as `capacity_table` returns it.
    """
    rows = table[(table["measure"] == "share_binding") & (table["strategy"] == "kth")]
    found = {}
    for cluster, shares in rows.groupby("cluster", sort=False):
        share, resource = max(zip(shares["mean"], shares["resource"], strict=True))
        found[str(cluster)] = str(resource) if share >= 0.5 else "none"
    return found
