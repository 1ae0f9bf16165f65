"""撤回: what was published for a day still to come goes back as if it had never been, by two people and with a reason. Pure; the 三定 ask here too."""

from __future__ import annotations

from datetime import date

from shaoxiang.kernel.hands import Hand, is_same
from shaoxiang.kernel.vocabulary import _

REASON_LEAST, REASON_MOST = 10, 400


def bars(effective_from: date | None, today: date, *, newest: bool, has_before: bool) -> str:
    """Why a published version may not be taken back: a msgid with its cure; "" where it may."""
    if effective_from is None or effective_from <= today:
        return _("已经生效的不能撤回：那一天起的事是照它办的。要改，请再出一版。")
    if not newest:
        return _("后面又公布了一版：请先撤回后面的那一版。")
    if not has_before:
        return _("这是第一版，没有前一版可以回去：要改，请再出一版。")
    return ""


def bad_reason(reason: str) -> str:
    return "" if REASON_LEAST <= len(reason.strip()) <= REASON_MOST else _("请写明为什么撤回，十个字以上、四百字以内：公开页上一直看得到。")


def not_second(one: Hand, asker: Hand) -> str:
    """Two people take it back: who asked for it does not confirm it."""
    return _("撤回是您提请的，不能由您确认：请本单位另一位同志或者负责人来确认。") if is_same(one, asker) else ""
