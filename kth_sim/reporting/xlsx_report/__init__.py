"""A report's tables as a workbook: numbers as numbers, no formulas."""

from kth_sim.reporting.xlsx_report.report import write_xlsx

__all__ = ["write_xlsx"]
