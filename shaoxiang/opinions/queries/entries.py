"""经过: the record of a file or a request, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.opinions.vocabulary import EntryKind

OTHERS = {
    "documents.issued": _("出具街道意见汇总"), "clocks.warned": _("时限将到，已提醒"), "clocks.overdue": _("答复期满"), "clocks.elapsed": _("期间已满"),
    "clocks.recomputed": _("工作日历改了，时限重算"),
}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    at: datetime
    what: str
    who: str
    rule: str


def entries_of(matter_id: int) -> list[ShownEntry]:
    """Newest first."""
    rows = Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("-seq")
    return [ShownEntry(row.at, gettext(OTHERS.get(row.kind) or EntryKind.label_of(row.kind)), _who(row), row.rule) for row in rows]


def _who(row: Entry) -> str:
    return name_of("assignment", row.actor_id) if row.actor_id is not None else gettext("系统")
