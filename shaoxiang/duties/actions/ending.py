"""停用一类, and back again: from a day on nothing new is of it; what is open finishes under it; its name stays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.changes import keep, why_given
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import EventType, TypeEnd
from shaoxiang.duties.queries import compile_book
from shaoxiang.duties.queries.ending import hanging_on
from shaoxiang.duties.queries.settings import differences, end_of, picture
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.ending import check_day, check_hanging, check_successor
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE, written_since
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def end_type(code: str, *, since: date, successor: str = "", why: str, actor: Actor, at: datetime, seen: str | None = None) -> EventType:
    """停用. `successor`: the type chosen instead; without one no item of a list may hang on it on that day or later.

    Raises PermissionDenied, EventType.DoesNotExist, ChangeRefused.
    """
    kind, today = _held(code, since, actor, at, seen)
    before = picture(kind, today)
    if row := end_of(kind, today):
        raise ChangeRefused("", _("这一类自 %(since)s 起已经停用：要换个日子或者换个接替的，请先恢复，再停用。"), since=row.valid_from.isoformat())
    said, instead = why_given(why), successor.strip().upper()
    if instead:
        check_successor(code, instead, compile_book(since))
    else:
        check_hanging(hanging_on(kind, since))
    TypeEnd.objects.create(type=kind, successor=EventType.objects.get(code=instead) if instead else None, valid_from=since)
    return _kept(EntryKind.TYPE_ENDED, kind, before, since, instead, why=said, actor=actor, at=at)


@transaction.atomic
def resume_type(code: str, *, since: date, why: str, actor: Actor, at: datetime, seen: str | None = None) -> EventType:
    """恢复: chosen again from that day; an end that would not have begun by then is as if it had not been said.

    Raises PermissionDenied, EventType.DoesNotExist, ChangeRefused.
    """
    kind, today = _held(code, since, actor, at, seen)
    before = picture(kind, today)
    row = end_of(kind, today)
    if row is None or row.valid_to is not None:
        raise ChangeRefused("", _("这一类没有停用，或者已经定了恢复的日子。"))
    said = why_given(why)
    if since <= row.valid_from:
        row.delete()
    else:
        row.valid_to = since
        row.save(update_fields=["valid_to"])
    return _kept(EntryKind.TYPE_RESUMED, kind, before, since, "", why=said, actor=actor, at=at)


def _held(code: str, since: date, actor: Actor, at: datetime, seen: str | None) -> tuple[EventType, date]:
    require(actor, GRANTS["edit_types"])
    kind: EventType = EventType.objects.select_for_update().get(code=code)
    if written_since("event_type", kind.pk, seen):
        raise ChangeRefused("", CHANGED_MEANWHILE)
    today = timezone.localtime(at).date()
    check_day(since, today)
    if too_far(since, today):
        raise ChangeRefused("since", _("不能晚于一年以后：请核对年份。"))
    return kind, today


def _kept(
    entry: EntryKind, kind: EventType, before: dict[str, object], since: date, successor: str, *, why: str, actor: Actor, at: datetime,
) -> EventType:
    raise_version()
    parts = differences(before, picture(kind, timezone.localtime(at).date()))
    keep(entry, kind.pk, parts, why=why, actor=actor, at=at, facts={"code": kind.code, "since": since.isoformat(), "successor": successor})
    return kind
