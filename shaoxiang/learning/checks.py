"""What `doctor` reads aloud about the learned model."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.learning import queries


def checks() -> Iterator[Finding]:
    held = queries.in_use.get()
    if held.refused:
        yield Finding(Level.BAD, gettext("启用的类别模型没有加载，现在只按关键词规则建议。"), gettext(held.refused))
    elif held.model is None:
        yield Finding(Level.OK, gettext("类别建议只用关键词规则。"))
    else:
        yield Finding(Level.OK, gettext("类别建议用关键词规则和学到的模型，模型认得 %(n)d 个分类。") % {"n": len(held.codes)})
