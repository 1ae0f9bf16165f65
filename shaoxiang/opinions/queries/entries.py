"""经过: the record of a file or a request, in words."""

from __future__ import annotations

from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.opinions.vocabulary import EntryKind

OTHERS = {
    "documents.issued": _("出具街道意见汇总"), "clocks.warned": _("时限将到，已提醒"), "clocks.overdue": _("答复期满"), "clocks.elapsed": _("期间已满"),
    "clocks.recomputed": _("工作日历改了，时限重算"),
}


def entries_of(matter_id: int) -> list[ShownEntry]:
    """Newest first."""
    return record.shown(record.entries_of(matter_id), lambda row: OTHERS.get(row.kind) or EntryKind.label_of(row.kind))
