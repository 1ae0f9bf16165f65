"""Who is told: the mediator when named, and when the time for asking the court runs out. Safe to repeat."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _
from shaoxiang.mediation.models import MediationCase

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody
WORDINGS = {
    "mediation.named": Wording(_("%(number)s 请您调解；与双方有利害关系的请回避。"), "mediation:show", ("number",), icon="heart-handshake"),
    "mediation.confirm_soon": Wording(_("%(number)s 司法确认申请期将满，请提醒双方。"), "mediation:show", ("number",), icon="clock"),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({"mediation.name_mediator": _named, "clocks.warned": _warned})


def _named(entry: Entry) -> None:
    _tell(entry, "mediation.named")


def _warned(entry: Entry) -> None:
    _tell(entry, "mediation.confirm_soon")


def _tell(entry: Entry, code: str) -> None:
    """The mediator of this matter, by post; nothing for another kind of matter, where nobody mediates, or for old news."""
    if entry.subject_kind != "matter" or timezone.now() - entry.at > STALE:
        return
    mediation = MediationCase.objects.select_related("matter").filter(pk=entry.subject_id, mediator_post_id__isnull=False).first()
    if mediation is not None:
        notify(
            code, at=entry.at, post_id=mediation.mediator_post_id, matter_id=mediation.pk, params={"number": mediation.number}, key=f"{code}:{entry.pk}",
        )
