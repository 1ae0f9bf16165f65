"""必须征求意见的事项 from a sheet: every line set as on its page, or none. What the sheet does not name stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import access
from shaoxiang.opinions.actions.scopes import set_scope
from shaoxiang.opinions.models import ConsultationScope
from shaoxiang.opinions.queries.importing import read_scope, says_the_same
from shaoxiang.opinions.queries.scopes import next_code, scope_in_force


@dataclass(frozen=True, slots=True)
class ScopeAct:
    """What a line did, and which of the three it was (msgid)."""

    row: ConsultationScope
    act: str


def import_scopes(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """A line without a code is a new one. `made`: ScopeAct. Raises PermissionDenied."""
    require(actor, access.GRANTS["set_scope"])

    def taken(row: Row) -> ScopeAct | None:
        code = row.text("code")
        held = scope_in_force(code) if code else ConsultationScope.objects.filter(title=row.text("title"), valid_to__isnull=True).first()
        if code and held is None:
            raise row.error("code", gettext("没有代码是“%(code)s”的事项。") % {"code": code}, gettext("新加的一条，代码空着；改现有的，照表样里的代码写。"))
        given = read_scope(row, held)
        if held is not None and says_the_same(held, given):
            return None
        made = set_scope(held.code if held is not None else next_code(), why=gettext("从表格导入"), actor=actor, at=at, **given)
        return ScopeAct(made, _("不再征求") if given["ends"] else _("修改") if held is not None else _("新加"))

    wrong = twice(rows, "title", lambda row: row.text("code") or row.text("title"))
    made, errors = each_line(rows, taken)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])
