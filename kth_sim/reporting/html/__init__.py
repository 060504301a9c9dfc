"""A report as one page of HTML that asks for nothing from anywhere. Jinja2 is used nowhere else."""

from kth_sim.reporting.html.page import to_html, write_html

__all__ = ["to_html", "write_html"]
