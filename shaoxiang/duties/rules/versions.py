"""清单版本: what a version changes, as plain items: apply, compare, find conflicts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.duties.vocabulary import ChangeAct, DutyRole, FieldKind, LimitUnit, PowerType, VersionKind
from shaoxiang.kernel.vocabulary import Vocabulary, _

Values = Mapping[str, Any]
Items = Mapping[str, Values]
CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item: its name in the table, its label, how long, how written, from which words."""

    name: str
    label: str
    most: int = 160
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    words: type[Vocabulary] | None = None

    @property
    def words_name(self) -> str:
        return self.words.__name__ if self.words is not None else ""

    @property
    def empty(self) -> Any:
        return {FieldKind.LIST: [], FieldKind.YES_NO: False, FieldKind.NUMBER: None}.get(self.kind, "")


_DUTY = (
    Field("office_name", _("承办机构"), 40, required=True),
    Field("title", _("职责"), required=True),
    Field("title_en", _("英文")),
    Field("role", _("履职方式"), 12, required=True, words=DutyRole),
    Field("departments", _("对应部门"), 40, FieldKind.LIST),
    Field("basis", _("依据")),
)
FIELDS: dict[str, tuple[Field, ...]] = {
    **{kind.value: _DUTY for kind in (VersionKind.STREET_DUTY, VersionKind.TOWN_DUTY, VersionKind.INSTITUTION_DUTY)},
    VersionKind.POWER.value: (
        Field("name", _("事项"), required=True), Field("name_en", _("英文")),
        Field("power_type", _("权力类型"), 10, required=True, words=PowerType),
        Field("original_department", _("原实施部门"), 60, required=True), Field("applies_to", _("适用"), 20, FieldKind.LIST),
        Field("law", _("法律法规"), 80, required=True), Field("article", _("条款"), 40, required=True),
        Field("amount_rule", _("金额规则"), 240),
        Field("other_measures", _("其他措施"), 240), Field("includes_compulsion", _("含强制措施"), kind=FieldKind.YES_NO), Field("note", _("备注"), 240),
    ),
    VersionKind.SERVICE.value: (
        Field("name", _("事项"), 120, required=True), Field("name_en", _("英文")), Field("category", _("类别"), 40, required=True),
        Field("item_type", _("事项类型"), 40, required=True), Field("served", _("服务对象"), 40, FieldKind.LIST),
        Field("handled_at", _("办理层级"), 40, FieldKind.LIST),
        Field("final_decider", _("最终决定机关"), 60), Field("materials", _("材料"), 80, FieldKind.LIST),
        Field("statutory_limit", _("法定时限"), kind=FieldKind.NUMBER), Field("statutory_unit", _("法定时限单位"), 16, words=LimitUnit),
        Field("committed_limit_wd", _("承诺时限(工作日)"), kind=FieldKind.NUMBER), Field("basis", _("依据")), Field("note", _("备注"), 200),
    ),
}


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


def checked(kind: str, code: str, values: Values, *, whole: bool) -> dict[str, Any]:
    """The values as they will be stored. `whole`: an addition, so every required field must be there. Raises ChangeRefused."""
    if not CODE.fullmatch(code) or len(code) > (12 if kind.endswith("_DUTY") else 8):
        raise ChangeRefused("code", _("编号只用大写字母、数字和短横，如 D-C16，不要太长。"))
    fields = {one.name: one for one in FIELDS[kind]}
    unknown = set(values) - set(fields)
    if unknown:
        raise ChangeRefused("code", _("有清单上没有的栏目。"))
    made = {name: _value(fields[name], value) for name, value in values.items()}
    if whole:
        for one in fields.values():
            made.setdefault(one.name, one.empty)
    for name, value in made.items():
        if fields[name].required and not value:
            raise ChangeRefused(name, _("没有填写。"))
    return made


def _value(one: Field, value: Any) -> Any:
    if one.kind is FieldKind.LIST:
        if not isinstance(value, str | list | tuple):
            raise ChangeRefused(one.name, _("几项之间用顿号隔开"))
        parts = [part.strip() for part in (re.split(r"[、,，;；\n]+", value) if isinstance(value, str) else value) if part.strip()]
        if any(len(part) > one.most for part in parts) or len(parts) > 20:
            raise ChangeRefused(one.name, _("太长：请写短一些。"))
        return parts
    if one.kind is FieldKind.YES_NO:
        return _yes(one, value)
    if one.kind is FieldKind.NUMBER:
        return _whole_number(one, value)
    text = str(value or "").strip()
    if len(text) > one.most:
        raise ChangeRefused(one.name, _("太长：请写短一些。"))
    return _word(one, text) if one.words is not None and text else text


def _yes(one: Field, value: Any) -> bool:
    if value in (True, "是", "yes", "1", "有"):
        return True
    if value in (False, "", None, "否", "no", "0", "无"):
        return False
    raise ChangeRefused(one.name, _("请写“是”或“否”。"))


def _whole_number(one: Field, value: Any) -> int | None:
    if value in ("", None):
        return None
    if not str(value).isdecimal() or int(value) > 999:
        raise ChangeRefused(one.name, _("请写 0 到 999 的整数。"))
    return int(value)


def _word(one: Field, text: str) -> str:
    """A code, or its Chinese word."""
    assert one.words is not None  # noqa: S101
    for member in one.words:
        if text in (member.value, member.label):
            return str(member.value)
    raise ChangeRefused(one.name, _("不是规定的用词：请从给出的词里选一个。"))


def check_day(effective_from: date | None, running: date | None, today: date) -> date:
    """A version holds from today or later, and later than the version before it. Raises ChangeRefused."""
    if effective_from is None:
        raise ChangeRefused("effective_from", _("还没有写生效日期。"))
    if effective_from < today:
        raise ChangeRefused("effective_from", _("生效日期已经过去了：过去的事按当时的清单，不能改。请写今天或以后的日期。"))
    if running is not None and effective_from <= running:
        raise ChangeRefused("effective_from", _("生效日期要晚于上一版的生效日期，一天只能有一版。"))
    return effective_from
