"""Draws `case_file.docx`, the template that docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_case_file`.

A district may edit the result in Word instead; what stands in {{ braces }} is the context of `registry.CaseFile`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

PATH = Path(__file__).with_name("case_file.docx")
FACTS = (
    ("编号", "number", "状态", "status"), ("类别", "type", "诉求种类", "kind"), ("上报", "opened_at", "办结", "closed_at"), ("来源", "source", "承办", "owner"),
)
TABLES = (  # heading, list, its name for one, columns
    ("时限和计算", "clocks", "k",
     (("环节", "{{ k.label }}"), ("到期", "{{ k.due }}"), ("现在", "{{ k.state }}"), ("依据和计算", "{{ k.law }} {{ k.lines }}"))),
    ("承办单位", "orders", "o", (("单位", "{{ o.body }}"), ("分工", "{{ o.part }}"), ("状态", "{{ o.state }}"), ("派出", "{{ o.ordered_at }}"))),
    ("经过", "timeline", "t", (("时间", "{{ t.at }}"), ("事项", "{{ t.what }}"), ("内容", "{{ t.words }}"), ("谁", "{{ t.who }}"))),
    ("照片和附件", "files", "f", (("环节", "{{ f.role }}"), ("名称", "{{ f.name }}"), ("时间", "{{ f.at }}"))),
)


def draw() -> Any:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(20), Mm(18), Mm(22), Mm(18)
    paper.core_properties.title, paper.core_properties.author = "事件案卷", "哨响"
    _write(paper.add_paragraph(), "{{ district }}事件案卷", size=19, bold=True, centre=True)
    _write(paper.add_paragraph(), "{{ title }}", size=12, bold=True, centre=True)
    facts = _table(paper, 4)
    for first, one, second, two in FACTS:
        _row(facts, (first, f"{{{{ {one} }}}}", second, f"{{{{ {two} }}}}"))
    _write(paper.add_paragraph(), "地点：{{ place }}", size=10.5)
    for heading, name in (("反映的事", "description"), ("处置结果", "outcome"), ("给居民的答复", "answer")):
        _write(paper.add_paragraph(), heading, size=12, bold=True)
        _write(paper.add_paragraph(), f"{{{{ {name} }}}}", size=10.5)
    _write(paper.add_paragraph(), "派单依据：{{ ground | join('；') or '—' }}", size=10.5)
    for heading, name, one, columns in TABLES:
        _write(paper.add_paragraph(), heading, size=12, bold=True)
        table = _table(paper, len(columns))
        _row(table, tuple(label for label, _text in columns), bold=True)
        _row(table, (f"{{%tr for {one} in {name} %}}", *[""] * (len(columns) - 1)))
        _row(table, tuple(text for _label, text in columns))
        _row(table, ("{%tr endfor %}", *[""] * (len(columns) - 1)))
    _write(paper.add_paragraph(), "同一件事和子件：{{ related | join('；') or '—' }}", size=10.5)
    _write(paper.add_paragraph(), "{{ printed_by }} 打印于 {{ printed_at }}。联系电话等个人信息已隐去，反映人信息不在案卷打印件里。", size=9)
    return paper


def _table(paper: Any, columns: int) -> Any:
    table = paper.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    return table


def _row(table: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        _write(cell.paragraphs[0], text, size=10, bold=bold)


def _write(paragraph: Any, text: str, *, size: float, bold: bool = False, centre: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


if __name__ == "__main__":
    draw().save(PATH)
