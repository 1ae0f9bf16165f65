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
    write_closely(paper, "{{ title }}", size=20, bold=True, centre=True)
    write_closely(paper, "{% if sample == 'True' %}（示例）　{% endif %}{{ document_number }}", centre=True)
    write_closely(paper, "（{{ adopted_on }} {{ meeting }}通过　{{ issued_on }} 印发）", centre=True)
    write_closely(paper, "{%p for one in articles %}")
    write_closely(paper, "　　{{ one.label }}　{{ one.text }}", before=8)
    write_closely(paper, "{%p for each in one.clauses %}")
    write_closely(paper, "　　{{ each.label }}{{ each.text }}")
    write_closely(paper, "{%p for line in each.lines %}")
    write_closely(paper, "　　　{{ line }}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "{%p endfor %}")
    write_closely(paper, "自 {{ effective_from }} 起施行", before=24, right=True)
    return paper


if __name__ == "__main__":
    draw().save(str(HERE / "three_determination.docx"))
