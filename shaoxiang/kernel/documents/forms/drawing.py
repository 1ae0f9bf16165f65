"""What the scripts that draw the Word templates share: an A4 page, a paragraph, a run in the house's letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent


def blank(title: str, *, left: int = 28, right: int = 26) -> Any:
    """An empty A4 document; margins in millimetres."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(28), Mm(24), Mm(left), Mm(right)
    paper.core_properties.title, paper.core_properties.author = title, "哨响"
    return paper


def write(
    paper: Any, text: str, *, size: float = 12, bold: bool = False, centre: bool = False, right: bool = False, before: float | None = None, gap: float = 4,
) -> None:
    """A paragraph; sizes in points. `gap`: the space after it, and before it where `before` is not given."""
    paragraph = paper.add_paragraph()
    fill(paragraph, text, size=size, bold=bold)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(gap if before is None else before), Pt(gap)
    if centre or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.RIGHT


def fill(paragraph: Any, text: str, *, size: float = 12, bold: bool = False) -> None:
    """A run of text in the paragraph: Times New Roman with 宋体."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def each(paper: Any, pieces: str) -> None:
    """One indented paragraph for every piece of the list that the template's expression names."""
    write(paper, f"{{%p for piece in {pieces} %}}")
    write(paper, "　　{{ piece }}")
    write(paper, "{%p endfor %}")
