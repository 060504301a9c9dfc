"""The page: one file with its style and its figures inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kth_sim.files import write_whole
from kth_sim.reporting.document import Card, Cell, Document, Figure, Paragraph, Table
from kth_sim.reporting.html.pictures import inline
from kth_sim.reporting.language import language

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from kth_sim.reporting.language import Language

DEEPEST = 6  # level of headings
TEMPLATE = "page.html"


def write_html(document: Document, path: Path) -> Path:
    """Write a report as one HTML file, and return its path.

    No script, font, style or picture is asked for from anywhere, and none may be: a policy in the
    page forbids it. Text stays text whatever is in it; what rests on an assumption is marked. The
    same document gives the same bytes, and the file is there whole or not at all.

    Args:
        document: the report's content.
        path: of the file, `*.html`.
    """
    return write_whole(path, to_html(document).encode())


def to_html(document: Document) -> str:
    """A report as the text of one HTML file."""
    say, environment = language(document.language), templates()
    style = source(environment, "style.css")
    page = environment.get_template(TEMPLATE)
    text: str = page.render(document=document, say=say, style=style, show=Show(say))
    return text


def templates() -> Environment:
    """Templates that escape everything and stop at a name that is not there."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - heavy

    return Environment(
        loader=PackageLoader("kth_sim.reporting.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def source(environment: Environment, name: str) -> Markup:
    """A file of ours beside the templates, as it is."""
    from markupsafe import Markup  # noqa: PLC0415 - as above

    assert environment.loader is not None
    text, *_ = environment.loader.get_source(environment, name)
    return Markup(text)


@dataclass
class Show:
    """What templates ask for beside the document: numbers of tables and figures, pictures.

    Attributes:
        say: the language.
        counted: how many tables and figures so far.
    """

    say: Language
    counted: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str) -> str:
        """The next table's or figure's name: `Table 3`."""
        self.counted[kind] = self.counted.get(kind, 0) + 1
        return f"{self.say(f'report.{kind}_word')} {self.counted[kind]}"

    def kind(self, block: Paragraph | Table | Figure | Card) -> str:
        """Which template a block takes."""
        return type(block).__name__.lower()

    def picture(self, figure: Figure) -> Markup:
        """A figure inside the page; its text alternative is its own description."""
        from markupsafe import Markup  # noqa: PLC0415 - as above

        return Markup(inline(figure.svg, figure.key, figure.alt))

    def is_number(self, cell: Cell) -> bool:
        """Whether a cell holds a number."""
        return isinstance(cell.value, int | float)

    def column_is_number(self, table: Table, place: int) -> bool:
        """Whether a column holds numbers, so that its heading stands as they do."""
        return any(self.is_number(row[place]) for row in table.rows)

    def heading(self, depth: int) -> int:
        """The level of a heading so deep."""
        return min(depth + 1, DEEPEST)
