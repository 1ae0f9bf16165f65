"""POST Service Request Update: what another system says of a request becomes the move its post may take."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from shaoxiang.cases import actions as cases
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import last_entry
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311.models import ReceivedUpdate
from shaoxiang.open311.rules.params import Refused
from shaoxiang.open311.vocabulary import DONE, ReportedStatus


def receive_update(number: str, update_id: str, status: ReportedStatus, words: str, *, actor: Actor, at: datetime, key_id: int) -> Entry:
    """签收 where it waits for that, then 处置完毕 for CLOSED and FIXED, else 记进展. Once for each `update_id` of a key.

    Somebody here still verifies. Raises Refused (409: the same id with other words), Case.DoesNotExist, PermissionDenied, MoveRefused, ReportRefused.
    """
    mark = hashlib.sha256("\n".join((number, status.value, words)).encode()).hexdigest()
    if (known := _known(key_id, update_id, mark)) is not None:
        return known
    try:
        with transaction.atomic():
            return _take(number, update_id, status, words, mark, actor=actor, at=at, key_id=key_id)
    except IntegrityError:  # the same update at the same moment
        known = _known(key_id, update_id, mark)
        if known is None:
            raise
        return known


def _known(key_id: int, update_id: str, mark: str) -> Entry | None:
    row = ReceivedUpdate.objects.filter(api_key_id=key_id, update_id=update_id).first()
    if row is None:
        return None
    if row.fingerprint != mark:
        raise Refused(409, _("update_id %(update)s 已经报过别的内容：新的进展请换一个编号。"), update=update_id)
    return Entry.objects.get(pk=row.entry_id)


def _take(number: str, update_id: str, status: ReportedStatus, words: str, mark: str, *, actor: Actor, at: datetime, key_id: int) -> Entry:
    case = Case.objects.select_related("matter").filter(matter__number=number).first()
    if case is None:
        raise Case.DoesNotExist(number)
    if case.matter.status == CaseStatus.DISPATCHED:
        cases.sign(number, actor=actor, at=at)
    elif status in DONE and case.matter.status == CaseStatus.SUSPENDED:
        cases.resume(number, actor=actor, at=at)
    if status in DONE:
        cases.finish(number, actor=actor, at=at, outcome=words)
    else:
        cases.progress(number, actor=actor, at=at, words=words)
    entry = last_entry(case.pk)
    assert entry is not None  # noqa: S101 (just written)
    row = ReceivedUpdate.objects.create(api_key_id=key_id, update_id=update_id, matter=case.matter, fingerprint=mark, entry_id=entry.pk, at=at)
    facts: Facts = {"key": key_id, "update_sha256": mark, "status": status.value, "matter": case.pk}
    record("open311.updated", subject=("open311_update", row.pk), actor=actor, at=at, facts=facts, new=True)
    return entry
