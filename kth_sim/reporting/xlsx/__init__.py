"""The budget as a workbook: a calculator with live formulas. XlsxWriter is used nowhere else."""

from kth_sim.reporting.xlsx.content import (
    AFTER,
    BEFORE,
    Beds,
    ItemInput,
    Simulated,
    StartInput,
    TeamInput,
    WorkbookAbout,
    WorkbookContent,
)
from kth_sim.reporting.xlsx.workbook import write_budget_workbook

__all__ = [
    "AFTER",
    "BEFORE",
    "Beds",
    "ItemInput",
    "Simulated",
    "StartInput",
    "TeamInput",
    "WorkbookAbout",
    "WorkbookContent",
    "write_budget_workbook",
]
