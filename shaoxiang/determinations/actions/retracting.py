"""撤回印发了还没有施行的一版: asked for with a reason, confirmed by a second person; the version before holds on as if nothing had followed it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.determinations.actions.desk import move_desk
from shaoxiang.determinations.actions.versions import _record, _taken
from shaoxiang.determinations.models import DeterminationRetraction, ThreeDeterminationVersion
from shaoxiang.determinations.queries import retracting as queries
from shaoxiang.determinations.rules import DeterminationRefused
from shaoxiang.determinations.vocabulary import EntryKind, VersionStatus
from shaoxiang.duties.rules import retracting as rules
from shaoxiang.duties.vocabulary import RetractionState
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def ask_retraction(pk: int, *, reason: str, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    """提请撤回. Raises PermissionDenied, MoveRefused, DeterminationRefused (in force, the first, asked already, no reason), DoesNotExist."""
    version = _still_ahead(pk, "ask_retraction", actor, at)
    if queries.asked(version) is not None:
        raise DeterminationRefused("", _("已经有人提请撤回这一版：等另一位同志确认。"))
    if why := rules.bad_reason(reason):
        raise DeterminationRefused("reason", why)
    asker = queries.hand(actor)
    DeterminationRetraction.objects.update_or_create(version=version, defaults={
        "state": RetractionState.ASKED.value, "reason": reason.strip(), "asked_by": asker.assignment, "asked_person": asker.person, "asked_at": at,
        "refusal": "",
    })
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.RETRACTION_ASKED, version, actor, at, {"reason_sha256": digest(reason.strip())})
    return version


@transaction.atomic
def retract(pk: int, *, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    """确认撤回, by another person of the staffing office: the version before is the one issued again. Raises as `ask_retraction`."""
    version = _still_ahead(pk, "retract", actor, at)
    row = _asked(version)
    confirmer = queries.hand(actor)
    if why := rules.not_second(confirmer, row.asker):
        raise DeterminationRefused("", why)
    row.state, row.done_at, row.done_on = RetractionState.DONE.value, at, timezone.localtime(at).date()
    row.confirmed_by, row.confirmed_person = confirmer.assignment, confirmer.person
    row.save()
    version.status = VersionStatus.RETRACTED
    version.save(update_fields=["status"])
    before = ThreeDeterminationVersion.objects.select_for_update(of=("self",)).get(pk=queries.before(version) or 0)
    before.status, before.effective_to = VersionStatus.ISSUED, None
    before.save(update_fields=["status", "effective_to"])
    _record(EntryKind.RESUMED, before, actor, at, {"instead_of": version.pk})
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.RETRACTED, version, actor, at, {"before": before.pk, "reason_sha256": digest(row.reason), "asked_by": row.asked_by or 0})
    return version


@transaction.atomic
def refuse_retraction(pk: int, *, words: str, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    """不撤回, with the reason. Raises ThreeDeterminationVersion.DoesNotExist, PermissionDenied, MoveRefused, DeterminationRefused."""
    version = _taken(pk, "refuse_retraction", actor)
    row = _asked(version)
    if not words.strip():
        raise DeterminationRefused("words", _("请写明为什么不撤回。"))
    return _refused(version, row, words.strip()[: rules.REASON_MOST], actor, at)


def lapse_retractions(*, now: datetime) -> int:
    """The daily job: a version whose day has come is in force, and nobody is asked any more. Safe to repeat."""
    today = timezone.localtime(now).date()
    rows = DeterminationRetraction.objects.filter(state=RetractionState.ASKED.value, version__effective_from__lte=today)
    done = 0
    for key in list(rows.values_list("version_id", flat=True)):
        with transaction.atomic():
            version = ThreeDeterminationVersion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
            row = queries.asked(version)
            if row is not None:
                _refused(version, row, "", SYSTEM, now)
                done += 1
    return done


def _still_ahead(pk: int, move: str, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    version = _taken(pk, move, actor)
    if why := queries.bars(version, timezone.localtime(at).date()):
        raise DeterminationRefused("", why)
    return version


def _asked(version: ThreeDeterminationVersion) -> DeterminationRetraction:
    row = queries.asked(version)
    if row is None:
        raise DeterminationRefused("", _("没有人提请撤回这一版，或者已经办过了：请刷新后再看。"))
    return row


def _refused(version: ThreeDeterminationVersion, row: DeterminationRetraction, words: str, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    row.state, row.refusal = RetractionState.REFUSED.value, words
    row.save(update_fields=["state", "refusal"])
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.RETRACTION_REFUSED, version, actor, at, {"words_sha256": digest(words)} if words else {})
    return version
