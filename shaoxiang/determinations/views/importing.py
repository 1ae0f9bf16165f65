"""职责落实表导入 of one unit: duties down, posts beside them, filled in by the offices themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shaoxiang.determinations.actions.importing import HEADINGS, NamedDuty, import_naming, offices_kept_by
from shaoxiang.determinations.queries.naming import Carrier, DutyRow, OfficeDuties
from shaoxiang.determinations.views.versions import find_unit
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _

Line = tuple[OfficeDuties, DutyRow, Carrier | None]


class NamingSheet(Sheet):
    """The blank sheet is what is named now; a duty nobody carries has an empty post."""

    code = "determinations.naming"
    title = _("从表格落实职责到岗位")
    head = (_("职责"), _("职责编号"), _("机构"), _("以后由谁"))
    hints = (
        _("表样里每项职责一行，已经落实的写着岗位；填上岗位代码和分工（主办、协办）再导入。一项职责几个岗位的，写几行。"),
        _("表里写了的职责照表里的岗位，岗位空着就是没有人；表里没写的职责不动。职责和在岗的人两列只供核对。"),
    )

    def __init__(self, unit: Body) -> None:
        self.unit, self.of = unit, unit.code
        self.up = (unit.shown_name, "determinations:gaps")

    @property
    def up_address(self) -> str:
        return reverse("determinations:gaps", args=[self.unit.code])

    def allow(self, hand: Hand) -> None:
        if not offices_kept_by(self.unit, hand.actor, hand.at):
            raise PermissionDenied

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_naming(self.unit, rows, actor=hand.actor, at=hand.at)

    def line(self, made: NamedDuty) -> Sequence[Any]:
        who = "、".join(f"{title}（{gettext(share.label)}）" for title, share in made.carriers) or gettext("没有人")
        return made.title, made.item, made.office.shown_name, who

    def done(self, taken: Taken) -> str:
        words = ngettext("已落实：%(n)s 项职责换了岗位。", "已落实：%(n)s 项职责换了岗位。", len(taken.made))
        return words % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        filled: dict[str, Any] = {
            "office": lambda line: line[0].office.name, "item": lambda line: line[1].item.code, "title": lambda line: line[1].item.title,
            "post": lambda line: line[2].post.code if line[2] else "", "share": lambda line: gettext(line[2].share.label) if line[2] else "",
            "people": lambda line: "、".join(one.name for one in line[2].people) if line[2] else "",
        }
        return [Column(gettext(one.shown), filled[one.field]) for one in HEADINGS], self._lines(hand)

    def _lines(self, hand: Hand) -> list[Line]:
        found: list[Line] = []
        for page in offices_kept_by(self.unit, hand.actor, hand.at):
            for row in page.rows:
                named: list[Carrier | None] = [one for one in row.carriers if one.share is not None]
                found += [(page, row, one) for one in named or [None]]
        return found


def _chosen(request: HttpRequest, code: str) -> NamingSheet:
    return NamingSheet(find_unit(code))


naming_import, naming_blank = views.page(_chosen), views.blank(_chosen)
