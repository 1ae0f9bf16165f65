"""Draws `mediation_agreement.docx`, the template that docxtpl fills: `python -m shaoxiang.kernel.documents.forms.draw_mediation_agreement`."""

from __future__ import annotations

from typing import Any

from shaoxiang.kernel.documents.forms.drawing import HERE, blank, each, write

PATH = HERE / "mediation_agreement.docx"
CLOSING = (
    "本协议自双方签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，具有法律约束力，双方应当按照约定履行。双方认为有必要的，"
    "可以自协议生效之日起三十日内共同向人民法院申请司法确认。本协议双方各执一份，人民调解委员会留存一份。调解不收取任何费用。"
)


def draw() -> Any:
    paper = blank("人民调解协议书")
    write(paper, "人民调解协议书", size=22, bold=True, centre=True)
    write(paper, "编号：{{ number }}{% if document_number %}　　文号：{{ document_number }}{% endif %}")
    write(paper, "甲方：{{ parties.FIRST }}")
    write(paper, "乙方：{{ parties.SECOND }}")
    write(paper, "纠纷种类：{{ dispute }}")
    write(paper, "纠纷主要事实、争议事项：", bold=True)
    each(paper, "facts.values()")
    write(paper, "经调解，双方自愿达成如下协议：", bold=True)
    each(paper, "terms.values()")
    write(paper, "履行期限：{{ performance_on }}")
    write(paper, "　　" + CLOSING)
    signed = (
        "甲方（签名）：　　　　　　　　乙方（签名）：", "人民调解员（签名）：　　　　　　{{ mediator }}", "{{ committee }}（印章）",
        "　　　　　　年　　月　　日",
    )
    for line in signed:
        write(paper, line, before=18)
    return paper


if __name__ == "__main__":
    draw().save(str(PATH))
