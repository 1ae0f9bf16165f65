"""工单对照: an upper system's record read as a ticket, and our case written as its record. The profile is data, this is how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shaoxiang.cases.vocabulary import AppealKind, Urgency
from shaoxiang.hotline.rules.refusal import Refused, Trouble
from shaoxiang.hotline.vocabulary import Direction, FieldKind, TicketStatus
from shaoxiang.kernel.vocabulary import _

NUMBER_MAX = 64
VALUE_MAX = 5000
CARRIED = "carried."  # ours: "carried.sender" keeps their value under that name

# What a ticket may fill, and what each is called on the page that draws up a profile.
OURS_IN: Mapping[str, str] = {
    "external_number": _("上级工单号"), "description": _("内容"), "title": _("标题"), "kind": _("诉求种类"), "type_code": _("事项类别"),
    "urgency": _("急缓"), "address": _("地点描述"), "lon": _("经度"), "lat": _("纬度"), "crs": _("坐标系"), "name": _("反映人称呼"),
    "phone": _("反映人电话"), "home": _("反映人住址"), "anonymous": _("匿名"), "wants_call_back": _("愿意接受回访"), "private": _("不公开"),
    "received_at": _("上级受理时间"), "attachments": _("附件引用"),
}
OURS_OUT: Mapping[str, str] = {
    "external_number": _("上级工单号"), "number": _("本区编号"), "status": _("状态"), "happened_at": _("状态时间"), "unit": _("责任单位"),
    "unit_phone": _("责任单位电话"), "answer": _("给居民的答复"), "outcome": _("处置结果"), "satisfaction": _("满意度"), "due_at": _("到期时间"),
    "opened_at": _("登记时间"), "closed_at": _("办结时间"), "type_code": _("事项类别"), "type_name": _("事项类别名称"), "kind": _("诉求种类"),
    "address": _("地点描述"), "street": _("镇街"), "decline_reason": _("不予受理原因"), "level": _("化解层级"), "reopened": _("重办次数"),
    "extended": _("是否延期"),
}
# Entries of the journal that an upper system hears of.
STATUS_OF: Mapping[str, TicketStatus] = {
    "cases.accept": TicketStatus.ACCEPTED, "cases.dispatch": TicketStatus.DISPATCHED, "cases.sign": TicketStatus.HANDLING,
    "cases.suspend": TicketStatus.SUSPENDED, "cases.resume": TicketStatus.HANDLING, "cases.extend": TicketStatus.EXTENDED,
    "cases.tell_resident": TicketStatus.REPLIED, "cases.finish": TicketStatus.HANDLED, "cases.settle": TicketStatus.HANDLED,
    "cases.answer": TicketStatus.ANSWERED, "cases.reopen": TicketStatus.REOPENED, "cases.verify_fail": TicketStatus.HANDLING,
    "cases.confirm": TicketStatus.CLOSED, "cases.close": TicketStatus.CLOSED, "cases.confirm_exclusion": TicketStatus.CLOSED,
    "cases.decline": TicketStatus.DECLINED, "cases.withdraw": TicketStatus.WITHDRAWN,
}
_YES = frozenset({"1", "true", "yes", "y", "是", "有", "愿意"})
_NO = frozenset({"", "0", "false", "no", "n", "否", "无", "不愿意"})
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]?(\d{1,2})[:时点](\d{1,2})?[:分]?(\d{1,2})?秒?)?")
_APART = re.compile(r"[;；\n|]+")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One line of a profile: their field (dots for nested JSON), ours, and how the value is turned."""

    theirs: str
    ours: str
    kind: FieldKind = FieldKind.TEXT
    table: str = ""
    value: str = ""
    required: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> FieldRow:
        return cls(
            str(row.get("theirs", "")), str(row.get("ours", "")), FieldKind(row.get("kind", "TEXT")), str(row.get("table", "")),
            str(row.get("value", "")), bool(row.get("required")),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A profile as the rules need it."""

    fields: tuple[FieldRow, ...]
    tables: Mapping[str, Mapping[str, str]]
    time_zone: str = "Asia/Shanghai"

    @classmethod
    def of(cls, fields: Iterable[Mapping[str, Any]], tables: Mapping[str, Mapping[str, str]], time_zone: str) -> Plan:
        return cls(tuple(FieldRow.of(row) for row in fields), tables, time_zone)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as our room takes it. `carried`: what came and has no column of ours. `remarks`: what was left out, not in the way."""

    external_number: str
    values: Mapping[str, str]
    carried: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    remarks: tuple[Trouble, ...] = ()


# --- in ---------------------------------------------------------------------------------------------------------------


def read_ticket(plan: Plan, record: Mapping[str, Any]) -> Ticket:
    """A record by a profile. Raises Refused with every field that stands in the way; what does not is a remark, and its value is carried."""
    values: dict[str, str] = {}
    carried: dict[str, str] = {}
    troubles: list[Trouble] = []
    for row in plan.fields:
        given = row.value if row.kind == FieldKind.CONSTANT else text_at(record, row.theirs)
        value, found = _turned(plan, row, given)
        if found is not None:
            troubles.append(found)
            carried[row.theirs] = given[:200]
        elif row.ours.startswith(CARRIED):
            carried[row.ours.removeprefix(CARRIED)] = value[:200]
        elif value or row.ours not in values:
            values[row.ours] = value
    troubles += _checked(values)
    if stopping := [one for one in troubles if one.stops]:
        raise Refused(*stopping)
    if moment := values.pop("received_at", ""):
        carried["received_at"] = moment
    attachments = tuple(one.strip() for one in _APART.split(values.pop("attachments", "")) if one.strip())
    return Ticket(values["external_number"], values, carried, attachments, tuple(troubles))


def _turned(plan: Plan, row: FieldRow, given: str) -> tuple[str, Trouble | None]:
    given = given.strip()
    if not given:
        return "", Trouble(row.theirs, _("必填，却是空的：请在原系统补填后再送。")) if row.required else None
    if len(given) > VALUE_MAX:
        return "", Trouble(row.theirs, _("内容太长：最多 5000 字。请留下要点，其余作为附件。"))
    if row.kind == FieldKind.CODE:
        table = plan.tables.get(row.table, {})
        if given in table:
            return str(table[given]), None
        text = _("代码“%(code)s”不在对照表“%(table)s”里：请在对接方案里补上；先按没有填处理。")
        return "", Trouble(row.theirs, text, {"code": given[:40], "table": row.table}, stops=row.required)
    if row.kind in (FieldKind.TIME, FieldKind.DATE):
        moment = read_time(given, plan.time_zone)
        if moment is None:
            return "", Trouble(row.theirs, _("“%(given)s”不是时间：请写成 2026-03-02 09:30 的样子。"), {"given": given[:40]}, stops=row.required)
        return moment.isoformat(), None
    return given, None


def _checked(values: dict[str, str]) -> list[Trouble]:
    """What our own room asks of the values, whatever profile brought them."""
    found = []
    if not values.get("external_number"):
        found.append(Trouble("external_number", _("没有上级工单号：没有它就认不出是哪一张工单。")))
    elif len(values["external_number"]) > NUMBER_MAX:
        found.append(Trouble("external_number", _("上级工单号太长：最多 64 个字符。")))
    if not values.get("description") and not values.get("title"):
        found.append(Trouble("description", _("没有内容：请写明是什么问题。")))
    found += _pruned(values, "kind", AppealKind._value2member_map_) + _pruned(values, "urgency", Urgency._value2member_map_)
    for name in ("anonymous", "wants_call_back", "private"):
        if values.get(name, "").lower() not in _YES | _NO:
            found.append(Trouble(name, _("“%(given)s”看不出是还是否：先按默认处理。"), {"given": values.pop(name)[:40]}, stops=False))
    return found + _point(values)


def _pruned(values: dict[str, str], name: str, known: Mapping[Any, Any]) -> list[Trouble]:
    if not values.get(name) or values[name] in known:
        return []
    return [Trouble(name, _("没有“%(given)s”这个代码：先按没有填处理。"), {"given": values.pop(name)[:40]}, stops=False)]


def _point(values: dict[str, str]) -> list[Trouble]:
    """Half a point or an impossible one is left out with a remark: a wrong pin is worse than none."""
    if not values.get("lon") and not values.get("lat"):
        return []
    try:
        lon, lat = float(values.get("lon") or "nan"), float(values.get("lat") or "nan")
    except ValueError:
        lon = lat = float("nan")
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return []
    values.pop("lon", None)
    values.pop("lat", None)
    return [Trouble("lon", _("经纬度不完整或超出范围：先不带点位，由调度补。"), stops=False)]


def yes(value: str, *, otherwise: bool) -> bool:
    """A 是/否 as other systems write it; empty means the default."""
    return otherwise if not value.strip() else value.strip().lower() in _YES


def read_time(text: str, time_zone: str) -> datetime | None:
    """A moment as other systems write it; without a zone it is the profile's. None: not a time."""
    text = text.strip()
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    try:
        found = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        parts = _TIME.fullmatch(text)
        try:
            found = datetime(*(int(part) for part in parts.groups() if part)) if parts else None  # type: ignore[arg-type, assignment]
        except ValueError:
            return None
        if found is None:
            return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone))


def text_at(record: Mapping[str, Any], path: str) -> str:
    """The value at a dotted path, as text; "" where it is not there. A key that itself holds dots is tried first."""
    value: Any = record.get(path)
    if value is None:
        value = record
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "；".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)


# --- out --------------------------------------------------------------------------------------------------------------


def write_status(plan: Plan, values: Mapping[str, Any], carried: Mapping[str, str]) -> dict[str, str]:
    """Their record from ours, flat, in the order of the profile. A code without a line in its table goes as it is."""
    written: dict[str, str] = {}
    for row in plan.fields:
        if row.kind == FieldKind.CONSTANT:
            written[row.theirs] = row.value
            continue
        value = carried.get(row.ours.removeprefix(CARRIED), "") if row.ours.startswith(CARRIED) else values.get(row.ours)
        written[row.theirs] = _out(plan, row, value)
    return written


def _out(plan: Plan, row: FieldRow, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(plan.time_zone))
        return f"{local:%Y-%m-%d}" if row.kind == FieldKind.DATE else f"{local:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        value = "1" if value else "0"
    return str(plan.tables.get(row.table, {}).get(str(value), value)) if row.kind == FieldKind.CODE else str(value)


def nested(flat: Mapping[str, str]) -> dict[str, Any]:
    """Dotted names as nested objects, for JSON."""
    whole: dict[str, Any] = {}
    for path, value in flat.items():
        *steps, last = path.split(".")
        inside = whole
        for step in steps:
            inside = inside.setdefault(step, {})
        inside[last] = value
    return whole


# --- drawing up a profile ---------------------------------------------------------------------------------------------


def check_plan(plan: Plan, direction: str) -> list[Trouble]:
    """What is wrong with a profile before it is used. Empty: it can be."""
    known = OURS_IN if direction == Direction.IN else OURS_OUT
    found = [trouble for row in plan.fields if (trouble := _row_trouble(plan, row, known))]
    doubled = _doubled([row.theirs for row in plan.fields if row.kind != FieldKind.CONSTANT or direction == Direction.OUT])
    found += [Trouble("fields", _("字段“%(name)s”写了两次：请去掉一个。"), {"name": name}) for name in doubled]
    needed = ("external_number", "description") if direction == Direction.IN else ("external_number", "status")
    ours = {row.ours for row in plan.fields}
    found += [Trouble("fields", _("还没有对照“%(name)s”：没有它这个方案用不了。"), {"name": known[name]}) for name in needed if name not in ours]
    try:
        ZoneInfo(plan.time_zone)
    except (KeyError, ValueError, OSError):
        found.append(Trouble("time_zone", _("没有这个时区：请写 Asia/Shanghai 的样子。")))
    return found


def _row_trouble(plan: Plan, row: FieldRow, known: Mapping[str, str]) -> Trouble | None:
    if row.ours not in known and not (row.ours.startswith(CARRIED) and len(row.ours) > len(CARRIED)) and row.kind != FieldKind.CONSTANT:
        return Trouble("fields", _("“%(name)s”不是本系统的字段：请从列表中选，或写 carried.名称 原样带着。"), {"name": row.ours})
    if not row.theirs and row.kind != FieldKind.CONSTANT:
        return Trouble("fields", _("“%(name)s”那一行没有写对方的字段名。"), {"name": row.ours})
    if row.kind == FieldKind.CODE and row.table not in plan.tables:
        return Trouble("tables", _("没有名为“%(name)s”的对照表：请在代码对照里补上。"), {"name": row.table})
    return None


def _doubled(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
