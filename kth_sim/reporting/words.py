"""How what rests on an assumption is marked."""

from __future__ import annotations

ASSUMPTION = "assumption"
MARKER = "*"
