"""A filled checklist as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.files import write_whole
from kth_sim.reporting.cells import marked
from kth_sim.reporting.document import Card, Document, Paragraph, Section, Table
from kth_sim.reporting.language import language
from kth_sim.runs.report_reproduce import command_of
from kth_sim.runs.report_runs import Sources


def write_checklist(section: Section, sources: Sources, code: str, path: Path) -> Path:
    """Write a filled checklist as what the file's name ends in, and return the path.

    Args:
        section: the checklist.
        sources: the runs that it was filled from.
        code: its language.
        path: `*.csv`, `*.md`, `*.docx` or `*.xlsx`.

    Raises:
        UserError: the name ends otherwise, or the file cannot be written.
    """
    writers: dict[str, Callable[[], Path]] = {
        ".csv": lambda: _csv(table_in(section), path),
        ".md": lambda: write_whole(path, markdown(section).encode()),
        ".docx": lambda: _docx(_document(section, sources, code), path),
        ".xlsx": lambda: _xlsx(_document(section, sources, code), path),
    }
    if path.suffix not in writers:
        raise UserError(f"-o {path}: end the name in {', '.join(writers)}")
    try:
        return writers[path.suffix]()
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}") from None


def table_in(section: Section) -> Table:
    """The table of a checklist's section."""
    return next(block for block in section.blocks if isinstance(block, Table))


def texts_in(table: Table) -> list[list[str]]:
    """What stands in its rows, with a mark where it rests on an assumption."""
    return [[marked(cell.text, assumed=cell.assumed) for cell in row] for row in table.rows]


def counts_in(section: Section) -> str:
    """How many of its items are reported."""
    return next(block.text for block in section.blocks if isinstance(block, Paragraph))


def markdown(section: Section) -> str:
    """A checklist as Markdown: a heading, what is reported, the table, its note."""
    table = table_in(section)
    lines = [f"# {_escaped(table.title)}", "", _escaped(counts_in(section)), ""]
    for place, row in enumerate([list(table.columns), *texts_in(table)]):
        lines.append(f"| {' | '.join(map(_escaped, row))} |")
        lines += [f"|{'---|' * len(row)}"] if place == 0 else []
    return "\n".join([*lines, "", _escaped(table.note), ""])


def _escaped(text: str) -> str:
    r"""A text that Markdown shows as it is.

    >>> _escaped("a|b <script>")
    'a\\|b &lt;script>'
    """
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _document(section: Section, sources: Sources, code: str) -> Document:
    run = language(code)("export.run")
    runs = {
        f"{run} {n}": f"{stored.folder.name}: {command_of(stored)}"
        for n, stored in enumerate(sources.all(), start=1)
    }
    card = Card(section.title, "", ())
    return Document(section.title, code, card, (section,), runs)


def _csv(table: Table, path: Path) -> Path:
    import pandas as pd  # noqa: PLC0415

    from kth_sim.reporting.tables import write_csv  # noqa: PLC0415

    return write_csv(pd.DataFrame(texts_in(table), columns=list(table.columns)), path)


def _docx(document: Document, path: Path) -> Path:
    from kth_sim.reporting.docx import write_docx  # noqa: PLC0415

    return write_docx(document, path)


def _xlsx(document: Document, path: Path) -> Path:
    from kth_sim.reporting.xlsx_report import write_xlsx  # noqa: PLC0415

    return write_xlsx(document, path)
