"""评估、保留、调整、收回: figures kept as of their day; a recall ends lines from a day on and says what becomes of running cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions import raise_version
from shaoxiang.empowerment import rules
from shaoxiang.empowerment.actions.grounds import hand_over
from shaoxiang.empowerment.actions.listing import put_in_draft
from shaoxiang.empowerment.actions.steps import Step, hold, take, write
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW
from shaoxiang.empowerment.models import CaseGround, EmpowermentDecision, EmpowermentEvaluation, EmpowermentRecall, HandedPower
from shaoxiang.empowerment.queries.usage import figures, running_cases
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.vocabulary import RUNNING, Conclusion, RunningCaseRule, SendBackRule
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def evaluate(number: str, *, findings: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    """评估: the findings, with the figures of the day. Raises EmpowermentRefused, MoveRefused, PermissionDenied."""
    step, today = take(number, "evaluate", actor=actor, at=at), timezone.localtime(at).date()
    made = EmpowermentEvaluation.objects.create(
        decision=step.decision, evaluated_on=today, figures=figures(step.decision, today), findings=rules.check_words("findings", findings),
        evaluated_by=actor.assignment_id,
    )
    return write(step, facts={"evaluation": made.pk, "findings_sha256": digest(made.findings)})


@transaction.atomic
def keep(number: str, *, words: str, actor: Actor, at: datetime) -> EmpowermentDecision:
    """保留: the next evaluation is counted from here. Raises EmpowermentRefused, MoveRefused, PermissionDenied."""
    step = take(number, "keep", actor=actor, at=at)
    said = _conclude(step, Conclusion.KEEP, words)
    return write(step, facts={"words_sha256": digest(said)})


@transaction.atomic
def amend(
    number: str, *, words: str, includes_inspection: bool, includes_compulsion: bool, exclusive: bool, send_back_rule: str, evaluate_months: int, actor: Actor,
    at: datetime,
) -> EmpowermentDecision:
    """调整 how the power is held; items and streets are changed by a recall or a new decision. Raises EmpowermentRefused, MoveRefused, PermissionDenied."""
    step = take(number, "amend", actor=actor, at=at)
    if not rules.EVALUATE_LEAST <= evaluate_months <= rules.EVALUATE_MOST:
        raise EmpowermentRefused("evaluate_months", _("评估间隔请填 3 到 36 个月。"))
    decision = step.decision
    wanted = {"includes_inspection": includes_inspection, "includes_compulsion": includes_compulsion, "exclusive": exclusive,
              "send_back_rule": SendBackRule(send_back_rule).value, "evaluate_months": evaluate_months}
    changed = sorted(name for name, value in wanted.items() if getattr(decision, name) != value)
    if not changed:
        raise EmpowermentRefused("", _("什么都没有改：不用调整的，请选保留。"))
    for name, value in wanted.items():
        setattr(decision, name, value)
    raise_version()
    said = _conclude(step, Conclusion.AMEND, words)
    return write(step, facts={"changed": changed, "words_sha256": digest(said)}, fields=list(wanted))


def _conclude(step: Step, conclusion: Conclusion, words: str) -> str:
    said = rules.check_words("words", words)
    made = step.decision.evaluations.first()
    if made is not None and not made.conclusion:
        made.conclusion, made.concluded_on, made.conclusion_words = conclusion.value, timezone.localtime(step.at).date(), said
        made.save(update_fields=["conclusion", "concluded_on", "conclusion_words"])
    return said


@transaction.atomic
def recall(
    number: str, *, effective_on: date, reason: str, running_case_rule: str, receiving: int | None, actor: Actor, at: datetime,
    powers: Iterable[int] | None = None,
) -> EmpowermentRecall:
    """决定收回 some lines (None: all that hold) from a day on. From that day nothing new rests on them; on that day running cases follow the rule.

    Raises EmpowermentRefused, MoveRefused, PermissionDenied.
    """
    step, today = take(number, "recall", actor=actor, at=at), timezone.localtime(at).date()
    decision, said = step.decision, rules.check_words("reason", reason)
    wanted = None if powers is None else set(powers)
    lines = [one for one in decision.powers.filter(valid_to__isnull=True) if wanted is None or one.pk in wanted]
    if not lines or (wanted is not None and len(lines) != len(wanted)):
        raise EmpowermentRefused("powers", _("请选要收回的事项：已经收回的不能再收。"))
    running = running_cases(lines)
    rule = RunningCaseRule(running_case_rule)
    started = max((one.valid_from for one in lines if one.valid_from), default=decision.in_force_on or today)
    rules.check_recall(effective_on, today, started, rule.value, receiving, len(running))
    made = EmpowermentRecall.objects.create(
        decision=decision, effective_on=effective_on, reason=said, running_case_rule=rule.value, receiving_department_id=receiving, running_then=len(running),
        decided_at=at, decided_by=actor.assignment_id, sample=decision.sample,
    )
    HandedPower.objects.filter(pk__in=[one.pk for one in lines]).update(valid_to=effective_on, recall=made)
    raise_version()
    latest = decision.evaluations.first()
    if latest is not None and not latest.conclusion:
        _conclude(step, Conclusion.RECALL, said)
    made.list_draft = put_in_draft(
        decision, {one.code for one in lines}, on=effective_on, said=f"{effective_on.isoformat()} 起收回：{said}", actor=actor, at=at)
    made.save(update_fields=["list_draft"])
    write(step, facts={
        "list": made.list_draft_id, "recall": made.pk,
        "effective_on": effective_on.isoformat(), "rule": rule.value, "receiving": receiving, "running": len(running),
        "items": sorted({one.code for one in lines}), "units": sorted({one.unit_id for one in lines}), "reason_sha256": digest(said),
    })
    if effective_on <= today:
        apply_recall(made.pk, at=at, by=actor)
    return made


@transaction.atomic
def apply_recall(recall_id: int, *, at: datetime, by: Actor = SYSTEM) -> int:
    """The day has come: running cases are handed over where the rule says so, each with an entry of its own. Safe to repeat. Returns how many."""
    number = EmpowermentRecall.objects.values_list("decision__matter__number", flat=True).get(pk=recall_id)
    decision = hold(number)
    made = EmpowermentRecall.objects.get(pk=recall_id)
    if made.done_at is not None:
        return 0
    moved = _hand_over(made, at=at, by=by) if made.running_case_rule == RunningCaseRule.HAND_OVER else 0
    made.done_at = at
    made.save(update_fields=["done_at"])
    left = decision.powers.filter(valid_to__isnull=True).exists() or decision.recalls.filter(done_at__isnull=True).exists()
    if not left and decision.status in RUNNING:
        write(Step(decision, EMPOWERMENT_FLOW.take("recalled", decision.matter.status), by, at), facts={"recall": made.pk, "handed_over": moved})
    return moved


def _hand_over(made: EmpowermentRecall, *, at: datetime, by: Actor) -> int:
    grounds: list[CaseGround] = running_cases(made.powers.all())
    for ground in grounds:
        hand_over(ground, made.receiving_department_id or 0, by=by, at=at)
    return len(grounds)
