"""Words and numbers in Danish and English."""

from kth_sim.reporting.language.language import LANGUAGES, Language, language

__all__ = ["LANGUAGES", "Language", "language"]
