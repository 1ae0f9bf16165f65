"""Draws `mediation_agreement.docx`, the template that docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_mediation_agreement`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

PATH = Path(__file__).with_name("mediation_agreement.docx")
CLOSING = (
    "本协议自双方签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，具有法律约束力，双方应当按照约定履行。双方认为有必要的，"
    "可以自协议生效之日起三十日内共同向人民法院申请司法确认。本协议双方各执一份，人民调解委员会留存一份。调解不收取任何费用。"
)


def draw() -> Any:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(28), Mm(24), Mm(28), Mm(26)
    paper.core_properties.title = "人民调解协议书"
    paper.core_properties.author = "哨响"
    _write(paper, "人民调解协议书", size=22, bold=True, centre=True)
    _write(paper, "编号：{{ number }}{% if document_number %}　　文号：{{ document_number }}{% endif %}")
    _write(paper, "甲方：{{ parties.FIRST }}")
    _write(paper, "乙方：{{ parties.SECOND }}")
    _write(paper, "纠纷种类：{{ dispute }}")
    _write(paper, "纠纷主要事实、争议事项：", bold=True)
    _each(paper, "facts")
    _write(paper, "经调解，双方自愿达成如下协议：", bold=True)
    _each(paper, "terms")
    _write(paper, "履行期限：{{ performance_on }}")
    _write(paper, "　　" + CLOSING)
    signed = (
        "甲方（签名）：　　　　　　　　乙方（签名）：", "人民调解员（签名）：　　　　　　{{ mediator }}", "{{ committee }}（印章）",
        "　　　　　　年　　月　　日",
    )
    for line in signed:
        _write(paper, line, before=18)
    return paper


def _each(paper: Any, name: str) -> None:
    _write(paper, f"{{%p for piece in {name}.values() %}}")
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
