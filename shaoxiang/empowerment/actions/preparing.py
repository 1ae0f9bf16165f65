"""从工作方案到生效: each step with its day and its paper; none is skipped, and the power starts only where nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions import raise_version
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.vocabulary import VersionKind, VersionStatus
from shaoxiang.empowerment import queries, rules
from shaoxiang.empowerment.actions.listing import put_in_draft
from shaoxiang.empowerment.actions.steps import Step, take, write
from shaoxiang.empowerment.models import EmpowermentDecision, HandedPower, TrainingRecord
from shaoxiang.empowerment.queries.decisions import types_in
from shaoxiang.empowerment.rules import EmpowermentRefused, Lack, Missing
from shaoxiang.empowerment.vocabulary import DecisionStatus, TrainingKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of


class NotYet(EmpowermentRefused):
    """The step may not be taken: `missing` says what is lacking, each with its cure (`queries.missing_words`)."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("", _("还缺承接条件，不能往下走。"))
        self.missing = missing


@transaction.atomic
def plan(number: str, *, held_on: date, meeting: str, document: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    """定工作方案: only once every street has what it needs. Raises NotYet, EmpowermentRefused, MoveRefused, PermissionDenied."""
    step, today = take(number, "plan", actor=actor, at=at), _day(at)
    decision = step.decision
    lacking = _street_lacks(decision, today)
    if lacking:
        raise NotYet(lacking)
    rules.check_done("held_on", held_on, today)
    if not meeting.strip() or not document.strip():
        raise EmpowermentRefused("meeting" if not meeting.strip() else "document", _("请写明开的什么会、工作方案是什么文件。"))
    if not document_in(document):
        raise EmpowermentRefused("document", _("请写工作方案的文号，如“新政办发〔2026〕9号”：口头定的不算。"))
    decision.plan_on, decision.plan_meeting, decision.plan_document = held_on, meeting.strip(), document.strip()
    return write(step, facts={"plan_on": held_on.isoformat()}, fields=["plan_on", "plan_meeting", "plan_document"])


@transaction.atomic
def basis(number: str, *, decided_on: date, authority: str, document: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    """记自治区的决定. Penalties need it (行政处罚法 24 第一款: the province decides, and only for who is able), approvals do not.

    Raises EmpowermentRefused, MoveRefused, PermissionDenied.
    """
    step = take(number, "basis", actor=actor, at=at)
    if not rules.needs_penalty(types_in(step.decision)):
        raise EmpowermentRefused("", _("这里只有审批事项，不需要自治区的决定：请直接记培训。"))
    rules.check_done("decided_on", decided_on, _day(at))
    full_name = rules.check_basis(authority, document, settings.PROVINCE)
    decision = step.decision
    decision.basis_on, decision.basis_authority, decision.basis_document = decided_on, full_name, document.strip()
    return write(step, facts={"basis_on": decided_on.isoformat()}, fields=["basis_on", "basis_authority", "basis_document"])


@transaction.atomic
def train(
    number: str, *, held_on: date, given_by: str, topic: str, explained: bool, actor: Actor, at: datetime, attendees: Iterable[int] = (), others: int = 0,
) -> EmpowermentDecision:
    """记培训完毕. Raises NotYet (a penalty without the provincial decision), EmpowermentRefused, MoveRefused, PermissionDenied."""
    step = take(number, "train", actor=actor, at=at)
    decision = step.decision
    if rules.needs_penalty(types_in(decision)) and decision.status == DecisionStatus.DISTRICT_PLAN:
        raise NotYet([Missing(Lack.BASIS)])
    if not explained:
        raise EmpowermentRefused("explained", _("没有讲清办案流程，不算培训完毕：请补讲后再记。"))
    rules.check_order(("held_on", decision.plan_on), ("held_on", held_on))
    keys = list(attendees)
    if not keys and not others:
        raise EmpowermentRefused("attendees", _("请选谁参加了培训，或写其他参加人数。"))
    made = _record(step, TrainingKind.TRAINING, held_on, given_by, topic, explained, keys, others)
    return write(step, facts={"training": made.pk, "people": len(keys) + others})


@transaction.atomic
def support(
    number: str, *, kind: str, held_on: date, given_by: str, topic: str, explained: bool, actor: Actor, at: datetime, attendees: Iterable[int] = (),
    others: int = 0,
) -> EmpowermentDecision:
    """记一次培训、指导或协助: what the department still owes. Raises EmpowermentRefused, MoveRefused, PermissionDenied."""
    step = take(number, "support", actor=actor, at=at)
    made = _record(step, TrainingKind(kind), held_on, given_by, topic, explained, list(attendees), others)
    return write(step, facts={"training": made.pk, "kind": kind})


def _record(
    step: Step, kind: TrainingKind, held_on: date, given_by: str, topic: str, explained: bool, attendees: list[int], others: int,
) -> TrainingRecord:
    rules.check_done("held_on", held_on, _day(step.at))
    if not given_by.strip() or not topic.strip():
        raise EmpowermentRefused("given_by" if not given_by.strip() else "topic", _("请写明谁讲的、讲了什么。"))
    made = TrainingRecord.objects.create(
        decision=step.decision, kind=kind.value, held_on=held_on, given_by=given_by.strip(), topic=topic.strip(), explained=explained, others=others,
        recorded_by=step.actor.assignment_id,
    )
    made.attendees.set(attendees)
    return made


@transaction.atomic
def publish(number: str, *, published_on: date, where: str, version: ListVersion | None, actor: Actor, at: datetime) -> EmpowermentDecision:
    """公布: in which version of the published list of powers, and where (行政处罚法 24: 决定应当公布). Raises EmpowermentRefused, …"""
    step, today = take(number, "publish", actor=actor, at=at), _day(at)
    decision = step.decision
    rules.check_done("published_on", published_on, today)
    if not where.strip():
        raise EmpowermentRefused("where", _("请写明在哪里公布，例如区政府门户网站。"))
    if version is None or version.kind != VersionKind.POWER or version.status != VersionStatus.PUBLISHED:
        raise EmpowermentRefused("version", _("请选一版已经公布的权责清单。"))
    later = ListVersion.objects.filter(kind=version.kind, status=VersionStatus.PUBLISHED, effective_from__lte=today, effective_from__gt=version.effective_from)
    if later.exists():
        raise EmpowermentRefused("version", _("这一版已经被后来的一版换下：请选现行的，或者将要生效的。"))
    gone = set(decision.powers.values_list("code", flat=True)) - {item.code for item in queries.items(today)}
    if gone:
        raise EmpowermentRefused("version", _("现行清单上没有 %(codes)s：请先起草并公布新的一版清单。"), codes="、".join(sorted(gone)))
    last_training = decision.trainings.order_by("held_on").values_list("held_on", flat=True).first()
    rules.check_order(("published_on", decision.basis_on), ("published_on", published_on))
    rules.check_order(("published_on", last_training), ("published_on", published_on))
    decision.published_on, decision.published_where, decision.list_version = published_on, where.strip(), version
    told: dict[str, Fact] = {"published_on": published_on.isoformat(), "version": version.pk}
    return write(step, facts=told, fields=["published_on", "published_where", "list_version"])


@transaction.atomic
def start(number: str, *, in_force_on: date, actor: Actor, at: datetime) -> EmpowermentDecision:
    """生效, from a day: only where nothing is missing on that day. Raises NotYet, EmpowermentRefused, MoveRefused, PermissionDenied."""
    step = take(number, "start", actor=actor, at=at)
    decision = step.decision
    lacking = queries.obstacles_of(decision, in_force_on)
    if lacking:
        raise NotYet(lacking)
    rules.check_order(("in_force_on", decision.published_on), ("in_force_on", in_force_on))
    rules.check_start(in_force_on, _day(at))
    for line in decision.powers.all():
        other = queries.powers_on(in_force_on).filter(unit_id=line.unit_id, code=line.code).exclude(decision=decision).first()
        if other is not None:
            facts = {"unit": name_of("body", line.unit_id), "code": line.code, "number": other.decision.number}
            raise EmpowermentRefused("in_force_on", _("%(unit)s那天还有 %(code)s（%(number)s）：请改生效日期，或先收回原来的。"), **facts)
    decision.in_force_on = in_force_on
    HandedPower.objects.filter(decision=decision).update(valid_from=in_force_on)
    raise_version()
    codes = set(decision.powers.values_list("code", flat=True))
    decision.list_draft = put_in_draft(decision, codes, on=in_force_on, said=f"{in_force_on.isoformat()} 起生效", actor=actor, at=at)
    return write(step, facts={"in_force_on": in_force_on.isoformat(), "list": decision.list_draft_id}, fields=["in_force_on", "list_draft"])


def _street_lacks(decision: EmpowermentDecision, on: date) -> list[Missing]:
    own = {Lack.PLAN, Lack.BASIS, Lack.TRAINING, Lack.NOTICE}
    return [one for one in queries.obstacles_of(decision, on) if one.lack not in own]


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
