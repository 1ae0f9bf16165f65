"""部门职责: agreed ones are filed with the staffing office; where none was reached it gives its opinion and the district decides (编制条例 10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.coordination import queries
from shaoxiang.coordination.actions.steps import need, say, take, write
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.queries.choices import staffing_unit
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.vocabulary import WordKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.desk import actions as desk
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def ask_staffing(number: str, *, actor: Actor, at: datetime, words: str = "") -> CoordinationCase:
    """请编办提意见: the departments did not agree whose duty it is."""
    step = take(number, "ask_staffing", actor=actor, at=at)
    if step.item.department_duty:
        raise CoordinationRefused("", _("已经请编办提意见了。"))
    step.item.department_duty = True
    facts = say(step.item, words, WordKind.REASON, entry="coordination.ask_staffing", actor=actor, at=at)
    write(step, facts=facts, fields=["department_duty"])
    _await(step.item, "give_opinion", at=at)
    return step.item


@transaction.atomic
def give_opinion(number: str, *, actor: Actor, at: datetime, words: str, lead_id: int | None = None) -> CoordinationCase:
    """编办提出意见: whose duty it should be, for the district's meeting."""
    step = take(number, "give_opinion", actor=actor, at=at)
    if step.item.staffing_opinion:
        raise CoordinationRefused("", _("意见已经提过：请看事项页。"))
    if lead_id is not None and lead_id not in book().bodies:
        raise CoordinationRefused("lead_id", _("没有这个单位：请从列表中选。"))
    step.item.staffing_opinion = need(words, "words", _("请写明意见和依据（三定规定、职责清单的条目）。"))
    step.item.staffing_lead_id = lead_id
    facts = say(step.item, words, WordKind.STAFFING, entry="coordination.give_opinion", actor=actor, at=at)
    desk.settle(step.item.pk, at=at, by=actor, what="give_opinion")
    return write(step, facts={**facts, "lead": lead_id}, fields=["staffing_opinion", "staffing_lead_id"])


@transaction.atomic
def file_duty(number: str, *, actor: Actor, at: datetime, reference: str) -> CoordinationCase:
    """备案: what was agreed or decided is on the staffing office's file, under its number. The item does not wait for it."""
    step = take(number, "file_duty", actor=actor, at=at)
    item = step.item
    if not item.agreement or item.filed_at is not None:
        raise CoordinationRefused("", _("现在没有要备案的：会上定了部门职责才备案，备过的不用再备。"))
    item.filed_reference = need(reference, "reference", _("请写备案号。"))[:60]
    item.filed_at = at
    desk.settle(item.pk, at=at, by=actor, what="file_duty")
    return write(step, facts={"agreement": item.agreement}, fields=["filed_at", "filed_reference"])


def await_filing(item: CoordinationCase, *, at: datetime) -> None:
    """The row of the staffing office; its clock runs beside those of the item."""
    desk.settle(item.pk, at=at, by=SYSTEM, what="give_opinion")
    clocks.stop(item.matter, ["COORD_STAFFING"], at=at)
    clocks.start(item.matter, [queries.limits()["COORD_STAFFING"]], at=at)
    clocks.refresh(item.matter)
    _await(item, "file_duty", at=at)


def _await(item: CoordinationCase, what: str, *, at: datetime) -> None:
    unit = staffing_unit()
    if unit is None:
        raise CoordinationRefused("", _("还没有编办岗位：请业务管理员先给编办的岗位加上“编办”角色。"))
    clock = running(item.matter).filter(code="COORD_STAFFING").first()
    desk.await_act(
        item.pk, what, role=Role.STAFFING_OFFICE, at=at, unit_id=unit, warn_at=clock.warn_at if clock else None, due_at=clock.due_at if clock else None,
    )
