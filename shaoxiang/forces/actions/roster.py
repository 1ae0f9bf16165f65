"""值班表: turns drawn from a rotation, changed by hand, gaps left visible. Nobody is on duty twice at once, nor while on leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.forces import access
from shaoxiang.forces.models import Absence, Rotation, Shift
from shaoxiang.forces.queries.roster import eligible, last_of_kind, rotation_of, taken_times
from shaoxiang.forces.rules import ForceRefused, Slot, gaps, rota, slots_of
from shaoxiang.forces.rules.roster import Hours
from shaoxiang.forces.vocabulary import AbsenceKind, DutyPart, MadeBy, ShiftKind
from shaoxiang.institutions.models import Body, Person
from shaoxiang.kernel.access import Actor, Grants, require, visible
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI

LONGEST = timedelta(days=62)
LONGEST_SHIFT = timedelta(hours=48)


def managed_body(body_id: int, actor: Actor, what: str = "edit_roster", view: str = "view_roster") -> Body:
    """The body, held, if it is among the actor's. Raises Body.DoesNotExist (not his to see), PermissionDenied."""
    grants: Grants = (*access.GRANTS[view], *access.GRANTS[what])
    body = Body.objects.select_for_update(no_key=True).get(visible(actor, grants), pk=body_id)
    require(actor, access.GRANTS[what], body)
    return body


def journal(kind: str, body_id: int, *, actor: Actor, at: datetime, **facts: object) -> None:
    """What happens to a force's people and roster stands in the journal of its body."""
    record(kind, subject=("force", body_id), actor=actor, at=at, facts={name: value for name, value in facts.items() if value is not None})  # type: ignore[misc]


@transaction.atomic
def set_rotation(
    body_id: int, part: DutyPart, *, people: Sequence[int], covers: Iterable[ShiftKind], actor: Actor, at: datetime,
    day_from: time = time(8, 30), night_from: time = time(17, 30),
) -> Rotation:
    """轮值顺序: who takes turns, in this order, on which kinds of shift; from today, the earlier one stays as history.

    Raises Body.DoesNotExist, PermissionDenied, ForceRefused.
    """
    body = managed_body(body_id, actor)
    today, chosen, kinds = at.astimezone(SHANGHAI).date(), list(dict.fromkeys(people)), [ShiftKind(kind).value for kind in covers]
    if not chosen or not kinds:
        raise ForceRefused("people" if not chosen else "covers", _("请至少选一个人和一种班。"))
    if night_from <= day_from:
        raise ForceRefused("night_from", _("夜班开始要晚于白班开始。"))
    if set(chosen) - eligible(body, today).keys():
        raise ForceRefused("people", _("只能从本单位的人员里排：请先把人加进成员或岗位。"))
    Rotation.objects.filter(body=body, part=part, valid_to=None, valid_from=today).delete()  # set twice on one day: the last word holds
    Rotation.objects.filter(body=body, part=part, valid_to=None).update(valid_to=today)
    row = Rotation.objects.create(body=body, part=part, people=chosen, covers=kinds, day_from=day_from, night_from=night_from, valid_from=today)
    journal("forces.rostered", body.pk, actor=actor, at=at, part=row.part, people=len(chosen), covers=",".join(kinds))
    return row


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawing a roster made: shifts written, and the turns that nobody could take."""

    made: int
    gaps: list[Slot]


@transaction.atomic
def draw_roster(body_id: int, part: DutyPart, first: date, last: date, *, actor: Actor, at: datetime) -> Drawn:
    """按轮值排班: fills the turns nobody holds; what is there stays. Public holidays get their cover, adjusted working days are working days.

    Raises Body.DoesNotExist, PermissionDenied, ForceRefused (no rotation, days in the wrong order or too many).
    """
    body = managed_body(body_id, actor)
    if not first <= last <= first + LONGEST:
        raise ForceRefused("last", _("请从早到晚选日期，一次最多排两个月。"))
    rotation = rotation_of(body.pk, part, first)
    if rotation is None:
        raise ForceRefused("", _("还没有轮值顺序：请先定由谁轮、轮哪些班。"))
    wanted = _slots(rotation, first, last)
    begin, end = wanted[0].starts_at if wanted else at, wanted[-1].ends_at if wanted else at
    held = [Slot(ShiftKind(row.kind), row.starts_at, row.ends_at) for row in
            Shift.objects.filter(body=body, part=part, starts_at__lt=end, ends_at__gt=begin)]
    people = [person for person in rotation.people if person in eligible(body, first)]
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    drawn = rota(gaps(wanted, held), people, last=last_of_kind(body.pk, part, begin), taken=taken_times(people, begin - timedelta(days=1), end))
    shifts = Shift.objects.bulk_create(
        Shift(body=body, part=part, kind=slot.kind, person_id=person, starts_at=slot.starts_at, ends_at=slot.ends_at, made_by=MadeBy.GENERATED)
        for slot, person in drawn if person is not None
    )
    journal("forces.rostered", body.pk, actor=actor, at=at, part=str(part), first=first.isoformat(), last=last.isoformat(), made=len(shifts))
    return Drawn(len(shifts), [slot for slot, person in drawn if person is None])


def _slots(rotation: Rotation, first: date, last: date) -> list[Slot]:
    table, hours = calendar(), Hours(rotation.day_from, rotation.night_from)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [slot for day in days for slot in slots_of(table.entry(day), [ShiftKind(kind) for kind in rotation.covers], hours)]


@transaction.atomic
def put_shift(
    body_id: int, part: DutyPart, kind: ShiftKind, person_id: int, starts_at: datetime, ends_at: datetime, *, actor: Actor, at: datetime,
    replaces: int | None = None,
) -> Shift:
    """手工排班, or change one (`replaces`). Raises Body.DoesNotExist, PermissionDenied, ForceRefused (on duty elsewhere, on leave, not of this body)."""
    body = managed_body(body_id, actor)
    if person_id not in eligible(body, starts_at.astimezone(SHANGHAI).date()):
        raise ForceRefused("person_id", _("只能从本单位的人员里排：请先把人加进成员或岗位。"))
    if not starts_at < ends_at <= starts_at + LONGEST_SHIFT:
        raise ForceRefused("ends_at", _("结束要晚于开始，一班最长 48 小时。"))
    check_free(person_id, starts_at, ends_at, but=(replaces,) if replaces else ())
    row = Shift.objects.filter(pk=replaces, body=body).first() if replaces else None
    row = row or Shift(body=body)
    row.part, row.kind, row.person_id, row.starts_at, row.ends_at, row.made_by = part, kind, person_id, starts_at, ends_at, MadeBy.BY_HAND
    row.save()
    journal("forces.shift_set", body.pk, actor=actor, at=at, shift=row.pk, person=person_id, starts=starts_at.isoformat(), ends=ends_at.isoformat())
    return row


def check_free(person_id: int, starts_at: datetime, ends_at: datetime, *, but: Iterable[int] = ()) -> None:
    """Nobody is on duty twice at once, on whichever roster, nor while away. Holds the person until the transaction ends. Raises ForceRefused."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    clash = Shift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(pk__in=list(but)).select_related("body").first()
    if clash is not None:
        names = {"person": person.shown_name, "body": clash.body.shown_name}
        raise ForceRefused("person_id", _("%(person)s这段时间已经排了%(body)s的班，不能同时值两个班。") % names)
    if Absence.objects.filter(person=person, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise ForceRefused("person_id", _("%(person)s这段时间请假或外出，不能排班。") % {"person": person.shown_name})


@transaction.atomic
def cancel_shift(pk: int, *, actor: Actor, at: datetime) -> Shift:
    """取消班次: it leaves a gap that the roster shows. Raises Shift.DoesNotExist, PermissionDenied, ForceRefused (over already)."""
    row = Shift.objects.select_related("body").get(pk=pk)
    body = _managed(row.body_id, actor, Shift)
    if row.ends_at <= at:
        raise ForceRefused("", _("这一班已经结束，作为记录保留，不能取消。"))
    journal("forces.shift_cancelled", body.pk, actor=actor, at=at, shift=pk, person=row.person_id, starts=row.starts_at.isoformat())
    row.delete()
    return row


@transaction.atomic
def report_absence(
    body_id: int, kind: AbsenceKind, starts_at: datetime, ends_at: datetime, *, actor: Actor, at: datetime, person_id: int | None = None, crews: int = 0,
) -> tuple[Absence, list[Shift]]:
    """登记不能出动: a person away, or so many crews out of action. Returns it, and the shifts that now need somebody else.

    Raises Body.DoesNotExist, PermissionDenied, ForceRefused.
    """
    body = managed_body(body_id, actor)
    if not starts_at < ends_at:
        raise ForceRefused("ends_at", _("结束要晚于开始。"))
    if (person_id is None) == (crews == 0):
        raise ForceRefused("person_id", _("请选一个人，或写少几组：两样选一样。"))
    if person_id is not None and person_id not in eligible(body, starts_at.astimezone(SHANGHAI).date()):
        raise ForceRefused("person_id", _("这个人不在本单位的名册上。"))
    row = Absence.objects.create(body=body, person_id=person_id, crews=crews, kind=kind, starts_at=starts_at, ends_at=ends_at)
    journal("forces.absent", body.pk, actor=actor, at=at, absence=row.pk, person=person_id, crews=crews or None, starts=starts_at.isoformat(),
            ends=ends_at.isoformat())
    left = Shift.objects.filter(person_id=person_id or 0, starts_at__lt=ends_at, ends_at__gt=max(starts_at, at))
    return row, list(left.select_related("person", "body"))


@transaction.atomic
def cancel_absence(pk: int, *, actor: Actor, at: datetime) -> Absence:
    """Back earlier, or entered by mistake; the row stays. Raises Absence.DoesNotExist, PermissionDenied."""
    row = Absence.objects.get(pk=pk, cancelled_at=None)
    body = _managed(row.body_id, actor, Absence)
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    journal("forces.absence_ended", body.pk, actor=actor, at=at, absence=pk)
    return row


def _managed(body_id: int, actor: Actor, row: type[Shift] | type[Absence]) -> Body:
    """As `managed_body`; a row of a body that is not the actor's is not there."""
    try:
        return managed_body(body_id, actor)
    except Body.DoesNotExist:
        raise row.DoesNotExist(body_id) from None
