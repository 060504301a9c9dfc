"""Danish words of capacity: what a cluster has, and the figures of it."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "resource.theatres": "Operationsstuer",
    "resource.ward_beds": "Ortogeriatriske senge",
    "resource.temporary_places": "Midlertidige pladser",
    "resource.nurse_teams": "Akutteam",
    "occupancy.title_theatres": "{cluster}: operationsstuer er flaskehalsen, {share} af "
    "operationerne venter",
    "occupancy.title_ward_beds": "{cluster}: senge er flaskehalsen, {share} af patienterne venter",
    "occupancy.title_temporary_places": "{cluster}: midlertidige pladser er flaskehalsen, {share} "
    "af de færdige venter",
    "occupancy.title_nurse_teams": "{cluster}: akutteam er flaskehalsen, {share} af de planlagte "
    "besøg nås ikke",
    "occupancy.title_plain": "{cluster}: intet er en flaskehals, under 1 % venter på noget",
    "occupancy.in_use": "I brug",
    "occupancy.band": "90 % af gentagelserne",
    "occupancy.units": "Kapacitet",
    "occupancy.in_queue": "Venter",
    "occupancy.axis": "Ugens gennemsnit",
    "occupancy.note": "Med KTH; ugegennemsnit over {n} gentagelser. I brug er et gennemsnit af "
    "åbningstiden; venter rummer besøg, der forfalder, før en vagt begynder.",
    "fidelity_by_teams.title": "Færrest team, der når {target} af planlagte besøg: {parts}",
    "fidelity_by_teams.title_plain": "Hvad flere akutteam når af de planlagte besøg",
    "fidelity_by_teams.part": "{cluster} {teams}",
    "fidelity_by_teams.span": "{low} til {high} pr. klynge",
    "fidelity_by_teams.teams": "Akutteam",
    "fidelity_by_teams.fidelity": "Planlagte besøg, der nås",
    "fidelity_by_teams.target": "Mål",
    "fidelity_by_teams.note": "Gennemsnit over {n} gentagelser med samme patienter og held for "
    "hvert antal team; streger rummer 95 % Monte Carlo-intervaller.",
    "fidelity_by_teams.mark": "Det større mærke er det færreste antal, der når målet.",
}
