"""A version as a matter: it has a number, waits on a desk, and from the day of its decision runs against the time to publish."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from shaoxiang.duties.flows import AWAITED_IN, LIST_FLOW
from shaoxiang.duties.models import ListVersion, Retraction
from shaoxiang.duties.queries.reviewing import reviewers_of
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.duties.vocabulary import VersionStage as S
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import unit_holding
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import lock_matter, open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

ENDED = (S.PUBLISHED, S.WITHDRAWN, S.RETRACTED)


def begin(kind: str, title: str, *, actor: Actor, at: datetime) -> Matter:
    """起草: on the desk of the staffing office, or of the justice bureau where it drafts its list of powers."""
    role = Role.STAFFING_OFFICE
    if kind == VersionKind.POWER and actor.has_role(Role.JUSTICE_BUREAU) and not actor.has_role(role):
        role = Role.JUSTICE_BUREAU
    unit_id = (actor.unit_id if actor.has_role(role) else None) or unit_holding(role.value)
    matter = open_matter(MatterKind.LIST_VERSION, title=title, status=S.DRAFT, at=at, unit_id=unit_id)
    await_act(matter.pk, AWAITED_IN[S.DRAFT], role=role, at=at, unit_id=unit_id)
    return matter


def ended(title: str, *, at: datetime) -> Matter:
    """The matter of a version that was published before this house kept it (the first one of a list)."""
    unit_id = unit_holding(Role.STAFFING_OFFICE.value)
    matter = open_matter(MatterKind.LIST_VERSION, title=title, status=S.PUBLISHED, at=at, closed_at=at, unit_id=unit_id)
    record("duties.version_kept", subject=matter, actor=SYSTEM, at=at, facts={"number": matter.number}, new=True)
    return matter


def follow_decision(version: ListVersion, *, actor: Actor, at: datetime) -> None:
    """The matter follows what the draft says of its decision: made (the clock runs from that day), made on another day, or not made."""
    matter = lock_matter(version.matter_id)
    counting = running(matter).first()
    if version.decided_on is None:
        if matter.status == S.DECIDED:
            _move(matter, "undecide", version, actor=actor, at=at)
    elif matter.status == S.DRAFT:
        _move(matter, "decide", version, actor=actor, at=at)
    elif counting is None or timezone.localtime(counting.started_at).date() != version.decided_on:
        _move(matter, "correct_decision", version, actor=actor, at=at)
    if matter.title != version.title:
        matter.title = version.title
        matter.save(update_fields=["title"])


def take_back(version: ListVersion, *, actor: Actor, at: datetime) -> None:
    """A changed draft is looked at again: what was sent or confirmed before counts no more. Nothing where it was not sent."""
    matter = lock_matter(version.matter_id)
    if matter.status not in (S.IN_REVIEW, S.REVIEWED):
        return
    forget_review(version)
    _move(matter, "take_back", version, actor=actor, at=at)
    record("duties.version_taken_back", subject=matter, actor=actor, at=at, facts={"revision": version.revision})


def forget_review(version: ListVersion) -> None:
    version.sent_by = version.reviewed_by = version.reviewed_at = None
    version.save(update_fields=["sent_by", "reviewed_by", "reviewed_at"])


def step(version: ListVersion, move: str, *, actor: Actor, at: datetime) -> None:
    """送复核, 复核, 公布, 撤销: to the next desk or off it; at its end the clock stops. Raises MoveRefused."""
    _move(lock_matter(version.matter_id), move, version, actor=actor, at=at)


def _move(matter: Matter, name: str, version: ListVersion, *, actor: Actor, at: datetime) -> None:
    move = LIST_FLOW.take(name, matter.status)
    if move.target is not None:
        matter.status = move.target
        matter.closed_at = at if move.target in ENDED else None
        matter.save(update_fields=["status", "closed_at"])
        _move_desk(matter, version, actor=actor, at=at)
    _turn_clock(move, matter, version, at=at)


def _turn_clock(move: Move, matter: Matter, version: ListVersion, *, at: datetime) -> None:
    clocks.stop(matter, move.stops, at=at)
    if move.starts and version.decided_on is not None:
        decided_at = datetime.combine(version.decided_on, time(), timezone.get_default_timezone())  # a clock of days does not count its first
        clocks.start(matter, [specs.spec(code) for code in move.starts], at=decided_at)
    clocks.refresh(matter)
    DeskRow.objects.filter(OPEN, matter_id=matter.pk).update(warn_at=matter.warn_at, due_at=matter.due_at)


def _move_desk(matter: Matter, version: ListVersion, *, actor: Actor, at: datetime) -> None:
    kept = DeskRow.objects.filter(matter_id=matter.pk).order_by("pk").first()  # the desk it was begun on
    settle(matter.pk, at=at, by=actor)
    what = AWAITED_IN.get(S(matter.status))
    if what is not None:
        role, unit_id = kept.role if kept is not None else Role.STAFFING_OFFICE.value, kept.unit_id if kept is not None else matter.unit_id
        posts = _posts_of_reviewers(version, role, what) if what in ("confirm", "retract") else {}
        for post_id, held in posts.items():
            await_act(matter.pk, what, role=held, at=at, unit_id=unit_id, post_id=post_id)
        if not posts:
            await_act(matter.pk, what, role=role, at=at, unit_id=unit_id)


def _posts_of_reviewers(version: ListVersion, role: str, what: str) -> dict[int, str]:
    """On the desks of those who may look at it, not of whose hands were in it: colleagues, or where there is none who leads the office."""
    asked = Retraction.objects.filter(version=version).first() if what == "retract" else None
    found = [one for one in reviewers_of(version, None if asked is None else [asked.asker]) if one.signs_in]
    chosen = [one for one in found if not one.leads] or found
    return {book().seats[one.assignment_id].post_id: Role.DEPARTMENT_HEAD.value if one.leads else role for one in chosen}
