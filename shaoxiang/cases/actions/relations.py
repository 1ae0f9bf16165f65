"""拆分、母子件、连带办理: parts of a whole, and an act on the whole that reaches them (ADR 0015)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shaoxiang.cases import access, actions, rules
from shaoxiang.cases.actions.intake import report_within
from shaoxiang.cases.actions.merging import lock_all
from shaoxiang.cases.actions.steps import Step, note, take
from shaoxiang.cases.actions.voices import locked
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case, CaseChild
from shaoxiang.cases.queries.relations import side_of, sides_of
from shaoxiang.cases.rules import Report, ReportRefused
from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.vocabulary import ENDED, AppealKind, ChildKind, Source
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _

# --- split, parent and child --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One matter taken out of a report that held several. Without a point, the parent's place holds."""

    description: str
    type_code: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str = ""


@transaction.atomic
def split(number: str, parts: Sequence[Part], *, actor: Actor, at: datetime) -> list[Case]:
    """拆分: each part becomes a child case with its own words, type, place, owner and clocks; the reporter stays with all of them.

    The parent keeps the report as it came and ends last. Raises ReportRefused, MoveRefused, PermissionDenied.
    """
    step = take(number, "split", actor=actor, at=at)
    parent, side = step.case, side_of(step.case)
    texts = [rules.tidy(part.description) for part in parts]
    if refusal := together.split_refusal(texts, children=parent.children.count(), child=side.child):
        raise ReportRefused("parts", refusal)
    children = [_child(parent, part, actor=actor, at=at) for part in parts]
    note(step, {"children": [child.pk for child in children]})
    return children


def _child(parent: Case, part: Part, *, actor: Actor, at: datetime) -> Case:
    here = part.lon is None or part.lat is None
    report = Report(
        source=Source(parent.source), kind=AppealKind(parent.kind), description=part.description, type_code=part.type_code,
        lon=parent.matter.lon if here else part.lon, lat=parent.matter.lat if here else part.lat,
        grid_id=parent.matter.grid_id if here else None, address=part.address or parent.address, anonymous=parent.anonymous, private=parent.private,
        wants_call_back=parent.wants_call_back,
    )
    child = report_within(report, actor=actor, at=at).case
    child.reporter_id, child.reported_by, child.tracking_code = parent.reporter_id, parent.reported_by, parent.tracking_code
    child.save(update_fields=["reporter_id", "reported_by", "tracking_code"])
    CaseChild.objects.create(parent=parent, child=child, kind=ChildKind.SPLIT, linked_at=at, linked_by=actor.assignment_id)
    note(Step(child, child.matter, CASE_FLOW.by_name["split"], actor, at), {"parent": parent.pk}, kind="cases.split_from")
    return child


@transaction.atomic
def link_child(number: str, child_number: str, *, actor: Actor, at: datetime) -> CaseChild:
    """关联子件: an existing case goes under this one; each keeps its own course."""
    cases = lock_all([number, child_number], actor)
    step = take(number, "link_child", actor=actor, at=at)
    child = cases[child_number]
    require(actor, access.GRANTS["link_child"], child)
    parent_side, child_side = sides_of([step.case, child]) if child.pk != step.case.pk else [side_of(child)] * 2
    if refusal := together.child_refusal(parent_side, child_side, children=step.case.children.count()):
        raise MoveRefused("link_child", step.matter.status, refusal)
    row = CaseChild.objects.create(parent=step.case, child=child, kind=ChildKind.LINKED, linked_at=at, linked_by=actor.assignment_id)
    note(step, {"child": child.pk})
    note(Step(child, child.matter, CASE_FLOW.by_name["link_child"], actor, at), {"parent": step.case.pk}, kind="cases.linked_under")
    return row


@transaction.atomic
def unlink_child(number: str, child_number: str, *, actor: Actor, at: datetime) -> None:
    """解除关联: both go on by themselves."""
    cases = lock_all([number, child_number], actor)
    step = take(number, "unlink_child", actor=actor, at=at)
    child = cases[child_number]
    gone, _by_kind = CaseChild.objects.filter(parent=step.case, child=child).delete()
    if not gone:
        raise MoveRefused("unlink_child", step.matter.status, _("这一件不是它的子件，请刷新后再看。"))
    note(step, {"child": child.pk})
    note(Step(child, child.matter, CASE_FLOW.by_name["unlink_child"], actor, at), {"parent": step.case.pk}, kind="cases.unlinked_from")


# --- cascade ------------------------------------------------------------------------------------------------------------

# What may be done to a parent together with its children; the children first, for the parent ends last.
CASCADES = ("tell_resident", "supervise", "extend", "suspend", "resume", "close", "decline", "answer")


@transaction.atomic
def cascade(number: str, move: str, *, actor: Actor, at: datetime, arguments: Mapping[str, Any] | None = None, skip: Sequence[str] = ()) -> list[str]:
    """连同子件一起办: one act on parent and children, all or nothing. `skip`: children that were shown as not possible.

    Returns the numbers acted on. A child that refuses takes the whole act back; raises its refusal with its number.
    """
    if move not in CASCADES:
        raise ReportRefused("move", _("这一步不能连同子件一起办。"))
    parent = locked(number)
    if not allowed(actor, access.VIEW, parent):
        raise Case.DoesNotExist(number)
    running = CaseChild.objects.filter(parent=parent).exclude(child__matter__status__in=ENDED).order_by("pk")
    numbers = [*running.values_list("child__matter__number", flat=True), number]
    act: Callable[..., Any] = getattr(actions, move)
    done = []
    for one in numbers:
        if one in skip:
            continue
        try:
            act(one, actor=actor, at=at, **(arguments or {}))
        except MoveRefused as refused:
            raise MoveRefused(move, refused.status, f"{one}：{gettext(refused.reason)}") from refused
        done.append(one)
    return done


def may_cascade(case: Case, actor: Actor) -> list[str]:
    """Moves this actor may take on the parent and, with it, on its children."""
    return [name for name in CASCADES if allowed(actor, access.GRANTS[name], case)]
