from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.cases import access
from shaoxiang.cases.models import Case, DataRequest, Progress
from shaoxiang.cases.vocabulary import ENDED, CaseStatus
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import plain
from shaoxiang.kernel.identity.vocabulary import Field


@dataclass(frozen=True, slots=True)
class Held:
    """What kinds of data a case holds of its reporter: enough to decide by, nothing to read."""

    fields: list[str]
    messages: int
    photos: int
    fix: bool
    status: str
    ended: bool
    closed_at: datetime | None
    kept_until: datetime | None
    blurred_at: datetime | None


def requests_for(actor: Actor) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(visible(actor, access.GRANTS["decide_data"])).select_related("matter", "case__matter")


def held_of(case: Case) -> Held:
    record = VaultRecord.objects.filter(pk=case.reporter_id or 0).first()
    given = plain(record) if record else {}
    return Held(
        fields=[gettext(field.label) for field in Field if given.get(field.value)],
        messages=Progress.objects.filter(case=case, written_by__isnull=True).count(),
        photos=Attachment.objects.filter(matter_id=case.pk, role=AttachmentRole.REPORT).count(), fix=case.raw_lon is not None,
        status=gettext(CaseStatus.label_of(case.matter.status)), ended=case.matter.status in ENDED, closed_at=case.matter.closed_at,
        kept_until=record.blur_after if record else None, blurred_at=record.blurred_at if record else None,
    )
