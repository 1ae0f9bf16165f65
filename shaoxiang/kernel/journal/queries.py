"""Reads of the journal that every room may want."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone

from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _

CHANGED_MEANWHILE = _("您打开以后，别人改过这一件。您填的都还在：请先在另一个窗口看看现在的，再保存一次。")


def opened_on() -> date | None:
    """The day this house was put to use: that of its first entry, whatever days later entries tell of. None: nothing was ever written."""
    at = Entry.objects.order_by("pk").values_list("at", flat=True).first()
    return timezone.localdate(at) if at is not None else None


def as_read(kind: str, pk: int) -> str:
    """A mark of a record as somebody reads it now: every write adds an entry, so another mark means that somebody wrote since."""
    return f"{kind}:{pk}:{Entry.objects.filter(subject_kind=kind, subject_id=pk).aggregate(n=Max('seq'))['n'] or 0}"


def written_since(kind: str, pk: int, seen: str | None) -> bool:
    """Did somebody write since the form was opened at this mark? None: nobody opened a form. Ask it when the row is locked."""
    return seen is not None and seen != as_read(kind, pk)
