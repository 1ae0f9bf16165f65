"""Draws `case_slip.docx`, the template that docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_case_slip`.

A district may edit the result in Word instead; what stands in {{ braces }} is the context of `registry.CaseSlip`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

PATH = Path(__file__).with_name("case_slip.docx")
WIDTHS = (24, 58, 24, 58)  # mm
WHEN = "    年  月  日"


def draw() -> Any:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(22), Mm(16), Mm(24), Mm(22)
    paper.core_properties.title = "事件交办单"
    paper.core_properties.author = "哨响"
    normal = paper.styles["Normal"]
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    _write(paper.add_paragraph(), "{{ district }}事件交办单", size=22, bold=True, centre=True)
    _write(paper.add_paragraph(), "事件编号：{{ number }}{% if document_number %}　　文号：{{ document_number }}{% endif %}", size=11)
    _fill(paper.add_table(rows=0, cols=4))
    _write(paper.add_paragraph(), "签发：{{ issued_by }}　　　　签发时间：{{ issued_at }}", size=11)
    _write(paper.add_paragraph(), "联系电话等个人信息已隐去，承办人在系统内按权限查看。对交办有异议的，请在系统内引用清单条目提出。", size=9)
    return paper


def _fill(table: Any) -> None:
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _wide(table, "事件标题", "{{ title }}", bold=True)
    _pair(table, "事件类型", "{{ type }}", "诉求性质", "{{ kind }}")
    _pair(table, "上报时间", "{{ opened_at }}", "事件来源", "{{ source }}")
    _wide(table, "事发地点", "{{ place }}")
    _wide(table, "情况描述", "{{ description }}", height=30)
    _pair(table, "主责单位", "{{ lead }}", "配合单位", "{{ cooperating | join('、') or '—' }}")
    _wide(table, "派单依据", "{{ ground | join('；') or '—' }}")
    _span(table, "{%tr for clock in clocks %}")
    _row(table, ("{{ clock.label }}到期", "{{ clock.due }}", "时限依据", "{{ clock.law }}"))
    _span(table, "{%tr endfor %}")
    _wide(table, "处置情况", "", height=75)
    _pair(table, "承办人", WHEN, "单位负责人", WHEN, height=12)
    _wide(table, "核查意见", "核查人：　　　　　　" + WHEN, height=14)


def _row(table: Any, texts: tuple[str, ...], *, height: float = 8.5) -> Any:
    row = _high(table, height)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Mm(WIDTHS[place])
        cell.vertical_alignment = 1
        _write(cell.paragraphs[0], text, size=11, bold=place % 2 == 0, centre=place % 2 == 0)
    return row


def _pair(table: Any, first: str, one: str, second: str, two: str, height: float = 8.5) -> None:
    _row(table, (first, one, second, two), height=height)


def _wide(table: Any, label: str, text: str, *, height: float = 8.5, bold: bool = False) -> None:
    row = _high(table, height)
    row.cells[0].width = Mm(WIDTHS[0])
    row.cells[0].vertical_alignment = 1
    _write(row.cells[0].paragraphs[0], label, size=11, bold=True, centre=True)
    merged = row.cells[1].merge(row.cells[3])
    merged.vertical_alignment = 1
    _write(merged.paragraphs[0], text, size=11, bold=bold)


def _high(table: Any, height: float) -> Any:
    row = table.add_row()
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    return row


def _span(table: Any, text: str) -> None:
    row = table.add_row()
    _write(row.cells[0].merge(row.cells[3]).paragraphs[0], text, size=11)


def _write(paragraph: Any, text: str, *, size: float, bold: bool = False, centre: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


if __name__ == "__main__":
    draw().save(str(PATH))
