"""承办力量: who carries, from a day on; what it replaces ends that day. One by its page, many from a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.changes import why_given
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import Carrier, DutyItem, EventType
from shaoxiang.duties.queries import compile_book, forget_books
from shaoxiang.duties.queries.carriers import read_carrier
from shaoxiang.duties.queries.impact import NewAnswer, answers_of
from shaoxiang.duties.queries.naming import names_on
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.carrying import Wish, check_carrier
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force, too_far
from shaoxiang.kernel.db import take_turns
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.actions import facts_of, record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _

FIELDS = {"body_id": "body", "street_id": "street"}


@transaction.atomic
def set_carrier(
    body_id: int, mode: DeploymentMode, *, what: str = "", street_id: int | None = None, since: date, basis: str, actor: Actor, at: datetime,
) -> Carrier | None:
    """定由谁承办. `what`: code of an item or of a type, for what was fully transferred; a station and a team carry what their department leads.

    None: it stands so already. Raises PermissionDenied, ChangeRefused, Body.DoesNotExist.
    """
    require(actor, GRANTS["set_carriers"])
    today = timezone.localtime(at).date()
    body = Body.objects.select_related("unit", "parent").get(in_force(max(since, today)), pk=body_id)
    item, kind = _named(what.strip().upper(), max(since, today))
    department = next((one.pk for one in (body.parent, body.unit) if one is not None and one.kind == BodyKind.DEPARTMENT.value), None)
    home = body.unit.street_id if body.unit is not None else body.street_id
    check_carrier(
        Wish(mode, body.kind, home, department, bool(item or kind), street_id, body.area_id is not None, basis), since=since, today=today,
    )
    if too_far(since, today):
        raise ChangeRefused("since", _("不能晚于一年以后：请核对年份。"))
    take_turns("duties.carriers")
    department = None if mode is DeploymentMode.FULL_TRANSFER else department
    held, later = _rivals(body, mode, item, kind, department, street_id, since)
    if later.exists():
        raise ChangeRefused("since", _("那天以后已经另有安排：请先结束那一条，再定这一条。"))
    same = held.filter(body=body).first()
    if same is not None and same.valid_to is None:
        return None
    before = [one.pk for one in held]
    for one in held:
        _stop(one, since)
    row = Carrier.objects.create(
        body=body, mode=mode.value, item=item, type=kind, department_id=department, street_id=street_id, basis=basis.strip()[:120], valid_from=since,
    )
    raise_version()
    record(EntryKind.CARRIER_SET.value, subject=("carrier", row.pk), actor=actor, at=at, facts=facts_of(
        body=body.pk, mode=mode.value, item=item.code if item else None, type=kind.code if kind else None, department=department, street=street_id,
        since=since.isoformat(), before=before[0] if before else None, basis_sha256=digest(row.basis),
    ))
    return row


def _named(code: str, day: date) -> tuple[DutyItem | None, EventType | None]:
    if not code:
        return None, None
    item = DutyItem.objects.filter(in_force(day), code=code).first()
    kind = EventType.objects.filter(in_force(day), code=code).first() if item is None else None
    if item is None and kind is None:
        raise ChangeRefused("what", _("清单上没有 %(code)s 这一条，也没有这一类：请照清单或事项分类里的编号写。"), code=code)
    return item, kind


def _rivals(
    body: Body, mode: DeploymentMode, item: DutyItem | None, kind: EventType | None, department: int | None, street_id: int | None, since: date,
) -> tuple[QuerySet[Carrier], QuerySet[Carrier]]:
    """The rows the new one takes the place of, and those that begin later. Stations with areas stand beside one another; doctor tells where two serve."""
    rows = Carrier.objects.filter(mode=mode.value, department=department, street_id=street_id, type=kind)
    rows = rows.filter(item__code=item.code) if item is not None else rows.filter(item=None)
    if mode is DeploymentMode.AREA_STATIONED:
        rows = rows.filter(Q(body=body) if body.area_id is not None else Q(body__area=None))
    return rows.filter(in_force(since)), rows.filter(valid_from__gt=since)


def _stop(row: Carrier, day: date) -> None:
    """One that would begin that very day never held and goes."""
    if row.valid_from >= day:
        row.delete()
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])


@transaction.atomic
def end_carrier(pk: int, *, why: str, actor: Actor, at: datetime) -> Carrier:
    """结束承办, from today (one that has not begun: at all). Raises PermissionDenied, Carrier.DoesNotExist, ChangeRefused."""
    require(actor, GRANTS["set_carriers"])
    said, today = why_given(why), timezone.localtime(at).date()
    row: Carrier = Carrier.objects.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gt=today)).get(pk=pk)
    body_id = row.body_id
    row.ended_why = said
    row.save(update_fields=["ended_why"])
    _stop(row, today)
    raise_version()
    record(EntryKind.CARRIER_ENDED.value, subject=("carrier", pk), actor=actor, at=at, facts={"body": body_id, "why_sha256": digest(said)})
    return row


def look_at(act: Callable[[], object], *, on: date) -> tuple[NewAnswer, ...]:
    """Which types another body would answer for on that day: the act itself, undone. Raises as the act does."""
    try:
        with transaction.atomic():
            before = compile_book(on)
            act()
            after = compile_book(on)
            transaction.set_rollback(True)
    finally:
        forget_books()
    return answers_of(sorted(before.types), frozenset(before.streets), before, after)[0]


def import_carriers(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """`made`: Carrier. What the sheet does not name stays. Raises PermissionDenied."""
    require(actor, GRANTS["set_carriers"])
    day = timezone.localtime(at).date()
    names = names_on(day)

    def taken(row: Row) -> Carrier | None:
        given = read_carrier(row, names, day)
        return None if given is None else set_carrier(**given, actor=actor, at=at)

    wrong = twice(rows, "body", lambda row: tuple(row.text(name) for name in ("mode", "body", "what", "street")))
    made, errors = each_line(rows, taken, fields=FIELDS)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])
