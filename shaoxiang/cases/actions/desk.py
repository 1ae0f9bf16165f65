"""The desk: accept, decline, answer, classify, dispatch, recall, supervise, tell the resident."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases.actions.intake import assignment_for, sent
from shaoxiang.cases.actions.steps import Step, desk_of, handling_specs, move_desk, note, say, take, write
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.unlisted import Given, check_given
from shaoxiang.cases.rules import ReportRefused, asks_resident, title_of
from shaoxiang.cases.vocabulary import ClosureLevel, DeclineReason
from shaoxiang.dispatch.actions import end_orders, order_units, write_note
from shaoxiang.dispatch.models import SupervisionNote
from shaoxiang.dispatch.rules import BY_ONE_ACT, Sent
from shaoxiang.dispatch.vocabulary import NoteKind
from shaoxiang.duties.queries import duty_book, ground_json
from shaoxiang.duties.rules import Assignment
from shaoxiang.duties.vocabulary import Ground
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book


@transaction.atomic
def accept(number: str, *, actor: Actor, at: datetime) -> Case:
    """受理."""
    return write(take(number, "accept", actor=actor, at=at))


@transaction.atomic
def decline(number: str, *, actor: Actor, at: datetime, reason: DeclineReason, words: str) -> Case:
    """不予受理: with a listed reason and words for the resident that say where to turn."""
    step = take(number, "decline", actor=actor, at=at)
    need_words(words, _("请写明为什么不受理、可以向谁反映；居民会看到这段话。"))
    step.case.decline_reason, step.case.answer = DeclineReason(reason), words.strip()
    facts = say(step, words, for_resident=True)
    return write(step, facts={**facts, "reason": str(reason)}, fields=["decline_reason", "answer"])


@transaction.atomic
def answer(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """当场答复: a plain question answered on the spot ends here."""
    step = take(number, "answer", actor=actor, at=at)
    need_words(words, _("请写下给居民的答复。"))
    step.case.answer, step.case.closure_level = words.strip(), _level_of(actor)
    facts = say(step, words, for_resident=True)
    return write(step, facts={**facts, "level": step.case.closure_level}, fields=["answer", "closure_level"])


def _level_of(actor: Actor) -> ClosureLevel:
    if actor.has_role("COMMUNITY_DESK"):
        return ClosureLevel.COMMUNITY
    return ClosureLevel.STREET if actor.street_id else ClosureLevel.DISTRICT


@transaction.atomic
def classify(number: str, *, actor: Actor, at: datetime, type_code: str, lon: float | None = None, lat: float | None = None, address: str = "") -> Case:
    """改类别和位置: the type, and the place when a point is given. The suggestion of owner is made again."""
    step = take(number, "classify", actor=actor, at=at)
    book = duty_book()
    case, matter = step.case, step.matter
    if type_code and type_code not in book.offered and type_code != matter.subject_code:  # one that was ended keeps what it has and is given nothing more
        raise ReportRefused("type_code", _("没有这个事项类别：请从列表中选一个。"))
    before = {"type_before": matter.subject_code, "grid_before": matter.grid_id}
    if lon is not None and lat is not None:
        found = place_book().locate(lon, lat)
        matter.lon, matter.lat = lon, lat
        matter.street_id = found.street.id if found.street else None
        matter.community_id = found.community.id if found.community else None
        matter.grid_id = found.grid.id if found.grid else None
        case.outside = found.street is None
        case.border = [one.grid.code for one in found.candidates]
    matter.subject_code = type_code
    matter.title = title_of(case.description, book.types[type_code].name if type_code in book.types else "")
    if address:
        case.address = address.strip()[:200]
    assignment = propose(case, on=timezone.localtime(at).date())
    case.mode, case.gap, case.ground = assignment.mode, assignment.gap, ground_json(assignment.ground)
    matter.unit_id = desk_of(case)[1]
    written = write(
        step, facts={**before, "type": type_code, "grid": matter.grid_id},
        fields=["outside", "border", "address", "mode", "gap", "ground"],
        matter_fields=["lon", "lat", "street_id", "community_id", "grid_id", "subject_code", "title", "unit_id"],
    )
    move_desk(case, at=at, by=actor)
    return written


def propose(case: Case, *, on: date) -> Assignment:
    """Who should get the case, by today's lists."""
    matter = case.matter
    return assignment_for(matter.subject_code, street_id=matter.street_id, community_id=matter.community_id, grid_id=matter.grid_id, on=on)


@transaction.atomic
def dispatch(
    number: str, *, actor: Actor, at: datetime, lead: Sent | None = None, cooperating: list[Sent] | None = None, words: str = "",
) -> Case:
    """派单: to the owner by the lists, or to another unit the desk names (with words that say why).

    A body of a street is named from above only where a list, a handed power, an admission or a document has it carry this. Raises Unlisted.
    """
    step = take(number, "dispatch", actor=actor, at=at)
    assignment = propose(step.case, on=timezone.localtime(at).date())
    if lead is not None and lead.unit_id != assignment.lead.unit_id:
        need_words(words, _("改派给清单以外的单位时，请写明理由。"))
    if lead is None and (assignment.gap or assignment.mode in ("STREET_DESK", "DISTRICT_DESK")):
        raise ReportRefused("lead", _("清单上找不到承办单位：请先选定类别和位置，或直接指定承办单位并写明理由。"))
    return send(step, assignment, lead=lead, cooperating=cooperating, words=words)


def send(step: Step, assignment: Assignment, *, lead: Sent | None, cooperating: list[Sent] | None, words: str) -> Case:
    """The orders, clocks, desk and record of a dispatch; also used when an objection is upheld."""
    case, matter = step.case, step.matter
    by_list = lead is None
    target = lead or sent(assignment.lead)
    others = cooperating if cooperating is not None else [sent(one) for one in assignment.cooperating] if by_list else []
    today = timezone.localtime(step.at).date()
    stands_on = check_given(Given(case, assignment, lead, tuple(cooperating or ()), words, today), step.actor)
    end_orders(matter, at=step.at, keep_mode=BY_ONE_ACT)
    mode = assignment.mode if by_list else "DESIGNATED"
    ground = ground_json(assignment.ground) if by_list else [_designated(step.actor, target, stands_on)]
    orders = order_units(matter, target, others, mode=mode, ground=ground, actor=step.actor, at=step.at)
    case.mode, case.ground, case.routed_on = mode, ground, today
    case.gap = False
    matter.unit_id, matter.office_id = target.unit_id, target.office_id
    facts = {**say(step, words), **({"stands_on": stands_on} if stands_on else {})}
    return write(
        step, lead=orders[0], specs=handling_specs(matter.subject_code, at=step.at, limit_set=case.limit_set, urgency=case.urgency),
        facts={**facts, "unit": target.unit_id, "office": target.office_id, "post": target.post_id, "mode": mode, "ground": [one["code"] for one in ground],
               "cooperating": [one.office_id or one.unit_id for one in others]},
        fields=["mode", "ground", "routed_on", "gap"], matter_fields=["unit_id", "office_id"],
    )


def _designated(actor: Actor, target: Sent, stands_on: str) -> dict[str, Any]:
    names = book()
    body = names.bodies.get(target.office_id or target.unit_id)
    desk = names.bodies.get(actor.office_id or actor.unit_id or 0)
    params = {
        "body": body.name if body else "—", "body_en": body.name_en if body else "",
        "desk": desk.name if desk else "—", "desk_en": desk.name_en if desk else "", **({"on": stands_on} if stands_on else {}),
    }
    return {"code": Ground.DESIGNATED.value, "params": params}


@transaction.atomic
def recall(number: str, *, actor: Actor, at: datetime, words: str = "") -> Case:
    """撤回派单: only before it is opened (signed)."""
    step = take(number, "recall", actor=actor, at=at)
    facts = say(step, words)
    end_orders(step.matter, at=at, keep_mode=BY_ONE_ACT)
    step.matter.unit_id, step.matter.office_id = desk_of(step.case)[1], None
    return write(step, facts=facts, matter_fields=["unit_id", "office_id"])


@transaction.atomic
def tell_resident(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """告知居民: plain words the resident sees on the tracking page."""
    step = take(number, "tell_resident", actor=actor, at=at)
    need_words(words, _("请写下要告诉居民的话。"))
    if not asks_resident(step.case.source):
        raise ReportRefused("words", _("这是巡查发现的事项，没有反映人可告知。"))
    return write(step, facts=say(step, words, for_resident=True))


@transaction.atomic
def supervise(number: str, *, actor: Actor, at: datetime, kind: NoteKind, words: str) -> SupervisionNote:
    """催办、督办、批示."""
    step = take(number, "supervise", actor=actor, at=at)
    need_words(words, _("请写明催办或督办的内容。"))
    written = write_note(step.matter, NoteKind(kind), words, actor=actor, at=at)
    note(step, {"note": written.pk, "note_kind": str(kind)})
    return written


@transaction.atomic
def hand_over(number: str, *, actor: Actor, at: datetime, unit_id: int, words: str) -> Case:
    """移交答复责任 (北京市接诉即办工作条例 14): the first receiver asks another unit, by name and with words, to tell the resident. The number stays."""
    step = take(number, "hand_over", actor=actor, at=at)
    need_words(words, _("请写明为什么移交、已经跟对方说好了什么。"))
    case = step.case
    if unit_id == case.answers_unit_id or unit_id not in book().bodies:
        raise ReportRefused("unit_id", _("请选另一个单位：现在就由这个单位答复居民。"))
    facts = {**say(step, words), "answers_before": case.answers_unit_id, "answers": unit_id}
    case.answers_unit_id = unit_id
    write(step, facts=facts, fields=["answers_unit_id"])
    move_desk(case, at=at, by=actor)
    return case


def need_words(words: str, sentence: str) -> None:
    if not words.strip():
        raise ReportRefused("words", sentence)

