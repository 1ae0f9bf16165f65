"""成员表导入: the members of one force with their certificates, as it keeps them in a spreadsheet. Every line goes through the acts of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext

from shaoxiang.forces import access
from shaoxiang.forces.actions.register import end_member, set_member
from shaoxiang.forces.models import Member
from shaoxiang.forces.rules import certificate_number
from shaoxiang.forces.vocabulary import MemberKind
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import each_line, every, flag_in, text_in, twice, word_in
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _

HEADINGS = (
    Heading("name", (_("姓名"), "Name")), Heading("kind", (_("身份"), "人员类别", "Kind")),
    Heading("member", (_("成员编号"), "Member number"), required=False), Heading("work_phone", (_("办公电话"), "电话", "Telephone"), required=False),
    Heading("on_quota", (_("占编制"), "在编", "On the quota"), required=False),
    Heading("certificate", (_("执法证号"), "证号", "证件编号", "Certificate"), required=False),
    Heading("issued_on", (_("发证日期"), "发证时间", "Issued on"), required=False),
    Heading("valid_until", (_("有效期至"), "有效期", "Valid until"), required=False), Heading("left_on", (_("离开日期"), "Left on"), required=False),
    Heading("heard_number", (_("征求街道意见的编号"), "Number on which the streets were heard"), required=False),
    Heading("unheard_why", (_("没有编号的，为什么不用征求"), "Why the streets were not asked"), required=False),
)
DAYS = ("issued_on", "valid_until", "left_on")
TEXTS = {"work_phone": 30, "certificate": 30, "heard_number": 24, "unheard_why": 300}
FIELDS = {"since": "left_on"}


@dataclass(frozen=True, slots=True)
class MemberLine:
    """What a line did: the member as he stands after it, and which of the three it was (msgid)."""

    member: Member
    act: str


def import_members(body_id: int, rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """A name the force does not know is a new member; of a known one, what the line says otherwise is changed. Raises PermissionDenied."""
    require(actor, access.GRANTS["edit_members"], Body.objects.get(pk=body_id))
    known = list(Member.objects.filter(body_id=body_id, valid_to=None).select_related("person"))
    made, errors = each_line(rows, lambda row: _take(row, known, body_id, actor=actor, at=at), fields=FIELDS)
    wrong = twice(rows, "name", lambda row: (row.text("name"), row.text("member")))
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])


def _take(row: Row, known: Sequence[Member], body_id: int, *, actor: Actor, at: datetime) -> MemberLine | None:
    name, held = row.text("name", needed=True), _held(row, known)
    given = every({
        "kind": partial(word_in, row, "kind", MemberKind, needed=True), "on_quota": partial(flag_in, row, "on_quota"),
        **{field: partial(row.day, field) for field in DAYS}, **{field: partial(text_in, row, field, most) for field, most in TEXTS.items()},
    })
    left_on, heard = given.pop("left_on"), {name: given.pop(name) or "" for name in ("heard_number", "unheard_why")}
    if held is None and left_on is not None:
        raise row.error("left_on", gettext("要新登记的成员不能同时离开。"), gettext("请删去离开日期，或删去这一行。"))
    wanted = {field: value for field, value in given.items() if field in row.values and value is not None}
    wanted["kind"] = MemberKind(wanted["kind"])
    if "certificate" in wanted:
        wanted["certificate"] = certificate_number(wanted["certificate"])
    now = _now(held)
    if held is None:
        wanted = {"on_quota": wanted["kind"] != MemberKind.AUXILIARY, **wanted}
        return MemberLine(set_member(body_id, name=name, actor=actor, at=at, **wanted), _("新登记"))
    made = None
    if any(now[field] != value for field, value in wanted.items()):
        made = MemberLine(set_member(body_id, pk=held.pk, actor=actor, at=at, **{**now, **wanted}), _("修改"))
    if left_on is not None:
        made = MemberLine(end_member(held.pk, since=left_on, actor=actor, at=at, **heard), _("离开"))
    return made


def _now(held: Member | None) -> dict[str, Any]:
    """As the register has him, in the words of `set_member`."""
    if held is None:
        return {}
    days: dict[str, date | None] = {"issued_on": held.issued_on, "valid_until": held.valid_until}
    return {"kind": MemberKind(held.kind), "on_quota": held.quota_id is not None, "work_phone": held.person.work_phone, "certificate": held.certificate, **days}


def _held(row: Row, known: Sequence[Member]) -> Member | None:
    """By number, else by a name that only one of the force has. None: somebody new."""
    name, number = row.text("name"), row.text("member")
    same = [one for one in known if one.person.name == name]
    if number:
        found = next((one for one in same if str(one.pk) == number), None)
        if found is None:
            raise row.error("member", gettext("本单位没有这个编号的成员，或者姓名对不上。"), gettext("请照表样写编号和姓名；新来的人编号空着。"))
        return found
    if len(same) > 1:
        raise row.error("member", gettext("本单位有 %(n)s 个叫这个名字的人。") % {"n": len(same)}, gettext("请写明成员编号（表样里有）。"))
    return same[0] if same else None
