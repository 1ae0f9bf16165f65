"""交接: start, pass on, sign, give back, complete, cancel. The old assignment ends and the new one begins in one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions import rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions.accounts import changed
from shaoxiang.institutions.actions.awaiting import await_next, tell
from shaoxiang.institutions.flows import HANDOVER_FLOW
from shaoxiang.institutions.models import Assignment, Handover, HandoverLine, LeaderContact, Person
from shaoxiang.institutions.queries.handover import RUNNING, counted, is_over, may_take
from shaoxiang.institutions.queries.seating import obstacle
from shaoxiang.institutions.vocabulary import HandoverStatus
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def start_handover(assignment_id: int, successor: Person, planned_on: date, *, actor: Actor, at: datetime, muted: bool = False) -> Handover:
    """开始交接: counts what goes with the post. `muted`: in a story nobody is rung. Raises PermissionDenied, HandoverRefused, Assignment.DoesNotExist."""
    leaving = Assignment.objects.select_for_update(of=("self",)).select_related("post__body", "person").get(pk=assignment_id)
    require(actor, GRANTS["start_handover"], leaving.post)
    if Handover.objects.filter(leaving=leaving, status__in=RUNNING).exists():
        raise rules.HandoverRefused(_("这个人的交接已经开始了，请接着办，或先取消。"))
    rules.check_handover(since=leaving.valid_from, until=leaving.valid_to, on=planned_on, today=timezone.localtime(at).date())
    _check_successor(leaving, successor, planned_on)
    body = leaving.post.body
    matter = open_matter(
        MatterKind.HANDOVER, title=f"{body.name} {leaving.post.title}", status=HandoverStatus.OPEN, at=at, unit_id=body.unit_id or body.pk,
    )
    handover = Handover.objects.create(
        matter=matter, post=leaving.post, leaving=leaving, successor=successor, planned_on=planned_on, started_at=at, started_by=actor.assignment_id,
    )
    HandoverLine.objects.bulk_create(_lines(handover, planned_on))
    facts: Facts = {"post": leaving.post_id, "leaving": leaving.pk, "successor": successor.pk, "on": planned_on.isoformat()}
    record("institutions.handover_started", subject=matter, actor=actor, at=at, facts=facts, new=True)
    await_next(handover, actor=actor, at=at)
    tell(handover, "start", at=at, muted=muted)
    return handover


@transaction.atomic
def pass_on(handover_id: int, notes: Mapping[int, str], *, actor: Actor, at: datetime) -> Handover:
    """交出: lines by key, with what there is to say about each. Raises PermissionDenied, MoveRefused, HandoverRefused."""
    handover = _held(handover_id, "pass_on", actor, at)
    lines = list(handover.lines.filter(pk__in=notes, passed_at__isnull=True))
    if not lines:
        raise rules.HandoverRefused(_("还没有勾选，请先勾选要交出的。"))
    for line in lines:
        line.passed_at, line.note = at, notes[line.pk][:200]
    HandoverLine.objects.bulk_update(lines, ["passed_at", "note"])
    record("institutions.handover_passed_on", subject=_subject(handover), actor=actor, at=at, facts={"lines": [line.pk for line in lines]})
    return handover


@transaction.atomic
def recount(handover_id: int, *, actor: Actor, at: datetime) -> Handover:
    """重新清点: what is new since is added; what is no longer there and was not passed on is taken off."""
    handover = _held(handover_id, "recount", actor, at)
    now, known = counted(handover.leaving, handover.planned_on), {(line.source, line.key): line for line in handover.lines.all()}
    gone = [line.pk for key, line in known.items() if key not in now and line.passed_at is None]
    fresh = [line for line in _lines(handover, handover.planned_on) if (line.source, line.key) not in known]
    handover.lines.filter(pk__in=gone).delete()
    HandoverLine.objects.bulk_create(fresh)
    record("institutions.handover_recounted", subject=_subject(handover), actor=actor, at=at, facts={"added": len(fresh), "gone": len(gone)})
    return handover


@transaction.atomic
def sign(handover_id: int, *, actor: Actor, at: datetime) -> Handover:
    """交清: every line is passed on, and nothing new has come. Raises PermissionDenied, MoveRefused, HandoverRefused."""
    handover = _held(handover_id, "sign", actor, at)
    now, lines = counted(handover.leaving, handover.planned_on), list(handover.lines.all())
    if fresh := len(now.keys() - {(line.source, line.key) for line in lines}):
        raise rules.HandoverRefused(_("又有 %(n)s 项新的，请先点“重新清点”。"), n=fresh)
    if left := sum(line.passed_at is None and (line.source, line.key) in now for line in lines):
        raise rules.HandoverRefused(_("还有 %(n)s 项没有交出，请逐项勾选。"), n=left)
    return _move(handover, "sign", "institutions.handover_signed", actor, at, signed_at=at)


@transaction.atomic
def sign_in_place(handover_id: int, message: str, *, actor: Actor, at: datetime) -> Handover:
    """代签: the leaver is gone, so the head answers for what is there, and says why. Raises PermissionDenied, MoveRefused, HandoverRefused."""
    handover, reason = _held(handover_id, "sign_in_place", actor, at), _said(message)
    known = {(line.source, line.key) for line in handover.lines.all()}
    HandoverLine.objects.bulk_create(line for line in _lines(handover, handover.planned_on) if (line.source, line.key) not in known)
    handover.lines.filter(passed_at__isnull=True).update(passed_at=at)
    facts: Facts = {"message_sha256": digest(reason)}
    return _move(handover, "sign_in_place", "institutions.handover_signed_in_place", actor, at, facts, signed_at=at, message=reason)


@transaction.atomic
def give_back(handover_id: int, message: str, *, actor: Actor, at: datetime) -> Handover:
    """退回: with what is missing. Raises PermissionDenied, MoveRefused, HandoverRefused."""
    handover = _held(handover_id, "give_back", actor, at)
    return _move(handover, "give_back", "institutions.handover_given_back", actor, at, message=_said(message), signed_at=None)


@transaction.atomic
def cancel(handover_id: int, message: str, *, actor: Actor, at: datetime) -> Handover:
    """取消交接. Raises PermissionDenied, MoveRefused, HandoverRefused."""
    handover = _held(handover_id, "cancel", actor, at)
    return _move(handover, "cancel", "institutions.handover_cancelled", actor, at, message=_said(message))


@transaction.atomic
def complete(handover_id: int, *, actor: Actor, at: datetime) -> Handover:
    """确认接手: on the planned day, today if that is over, the old assignment ends and the new one begins.

    Raises PermissionDenied, MoveRefused, HandoverRefused.
    """
    handover = _held(handover_id, "complete", actor, at)
    leaving, on = handover.leaving, max(handover.planned_on, timezone.localtime(at).date())
    _check_successor(leaving, handover.successor, on)
    if leaving.valid_to is None or leaving.valid_to > on:
        leaving.valid_to = on
        leaving.save(update_fields=["valid_to"])
    seated = Assignment.objects.filter(in_force(on), person=handover.successor, post=handover.post).first()
    new = seated or Assignment.objects.create(person=handover.successor, post=handover.post, valid_from=on, sample=leaving.sample)
    _pass_contacts(leaving, new, on)
    facts: Facts = {"before": leaving.pk, "after": new.pk, "on": on.isoformat()}
    done = _move(handover, "complete", "institutions.handover_completed", actor, at, facts, completed_at=at)
    changed()
    return done


def _pass_contacts(leaving: Assignment, new: Assignment, on: date) -> None:
    """领导包联 goes with the post."""
    for contact in LeaderContact.objects.filter(leader=leaving).exclude(valid_to__lte=on):
        if contact.valid_from >= on:
            contact.leader = new
            contact.save(update_fields=["leader"])
            continue
        LeaderContact.objects.create(leader=new, street_id=contact.street_id, valid_from=on, valid_to=contact.valid_to, sample=contact.sample)
        contact.valid_to = on
        contact.save(update_fields=["valid_to"])


def _check_successor(leaving: Assignment, successor: Person, on: date) -> None:
    other = Assignment.objects.filter(in_force(on), person=successor).select_related("post")
    rules.check_successor(
        leaving=leaving.person_id, successor=successor.pk, post_roles=leaving.post.roles, sits_there=any(one.post_id == leaving.post_id for one in other),
        elsewhere=[one.post.roles for one in other if one.post_id != leaving.post_id], left=is_over(leaving, on),
    )
    if (found := obstacle(successor.pk, leaving.post, on)) is not None:
        refused = rules.HandoverRefused(found.reason, "successor", **found.facts)
        refused.ways = found.ways
        raise refused


def _lines(handover: Handover, on: date) -> Iterable[HandoverLine]:
    return [HandoverLine(handover=handover, source=source, key=key, words=words) for (source, key), words in counted(handover.leaving, on).items()]


def _held(handover_id: int, move: str, actor: Actor, at: datetime) -> Handover:
    handover = Handover.objects.select_for_update(of=("self",)).select_related("matter", "post__body", "leaving__post__body", "successor").get(pk=handover_id)
    if not may_take(handover, move, actor, timezone.localtime(at).date()):
        raise PermissionDenied(_("您现在的岗位没有这项权限。"))
    HANDOVER_FLOW.take(move, handover.status)
    return handover


def _move(handover: Handover, move: str, kind: str, actor: Actor, at: datetime, facts: Facts | None = None, /, **columns: object) -> Handover:
    target = HANDOVER_FLOW.by_name[move].target or HandoverStatus(handover.status)
    handover.status = target.value
    for name, value in columns.items():
        setattr(handover, name, value)
    handover.save(update_fields=["status", *columns])
    if handover.matter is not None:
        over = handover.status not in RUNNING
        handover.matter.status, handover.matter.closed_at = handover.status, at if over else None
        handover.matter.save(update_fields=["status", "closed_at"])
    record(kind, subject=_subject(handover), actor=actor, at=at, facts=facts)
    await_next(handover, actor=actor, at=at)
    tell(handover, move, at=at)
    return handover


def _subject(handover: Handover) -> Matter | tuple[str, int]:
    """Its matter; those begun before handovers had one are told under their own key."""
    return handover.matter if handover.matter is not None else ("handover", handover.pk)


def _said(message: str) -> str:
    if not message.strip():
        raise rules.HandoverRefused(_("请写一句原因。"), "message")
    return message.strip()[:200]
