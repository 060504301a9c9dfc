"""Reporting checklists, filled from stored runs; what no run can know is not reported."""

from kth_sim.runs.checklists.filling import filled, section, sections
from kth_sim.runs.checklists.stated import Stated, read_stated
from kth_sim.runs.checklists.writing import counts_in, table_in, texts_in, write_checklist

__all__ = [
    "Stated",
    "counts_in",
    "filled",
    "read_stated",
    "section",
    "sections",
    "table_in",
    "texts_in",
    "write_checklist",
]
