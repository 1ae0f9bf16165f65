"""清单版本: what a version changes, as plain items: apply, compare, find conflicts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shaoxiang.duties.rules.fields import FIELDS, Field, checked, fields_of
from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.vocabulary import _

__all__ = ["FIELDS", "Change", "Field", "Items", "Values", "apply", "check_day", "checked", "conflicts", "diff", "fields_of", "rebased", "titled"]
Values = Mapping[str, Any]
Items = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. AMEND holds only the fields that change. `answers`: the types the item answers for; None leaves them."""

    act: ChangeAct
    code: str
    values: Values = field(default_factory=dict)
    answers: tuple[str, ...] | None = None


def apply(items: Items, changes: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """The list after the changes. Raises ChangeRefused for an item that is already there, or not there at all."""
    after = {code: dict(values) for code, values in items.items()}
    for change in changes:
        if change.act is ChangeAct.ADD:
            if change.code in after:
                raise ChangeRefused("code", _("这个编号清单上已经有了：请改成“修改”，或换一个编号。"))
            after[change.code] = dict(change.values)
            continue
        if change.code not in after:
            raise ChangeRefused("code", _("清单上没有这个编号：请改成“新增”，或换一个编号。"))
        if change.act is ChangeAct.REMOVE:
            del after[change.code]
        else:
            after[change.code].update(change.values)
    return after


def diff(before: Items, after: Items) -> list[Change]:
    """The changes that lead from one list to the other, by code: `apply(before, diff(before, after)) == after`."""
    found: list[Change] = []
    for code in sorted({*before, *after}):
        if code not in after:
            found.append(Change(ChangeAct.REMOVE, code))
        elif code not in before:
            found.append(Change(ChangeAct.ADD, code, dict(after[code])))
        elif changed := {name: value for name, value in after[code].items() if name not in before[code] or before[code][name] != value}:
            found.append(Change(ChangeAct.AMEND, code, changed))
    return found


def conflicts(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Codes that a draft and a version published since its base both touch."""
    return sorted(set(mine) & set(theirs))


def rebased(items: Items, changes: Iterable[Change]) -> list[Change]:
    """The same wishes on a newer list: an addition of what is there amends it, a removal of what is gone falls away, an amendment of it too."""
    found: list[Change] = []
    for change in changes:
        there = change.code in items
        if change.act is ChangeAct.ADD and there:
            found.append(Change(ChangeAct.AMEND, change.code, change.values, change.answers))
        elif there or change.act is ChangeAct.ADD:
            found.append(change)
    return found


_EDITION = re.compile(r"第\s*[0-9一二三四五六七八九十百]+\s*版")
_DIGITS = "零一二三四五六七八九"


def titled(title: str, number: int) -> str:
    """The title with the edition it became: drafts overlap, and the one called the second may be published third."""
    return _EDITION.sub(f"第{_in_chinese(number)}版", title)


def _in_chinese(number: int) -> str:
    """1 to 99 as titles write them; digits beyond."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def check_day(effective_from: date | None, running: date | None, today: date) -> date:
    """A version holds from today or later, and later than the version before it. Raises ChangeRefused."""
    if effective_from is None:
        raise ChangeRefused("effective_from", _("还没有写生效日期。"))
    if effective_from < today:
        raise ChangeRefused("effective_from", _("生效日期已经过去了：过去的事按当时的清单，不能改。请写今天或以后的日期。"))
    if running is not None and effective_from <= running:
        raise ChangeRefused("effective_from", _("生效日期要晚于上一版的生效日期，一天只能有一版。"))
    if too_far(effective_from, today):
        raise ChangeRefused("effective_from", _("生效日期最晚在一年以内：请核对年份。"))
    return effective_from
