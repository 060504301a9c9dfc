"""A report as a Word file. python-docx is used nowhere else."""

from kth_sim.reporting.docx.report import write_docx

__all__ = ["write_docx"]
