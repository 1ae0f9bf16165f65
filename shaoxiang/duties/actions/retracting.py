"""撤回未生效的一版: asked for with a reason, confirmed by a second person; the rows dated for its day go back as if it had never been published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shaoxiang.duties import access
from shaoxiang.duties.actions import matters
from shaoxiang.duties.actions.reviewing import NO_RIGHT
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import Carrier, ListVersion, Retraction, TypeDuty
from shaoxiang.duties.queries import retracting as queries
from shaoxiang.duties.queries import reviewing, sealing
from shaoxiang.duties.queries.versions import rows_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import retracting as rules
from shaoxiang.duties.vocabulary import RetractionState, VersionStatus
from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def ask_retraction(version_id: int, *, reason: str, actor: Actor, at: datetime) -> Retraction:
    """提请撤回. Raises ListVersion.DoesNotExist, PermissionDenied, MoveRefused, ChangeRefused: in force, followed by another, the first, no reason."""
    version = _held(version_id, at)
    require(actor, access.drafting(version.kind))
    if why := rules.bad_reason(reason):
        raise ChangeRefused("reason", why)
    asker = queries.hand(actor)
    row, _new = Retraction.objects.update_or_create(version=version, defaults={
        "state": RetractionState.ASKED.value, "reason": reason.strip(), "asked_by": asker.assignment, "asked_person": asker.person, "asked_at": at,
        "refusal": "",
    })
    matters.step(version, "ask_retraction", actor=actor, at=at)
    facts = journal.facts_of(number=version.number, reason_sha256=digest(row.reason))
    journal.record("duties.retraction_asked", subject=version.matter, actor=actor, at=at, facts=facts)
    return row


@transaction.atomic
def retract(version_id: int, *, actor: Actor, at: datetime) -> ListVersion:
    """确认撤回, by another person of the keeping office. Raises as `ask_retraction`."""
    version = _held(version_id, at)
    row = _asked(version, actor)
    if why := rules.not_second(queries.hand(actor), row.asker):
        raise ChangeRefused("review", why)
    text = sealing.text_of(version).decode()
    confirmer = queries.hand(actor)
    row.state, row.text, row.done_at, row.done_on = RetractionState.DONE.value, text, at, timezone.localtime(at).date()
    row.confirmed_by, row.confirmed_person = confirmer.assignment, confirmer.person
    row.save()
    version.status = VersionStatus.RETRACTED.value
    version.save(update_fields=["status"])  # from here the rows of its day are free again
    gone = _put_back(version)
    matters.step(version, "retract", actor=actor, at=at)
    facts = journal.facts_of(kind=version.kind, number=version.number, rows=gone, sha256=version.digest, reason_sha256=digest(row.reason),
                             asked_by=row.asked_by)
    journal.record("duties.version_retracted", subject=version.matter, actor=actor, at=at, facts=facts)
    raise_version()
    return version


@transaction.atomic
def refuse_retraction(version_id: int, *, words: str, actor: Actor, at: datetime) -> Retraction:
    """不撤回, with the reason; whoever asked may let it be as well. Raises ListVersion.DoesNotExist, PermissionDenied, MoveRefused, ChangeRefused."""
    version = ListVersion.objects.select_for_update(of=("self",)).select_related("matter").get(pk=version_id)
    row = _asked(version, actor)
    if not words.strip():
        raise ChangeRefused("words", _("请写明为什么不撤回。"))
    return _refused(version, row, words.strip()[: rules.REASON_MOST], actor, at)


def lapse_retractions(*, now: datetime) -> int:
    """The daily job: a version whose day has come is in force, and nobody is asked any more. Safe to repeat."""
    today, done = timezone.localtime(now).date(), 0
    for key in Retraction.objects.filter(state=RetractionState.ASKED.value, version__effective_from__lte=today).values_list("version_id", flat=True):
        with transaction.atomic():
            version = ListVersion.objects.select_for_update(of=("self",)).select_related("matter").get(pk=key)
            row = Retraction.objects.select_for_update().filter(version=version, state=RetractionState.ASKED.value).first()
            if row is not None:
                _refused(version, row, "", SYSTEM, now)
                done += 1
    return done


def _held(version_id: int, at: datetime) -> ListVersion:
    """The version, locked, where it may still be taken back."""
    kind = ListVersion.objects.values_list("kind", flat=True).get(pk=version_id)
    db.take_turns(f"list version {kind}")
    version = ListVersion.objects.select_for_update(of=("self",)).select_related("matter").get(pk=version_id)
    if version.status != VersionStatus.PUBLISHED:
        raise ChangeRefused("version", _("这一版不是已公布的，没有可以撤回的：草案请用“撤销草案”。"))
    if why := queries.bars(version, timezone.localtime(at).date()):
        raise ChangeRefused("version", why)
    return version


def _asked(version: ListVersion, actor: Actor) -> Retraction:
    if not reviewing.keeps(actor, version):
        raise PermissionDenied(NO_RIGHT)
    row = Retraction.objects.select_for_update().filter(version=version, state=RetractionState.ASKED.value).first()
    if row is None:
        raise ChangeRefused("version", _("没有人提请撤回这一版，或者已经办过了：请刷新后再看。"))
    return row


def _refused(version: ListVersion, row: Retraction, words: str, actor: Actor, at: datetime) -> Retraction:
    row.state, row.refusal = RetractionState.REFUSED.value, words
    row.save(update_fields=["state", "refusal"])
    matters.step(version, "refuse_retraction", actor=actor, at=at)
    facts = journal.facts_of(number=version.number or 0, words_sha256=digest(words) if words else None)
    journal.record("duties.retraction_refused", subject=version.matter, actor=actor, at=at, facts=facts)
    return row


def _put_back(version: ListVersion) -> int:
    """Rows that would have begun on its day go; rows that would have ended on it go on. Returns how many items went."""
    day = version.effective_from
    assert day is not None  # noqa: S101 (a published version has one)
    rows = rows_of(version.kind)
    fresh, ended = rows.filter(valid_from=day), rows.filter(valid_to=day)
    if version.kind.endswith("_DUTY"):
        scope = version.kind.removesuffix("_DUTY")
        of_list: QuerySet[TypeDuty] = TypeDuty.objects.filter(unit_scope=scope)
        of_list.filter(valid_from=day, item__in=fresh).delete()
        _go_on(of_list, day)
        copies = Carrier.objects.filter(valid_from=day, item__in=fresh)
        copied = {_same_carrier(one) for one in copies}
        removed = set(ended.values_list("code", flat=True)) - set(fresh.values_list("code", flat=True))
        copies.delete()
        for one in Carrier.objects.filter(valid_to=day, item__in=ended).select_related("item"):
            if _same_carrier(one) in copied or (one.item is not None and one.item.code in removed):
                one.valid_to = None
                one.save(update_fields=["valid_to"])
    gone, _by_table = fresh.delete()
    ended.update(valid_to=None)
    return gone


def _go_on(rows: QuerySet[TypeDuty], day: date) -> None:
    """Rows that end on the day and that nothing follows, for the same type in the same street (or everywhere)."""
    followed = set(rows.filter(valid_from__gte=day).values_list("type_id", "street_id"))
    ended = rows.filter(valid_to=day).values_list("pk", "type_id", "street_id")
    rows.filter(pk__in=[pk for pk, kind, street in ended if (kind, street) not in followed]).update(valid_to=None)


def _same_carrier(one: Carrier) -> tuple[Any, ...]:
    return (one.body_id, one.mode, one.department_id, one.type_id, one.street_id, one.item.code if one.item is not None else "")
