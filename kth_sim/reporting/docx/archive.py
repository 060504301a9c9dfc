"""The file around the text: the same content gives the same bytes on any day."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document as WordFile

CREATED = datetime(2000, 1, 1)


def packed(word: WordFile) -> bytes:
    """The bytes of a Word file, its parts dated alike."""
    buffer = io.BytesIO()
    word.save(buffer)
    return redated(buffer.getvalue())


def redated(archive: bytes) -> bytes:
    """A zip archive with the same parts in the same order, every one of them of one date.

    Example:
        >>> found = io.BytesIO()
        >>> with zipfile.ZipFile(found, "w") as file:
        ...     file.writestr("part", "text")
        >>> with zipfile.ZipFile(io.BytesIO(redated(found.getvalue()))) as file:
        ...     file.getinfo("part").date_time, file.read("part")
        ((2000, 1, 1, 0, 0, 0), b'text')
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=CREATED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # not of the machine it was written on
            new.writestr(info, old.read(name))
    return buffer.getvalue()
