"""俗称: what people call a thing, so that the search of the lists finds it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.models import EverydayName
from shaoxiang.duties.queries.finding import titles_on
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.finding import check_everyday
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _

SUBJECT = "everyday_name"


@transaction.atomic
def name_everyday(*, word: str, meaning: str, actor: Actor, at: datetime) -> EverydayName:
    """加一个俗称: `meaning` as the lists of that day write it. Raises PermissionDenied, ChangeRefused."""
    require(actor, GRANTS["edit_types"])
    day = timezone.localdate(at)
    word, meaning = check_everyday(word, meaning, titles_on(day))
    if EverydayName.objects.filter(in_force(day), word=word, meaning=meaning).exists():
        raise ChangeRefused("word", _("这个俗称已经有了。"))
    row = EverydayName.objects.create(word=word, meaning=meaning, valid_from=day)
    record("duties.everyday_named", subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"words_sha256": digest(str(row))})
    return row


@transaction.atomic
def end_everyday(pk: int, *, actor: Actor, at: datetime) -> None:
    """停用: from today it leads nowhere; one that began today goes. Raises PermissionDenied, EverydayName.DoesNotExist."""
    require(actor, GRANTS["edit_types"])
    day = timezone.localdate(at)
    row = EverydayName.objects.select_for_update().get(in_force(day), pk=pk)
    record("duties.everyday_ended", subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"words_sha256": digest(str(row))})
    if row.valid_from == day:
        row.delete()
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])
