"""必须征求意见的事项 from a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import access
from shaoxiang.opinions.actions.importing import ScopeAct, import_scopes
from shaoxiang.opinions.models import ConsultationScope
from shaoxiang.opinions.queries.importing import HEADINGS, cells_of
from shaoxiang.opinions.queries.scopes import scopes_in_force
from shaoxiang.opinions.vocabulary import Power


class ScopesSheet(Sheet):
    """The blank sheet: what must be asked now."""

    code = "opinions.scopes"
    title = _("从表格登记必须征求意见的事项")
    up = (_("必须征求意见的事项"), "opinions:scopes")
    most = 500
    head = (_("事项"), _("会怎样"), _("哪项权力"), _("答复工作日"), _("依据"))
    alike = frozenset({"basis", "days"})
    hints = (_("表样就是现在的范围：改过再导入，不一样的从今天起按新的来，已经发出的不变；没写进表里的不动。新加的代码空着。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["set_scope"])

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_scopes(rows, actor=hand.actor, at=hand.at)

    def line(self, made: ScopeAct) -> Sequence[Any]:
        row = made.row
        return row.title, gettext(made.act), gettext(Power.label_of(row.power)), row.days, row.basis

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        def cell(field: str) -> Callable[[ConsultationScope], Any]:
            return lambda row: cells_of(row)[field]

        return [Column(gettext(one.shown), cell(one.field)) for one in HEADINGS], scopes_in_force(timezone.localdate())


def _scopes(request: HttpRequest) -> ScopesSheet:
    return ScopesSheet()


scopes_import, scopes_blank = views.page(_scopes), views.blank(_scopes)
