"""成员表导入 of one force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.forces import access
from shaoxiang.forces.actions.importing import HEADINGS, MemberLine, import_members
from shaoxiang.forces.models import Member
from shaoxiang.forces.queries.register import forces_seen
from shaoxiang.forces.vocabulary import MemberKind
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _

FILLED: dict[str, Any] = {
    "name": "person.name", "member": "pk", "work_phone": "person.work_phone", "certificate": "certificate", "issued_on": "issued_on",
    "valid_until": "valid_until", "kind": lambda row: gettext(MemberKind.label_of(row.kind)), "on_quota": lambda row: row.quota_id is not None,
}


class MembersSheet(Sheet):
    code = "forces.members"
    title = _("从表格登记成员和执法证")
    most = 1000
    head = (_("姓名"), _("会怎样"), _("身份"), _("执法证号"), _("有效期至"))
    alike = frozenset({"kind"})
    hints = (
        _("没有的列不动；表里没有的人也不动，不会因此离开。最省事的办法：下载表样，里面就是现在的名册，改过再导入。"),
        _("证号、发证日期、有效期要一起写。辅助人员不占编制，也没有执法证。"),
    )

    def __init__(self, body: Body) -> None:
        self.body, self.of = body, body.code
        self.up = (body.shown_name, "forces:force")

    @property
    def up_address(self) -> str:
        return reverse("forces:force", args=[self.body.code])

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["edit_members"], self.body)

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_members(self.body.pk, rows, actor=hand.actor, at=hand.at)

    def line(self, made: MemberLine) -> Sequence[Any]:
        row = made.member
        return row.person.name, gettext(made.act), gettext(MemberKind.label_of(row.kind)), row.certificate, row.valid_until or ""

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        rows = Member.objects.filter(body=self.body, valid_to=None).select_related("person").order_by("pk")
        return [Column(gettext(one.shown), FILLED.get(one.field, lambda _row: "")) for one in HEADINGS], rows


def _chosen(request: HttpRequest, code: str) -> MembersSheet:
    return MembersSheet(get_object_or_404(forces_seen(request.actor), code=code))  # type: ignore[attr-defined]


members_import, members_blank = views.page(_chosen), views.blank(_chosen)
