"""English words of the report as a Word file and as a workbook, and of exported tables."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "export.table": "Table",
    "export.figure": "Figure",
    "export.assumed": "rests on an assumption",
    "export.about": "How this was made",
    "export.about_note": "The same commands with the same version and evidence give the same "
    "numbers.",
    "export.sheet.about": "About",
    "export.sheet.card": "Decision card",
    "export.sheets": "Sheets",
    "export.fact": "What",
    "export.found": "Found",
    "export.value": "Value",
    "export.remark": "Remark",
    "export.mark": "Coloured cells, and numbers with {mark}, rest on an assumption.",
    "export.text": "All numbers are numbers, to 16 digits, shown rounded. No cell has a formula.",
    "export.tables_of": "Tables of {run}",
    "export.run": "Run",
    "export.scenario": "Scenario",
    "export.label": "Label",
    "export.command": "Command",
    "export.seed": "Seed",
    "export.draws": "Draws",
    "export.patients": "Patients in each strategy",
    "export.version": "Version of kth_sim",
    "export.hash": "Hash of the inputs",
    "export.evidence_hash": "Hash of the evidence",
    "export.warning": "Warning {n}",
}
