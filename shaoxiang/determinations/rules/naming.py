"""把责任落实到具体工作人员: which post carries which duty."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from shaoxiang.determinations.rules.versions import DeterminationRefused
from shaoxiang.determinations.vocabulary import Share
from shaoxiang.kernel.vocabulary import _


class Naming(NamedTuple):
    """A post carries a duty of a list."""

    post_id: int
    list_kind: str
    item: str
    share: Share


def check_naming(asked: Iterable[Naming], *, posts: Collection[int], items: Collection[tuple[str, str]]) -> frozenset[Naming]:
    """Own posts and own duties only, one leading post for a duty, no post twice on one. Raises DeterminationRefused (field: the duty's code)."""
    wanted = frozenset(asked)
    leads: set[tuple[str, str]] = set()
    seats: set[tuple[int, str, str]] = set()
    for one in sorted(wanted):
        duty, seat = (one.list_kind, one.item), (one.post_id, one.list_kind, one.item)
        if one.post_id not in posts or duty not in items:
            raise DeterminationRefused("", _("岗位或职责已经变了：请刷新这一页，再勾一次。"))
        if seat in seats:
            raise DeterminationRefused(one.item, _("同一个岗位对同一项职责，主办和协办只能勾一个。"))
        if one.share == Share.LEAD and duty in leads:
            raise DeterminationRefused(one.item, _("一项职责只能有一个主办岗位，别的请勾协办。"))
        seats.add(seat)
        if one.share == Share.LEAD:
            leads.add(duty)
    return wanted
