"""承接能力: lines confirmed with day and person; and the daily look at whether a street still has what its powers need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions import raise_version
from shaoxiang.empowerment import access, queries, rules
from shaoxiang.empowerment.actions.steps import hold, move_desk
from shaoxiang.empowerment.models import CapacityConfirmation, EmpowermentDecision
from shaoxiang.empowerment.queries.capacity import filled_posts
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.vocabulary import RUNNING, CapacityKind, DecisionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def confirm_capacity(
    unit_id: int, kind: CapacityKind, *, confirmed_on: date, actor: Actor, at: datetime, post_id: int | None = None, words: str = "", sample: bool = False,
) -> CapacityConfirmation:
    """确认一项: what stood before ends. The reviewer is a named post of the street. Raises EmpowermentRefused, PermissionDenied, Body.DoesNotExist."""
    unit = _unit(unit_id, actor)
    rules.check_done("confirmed_on", confirmed_on, timezone.localtime(at).date())
    if kind is CapacityKind.LEGAL_REVIEWER:
        post = book().posts.get(post_id or 0)
        if post is None or unit.pk not in (post.body_id, book().unit_of(post.body_id)):
            raise EmpowermentRefused("post", _("请选本街道的一个岗位作法制审核岗。"))
        if post_id not in filled_posts(timezone.localtime(at).date()):
            raise EmpowermentRefused("post", _("这个岗位现在没有人，审核不了：请选有人在岗的，或者先办任职。"))
    else:
        rules.check_confirmed(words)
    _end_line(unit.pk, kind, confirmed_on)
    made = CapacityConfirmation.objects.create(
        unit=unit, kind=kind.value, post_id=post_id if kind is CapacityKind.LEGAL_REVIEWER else None, words=words.strip(), confirmed_on=confirmed_on,
        confirmed_by=actor.assignment_id, sample=sample,
    )
    facts = {"kind": kind.value, "confirmed_on": confirmed_on.isoformat(), "post": made.post_id}
    record("empowerment.confirmed", subject=("body", unit.pk), actor=actor, at=at, facts=facts)
    look_again(unit.pk, actor=actor, at=at)
    return made


@transaction.atomic
def end_capacity(unit_id: int, kind: CapacityKind, *, ended_on: date, actor: Actor, at: datetime) -> None:
    """不再具备: the line ends, whoever depends on it is told. Raises EmpowermentRefused, PermissionDenied, Body.DoesNotExist."""
    unit = _unit(unit_id, actor)
    rules.check_done("confirmed_on", ended_on, timezone.localtime(at).date())
    if not _end_line(unit.pk, kind, ended_on):
        raise EmpowermentRefused("", _("这一项本来就没有确认。"))
    record("empowerment.confirmed", subject=("body", unit.pk), actor=actor, at=at, facts={"kind": kind.value, "ended_on": ended_on.isoformat()})
    look_again(unit.pk, actor=actor, at=at)


def _unit(unit_id: int, actor: Actor) -> Body:
    """Locked: two people confirming at once take turns."""
    unit = Body.objects.select_for_update().get(pk=unit_id)
    require(actor, access.GRANTS["confirm"], unit)
    return unit


def _end_line(unit_id: int, kind: CapacityKind, on: date) -> int:
    ended = CapacityConfirmation.objects.filter(unit_id=unit_id, kind=kind.value, ended_on__isnull=True).update(ended_on=on)
    raise_version()
    return ended


def look_again(unit_id: int, *, actor: Actor, at: datetime) -> None:
    """Decisions that wait for this street, or that it holds powers under."""
    status = [DecisionStatus.CAPACITY_CHECK.value, *(one.value for one in RUNNING)]
    for number in _numbers(status, unit_id):
        decision = hold(number)
        _mark(decision, at=at)
        move_desk(decision, at=at, by=actor)


@transaction.atomic
def follow_posts(post_ids: Iterable[int], *, at: datetime) -> None:
    """Somebody sat down in these posts, or left one: where it is the reviewer's, the street is looked at now, and who acts is asked anew."""
    reviewing = CapacityConfirmation.objects.filter(kind=CapacityKind.LEGAL_REVIEWER.value, post_id__in=list(post_ids), ended_on__isnull=True)
    for unit_id in sorted(set(reviewing.values_list("unit_id", flat=True))):
        raise_version()
        look_again(unit_id, actor=SYSTEM, at=at)


def _numbers(status: list[str], unit_id: int | None = None) -> list[str]:
    rows = EmpowermentDecision.objects.filter(matter__status__in=status).order_by("pk")
    if unit_id is not None:
        rows = rows.filter(units__unit_id=unit_id)
    return list(rows.values_list("matter__number", flat=True))


def watch_capacity(*, now: datetime) -> int:
    """The daily look: certificates run out, people move. Nobody loses a power by itself; the street's desk is told. Returns how many changed."""
    changed = 0
    for number in _numbers([DecisionStatus.CAPACITY_CHECK.value, *(one.value for one in RUNNING)]):
        with transaction.atomic():
            decision = hold(number)
            changed += _mark(decision, at=now)
            move_desk(decision, at=now, by=SYSTEM)
    return changed


def _mark(decision: EmpowermentDecision, *, at: datetime) -> int:
    """Note since when each street is short; one entry when it begins and one when it ends."""
    if decision.status not in RUNNING:
        return 0
    today, changed = timezone.localtime(at).date(), 0
    for row in decision.units.order_by("pk"):
        held = [one for one in decision.powers.filter(unit_id=row.unit_id) if rules.holds(one.valid_from, one.valid_to, today)]
        lacking = queries.missing_now(row.unit_id, {one.power_type for one in held}, today) if held else []
        if bool(lacking) == (row.short_since is not None):
            continue
        row.short_since = today if lacking else None
        row.save(update_fields=["short_since"])
        kind = "empowerment.short" if lacking else "empowerment.restored"
        record(kind, subject=decision.matter, actor=SYSTEM, at=at, facts={"unit": row.unit_id, "lacks": [one.lack.value for one in lacking]})
        changed += 1
    if changed:
        raise_version()
    return changed
