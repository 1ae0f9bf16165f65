"""导入名册: streets, communities or grids as a bare table; the outlines come later by 导入边界."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places import access, actions
from shaoxiang.places.forms import RegisterForm
from shaoxiang.places.queries.registers import REGISTER


class RegisterSheet(Sheet):
    code = "places.register"
    title = _("导入名册（没有边界）")
    lede = _("只有一张表、还没有边界的，从这里导入：先镇街，再社区，再网格。有一行不对，就一行也不写。边界以后再导。")
    up = (_("导入边界"), "places:load")
    form = RegisterForm
    most = 20_000
    head = (_("名称"), _("代码"), _("会怎样"), _("上级代码"), _("生效日期"))
    hints = (_("改名、换上级要有日子和文件，不从名册里来；名册里没有的，保持原样。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.LOAD)

    def headings(self) -> Sequence[Heading]:
        return REGISTER

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return actions.import_register(hand.given["level"], rows, actor=hand.actor, at=hand.at, dry_run=hand.dry, valid_from=hand.given["valid_from"])

    def line(self, made: actions.Entered) -> Sequence[Any]:
        row = made.row
        return row.name, row.code, gettext("新增") if made.new else gettext("修改"), made.above, made.since

    def found(self, taken: Taken) -> str:
        added = sum(one.new for one in taken.made)
        facts = {"added": added, "changed": len(taken.made) - added, "same": taken.lines - len(taken.made)}
        return gettext("每一行都对：新增 %(added)s，修改 %(changed)s，没有变 %(same)s") % facts

    def done(self, taken: Taken) -> str:
        words = ngettext("已导入：新增和修改 %(n)s 条。", "已导入：新增和修改 %(n)s 条。", len(taken.made)) % {"n": len(taken.made)}
        return words + (gettext("新增的还没有边界：点位查不到它们，请在“导入边界”里补上。") if any(one.new for one in taken.made) else "")


def _chosen(request: HttpRequest) -> RegisterSheet:
    return RegisterSheet()


load_register, register_blank = views.page(_chosen), views.blank(_chosen)
