"""The explorer page: one HTML file that reckons with what a run has stored."""

from __future__ import annotations

from kth_sim.reporting.page.build import page_text, policy, write_page

__all__ = ["page_text", "policy", "write_page"]
