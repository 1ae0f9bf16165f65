"""Draws `opinion_summary.docx`, the template that docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_opinion_summary`."""

from __future__ import annotations

from typing import Any

from shaoxiang.kernel.documents.forms.drawing import HERE, blank, each, write

PATH = HERE / "opinion_summary.docx"


def draw() -> Any:
    paper = blank("街道意见汇总")
    write(paper, "街道意见汇总", size=22, bold=True, centre=True)
    write(paper, "编号：{{ number }}{% if document_number %}　　文号：{{ document_number }}{% endif %}")
    for line in ("事项：{{ title }}", "权力：{{ power }}", "征求单位：{{ asking }}", "汇总时间：{{ made_at }}"):
        write(paper, line)
    write(paper, "{%p for one in streets %}")
    write(paper, "{{ one.name }}：{{ one.view }}", bold=True, before=12)
    each(paper, "one.words")
    write(paper, "{%p if one.uptake != '—' %}")
    write(paper, "采纳情况：{{ one.uptake }}", bold=True)
    each(paper, "one.feedback")
    write(paper, "{%p endif %}")
    write(paper, "{%p endfor %}")
    write(paper, "街道原话照录。期满没有答复的记为“未提出意见”，不算同意。", size=10, before=12)
    return paper


if __name__ == "__main__":
    draw().save(str(PATH))
