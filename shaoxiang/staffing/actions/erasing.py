"""保管期: once a selection is over for so long, what was known of those who were not appointed goes; that there were so many stays."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.rules import selection as decisions
from shaoxiang.staffing.vocabulary import EntryKind
from shaoxiang.staffing.vocabulary import SelectionStatus as C


def erase_candidates(*, now: datetime) -> int:
    """The daily job: how many people's data went. Safe to repeat."""
    day = decisions.erased_before(timezone.localtime(now).date(), settings.CADRE_KEEP_MONTHS)
    past = CadreSelection.objects.filter(erased_at__isnull=True, matter__closed_at__date__lt=day, matter__status__in=(C.APPOINTED.value, C.ENDED.value))
    return sum(_erase(key, now) for key in past.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _erase(key: int, now: datetime) -> int:
    """One selection: who was not appointed, the words written about them all, and what was objected to them."""
    matter = Matter.objects.select_for_update().get(pk=key)
    selection = CadreSelection.objects.get(pk=key)
    if selection.erased_at is not None:
        return 0
    kept = selection.chosen_id if matter.status == C.APPOINTED.value else None
    gone = [pk for pk in selection.candidates.filter(erased_at__isnull=True).values_list("pk", flat=True) if pk != kept]
    selection.candidates.filter(pk__in=gone).update(person=None, sealed=b"", out_why="", erased_at=now)
    about = selection.objections.filter(candidate_id__in=gone)
    about.update(said=decisions.GONE)
    about.filter(answered_at__isnull=False).update(answer=decisions.GONE)
    selection.erased_at = now
    for name in ("recommended_how", "inspection"):  # written about all of them together
        setattr(selection, name, decisions.GONE if getattr(selection, name) else "")
    selection.save(update_fields=["erased_at", "recommended_how", "inspection"])
    record(EntryKind.CADRE_ERASED.value, subject=matter, actor=SYSTEM, at=now, facts={"candidates": ",".join(map(str, gone)), "people": len(gone)})
    return len(gone)
