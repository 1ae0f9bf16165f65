"""Reads of the journal that every room may want."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from shaoxiang.kernel.journal.models import Entry


def opened_on() -> date | None:
    """The day this house was put to use: that of its first entry, whatever days later entries tell of. None: nothing was ever written."""
    at = Entry.objects.order_by("pk").values_list("at", flat=True).first()
    return timezone.localdate(at) if at is not None else None
