from __future__ import annotations

from django.db.models import QuerySet

from shaoxiang.kernel.files.models import Attachment


def attachments_of(matter_id: int, *, role: str = "", public_only: bool = False) -> QuerySet[Attachment]:
    """The files of a matter in the order they came."""
    rows = Attachment.objects.filter(matter_id=matter_id).select_related("file").order_by("pk")
    if role:
        rows = rows.filter(role=role)
    return rows.filter(public=True) if public_only else rows
