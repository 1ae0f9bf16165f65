"""Draws `written_rule.docx`, which docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_written_rule`.

A district may edit the result in Word instead; what stands in {{ braces }} is what the room of duties gives.
"""

from __future__ import annotations

from typing import Any

from shaoxiang.kernel.documents.forms.drawing import HERE, blank, write


def draw() -> Any:
    paper = blank("制度文件", left=26, right=24)
    write(paper, "{{ title }}", size=20, bold=True, centre=True)
    write(paper, "{% if sample == 'True' %}（示例）　{% endif %}{{ document_number }}", centre=True)
    write(paper, "（{{ issued_by }}　{{ issued_on }} 印发{% if trial_until != '—' %}　试行到 {{ trial_until }}{% endif %}）", centre=True)
    write(paper, "{%p for one in paragraphs %}")
    write(paper, "{% if one.heading == 'False' %}　　{% if one.label != '—' %}{{ one.label }}　{% endif %}{% endif %}{{ one.text }}")
    write(paper, "{%p endfor %}")
    write(paper, "自 {{ effective_from }} 起施行", before=24, right=True)
    return paper


if __name__ == "__main__":
    draw().save(str(HERE / "written_rule.docx"))
