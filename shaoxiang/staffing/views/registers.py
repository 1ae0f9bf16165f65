"""编制开账, 编制锁定, 提名人选 from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import names
from shaoxiang.staffing import access
from shaoxiang.staffing.actions.naming import Named, import_candidates
from shaoxiang.staffing.actions.opening import import_leadership, import_locks, import_openings
from shaoxiang.staffing.models import CadreSelection, LeadershipPostQuota, QuotaLock, QuotaOpening
from shaoxiang.staffing.queries.registers import CANDIDATES, LEADERSHIP, LOCKS, OPENINGS, leadership_lines, lock_lines, opening_lines
from shaoxiang.staffing.queries.selection import selections_for
from shaoxiang.staffing.vocabulary import QuotaType


class OpeningsSheet(Sheet):
    """The blank sheet: every unit and usual type whose ledger has no line yet."""

    code = "staffing.openings"
    title = _("从表格开账")
    lede = _("把本系统使用以前核定的编制记成台账的第一笔。先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。")
    up = (_("编制"), "staffing:index")
    most = 500
    head = (_("单位"), _("编制类别"), _("核定数"), _("核定日期"), _("核定文号"))
    alike = frozenset({"quota_type", "effective_on", "document"})
    hints = (
        _("一个单位、一类编制只开一次账。已经有台账的，表里的数和台账一样就不动；不一样的不收：请办更正或编制调整。"),
        _("几行是同一个单位的，可以只在第一行写。后三列都空着的行不读。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["open_ledger"])

    def headings(self) -> Sequence[Heading]:
        return OPENINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_openings(rows, actor=hand.actor, at=hand.at)

    def line(self, made: QuotaOpening) -> Sequence[Any]:
        body, kind = names.name_of("body", made.body_id), gettext(QuotaType.label_of(made.quota_type))
        return body, kind, made.entry.delta, made.entry.effective_on, made.document

    def done(self, taken: Taken) -> str:
        return ngettext("已开账 %(n)s 笔。", "已开账 %(n)s 笔。", len(taken.made)) % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        filled: dict[str, Any] = {"body": lambda one: one[0].code, "quota_type": lambda one: gettext(one[1].label)}
        unopened = [one for one in opening_lines(hand.today) if not one[2]]
        return [Column(gettext(one.shown), filled.get(one.field, lambda _one: "")) for one in OPENINGS], unopened


class LeadershipSheet(Sheet):
    """The blank sheet: every unit, with the figures in force."""

    code = "staffing.leadership"
    title = _("从表格核定领导职数")
    lede = _("编委会核定的领导职数，一次登记。先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。")
    up = (_("编制"), "staffing:index")
    most = 500
    head = (_("单位"), _("正职"), _("副职"), _("核定日期"), _("核定文号"))
    alike = frozenset({"effective_on", "document"})
    hints = (_("表样里是现行的职数：改过再导入，和现行一样的不动。职数不能少于任上的人。后四列都空着的行不读。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["set_leadership"])

    def headings(self) -> Sequence[Heading]:
        return LEADERSHIP

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_leadership(rows, actor=hand.actor, at=hand.at)

    def line(self, made: LeadershipPostQuota) -> Sequence[Any]:
        return names.name_of("body", made.body_id), made.principals, made.deputies, made.valid_from, made.document

    def done(self, taken: Taken) -> str:
        return ngettext("已核定 %(n)s 个单位的领导职数。", "已核定 %(n)s 个单位的领导职数。", len(taken.made)) % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        filled: dict[str, Any] = {
            "body": lambda one: one[0].code, "principals": lambda one: one[1].principals if one[1] else "",
            "deputies": lambda one: one[1].deputies if one[1] else "", "effective_on": lambda one: one[1].valid_from if one[1] else "",
            "document": lambda one: (one[1].document or gettext("本系统使用以前")) if one[1] else "",
        }
        return [Column(gettext(one.shown), filled[one.field]) for one in LEADERSHIP], leadership_lines(hand.today)


class LocksSheet(Sheet):
    """The blank sheet: every street and the town, those that are locked with their day and meeting."""

    code = "staffing.locks"
    title = _("从表格登记编制锁定")
    lede = _("编委会锁定过的镇街，一次登记。先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。锁定以后不改、不撤。")
    up = (_("编制"), "staffing:index")
    most = 200
    head = (_("单位"), _("锁定之日"), _("编委会会议日期"), _("会议文号"))
    alike = frozenset({"effective_from", "meeting_on", "meeting_number"})
    hints = (_("已经从那一天起锁定的不动。从锁定之日起，这个单位每一类编制只增不减，数据库也不让减。后三列都空着的行不读。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["lock_unit"])

    def headings(self) -> Sequence[Heading]:
        return LOCKS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_locks(rows, actor=hand.actor, at=hand.at)

    def line(self, made: QuotaLock) -> Sequence[Any]:
        return names.name_of("body", made.body_id), made.effective_from, made.meeting_on or "", made.meeting_number

    def done(self, taken: Taken) -> str:
        return ngettext("已锁定 %(n)s 个单位的编制。", "已锁定 %(n)s 个单位的编制。", len(taken.made)) % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        filled: dict[str, Any] = {
            "body": lambda one: one[0].code, "effective_from": lambda one: one[1].effective_from if one[1] else "",
            "meeting_on": lambda one: (one[1].meeting_on or one[1].effective_from) if one[1] else "",
            "meeting_number": lambda one: (one[1].meeting_number or gettext("本系统使用以前")) if one[1] else "",
        }
        return [Column(gettext(one.shown), filled[one.field]) for one in LOCKS], lock_lines(hand.today)


class CandidatesSheet(Sheet):
    """The blank sheet is empty: who is named already, and what is known of them, goes out by no sheet."""

    code = "staffing.candidates"
    title = _("从表格提名人选")
    lede = _("先试一遍：有一行不对就一个也不提名，并说清哪一行、哪一列、怎么改。个人情况封存保管；导入记为看过这些人选。")
    most = 100
    head = (_("姓名"), _("编制在"))
    hints = (_("只能提名占着编制的人；同名的写明人员编号。表里的先后不作数：名单只按姓名或单位排列，不评分、不排名。"),)
    sealed = True

    def __init__(self, selection: CadreSelection) -> None:
        self.selection, self.of = selection, str(selection.number)
        self.up = (self.of, "staffing:selection")

    @property
    def up_address(self) -> str:
        return reverse("staffing:selection", args=[self.of])

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["nominate"], self.selection)

    def headings(self) -> Sequence[Heading]:
        return CANDIDATES

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_candidates(self.selection, rows, actor=hand.actor, at=hand.at)

    def line(self, made: Named) -> Sequence[Any]:
        return made.name, made.unit

    def ask(self, taken: Taken) -> str:
        return ngettext("提名这 %(n)s 人", "提名这 %(n)s 人", taken.lines) % {"n": taken.lines}

    def done(self, taken: Taken) -> str:
        return ngettext("已提名 %(n)s 人。", "已提名 %(n)s 人。", len(taken.made)) % {"n": len(taken.made)}


def _openings(request: HttpRequest) -> OpeningsSheet:
    return OpeningsSheet()


def _leadership(request: HttpRequest) -> LeadershipSheet:
    return LeadershipSheet()


def _locks(request: HttpRequest) -> LocksSheet:
    return LocksSheet()


def _candidates(request: HttpRequest, number: str) -> CandidatesSheet:
    rows = selections_for(request.actor)  # type: ignore[attr-defined]
    return CandidatesSheet(get_object_or_404(rows, matter__number=number))


openings, openings_blank = views.page(_openings), views.blank(_openings)
leadership, leadership_blank = views.page(_leadership), views.blank(_leadership)
locks, locks_blank = views.page(_locks), views.blank(_locks)
candidates, candidates_blank = views.page(_candidates), views.blank(_candidates)
