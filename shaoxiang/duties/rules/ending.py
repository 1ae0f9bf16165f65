"""停用一类: what it waits for, and which type may be chosen instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from shaoxiang.duties.rules.book import DutyBook, DutyLine, StreetLine
from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.duties.rules.standing import types_grown
from shaoxiang.kernel.vocabulary import _

FEW = 3


class Hangs(NamedTuple):
    """An item of a list that answers for the type on the day it would end, or later."""

    code: str
    title: str
    list_name: str


def check_day(since: date, today: date) -> None:
    """Raises ChangeRefused: an old day is told as it was."""
    if since < today:
        raise ChangeRefused("since", _("不能早于今天：以前的日子照当时的算。"))


def check_hanging(items: Iterable[Hangs]) -> None:
    """Without another type in its place the lists come first. Raises ChangeRefused with the items."""
    named = "；".join(f"{one.list_name} {one.code} {one.title}" for one in items)
    if named:
        raise ChangeRefused("successor", _(
            "清单上还有条目承接这一类（%(items)s）：请编办先在清单的新一版里把它从这些条目上拿掉，新版生效以后再停用；或者写明以后用哪一类。"
        ), items=named)


def check_successor(code: str, successor: str, book: DutyBook) -> None:
    """`book` of the day it ends. Raises ChangeRefused for one that is not chosen then, and where a street would lead what it did not (A1)."""
    if successor == code:
        raise ChangeRefused("successor", _("以后用的要是另一类。"))
    if successor not in book.offered:
        raise ChangeRefused("successor", _("那一天没有 %(code)s 这一类，或者它也停用了：请从列表中另选。"), code=successor)
    grown = {street.name: line.code for street, line in grown_in(code, successor, book)}
    if grown:
        raise ChangeRefused("successor", _(
            "%(code)s 由镇街按清单 %(items)s 承接，停用的这一类在%(streets)s不是：换成它等于给镇街多派活。请另选一类，或者先改职责清单，写明准入编号或文号。"
        ), code=successor, items="、".join(sorted(set(grown.values()))), streets=_few(sorted(grown)))


def _few(names: list[str]) -> str:
    return "、".join(names[:FEW]) + (f"…（{len(names)}）" if len(names) > FEW else "")


def grown_in(code: str, successor: str, book: DutyBook) -> list[tuple[StreetLine, DutyLine]]:
    """Streets that would carry more of what is reported, with the item by which they would."""
    found = []
    for street in book.streets.values():
        now, then = book.item_of(code, street), book.item_of(successor, street)
        if then is not None and types_grown(then.role, {code: now.role if now is not None else ""}):
            found.append((street, then))
    return found
