"""Draws `meeting_notice.docx` and `meeting_minutes.docx`, which docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_meeting_papers`.

A district may edit the results in Word instead; what stands in {{ braces }} is what the room of coordination gives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent
NUMBER = "{% if document_number %}{{ document_number }}{% else %}{{ number }}{% endif %}{% if sample == 'True' %}　（示例）{% endif %}"
FACTS = (
    ("层级", "{{ level }}"), ("召集", "{{ convener }}"), ("主持", "{{ chair }}"), ("时间", "{{ opened_at }}"), ("地点", "{{ place }}"),
    ("到会", "{{ present | join('、') or '—' }}（{{ summoned }}；{{ quorum }}）"), ("未到", "{{ absent | join('、') or '—' }}"),
)


def draw_notice() -> Any:
    paper = _paper("会议通知")
    _write(paper, "{{ convener }}会议通知", size=20, bold=True, centre=True)
    _write(paper, NUMBER, centre=True)
    _write(paper, "{{ units | join('、') }}：")
    _write(paper, "　　定于{{ starts_at }}召开{{ title }}（{{ level }}），现将有关事项通知如下。")
    _write(paper, "一、时间　{{ starts_at }}至{{ ends_at }}")
    _write(paper, "二、地点　{{ place }}")
    _write(paper, "三、主持　{{ chair }}")
    _write(paper, "四、议题")
    _write(paper, "{%p for one in agenda %}")
    _write(paper, "　　{{ one.place }}. {{ one.title }}（{{ one.number }}）", bold=True)
    _write(paper, "　　{{ one.why }}")
    _write(paper, "　　涉及单位：{{ one.units }}")
    _write(paper, "{%p endfor %}")
    _write(paper, "五、要求　请能作决定的同志参加；不能到会的请提前说明。{% if remarks != '—' %}{{ remarks }}{% endif %}")
    _write(paper, "{{ convener }}", before=24, right=True)
    _write(paper, "{{ issued_at }}", right=True)
    return paper


def draw_minutes() -> Any:
    paper = _paper("会议纪要")
    _write(paper, "会议纪要", size=20, bold=True, centre=True)
    _write(paper, NUMBER, centre=True)
    _write(paper, "{{ title }}", size=14, bold=True, centre=True)
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, text in FACTS:
        cells = table.add_row().cells
        _fill(cells[0].paragraphs[0], label, bold=True)
        _fill(cells[1].paragraphs[0], text)
        cells[0].width, cells[1].width = Mm(22), Mm(138)
    _write(paper, "{%p for one in items %}")
    _write(paper, "{{ one.place }}. {{ one.title }}（{{ one.number }}）", size=13, bold=True, before=10)
    _write(paper, "决定：{{ one.verdict }}")
    _write(paper, "　　{{ one.words }}")
    _write(paper, "{%p if one.lead != '—' %}")
    _write(paper, "牵头：{{ one.lead }}　配合：{{ one.cooperating }}　期限：{{ one.due_on }}")
    _write(paper, "{%p endif %}")
    _write(paper, "{%p for task in one.tasks %}")
    _write(paper, "　　任务：{{ task.unit }}，{{ task.what }}；完成日期 {{ task.due }}；完成标准：{{ task.evidence }}")
    _write(paper, "{%p endfor %}")
    _write(paper, "{%p for line in one.dissent %}")
    _write(paper, "　　保留意见：{{ line }}")
    _write(paper, "{%p endfor %}")
    _write(paper, "{%p endfor %}")
    _write(paper, "没有议定、另行安排：{{ carried_over | join('；') or '无' }}")
    _write(paper, "记录：{{ recorder }}", before=24, right=True)
    _write(paper, "{{ finished_at }}", right=True)
    return paper


def _paper(title: str) -> Any:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(28), Mm(24), Mm(26), Mm(24)
    paper.core_properties.title, paper.core_properties.author = title, "哨响"
    return paper


def _write(paper: Any, text: str, *, size: float = 12, bold: bool = False, centre: bool = False, right: bool = False, before: float = 3) -> None:
    paragraph = paper.add_paragraph()
    _fill(paragraph, text, size=size, bold=bold)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(3)
    if centre or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.RIGHT


def _fill(paragraph: Any, text: str, *, size: float = 12, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


if __name__ == "__main__":
    draw_notice().save(str(HERE / "meeting_notice.docx"))
    draw_minutes().save(str(HERE / "meeting_minutes.docx"))
