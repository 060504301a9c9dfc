"""English words of capacity: what a cluster has, and the figures of it."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "resource.theatres": "Theatres",
    "resource.ward_beds": "Orthogeriatric beds",
    "resource.temporary_places": "Temporary places",
    "resource.nurse_teams": "Acute-nurse teams",
    "occupancy.title_theatres": "{cluster}: theatres bind, {share} of operations wait for one",
    "occupancy.title_ward_beds": "{cluster}: beds bind, {share} of patients wait for one",
    "occupancy.title_temporary_places": "{cluster}: temporary places bind, {share} of those ready "
    "for one wait",
    "occupancy.title_nurse_teams": "{cluster}: acute-nurse teams bind, {share} of planned visits "
    "are missed",
    "occupancy.title_plain": "{cluster}: nothing binds, fewer than 1 % wait for anything",
    "occupancy.in_use": "In use",
    "occupancy.band": "90 % of replications",
    "occupancy.units": "Capacity",
    "occupancy.in_queue": "Waiting",
    "occupancy.axis": "Mean of the week",
    "occupancy.note": "With KTH; weekly means over {n} replications. In use is a mean over opening "
    "hours; waiting holds visits that fall due before a shift begins.",
    "fidelity_by_teams.title": "Least teams that deliver {target} of planned visits: {parts}",
    "fidelity_by_teams.title_plain": "What more acute-nurse teams deliver of the visits planned",
    "fidelity_by_teams.part": "{cluster} {teams}",
    "fidelity_by_teams.span": "{low} to {high} a cluster",
    "fidelity_by_teams.teams": "Acute-nurse teams",
    "fidelity_by_teams.fidelity": "Planned visits delivered",
    "fidelity_by_teams.target": "Target",
    "fidelity_by_teams.note": "Means over {n} replications with the same patients and luck for "
    "every number of teams; bars hold 95 % Monte-Carlo intervals.",
    "fidelity_by_teams.mark": "The larger mark is the least number that meets the target.",
}
