"""Reads of the room."""

from __future__ import annotations

from django.db.models import QuerySet

from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import open_objections
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.whistles import access, rules
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries.types import setting, terms_of, type_in_force, types_in_force, versions_of
from shaoxiang.whistles.rules import Way, WhistleRefused
from shaoxiang.whistles.vocabulary import OUT, WhistleStatus

SYSTEMS_OWN = frozenset({"all_done", "settle_appraisal", "blow", "submit"})  # no buttons of their own
AFTER_CLAIM = frozenset({"answer_appraisal", "appraise_whistle"})


def whistles_for(actor: Actor) -> QuerySet[Whistle]:
    """Every whistle this actor may see, with its matter and type."""
    return Whistle.objects.filter(visible(actor, access.VIEW)).select_related("matter", "type")


def find(number: str, actor: Actor) -> Whistle | None:
    return whistles_for(actor).filter(matter__number=number).first()


def orders_of(whistle_id: int) -> list[DispatchOrder]:
    """All units ever called, the running lead first, with report-in and appraisals."""
    rows = DispatchOrder.objects.filter(matter_id=whistle_id).select_related("report_in", "appraisal", "whistle_appraisal")
    return sorted(rows, key=lambda order: (order.ended_at is not None, order.part != Part.LEAD, order.pk))


def moves_for(whistle: Whistle, actor: Actor, *, linked: bool | None = None) -> dict[str, Move]:
    """Moves of the whole that this actor may take now: the page's buttons, by name. `linked`: has it earlier whistles, where that is known already."""
    return {
        move.name: move for move in WHISTLE_FLOW.open_moves(whistle.matter.status)
        if move.name not in SYSTEMS_OWN | access.OF_AN_ORDER
        and allowed(actor, access.GRANTS.get(move.name, ()), whistle)
        and _makes_sense(move, whistle, actor, linked)
    }


def blow_move(whistle: Whistle, actor: Actor) -> Move | None:
    """Of a draft: 吹哨 where this actor's whistle goes out at once, 报批 where it must be approved; None where he may not."""
    if whistle.matter.status != WhistleStatus.DRAFT or not allowed(actor, access.GRANTS["blow"], whistle):
        return None
    community = actor.has_role("COMMUNITY_DESK") and not actor.has_role("STREET_DESK", "STREET_LEADER")
    try:
        found = rules.way(terms_of(whistle.type), actor.roles, community=community)
    except WhistleRefused:
        return None
    return WHISTLE_FLOW.by_name["submit" if found == Way.APPROVED else "blow"]


def _makes_sense(move: Move, whistle: Whistle, actor: Actor, linked: bool | None) -> bool:
    if move.name in ("approve", "refuse"):
        return bool(actor.roles & set(whistle.type.approved_by))
    if move.name == "confirm":
        return whistle.awaits_confirmation
    if move.name in ("verify_pass", "verify_fail"):
        return actor.person_id not in whistle.claimers
    if move.name == "suggest_key_issue":
        return whistle.type.code != "KEY_ISSUE" and (whistle.links.exists() if linked is None else linked)
    return True


def moves_of_order(whistle: Whistle, order: DispatchOrder, actor: Actor, *, objected: bool | None = None) -> dict[str, Move]:
    """What this actor may do for one unit, or rule about it, by name. `objected`: does its objection wait, where that is known already."""
    found: dict[str, Move] = {}
    if order.ended_at is not None:
        return found
    if objected is None:
        objected = order.pk in open_objections(whistle.pk)
    if whistle.matter.status in OUT:
        for move in ORDER_FLOW.open_moves(order.state):
            if move.name in access.GRANTS and allowed(actor, access.GRANTS[move.name], order) and not (move.name == "object" and objected):
                found[move.name] = move
    for move in WHISTLE_FLOW.open_moves(whistle.matter.status):
        if move.name in access.OF_AN_ORDER and allowed(actor, access.GRANTS[move.name], order) and _open_for(move, whistle, order, objected):
            found[move.name] = move
    return found


def _open_for(move: Move, whistle: Whistle, order: DispatchOrder, objected: bool) -> bool:
    if move.name.startswith("rule_"):
        return objected and not (move.name == "rule_withdrawn" and order.part == Part.LEAD)  # a lead is only ever replaced
    appraisal, own = getattr(order, "appraisal", None), getattr(order, "whistle_appraisal", None)
    if move.name == "answer_appraisal":
        return appraisal is not None and appraisal.answered_at is None
    return own is None


def last_entry(matter_id: int) -> Entry | None:
    return Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("-seq").first()


def number_of(whistle_id: int) -> str:
    return Matter.objects.filter(pk=whistle_id).values_list("number", flat=True).first() or "—"


__all__ = [
    "blow_move", "find", "last_entry", "moves_for", "moves_of_order", "number_of", "orders_of", "setting", "terms_of", "type_in_force", "types_in_force",
    "versions_of", "whistles_for",
]
