"""Articles of laws as people cite them. Loaded where used: `{% load articles %}`."""

from __future__ import annotations

import re

from django import template

from shaoxiang.kernel.language import reads_english

register = template.Library()

ONE = re.compile(r"(\d+)((?:\((?:para )?\d+\))*)")
INSIDE = re.compile(r"\((para )?(\d+)\)")


@register.filter
def article(text: str) -> str:
    """条款项: "27(1),42" is 第27条第1项、第42条, "118(para 2)" is 第118条第2款; what is written otherwise stays as it is."""
    found = [ONE.fullmatch(each.strip()) for each in str(text).split(",")]
    if not all(found):
        return str(text)
    return (", " if reads_english() else "、").join(_cited(*each.groups()) for each in found if each)


def _cited(number: str, inside: str) -> str:
    if reads_english():
        return f"Art. {number}" + INSIDE.sub(lambda part: f" para. {part[2]}" if part[1] else part[0], inside)
    return f"第{number}条" + "、".join(f"第{n}{'款' if paragraph else '项'}" for paragraph, n in INSIDE.findall(inside))
