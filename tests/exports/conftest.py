"""A document with everything that one can hold, hostile names among it."""

from __future__ import annotations

import struct
import zlib

import pytest
from stored_runs import HOSTILE

from kth_sim.reporting.document import (
    Card,
    Cell,
    Document,
    Fact,
    Figure,
    Paragraph,
    Section,
    Table,
)


def png(width: int = 40, height: int = 20) -> bytes:
    """The smallest picture: white, of that many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def text(value: str) -> Cell:
    return Cell(value, value)


def row(i: int) -> tuple[Cell, ...]:
    """A name, an amount and a share, as Danish writes them; the second amount is assumed."""
    amount = f"{1234.5 * i:,.1f}".translate(str.maketrans(",.", ".,"))
    share = f"{i / 10:.1f}\xa0%".replace(".", ",")
    return text(f"p{i}"), Cell(1234.5 * i, amount, i == 1), Cell(i / 1000, share)


HOSTILE_TABLE = Table(
    "hostile", HOSTILE[0], HOSTILE, (tuple(map(text, HOSTILE)),), f"note {HOSTILE[1]}"
)
LONG = Table(
    "long/one",
    "Parametre",
    ("Navn", "Værdi", "Andel"),
    tuple(map(row, range(90))),
    "Fra parameters.csv.",
)
FIGURE = Figure(
    "curve", "Overlevelse", "<svg/>", png(), "En linje der falder", "Fra run.json", True
)
CARD = Card(
    "Beslutningskort",
    HOSTILE[0],
    (
        Fact("cost", "Meromkostning", Cell(2.0123e7, "20,1 mio. DKK", True), HOSTILE[2], "worse"),
        Fact("lives", HOSTILE[1], Cell(97.4, "97"), "om året", "better"),
    ),
    (Paragraph("Svageste evidens", True, "warning"),),
)


@pytest.fixture(scope="session")
def document() -> Document:
    """In Danish: card, nested sections, tables, a figure, and what it was made from."""
    inner = Section(
        "inner", HOSTILE[1], (HOSTILE_TABLE, Paragraph("kth-sim run x", kind="command"))
    )
    blocks = (Paragraph(f"{HOSTILE[3]} nul\0tegn", True), FIGURE)
    results = Section("results", "Resultater", blocks, (inner,))
    about = {"Kørsel": "national-1a2b3c4d", "Kommando": HOSTILE[0]}
    return Document("KTH", "da", CARD, (results, Section("all", "Alle", (LONG,))), about)
