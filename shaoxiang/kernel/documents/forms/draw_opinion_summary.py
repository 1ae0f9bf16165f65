"""Draws `opinion_summary.docx`, the template that docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_opinion_summary`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

PATH = Path(__file__).with_name("opinion_summary.docx")


def draw() -> Any:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(28), Mm(24), Mm(28), Mm(26)
    paper.core_properties.title = "街道意见汇总"
    paper.core_properties.author = "哨响"
    _write(paper, "街道意见汇总", size=22, bold=True, centre=True)
    _write(paper, "编号：{{ number }}{% if document_number %}　　文号：{{ document_number }}{% endif %}")
    for line in ("事项：{{ title }}", "权力：{{ power }}", "征求单位：{{ asking }}", "汇总时间：{{ made_at }}"):
        _write(paper, line)
    _write(paper, "{%p for one in streets %}")
    _write(paper, "{{ one.name }}：{{ one.view }}", bold=True, before=12)
    _each(paper, "words")
    _write(paper, "{%p if one.uptake != '—' %}")
    _write(paper, "采纳情况：{{ one.uptake }}", bold=True)
    _each(paper, "feedback")
    _write(paper, "{%p endif %}")
    _write(paper, "{%p endfor %}")
    _write(paper, "街道原话照录。期满没有答复的记为“未提出意见”，不算同意。", size=10, before=12)
    return paper


def _each(paper: Any, name: str) -> None:
    _write(paper, f"{{%p for piece in one.{name} %}}")
    _write(paper, "　　{{ piece }}")
    _write(paper, "{%p endfor %}")


def _write(paper: Any, text: str, *, size: float = 12, bold: bool = False, centre: bool = False, before: float = 4) -> None:
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


if __name__ == "__main__":
    draw().save(str(PATH))
