"""Draws `meeting_notice.docx` and `meeting_minutes.docx`, which docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_meeting_papers`.

A district may edit the results in Word instead; what stands in {{ braces }} is what the room of coordination gives.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from docx.shared import Mm

from shaoxiang.kernel.documents.forms.drawing import HERE, blank, fill, write

write_closely = partial(write, gap=3)
NUMBER = "{% if document_number %}{{ document_number }}{% else %}{{ number }}{% endif %}{% if sample == 'True' %}　（示例）{% endif %}"
FACTS = (
    ("层级", "{{ level }}"), ("召集", "{{ convener }}"), ("主持", "{{ chair }}"), ("时间", "{{ opened_at }}"), ("地点", "{{ place }}"),
    ("到会", "{{ present | join('、') or '—' }}（{{ summoned }}；{{ quorum }}）"), ("未到", "{{ absent | join('、') or '—' }}"),
)


def draw_notice() -> Any:
    paper = blank("会议通知", left=26, right=24)
    write_closely(paper, "{{ convener }}会议通知", size=20, bold=True, centre=True)
    write_closely(paper, NUMBER, centre=True)
    write_closely(paper, "{{ units | join('、') }}：")
    write_closely(paper, "　　定于{{ starts_at }}召开{{ title }}（{{ level }}），现将有关事项通知如下。")
    write_closely(paper, "一、时间　{{ starts_at }}至{{ ends_at }}")
    write_closely(paper, "二、地点　{{ place }}")
    write_closely(paper, "三、主持　{{ chair }}")
    write_closely(paper, "四、议题")
    write_closely(paper, "{%p for one in agenda %}")
    write_closely(paper, "　　{{ one.place }}. {{ one.title }}（{{ one.number }}）", bold=True)
    write_closely(paper, "　　{{ one.why }}")
    write_closely(paper, "　　涉及单位：{{ one.units }}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "五、要求　请能作决定的同志参加；不能到会的请提前说明。{% if remarks != '—' %}{{ remarks }}{% endif %}")
    write_closely(paper, "{{ convener }}", before=24, right=True)
    write_closely(paper, "{{ issued_at }}", right=True)
    return paper


def draw_minutes() -> Any:
    paper = blank("会议纪要", left=26, right=24)
    write_closely(paper, "会议纪要", size=20, bold=True, centre=True)
    write_closely(paper, NUMBER, centre=True)
    write_closely(paper, "{{ title }}", size=14, bold=True, centre=True)
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, text in FACTS:
        cells = table.add_row().cells
        fill(cells[0].paragraphs[0], label, bold=True)
        fill(cells[1].paragraphs[0], text)
        cells[0].width, cells[1].width = Mm(22), Mm(138)
    write_closely(paper, "{%p for one in items %}")
    write_closely(paper, "{{ one.place }}. {{ one.title }}（{{ one.number }}）", size=13, bold=True, before=10)
    write_closely(paper, "决定：{{ one.verdict }}")
    write_closely(paper, "　　{{ one.words }}")
    write_closely(paper, "{%p if one.lead != '—' %}")
    write_closely(paper, "牵头：{{ one.lead }}　配合：{{ one.cooperating }}　期限：{{ one.due_on }}")
    write_closely(paper, "{%p endif %}")
    write_closely(paper, "{%p for task in one.tasks %}")
    write_closely(paper, "　　任务：{{ task.unit }}，{{ task.what }}；完成日期 {{ task.due }}；完成标准：{{ task.evidence }}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{%p for line in one.dissent %}")
    write_closely(paper, "　　保留意见：{{ line }}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "没有议定、另行安排：{{ carried_over | join('；') or '无' }}")
    write_closely(paper, "记录：{{ recorder }}", before=24, right=True)
    write_closely(paper, "{{ finished_at }}", right=True)
    return paper


if __name__ == "__main__":
    draw_notice().save(str(HERE / "meeting_notice.docx"))
    draw_minutes().save(str(HERE / "meeting_minutes.docx"))
