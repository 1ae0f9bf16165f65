"""表格导入 of bodies, posts and people: on whose word, then as every register comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions.importing import import_rows
from shaoxiang.institutions.forms.register import SheetForm
from shaoxiang.institutions.queries import forget_book, sheets
from shaoxiang.institutions.queries.changes import in_words
from shaoxiang.institutions.queries.register import Asked
from shaoxiang.institutions.rules import Decision
from shaoxiang.institutions.vocabulary import SheetKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _

TITLES = {SheetKind.BODIES.value: _("从表格导入机构"), SheetKind.POSTS.value: _("从表格导入岗位"), SheetKind.PEOPLE.value: _("从表格导入人员和任职")}
HINTS = {
    SheetKind.PEOPLE.value: _("新来的人，人员编号空着。账号不从表格里来，请安全管理员另开。"),
    SheetKind.POSTS.value: _("角色不从表格里来，请业务管理员在岗位角色里给。"),
}


class RegisterSheet(Sheet):
    """The blank sheet is the register as it stands: changed and sent back, only what is different becomes a change."""

    up = (_("机构登记"), "institutions:register")
    form = SheetForm
    preview = "institutions/sheet_changes.html"

    def __init__(self, kind: str) -> None:
        self.kind, self.code, self.title = kind, f"institutions.{kind}", TITLES[kind]
        self.hints = [_("没有的列不动；表里没有的行也不动。最省事的办法：下载表样，里面就是现在的册子，改过再导入。"), *filter(None, [HINTS.get(kind)])]

    def allow(self, hand: Hand) -> None:
        require(hand.actor, GRANTS["change_bodies"])

    def headings(self) -> Sequence[Heading]:
        return sheets.headings(self.kind)

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        decision = Decision(hand.given["on"], hand.given["message"], hand.given.get("document", ""))
        return import_rows(self.kind, rows, decision=decision, actor=hand.actor, at=hand.at)

    def forget(self) -> None:
        forget_book()

    def page(self, taken: Taken) -> Mapping[str, Any]:
        return {"changes": [in_words(change) for change in taken.made[: views.SHOWN]], "left": max(len(taken.made) - views.SHOWN, 0)}

    def found(self, taken: Taken) -> str:
        words = ngettext("读了 %(lines)s 行，会有 %(changes)s 处变更", "读了 %(lines)s 行，会有 %(changes)s 处变更", taken.lines)
        return words % {"lines": taken.lines, "changes": len(taken.made)}

    def ask(self, taken: Taken) -> str:
        return gettext("就这样导入")

    def then(self, hand: Hand) -> str:
        return f"{reverse('institutions:register')}?of={'posts' if self.kind == SheetKind.POSTS else 'bodies'}"

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        return sheets.columns(self.kind), sheets.rows(self.kind, Asked(hand.today))


def _chosen(request: HttpRequest, kind: str) -> RegisterSheet:
    if kind not in sheets.CELLS:
        raise Http404
    return RegisterSheet(kind)


register_import, register_blank = views.page(_chosen), views.blank(_chosen)
