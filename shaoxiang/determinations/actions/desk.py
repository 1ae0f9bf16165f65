"""A version under way is a matter: its draft waits with the staffing office, its adoption with the commission, its issue with the staffing office again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.determinations.models import OPEN_CODES, ThreeDeterminationVersion
from shaoxiang.determinations.queries import retracting
from shaoxiang.determinations.queries.versions import parts_of
from shaoxiang.determinations.vocabulary import EntryKind, VersionStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_holding
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import lock_matter, open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.staffing.queries import office_unit


def move_desk(version: ThreeDeterminationVersion, *, actor: Actor, at: datetime) -> None:
    """Within the version's transaction, the version locked: its matter follows its status, its desk rows what is awaited. An older row gets its matter."""
    if version.matter_id is None and version.status not in OPEN_CODES:
        return
    fresh = version.matter_id is None
    matter = _opened(version, at) if fresh else lock_matter(version.matter_id or 0)
    asked = retracting.asked(version)
    ended = version.status not in OPEN_CODES and asked is None
    if fresh or matter.status != version.status or (matter.closed_at is not None) != ended:
        matter.status, matter.closed_at = version.status, at if ended else None
        matter.save(update_fields=["status", "closed_at"])
        record(EntryKind.WAITS.value, subject=matter, actor=actor, at=at, new=fresh, facts={
            "version": version.pk, "to": matter.status, **({"number": matter.number} if fresh else {}),
        })
    if asked is not None:
        _await_second(matter.pk, asked.asked_by, actor=actor, at=at)
        return
    wanted = {} if ended else _awaited(version)
    settle(matter.pk, at=at, by=actor, keep=tuple(wanted))
    there = set(DeskRow.objects.filter(OPEN, matter_id=matter.pk).values_list("what", flat=True))
    for what, role in wanted.items():
        if what not in there:
            await_act(matter.pk, what, role=str(role), unit_id=_unit_of(role), at=at)


def _await_second(matter_id: int, asked_by: int | None, *, actor: Actor, at: datetime) -> None:
    """On the desks of the staffing office but that of whoever asked."""
    kept, role = book(), str(Role.STAFFING_OFFICE)
    own = kept.seats[asked_by].post_id if asked_by in kept.seats else None
    settle(matter_id, at=at, by=actor)
    for post_id in posts_holding(frozenset({role})):
        if post_id != own:
            await_act(matter_id, "retract", role=role, unit_id=kept.unit_of(kept.posts[post_id].body_id), post_id=post_id, at=at)


def put_on_desks(*, now: datetime) -> int:
    """The daily job: versions under way that nobody was told of, from before there were matters. Safe to repeat."""
    keys = list(ThreeDeterminationVersion.objects.filter(status__in=OPEN_CODES, matter=None).values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            move_desk(ThreeDeterminationVersion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key), actor=SYSTEM, at=now)
    return len(keys)


def _opened(version: ThreeDeterminationVersion, at: datetime) -> Matter:
    title = f"{version.unit.name}三定规定第 {version.number} 版"
    matter: Matter = open_matter(MatterKind.DETERMINATION, title=title, status=version.status, at=at, unit_id=office_unit())
    version.matter = matter
    version.save(update_fields=["matter"])
    return matter


def _awaited(version: ThreeDeterminationVersion) -> dict[str, Role]:
    """The commission is asked once no part is empty; until then, and after it, the staffing office."""
    if version.status == VersionStatus.ADOPTED:
        return {"issue": Role.STAFFING_OFFICE}
    whole = all(part.lines for part in parts_of(version))
    return {"edit": Role.STAFFING_OFFICE, **({"adopt": Role.STAFFING_COMMISSION} if whole else {})}


def _unit_of(role: Role) -> int | None:
    kept, held = book(), posts_holding(frozenset({str(role)}))
    return kept.unit_of(kept.posts[held[0]].body_id) if held else None
