"""从表格拟稿, 从表格登记编制实名制: many changes of quotas, or many people on their quotas, from one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from shaoxiang.institutions.models import Assignment
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import names
from shaoxiang.staffing import access
from shaoxiang.staffing.actions.importing import Drafted, Held, import_changes, import_holdings
from shaoxiang.staffing.models import QuotaHolding
from shaoxiang.staffing.queries.importing import HEADINGS, HOLDINGS
from shaoxiang.staffing.queries.people import seated_people
from shaoxiang.staffing.vocabulary import QuotaType, Rank


class ChangesSheet(Sheet):
    code = "staffing.changes"
    title = _("从表格拟稿")
    lede = _("先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。全对了，每行成为一件拟稿，照样复核、批准。")
    up = (_("编制调整"), "staffing:changes")
    most = 500
    head = (_("单位"), _("表格第几行"), _("编制类别"), _("增减"), _("生效日"), _("这样改以后"))
    alike = frozenset({"quota_type", "effective_on", "reason"})
    hints = (_("几行是同一个单位的，可以只在第一行写。增加写正数，减少写负数。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["draft"])

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_changes(rows, actor=hand.actor, at=hand.at)

    def line(self, made: Drafted) -> Sequence[Any]:
        change = made.change
        kind = gettext(QuotaType.label_of(change.quota_type))
        return names.name_of("body", change.body_id), made.line, kind, f"{change.delta:+d}", change.effective_on, f"{made.before} → {made.after}"

    def found(self, taken: Taken) -> str:
        return ngettext("试过了，%(n)s 行都可以拟", "试过了，%(n)s 行都可以拟", taken.lines) % {"n": taken.lines}

    def ask(self, taken: Taken) -> str:
        return ngettext("拟好这 %(n)s 项", "拟好这 %(n)s 项", taken.lines) % {"n": taken.lines}

    def done(self, taken: Taken) -> str:
        words = ngettext("已拟 %(n)s 项编制调整，等编办另一位同志复核。", "已拟 %(n)s 项编制调整，等编办另一位同志复核。", taken.lines)
        return words % {"n": taken.lines}


class HoldingsSheet(Sheet):
    """The blank sheet: who is on whose quota now, and who works in a post and is on none."""

    code = "staffing.holdings"
    title = _("从表格登记编制实名制")
    lede = _("先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。每行照“办上编任职”办：没有空编、没有空岗的，不能上。")
    up = (_("编制"), "staffing:index")
    most = 1000
    head = (_("姓名"), _("岗位"), _("编制在"), _("编制类别"), _("职务层次"))
    alike = frozenset({"body", "quota_type", "document"})
    hints = (
        _("最省事的办法：下载表样，里面有已经上编的人，和在岗还没有上编的人；补上编制在哪里再导入。已经照表里上编的不动。"),
        _("新来的人，人员编号空着。编制不够的，先办编制调整。改编制的，先下编再上编，不从表格里改。"),
        _("领导岗位先走干部选配。本系统启用以前已经在任的，由组织部登记，要有当时的任职文号和任职日期。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["appoint"])

    def headings(self) -> Sequence[Heading]:
        return HOLDINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_holdings(rows, actor=hand.actor, at=hand.at)

    def line(self, made: Held) -> Sequence[Any]:
        seat = made.seat
        body = names.name_of("body", seat.body_id)
        return seat.name, f"{seat.post.body.shown_name} {seat.post.shown_title}", body, gettext(seat.quota_type.label), gettext(seat.rank.label)

    def done(self, taken: Taken) -> str:
        return ngettext("已上编 %(n)s 人。", "已上编 %(n)s 人。", len(taken.made)) % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        held = {one.person_id: one for one in QuotaHolding.objects.filter(in_force(hand.today)).select_related("body")}

        def told(words: Callable[[QuotaHolding], str]) -> Callable[[Assignment], str]:
            return lambda seat: words(held[seat.person_id]) if seat.person_id in held else ""

        filled: dict[str, Any] = {
            "name": "person.name", "person": "person_id", "post": "post.code", "body": told(lambda one: one.body.code),
            "quota_type": told(lambda one: gettext(QuotaType.label_of(one.quota_type))), "rank": told(lambda one: gettext(Rank.label_of(one.rank))),
            "document": told(lambda one: one.document), "since": lambda seat: "",
        }
        return [Column(gettext(one.shown), filled[one.field]) for one in HOLDINGS], seated_people(hand.today)


def _changes(request: HttpRequest) -> ChangesSheet:
    return ChangesSheet()


def _holdings(request: HttpRequest) -> HoldingsSheet:
    return HoldingsSheet()


sheet, blank = views.page(_changes), views.blank(_changes)
holdings, holdings_blank = views.page(_holdings), views.blank(_holdings)
