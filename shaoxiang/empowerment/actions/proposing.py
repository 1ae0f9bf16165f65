"""提出和签字: a department proposes, every street signs or declines; and powers that held before this system are entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from shaoxiang.duties.actions import raise_version
from shaoxiang.empowerment import access, queries, rules
from shaoxiang.empowerment.actions.steps import Step, move_desk, take, write
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW
from shaoxiang.empowerment.models import DecisionUnit, EmpowermentDecision, HandedPower
from shaoxiang.empowerment.queries.decisions import title_of
from shaoxiang.empowerment.queries.powers import applies, department_of, names_of_departments
from shaoxiang.empowerment.rules import EmpowermentRefused, Existing, Proposal
from shaoxiang.empowerment.vocabulary import BEFORE, DecisionStatus
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.queries import opened_on
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of


@transaction.atomic
def propose(wanted: Proposal, *, actor: Actor, at: datetime, sample: bool = False) -> EmpowermentDecision:
    """提出: the department's own signature; every street is asked for its. Raises PermissionDenied, EmpowermentRefused."""
    require(actor, access.GRANTS["propose"])
    today = timezone.localtime(at).date()
    lines = _lines(wanted, actor.unit_id or 0, today)
    planned = clocks.plan([rules.SIGN_SPEC], at=at)
    decision = _make(wanted, lines, actor.unit_id or 0, DecisionStatus.PROPOSED, actor=actor, at=at, sample=sample, planned=planned)
    move_desk(decision, at=at, by=actor)
    _recorded("empowerment.proposed", decision, wanted, lines, actor=actor, at=at)
    return decision


@transaction.atomic
def register_existing(wanted: Proposal, known: Existing, *, actor: Actor, at: datetime, sample: bool = False) -> EmpowermentDecision:
    """登记已经生效的: as it was decided then. What the street lacks today shows on the page; it does not undo the power.

    Raises PermissionDenied, EmpowermentRefused (penalties without the provincial decision, dates out of order).
    """
    require(actor, access.GRANTS["register"])
    lines = _lines(wanted, known.department_id, timezone.localtime(at).date(), since=known.in_force_on)
    if rules.needs_penalty({line.power_type for line in lines}):
        if known.basis_on is None:
            raise EmpowermentRefused("basis_on", rules.Lack.BASIS.label)
        full_name = rules.check_basis(known.basis_authority, known.basis_document, settings.PROVINCE, prefix="basis_")
        known = replace(known, basis_authority=full_name)
    rules.check_done("in_force_on", known.in_force_on, timezone.localtime(at).date())
    today = timezone.localtime(at).date()
    rules.check_known(known.in_force_on, today, opened_on() or today)
    rules.check_order(("plan_on", known.plan_on), ("published_on", known.published_on), ("in_force_on", known.in_force_on))
    rules.check_order(("basis_on", known.basis_on), ("published_on", known.published_on))
    decision = _make(wanted, lines, known.department_id, DecisionStatus.IN_FORCE, actor=actor, at=at, sample=sample, planned=[], known=known)
    HandedPower.objects.filter(decision=decision).update(valid_from=known.in_force_on)
    raise_version()
    clocks.start(decision.matter, [rules.evaluate_spec(wanted.evaluate_months)], at=at)
    clocks.refresh(decision.matter)
    move_desk(decision, at=at, by=actor)
    _recorded("empowerment.registered", decision, wanted, lines, actor=actor, at=at)
    return decision


def _make(
    wanted: Proposal, lines: list[HandedPower], department_id: int, status: DecisionStatus, *, actor: Actor, at: datetime, sample: bool,
    planned: list[Any], known: Existing | None = None,
) -> EmpowermentDecision:
    warn_at, due_at = earliest(planned)
    units = sorted({line.unit_id for line in lines})
    with override("zh-hans"):  # kept as it was decided; pages say it in the reader's language
        title = title_of(department_id, units, len({line.code for line in lines}))
    matter = open_matter(MatterKind.EMPOWERMENT, title=title, status=status, at=at, unit_id=department_id, warn_at=warn_at, due_at=due_at)
    clocks.begin(matter, planned)
    decision = EmpowermentDecision(
        matter=matter, department_id=department_id, reason=rules.check_words("reason", wanted.reason), proposed_by=actor.assignment_id, sample=sample,
        **wanted.attributes(),
    )
    for name in Existing.__slots__ if known is not None else ():
        setattr(decision, name, getattr(known, name))
    decision.save(force_insert=True)
    DecisionUnit.objects.bulk_create(DecisionUnit(decision=decision, unit_id=key) for key in units)
    for line in lines:
        line.decision = decision
    HandedPower.objects.bulk_create(lines)
    return decision


def _recorded(kind: str, decision: EmpowermentDecision, wanted: Proposal, lines: list[HandedPower], *, actor: Actor, at: datetime) -> None:
    record(kind, subject=decision.matter, actor=actor, at=at, new=True, facts={
        "number": decision.number, "department": decision.department_id, "units": sorted({line.unit_id for line in lines}),
        "items": sorted({line.code for line in lines}), "reason_sha256": digest(wanted.reason.strip()),
    })


def _lines(wanted: Proposal, department_id: int, today: date, since: date | None = None) -> list[HandedPower]:
    """One unsaved line per street and item that applies there. Raises EmpowermentRefused."""
    rules.check_words("reason", wanted.reason)
    if not rules.EVALUATE_LEAST <= wanted.evaluate_months <= rules.EVALUATE_MOST:
        raise EmpowermentRefused("evaluate_months", _("评估间隔请填 3 到 36 个月。"))
    on_list = {item.code: item for item in queries.items(today)}
    units = [unit for unit in queries.street_units(today) if unit.pk in wanted.units]
    if not units or len(units) != len(set(wanted.units)):
        raise EmpowermentRefused("units", _("请选至少一个镇街。"))
    if not wanted.codes or not set(wanted.codes) <= set(on_list):
        raise EmpowermentRefused("codes", _("请从现行赋权事项里选至少一项；清单里没有的，先在清单里增加。"))
    names = names_of_departments(today)
    lines = []
    for code in sorted(set(wanted.codes)):
        item = on_list[code]
        if department_of(item, names) not in (None, department_id):
            raise EmpowermentRefused("codes", _("%(code)s 的原实施部门是%(department)s：要由它提出。"), code=code, department=item.original_department)
        if not any(applies(item, unit) for unit in units):
            raise EmpowermentRefused("codes", _("%(code)s 只适用于镇：请去掉，或加选镇。"), code=code)
        lines += [HandedPower(unit=unit, code=code, power_type=item.power_type) for unit in units if applies(item, unit)]
    if not {unit.pk for unit in units} <= {line.unit_id for line in lines}:
        raise EmpowermentRefused("units", _("有的镇街一项也不适用：请去掉它，或加选事项。"))
    _check_free(lines, since or today)
    return lines


def _check_free(lines: list[HandedPower], on: date) -> None:
    """Not twice: neither what the street has, nor what is on its way to it."""
    wanted = {(line.code, line.unit_id) for line in lines}
    codes, units = {code for code, _unit in wanted}, {unit for _code, unit in wanted}
    rows = HandedPower.objects.filter(code__in=codes, unit_id__in=units).select_related("decision__matter")
    before = {status.value for status in BEFORE}
    for row in rows:
        busy = row.decision.matter.status in before or (row.valid_from is not None and (row.valid_to is None or row.valid_to > on))
        if (row.code, row.unit_id) in wanted and busy:
            facts = {"unit": name_of("body", row.unit_id), "code": row.code, "number": row.decision.number}
            raise EmpowermentRefused("codes", _("%(unit)s的 %(code)s 已经赋权或正在办（%(number)s）：请去掉，或先收回。"), **facts)


@transaction.atomic
def sign(number: str, *, actor: Actor, at: datetime) -> EmpowermentDecision:
    """签字承接, by the street's leader; with the last signature the check of capacity begins. Raises MoveRefused, PermissionDenied."""
    step = take(number, "sign", actor=actor, at=at)
    row = step.decision.units.filter(unit_id=actor.unit_id or 0).first()
    if row is None or row.signed_at is not None:
        raise MoveRefused("sign", step.decision.matter.status, _("本街道已经签过字了。"))
    row.signed_at, row.signed_by = at, actor.assignment_id
    row.save(update_fields=["signed_at", "signed_by"])
    write(step, facts={"unit": row.unit_id})
    if not step.decision.units.filter(signed_at__isnull=True).exists():
        write(Step(step.decision, EMPOWERMENT_FLOW.take("signed", step.decision.matter.status), actor, at))
    return step.decision


@transaction.atomic
def decline(number: str, *, words: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    """不承接: a power goes only to who is able to take it. The whole proposal ends. Raises EmpowermentRefused, MoveRefused, PermissionDenied."""
    return _end(number, "decline", words, actor, at)


@transaction.atomic
def withdraw(number: str, *, words: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    """部门撤回, before it is in force. Raises EmpowermentRefused, MoveRefused, PermissionDenied."""
    return _end(number, "withdraw", words, actor, at)


def _end(number: str, name: str, words: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    step = take(number, name, actor=actor, at=at)
    step.decision.ended_why = rules.check_words("words", words)
    return write(step, facts={"unit": actor.unit_id, "words_sha256": digest(step.decision.ended_why)}, fields=["ended_why"])
