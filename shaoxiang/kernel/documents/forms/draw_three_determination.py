"""Draws `three_determination.docx`, which docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_three_determination`.

A district may edit the result in Word instead; what stands in {{ braces }} is what the room of determinations gives.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from shaoxiang.kernel.documents.forms.drawing import HERE, blank, write

write_closely = partial(write, gap=3)


def draw() -> Any:
    paper = blank("三定规定", left=26, right=24)
    write_closely(paper, "{{ unit }}", size=20, bold=True, centre=True)
    write_closely(paper, "{{ title.replace(unit, '', 1) }}", size=20, bold=True, centre=True)
    write_closely(paper, "{% if sample == 'True' and '示例' not in document_number %}（示例）　{% endif %}"
                         "{% if document_number != '—' %}{{ document_number }}{% endif %}", centre=True)
    write_closely(paper, "{% if adopted_on == '—' %}（拟稿，编委会还没有通过）{% else %}（{{ adopted_on }} {{ meeting }}通过"
                         "{% if issued_on != '—' %}，{{ issued_on }} 印发{% endif %}）{% endif %}", centre=True)
    write_closely(paper, "{%p for one in articles %}")
    write_closely(paper, "　　{{ one.label }}　{{ one.text }}", before=8)
    write_closely(paper, "{%p for each in one.clauses %}")
    write_closely(paper, "　　{{ each.label }}{{ each.text }}")
    write_closely(paper, "{%p for line in each.lines %}")
    write_closely(paper, "　　　{{ line }}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{% if issued_on != '—' %}{{ issuer }}{% endif %}", before=24, right=True)
    write_closely(paper, "{% if issued_on != '—' %}{{ issued_on }}{% endif %}", right=True)
    return paper


if __name__ == "__main__":
    draw().save(str(HERE / "three_determination.docx"))
