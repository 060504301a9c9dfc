"""Paper, fonts, language and page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.reporting.docx.archive import CREATED
from kth_sim.reporting.docx.xml import add_field, element, plain

if TYPE_CHECKING:
    from docx.document import Document as WordFile

    from kth_sim.reporting.document import Document

LOCALES = {"da": "da-DK", "en": "en-GB"}
WIDTH_CM, MARGIN_CM = 21.0, 2.0
TEXT_CM = WIDTH_CM - 2 * MARGIN_CM
INK, QUIET, RULE, SHADE = "1F3347", "555555", "BFC7CF", "EAF0F5"
FONT = "Calibri"


def new_file(document: Document) -> WordFile:
    """An empty A4 file in the document's language, with its name and page numbers below."""
    import docx  # noqa: PLC0415

    word = docx.Document()
    _paper(word)
    _fonts(word, LOCALES[document.language])
    _properties(word, document)
    _footer(word, document.title)
    return word


def _paper(word: WordFile) -> None:
    from docx.shared import Cm  # noqa: PLC0415

    page = word.sections[0]
    page.page_width, page.page_height = Cm(WIDTH_CM), Cm(29.7)
    page.left_margin = page.right_margin = Cm(MARGIN_CM)
    page.top_margin, page.bottom_margin = Cm(1.8), Cm(1.8)
    page.footer_distance = Cm(0.9)


def _fonts(word: WordFile, locale: str) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    sizes = {"Normal": 10, "Title": 20, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11,
             "Heading 4": 10, "Caption": 9}  # fmt: skip
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.size, style.font.name = Pt(size), FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(f"{{{fonts.nsmap['w']}}}{kind}", None)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(INK)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    _language(word, locale)


def _language(word: WordFile, locale: str) -> None:
    """What language the words are in, for spelling and for who has them read aloud."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    for given in word.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            given.set(qn(name), locale)
    properties = word.styles["Normal"].element.get_or_add_rPr()
    properties.append(element("lang", val=locale))


def _properties(word: WordFile, document: Document) -> None:
    about = word.core_properties
    about.title, about.author = plain(document.title)[:255], "kth_sim"
    about.comments, about.last_modified_by, about.revision = "", "", 1
    about.language = LOCALES[document.language]
    about.created = about.modified = CREATED


def _footer(word: WordFile, title: str) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT  # noqa: PLC0415
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    line = word.sections[0].footer.paragraphs[0]
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT)
    line.style.paragraph_format.tab_stops.clear_all()
    line.add_run(f"{plain(title)}\t")
    add_field(line, "PAGE", "1")
    line.add_run(" / ")
    add_field(line, "NUMPAGES", "1")
    for run in line.runs:
        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(QUIET)
