"""网格人员表导入: a whole street or community in one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shaoxiang.grids import access
from shaoxiang.grids.actions.importing import GridAct, import_people
from shaoxiang.grids.queries.importing import HEADINGS, columns, register
from shaoxiang.grids.queries.lists import standard
from shaoxiang.grids.rules import WORKER
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _


class PeopleSheet(Sheet):
    """The blank sheet is the register of the grids this person keeps; it comes in again without a difference."""

    code = "grids.people"
    title = _("从表格登记网格人员")
    up = (_("网格组织"), "grids:overview")
    head = (_("网格代码"), _("会怎样"), _("担任"), _("岗位或姓名"), _("负责范围"), _("到任日期"))
    alike = frozenset({"role", "employment", "since"})
    hints = (
        _("表样就是现在的册子：加一行是到任，写上离任日期是离任，没写进表里的人不动。网格员写岗位代码和专职、兼职；居民担任的只写称呼，不写电话。"),
        _("岗位上是谁、办公电话，照“机构和人”里登记的：表里写的不一样会指出来，不在这里改。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["people"])

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_people(rows, actor=hand.actor, at=hand.at)

    def line(self, made: GridAct) -> Sequence[Any]:
        row, wanted = made.row, standard(made.row.valid_from)
        role = gettext("网格员") if row.role == WORKER else wanted.label_of(row.role, english=reads_english())
        who = book().post_words(row.post_id) if row.post_id else row.name
        return made.line.grid.code, gettext(made.act), role, who, row.covers or "—", row.valid_from

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        filled = columns(hand.today)
        return [Column(gettext(one.shown), filled[one.field]) for one in HEADINGS], register(hand.actor, hand.today)


def _people(request: HttpRequest) -> PeopleSheet:
    return PeopleSheet()


people_import, people_blank = views.page(_people), views.blank(_people)
