"""退单: an objection cites an item, is ruled once, and teaches the catalogue."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases.actions.desk import need_words, propose, send
from shaoxiang.cases.actions.steps import Step, say, take, write
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.dispatch import actions as orders
from shaoxiang.dispatch.models import Objection
from shaoxiang.dispatch.queries import open_objection, running_lead
from shaoxiang.dispatch.rules import Sent, must_escalate
from shaoxiang.dispatch.vocabulary import CitedList, Part, Ruling
from shaoxiang.duties.actions import teach_catalogue
from shaoxiang.duties.queries import cited_item_exists
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def hand_back(
    number: str, *, actor: Actor, at: datetime, cited_list: CitedList, cited_item: str, words: str, proposed_unit_id: int | None = None,
) -> Objection:
    """退单: with a cited item of a list in force. Raises dispatch's ObjectionRefused after a ruling on competence."""
    step = take(number, "hand_back", actor=actor, at=at)
    lead = running_lead(step.matter.pk)
    if lead is None:
        raise MoveRefused("hand_back", step.matter.status)
    if not cited_item_exists(CitedList(cited_list), cited_item.strip()):
        raise ReportRefused("cited_item", _("清单里没有这个条目：请从列表中选，或核对条目编号。"))
    objection = orders.raise_objection(
        lead, cited_list=CitedList(cited_list), cited_item=cited_item, reason=words, proposed_unit_id=proposed_unit_id, actor=actor, at=at,
    )
    step.case.bounces += 1
    facts = {**say(step, words), "objection": objection.pk, "cited": f"{cited_list}:{cited_item}", "bounces": step.case.bounces}
    write(step, facts={**facts, "escalated": must_escalate(step.case.bounces)}, fields=["bounces"])
    return objection


@transaction.atomic
def uphold(number: str, *, actor: Actor, at: datetime, words: str, lead: Sent | None = None, teach: bool = True) -> Case:
    """异议成立: sent on to the right unit without losing history; the ruling is written into the dispatch catalogue."""
    step = take(number, "uphold", actor=actor, at=at)
    objection = _open(step)
    need_words(words, _("请写明裁定意见。"))
    assignment = propose(step.case, on=timezone.localtime(at).date())
    target = lead or (Sent(objection.proposed_unit_id) if objection.proposed_unit_id else None)
    if target is None or (target.unit_id == objection.order.unit_id and target.office_id == objection.order.office_id):
        raise ReportRefused("lead", _("请指定改派给哪个单位：不能再派给提出异议的单位。"))
    orders.rule_objection(objection, Ruling.REASSIGNED, opinion=words, unit_id=target.unit_id, actor=actor, at=at)
    if teach and step.matter.subject_code:
        _teach(step, target, objection)
    return send(step, assignment, lead=target, cooperating=None, words=words)


@transaction.atomic
def dismiss(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """异议不成立: the same unit goes on, its clock runs again, and it may not object on competence a second time."""
    step = take(number, "dismiss", actor=actor, at=at)
    objection = _open(step)
    need_words(words, _("请写明裁定意见。"))
    orders.rule_objection(objection, Ruling.STANDS, opinion=words, unit_id=None, actor=actor, at=at)
    lead = running_lead(step.matter.pk)
    if lead is not None and lead.part == Part.LEAD and lead.acknowledged_at is None:
        orders.acknowledge(lead, at=at)
    return write(step, facts={**say(step, words), "objection": objection.pk}, lead=lead)


def _teach(step: Step, target: Sent, objection: Objection) -> None:
    """Raises ReportRefused where the catalogue may not give the street what no list gives it (A1)."""
    try:
        teach_catalogue(
            step.matter.subject_code, lead_unit_id=target.unit_id, street_id=step.matter.street_id, source=f"objection:{objection.pk}",
            words=objection.opinion, actor=step.actor, at=step.at,
        )
    except ChangeRefused as refused:
        raise ReportRefused("teach", refused.reason, **refused.facts) from None


def _open(step: Step) -> Objection:
    objection = open_objection(step.matter.pk)
    if objection is None:
        raise MoveRefused(step.move.name, step.matter.status)
    return objection
