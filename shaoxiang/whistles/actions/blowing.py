"""From what a street or a community knows to a summons: draft, approve, blow, confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import title_of
from shaoxiang.coordination.actions import raise_item
from shaoxiang.coordination.vocabulary import MeetingLevel, Source
from shaoxiang.dispatch.actions import order_units
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.rules import Sent
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.queries import cited_item_exists, duty_book
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.forces.actions import check_summons
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.desk.actions import await_acts
from shaoxiang.kernel.journal.actions import Note, record_all
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.search.actions import index
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book
from shaoxiang.whistles import access, queries, rules
from shaoxiang.whistles.actions.desks import move_desk, unit_row
from shaoxiang.whistles.actions.steps import Step, need_words, say, take, touch_clocks, write
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.models import ReportIn, Whistle, WhistleLink, WhistleType
from shaoxiang.whistles.queries.earlier import earlier_whistles
from shaoxiang.whistles.rules import Call, Limit, UnitAsked, Way, WhistleRefused
from shaoxiang.whistles.vocabulary import APPROVE, CONFIRM, LinkHow, WhistleCode, WhistleStatus

MODE = "WHISTLE"
_PLAIN = ("known", "address", "power_needed", "cited_list", "cited_item", "life", "going_on", "agreed_at")


@transaction.atomic
def draft(call: Call, *, actor: Actor, at: datetime, sample: bool = False) -> Whistle:
    """起草: may be incomplete; nobody is called yet. Raises PermissionDenied, WhistleRefused."""
    kind = _may(call, actor)
    rules.check_draft(call)
    whistle = _make(call, kind, actor=actor, at=at, sample=sample)
    _link_earlier(whistle, at=at)
    record_all([_drafted(whistle)], subject=whistle.matter, actor=actor, at=at, new=True)
    return whistle


@transaction.atomic
def edit(number: str, call: Call, *, actor: Actor, at: datetime) -> Whistle:
    """修改草稿."""
    step = take(number, "edit", actor=actor, at=at)
    kind = _may(call, actor)
    rules.check_draft(call)
    whistle, matter = step.whistle, step.matter
    whistle.type = kind
    for name in _PLAIN:
        setattr(whistle, name, getattr(call, name))
    whistle.units = [asdict(unit) for unit in call.units]
    for name, value in {**_place(call, actor), "title": _title(call), "subject_code": call.subject_code}.items():
        setattr(matter, name, value)
    written = write(
        step, facts={"type": kind.code, "known_sha256": digest(call.known)}, fields=["type", "units", *_PLAIN],
        matter_fields=["title", "subject_code", "lon", "lat", "street_id", "community_id", "grid_id"],
    )
    _index(whistle, at=matter.opened_at)
    return written


@transaction.atomic
def blow(call: Call, *, actor: Actor, at: datetime, sample: bool = False) -> Whistle:
    """一张表吹哨: check, then summon at once, or send for approval where the type wants one of this person.

    Raises PermissionDenied, WhistleRefused, forces.ForceEngaged.
    """
    kind = _may(call, actor)
    _complete(call, kind, at)
    way = rules.way(queries.terms_of(kind), actor.roles, community=_is_community(actor))
    whistle = _make(call, kind, actor=actor, at=at, sample=sample, way=way)
    _link_earlier(whistle, at=at)
    notes = [_drafted(whistle)]
    if way == Way.APPROVED:
        notes.append(_submitted(whistle, at=at))
        move_desk(whistle, at=at, by=actor, fresh=True)
    else:
        notes.append(_summon(whistle, call.units, actor=actor, at=at, fresh=True))
    record_all(notes, subject=whistle.matter, actor=actor, at=at, new=True)
    return whistle


@transaction.atomic
def blow_draft(number: str, *, actor: Actor, at: datetime) -> Whistle:
    """吹哨 (a draft): at once, or to the approver. Raises WhistleRefused while anything is missing."""
    whistle = Whistle.objects.select_related("type", "matter").filter(matter__number=number).first()
    community = _is_community(actor)
    way = rules.way(queries.terms_of(whistle.type), actor.roles, community=community) if whistle is not None else Way.APPROVED
    step = take(number, "submit" if way == Way.APPROVED else "blow", actor=actor, at=at)
    call = call_of(step.whistle)
    _complete(call, step.whistle.type, at)
    if way == Way.APPROVED:
        limit = Limit(queries.setting("approve_working_hours"), LimitUnit.WORKING_HOUR)
        return write(step, starts=[rules.spec(APPROVE, limit)], facts={"units": [unit.body_id for unit in call.units]})
    step.whistle.by_community = community
    return _blown(step, call.units)


@transaction.atomic
def approve(number: str, *, actor: Actor, at: datetime, words: str = "") -> Whistle:
    """批准并吹哨. A key issue goes to the coordination meeting the same moment."""
    step = take(number, "approve", actor=actor, at=at)
    if not actor.roles & set(step.whistle.type.approved_by):
        raise WhistleRefused("", _("这一类哨不由您的岗位批准。"))
    call = call_of(step.whistle)
    _complete(call, step.whistle.type, at)
    step.whistle.approved_by, step.whistle.approved_at = actor.assignment_id, at
    if step.whistle.by_community:  # who approves has looked at it: nothing is left to confirm
        step.whistle.confirmed_by, step.whistle.confirmed_at = actor.assignment_id, at
    facts = say(step, words)
    return _blown(step, call.units, fields=["approved_by", "approved_at", "confirmed_by", "confirmed_at"], facts=facts)


@transaction.atomic
def refuse(number: str, *, actor: Actor, at: datetime, words: str) -> Whistle:
    """不批准: with the reason, and what to do instead."""
    step = take(number, "refuse", actor=actor, at=at)
    if not actor.roles & set(step.whistle.type.approved_by):
        raise WhistleRefused("", _("这一类哨不由您的岗位批准。"))
    need_words(words, _("请写明为什么不批准、可以怎么办。"))
    step.whistle.refusal = words.strip()
    return write(step, facts=say(step, words), fields=["refusal"])


@transaction.atomic
def confirm(number: str, *, actor: Actor, at: datetime) -> Whistle:
    """街道确认 of what a community blew (W-type EMERGENCY: within ten minutes). What is false is cancelled instead."""
    step = take(number, "confirm", actor=actor, at=at)
    if not step.whistle.awaits_confirmation:
        raise WhistleRefused("", _("这次哨不用确认，或者已经确认过了。"))
    step.whistle.confirmed_by, step.whistle.confirmed_at = actor.assignment_id, at
    return write(step, fields=["confirmed_by", "confirmed_at"])


# --- parts of the above -----------------------------------------------------------------------------------------------


def call_of(whistle: Whistle) -> Call:
    """What stands on a draft, as it was typed."""
    matter = whistle.matter
    return Call(
        type_code=whistle.type.code, subject_code=matter.subject_code, lon=matter.lon, lat=matter.lat, case_id=whistle.case_id, title=matter.title,
        units=tuple(UnitAsked(**unit) for unit in whistle.units), **{name: getattr(whistle, name) for name in _PLAIN},
    )


def _is_community(actor: Actor) -> bool:
    return actor.has_role(Role.COMMUNITY_DESK) and not actor.has_role(Role.STREET_DESK, Role.STREET_LEADER)


def _may(call: Call, actor: Actor) -> WhistleType:
    """The type in force, if this person may write a whistle of it: someone of a street, for a matter of that street."""
    require(actor, access.GRANTS["draft"])
    if actor.street_id is None or street_unit(actor.street_id) != actor.unit_id:
        raise WhistleRefused("", _("只有镇街和社区能吹哨：请换到镇街的岗位。"))
    try:
        kind = queries.type_in_force(call.type_code)
    except LookupError:
        raise WhistleRefused("type_code", _("没有这一类哨，请从列表中选。")) from None
    rules.way(queries.terms_of(kind), actor.roles, community=_is_community(actor))
    if call.case_id is not None:
        case = Case.objects.select_related("matter").filter(pk=call.case_id).first()
        if case is None or case.matter.street_id != actor.street_id:
            raise WhistleRefused("case_id", _("没有这件事件，或者它不在本街道。"))
    return kind


def _complete(call: Call, kind: WhistleType, at: datetime) -> None:
    rules.check(call, queries.terms_of(kind), at=at)
    if call.subject_code not in duty_book().types:
        raise WhistleRefused("subject_code", _("没有这一类问题，请从列表中选。"))
    if not cited_item_exists(call.cited_list, call.cited_item.strip()):
        raise WhistleRefused("cited_item", _("清单里没有这个条目：请从列表中选，或核对条目编号。"))
    bodies = book().bodies
    for unit in call.units:
        body = bodies.get(unit.body_id)
        if body is None or body.kind not in CALLED:
            raise WhistleRefused("units", _("有一个单位找不到了，请从列表中重新选。"))


CALLED = frozenset({
    BodyKind.DEPARTMENT, BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM, BodyKind.AFFILIATED_INSTITUTION, BodyKind.PUBLIC_UTILITY,
    BodyKind.DISTRICT_ORGAN,
})


def _place(call: Call, actor: Actor) -> dict[str, Any]:
    """Where it is; always the actor's own street, whatever a point near the border says."""
    found = place_book().locate(call.lon, call.lat) if call.lon is not None and call.lat is not None else None
    inside = found is not None and found.street is not None and found.street.id == actor.street_id
    if found is not None and not inside:
        raise WhistleRefused("address", _("这个点不在本街道：请核对位置；确属邻街的，请请对方街道吹哨。"))
    return {
        "lon": call.lon, "lat": call.lat, "street_id": actor.street_id,
        "community_id": found.community.id if found and found.community else actor.community_id, "grid_id": found.grid.id if found and found.grid else None,
    }


def _title(call: Call) -> str:
    kind = duty_book().types.get(call.subject_code)
    return call.title.strip() or title_of(call.known or gettext("（还没写情况）"), kind.name if kind else "")


def _make(call: Call, kind: WhistleType, *, actor: Actor, at: datetime, sample: bool, way: Way | None = None) -> Whistle:
    """The rows of a whistle; one that goes out at once is written as it goes out, so that nothing has to be written twice. No `way`: a draft."""
    place, community = _place(call, actor), _is_community(actor)
    status, blown = WhistleStatus.DRAFT, {}
    where: dict[str, Any] = {"unit_id": actor.unit_id, "office_id": None}
    if way == Way.APPROVED:
        status = WhistleStatus.PENDING
    elif way is not None:
        status, blown = WhistleStatus.BLOWN, {"blown_by": actor.assignment_id, "blown_at": at}
        lead = sent_to(next(unit.body_id for unit in call.units if unit.lead))
        warn_at, due_at = earliest(clocks.plan(_specs_out(kind, at=at, agreed_at=call.agreed_at, going_on=call.going_on, confirm=community), at=at))
        where = {"unit_id": lead.unit_id, "office_id": lead.office_id, "warn_at": warn_at, "due_at": due_at}
    matter = open_matter(MatterKind.WHISTLE, title=_title(call), status=status, at=at, subject_code=call.subject_code, **where, **place)
    whistle = Whistle.objects.create(
        matter=matter, type=kind, case_id=call.case_id, units=[asdict(unit) for unit in call.units], drafted_by=actor.assignment_id,
        blown_unit_id=actor.unit_id, by_community=community, sample=sample, **blown, **{name: getattr(call, name) for name in _PLAIN},
    )
    _index(whistle, at=at)
    return whistle


def _specs_out(kind: WhistleType, *, at: datetime, agreed_at: datetime | None, going_on: bool, confirm: bool) -> list[ClockSpec]:
    """What runs from the summons on: of a unit, and the street's confirmation."""
    terms = queries.terms_of(kind)
    specs = rules.unit_specs(terms, at=at, agreed_at=agreed_at, going_on=going_on)
    return [*specs, rules.spec(CONFIRM, Limit(terms.confirm_minutes, LimitUnit.MINUTE))] if confirm else specs


def _index(whistle: Whistle, *, at: datetime) -> None:
    index(whistle.pk, at, f"{whistle.number} {whistle.matter.title} {whistle.known} {whistle.address}")


def _drafted(whistle: Whistle) -> Note:
    matter = whistle.matter
    facts: dict[str, Fact] = {
        "number": matter.number, "type": whistle.type.code, "version": whistle.type.number, "street": matter.street_id, "subject": matter.subject_code,
        "case": whistle.case_id, "by_community": whistle.by_community, "known_sha256": digest(whistle.known),
    }
    return Note("whistles.drafted", facts)


def _submitted(whistle: Whistle, *, at: datetime) -> Note:
    limit = Limit(queries.setting("approve_working_hours"), LimitUnit.WORKING_HOUR)
    planned = clocks.plan([rules.spec(APPROVE, limit)], at=at)
    clocks.begin(whistle.matter, planned)
    clocks.refresh(whistle.matter, planned)
    return Note("whistles.submit", {"to": whistle.matter.status})


def _blown(step: Step, units: Sequence[UnitAsked], *, fields: Iterable[str] = (), facts: dict[str, Fact] | None = None) -> Whistle:
    """A draft, or one that was approved, goes out."""
    whistle, matter = step.whistle, step.matter
    assert step.move.target is not None  # noqa: S101 (blow and approve have one)
    matter.status = step.move.target
    touch_clocks(step)
    note = _summon(whistle, units, actor=step.actor, at=step.at, fields=fields)
    record_all([Note(f"whistles.{step.move.name}", {**note.facts, **(facts or {})}, step.move.rule)], subject=matter, actor=step.actor, at=step.at)
    return whistle


def _summon(
    whistle: Whistle, units: Sequence[UnitAsked], *, actor: Actor, at: datetime, fields: Iterable[str] = (), fresh: bool = False,
) -> Note:
    """The summons itself: orders, report-ins, clocks, desk rows. Raises ForceEngaged."""
    matter, kind = whistle.matter, whistle.type
    if not fresh:
        whistle.blown_by, whistle.blown_at = actor.assignment_id, at
    lead = next(unit for unit in units if unit.lead)
    orders, gives_way = call_units(whistle, [lead, *(unit for unit in units if not unit.lead)], actor=actor, at=at)
    terms = queries.terms_of(kind)
    planned = unit_clocks(whistle, orders, at=at)
    if whistle.awaits_confirmation:
        planned += clocks.plan([rules.spec(CONFIRM, Limit(terms.confirm_minutes, LimitUnit.MINUTE))], at=at)
    clocks.begin(matter, planned)
    if not fresh:
        matter.warn_at, matter.due_at = earliest(planned)
        matter.unit_id, matter.office_id = orders[0].unit_id, orders[0].office_id
        matter.save(update_fields=["status", "warn_at", "due_at", "unit_id", "office_id"])
        whistle.save(update_fields=["blown_by", "blown_at", "by_community", *fields])
    move_desk(whistle, at=at, by=actor, fresh=fresh, clocks=planned)
    await_acts(row for row in (unit_row(whistle, order, planned, at=at) for order in orders) if row is not None)
    if kind.code == WhistleCode.KEY_ISSUE:
        to_meeting(whistle, Source.KEY_ISSUE, actor=actor, at=at)
    facts: dict[str, Fact] = {
        "to": matter.status, "lead": orders[0].office_id or orders[0].unit_id, "orders": [order.pk for order in orders],
        "cooperating": [order.office_id or order.unit_id for order in orders[1:]], "version": kind.number, "life": whistle.life,
        "gives_way": gives_way,
    }
    return Note("whistles.blow", facts, WHISTLE_FLOW.by_name["blow"].rule)


def priority_of(whistle: Whistle) -> Priority:
    return Priority.LIFE if whistle.life else Priority(whistle.type.priority)


def call_units(whistle: Whistle, units: Sequence[UnitAsked], *, actor: Actor, at: datetime) -> tuple[list[DispatchOrder], list[int]]:
    """Orders and report-ins for these units, the first of them leading; and the orders whose crews leave a less urgent task for this one.

    Holds the forces while it asks whether they are free. Raises ForceEngaged.
    """
    priority = priority_of(whistle)
    gives_way = sorted(check_summons([unit.body_id for unit in units], priority, at=at).values())
    targets = [sent_to(unit.body_id) for unit in units]
    ground = [{"code": "CITED", "params": {"list": whistle.cited_list, "item": whistle.cited_item}}]
    orders = order_units(whistle.matter, targets[0], targets[1:], mode=MODE, ground=ground, actor=actor, at=at, priority=priority)
    tasks = {(target.unit_id, target.office_id): unit.task for target, unit in zip(targets, units, strict=True)}
    ReportIn.objects.bulk_create([ReportIn(order=order, whistle=whistle, task=tasks[order.unit_id, order.office_id]) for order in orders])
    return orders, gives_way


def unit_clocks(whistle: Whistle, orders: Sequence[DispatchOrder], *, at: datetime) -> list[RunningClock]:
    """Unsaved 签收, 报到 and 办结 clocks of each unit: computed once, for they are the same for all."""
    specs = rules.unit_specs(queries.terms_of(whistle.type), at=at, agreed_at=whistle.agreed_at, going_on=whistle.going_on)
    found: list[RunningClock] = []
    for order in orders:
        found += clocks.plan(specs, at=at, part_id=order.pk)
    return found


def sent_to(body_id: int) -> Sent:
    body = book().bodies[body_id]
    return Sent(body.unit_id, None if body.id == body.unit_id else body.id)


def to_meeting(whistle: Whistle, source: Source, *, actor: Actor, at: datetime) -> int:
    """提交区级协调会. Returns the coordination item's key."""
    matter = whistle.matter
    item = raise_item(
        source=source, title=matter.title, reason=gettext("来自哨 %(number)s：%(type)s。") % {"number": matter.number, "type": whistle.type.name},
        street_id=matter.street_id, level=MeetingLevel.DISTRICT, actor=actor, at=at, source_matter_id=matter.pk, subject_code=matter.subject_code,
        unit_ids=sorted(set(DispatchOrder.objects.filter(matter=matter, ended_at__isnull=True).values_list("unit_id", flat=True))), sample=whistle.sample,
    )
    key: int = item.pk
    return key


def _link_earlier(whistle: Whistle, *, at: datetime) -> None:
    """W8: whistles at the same place and of the same type within thirty days are linked, not forbidden."""
    found = earlier_whistles(whistle, at=at)
    if found:
        WhistleLink.objects.bulk_create([WhistleLink(whistle=whistle, earlier_id=key, how=LinkHow.FOUND) for key in found])


__all__ = ["approve", "blow", "blow_draft", "call_of", "confirm", "draft", "edit", "refuse"]
