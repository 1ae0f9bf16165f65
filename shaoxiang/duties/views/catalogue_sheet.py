"""派单目录 from a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.catalogue_sheet import LineAct, import_catalogue
from shaoxiang.duties.queries import forget_books
from shaoxiang.duties.queries.catalogue_sheet import HEADINGS, lines_of
from shaoxiang.duties.queries.type_sheet import in_both
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of


class CatalogueSheet(Sheet):
    """The blank sheet is the catalogue as it holds."""

    code = "duties.catalogue"
    title = _("从表格登记派单目录")
    up = (_("派单目录"), "duties:catalogue")
    most = 2000
    head = (_("事项分类"), _("镇街"), _("会怎样"), _("现在的主责单位"), _("改为"), _("依据"))
    alike = frozenset({"reference", "street"})
    hints = (
        _("表样就是现在的派单目录：改过再导入，只改不一样的，没写进表里的不动；不再用的在“结束”里写“是”。"),
        _("清单上没有的，派单目录也不能交给镇街：哪一行这样写，试的时候就会说。镇街空着是全区。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, GRANTS["edit_catalogue"])

    def headings(self) -> Sequence[Heading]:
        return in_both(HEADINGS)

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_catalogue(rows, actor=hand.actor, at=hand.at)

    def forget(self) -> None:
        forget_books()

    def line(self, made: LineAct) -> Sequence[Any]:
        cells = made.cells
        where = name_of("street", cells.street_id) if cells.street_id else gettext("全区")
        after = gettext("没有这一条，照清单派") if cells.ends else name_of("body", cells.lead_id)
        return cells.type_code, where, gettext(made.act), name_of("body", made.before) if made.before else "—", after, cells.reference

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        require(hand.actor, GRANTS["edit_catalogue"])

        def cell(field: str) -> Callable[[dict[str, Any]], Any]:
            return lambda cells: cells[field]

        return [Column(gettext(one.shown), cell(one.field)) for one in HEADINGS], lines_of(hand.today)


def _catalogue(request: HttpRequest) -> CatalogueSheet:
    return CatalogueSheet()


catalogue_import, catalogue_blank = views.page(_catalogue), views.blank(_catalogue)
