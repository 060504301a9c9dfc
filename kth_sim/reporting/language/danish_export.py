"""Danish words of the report as a Word file and as a workbook, and of exported tables."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "export.table": "Tabel",
    "export.figure": "Figur",
    "export.assumed": "hviler på en antagelse",
    "export.about": "Sådan er tallene fremkommet",
    "export.about_note": "De samme kommandoer med samme version og evidens giver de samme tal.",
    "export.sheet.about": "Om",
    "export.sheet.card": "Beslutningskort",
    "export.sheets": "Ark",
    "export.fact": "Hvad",
    "export.found": "Fundet",
    "export.value": "Værdi",
    "export.remark": "Bemærkning",
    "export.mark": "Farvede celler, og tal med {mark}, hviler på en antagelse.",
    "export.text": "Alle tal er tal med 16 cifre, vist afrundet. Ingen celle har en formel.",
    "export.tables_of": "Tabeller fra {run}",
    "export.run": "Kørsel",
    "export.scenario": "Scenarie",
    "export.label": "Betegnelse",
    "export.command": "Kommando",
    "export.seed": "Frø",
    "export.draws": "Trækninger",
    "export.patients": "Patienter i hver strategi",
    "export.version": "Version af kth_sim",
    "export.hash": "Hash af inddata",
    "export.evidence_hash": "Hash af evidensen",
    "export.warning": "Advarsel {n}",
}
