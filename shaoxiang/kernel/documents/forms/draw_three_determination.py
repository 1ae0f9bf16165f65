"""Draws `three_determination.docx`, which docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_three_determination`.

A district may edit the result in Word instead; what stands in {{ braces }} is what the room of determinations gives.
"""

from __future__ import annotations

from typing import Any

from shaoxiang.kernel.documents.forms.draw_meeting_papers import HERE, _paper, _write


def draw() -> Any:
    paper = _paper("三定规定")
    _write(paper, "{{ title }}", size=20, bold=True, centre=True)
    _write(paper, "{% if sample == 'True' %}（示例）　{% endif %}{{ document_number }}", centre=True)
    _write(paper, "（{{ adopted_on }} {{ meeting }}通过　{{ issued_on }} 印发）", centre=True)
    _write(paper, "{%p for one in articles %}")
    _write(paper, "　　{{ one.label }}　{{ one.text }}", before=8)
    _write(paper, "{%p for each in one.clauses %}")
    _write(paper, "　　{{ each.label }}{{ each.text }}")
    _write(paper, "{%p for line in each.lines %}")
    _write(paper, "　　　{{ line }}")
    _write(paper, "{%p endfor %}")
    _write(paper, "{%p endfor %}")
    _write(paper, "{%p endfor %}")
    _write(paper, "自 {{ effective_from }} 起施行", before=24, right=True)
    return paper


if __name__ == "__main__":
    draw().save(str(HERE / "three_determination.docx"))
