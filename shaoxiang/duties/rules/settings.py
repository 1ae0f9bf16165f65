"""What an administrator may set of a type, and how a wrong setting is refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shaoxiang.duties.rules.book import LimitLine
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

WORDS_MAX, WORD_LENGTH, WEIGHT_MAX, AMOUNT_MAX = 80, 20, 50, 999


NO_REASON = _("请写明为什么改：以后看改动记录的人要知道。")


class ChangeRefused(Refusal):
    """The lists cannot be changed so; `field` names the input, `sentence` (a Chinese msgid) says how to cure it."""


def check_limits(limits: Iterable[LimitLine]) -> tuple[LimitLine, ...]:
    """Each step once, amounts in reason, exactly one step that ends the handling. Raises ChangeRefused."""
    lines = tuple(limits)
    if len({line.step for line in lines}) != len(lines):
        raise ChangeRefused("limits", _("同一个环节只能写一次。"))
    if any(not 0 <= line.amount <= AMOUNT_MAX for line in lines):
        raise ChangeRefused("limits", _("数量要在 0 到 999 之间，0 表示立即。"))
    if sum(line.closes for line in lines) != 1:
        raise ChangeRefused("limits", _("请选定一个环节作为办结时限。"))
    if any(line.closes and line.amount == 0 for line in lines):
        raise ChangeRefused("limits", _("办结时限不能是“立即”，请写明数量。"))
    return lines


def read_words(text: str) -> dict[str, int]:
    """One word and its weight per line (`井盖 8`, `渣土 -6`; without a weight 10). Raises ChangeRefused."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        word, _gap, weight = line.strip().partition(" ")
        try:
            number = int(weight) if weight.strip() else 10
        except ValueError:
            raise ChangeRefused("words", _("权重要写整数，例如“井盖 8”。")) from None
        if len(word) > WORD_LENGTH or not 0 < abs(number) <= WEIGHT_MAX:
            raise ChangeRefused("words", _("词不超过 20 个字，权重在 -50 到 50 之间且不为 0。"))
        found[word] = number
    if len(found) > WORDS_MAX:
        raise ChangeRefused("words", _("一个分类最多 80 个词。"))
    return found
