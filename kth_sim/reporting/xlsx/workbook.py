"""The workbook as a file."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from kth_sim.files import write_whole
from kth_sim.reporting.language import Language, language
from kth_sim.reporting.xlsx.about import write_about
from kth_sim.reporting.xlsx.book import LOOKS, Book
from kth_sim.reporting.xlsx.budget import write_budget
from kth_sim.reporting.xlsx.charts import write_charts
from kth_sim.reporting.xlsx.content import WorkbookContent
from kth_sim.reporting.xlsx.inputs import write_inputs
from kth_sim.reporting.xlsx.per_patient import write_months, write_per_patient
from kth_sim.reporting.xlsx.places import places
from kth_sim.reporting.xlsx.uptake import write_uptake
from kth_sim.reporting.xlsx.values import Values

# Text stays text, whatever it begins with; formulas are written as formulas.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime(2000, 1, 1)  # the same content gives the same bytes on any day


def write_budget_workbook(
    path: Path, content: WorkbookContent, say: Language | None = None
) -> Path:
    """Write the budget as a calculator with live formulas, and return its path.

    The file is there whole or not at all. Cells that may be changed are coloured and unlocked;
    all others are locked, without a password. Every formula is kept with what it gives now.

    Args:
        path: of the file, `*.xlsx`.
        content: what it holds.
        say: its language; without it, English.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415

    buffer, say = io.BytesIO(), say or language("en")
    with Workbook(buffer, {"in_memory": True, **AS_TEXT}) as file:
        file.set_properties({"title": content.about.plan_label, "created": CREATED})
        file.set_calc_mode("auto")
        looks = {name: file.add_format(look) for name, look in LOOKS.items()}
        book = Book(file, looks, content, say, places(content, say), Values(content))
        for write in (write_about, write_inputs, write_uptake, write_per_patient, write_months,
                      write_budget, write_charts):  # fmt: skip
            write(book)
    return write_whole(path, buffer.getvalue())
