"""The agreement: reached, kept or not, confirmed by the court or not, and its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.documents.actions import Format, issue, render
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.identity.actions import reveal
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.mediation import access, queries, rules
from shaoxiang.mediation.actions.course import ended_with_advice
from shaoxiang.mediation.actions.steps import say, take, write
from shaoxiang.mediation.models import MediationCase
from shaoxiang.mediation.rules import MediationRefused
from shaoxiang.mediation.vocabulary import AgreementForm, CourtAnswer, Remedy, WordKind

PAPER_REASON = "制作调解协议书"


@transaction.atomic
def agree(
    number: str, *, actor: Actor, at: datetime, form: AgreementForm, agreement: str, effective_on: date, performance_on: date | None = None,
) -> MediationCase:
    """达成协议: oral and noted, or written (人民调解法 28). Thirty days for a joint request to the court run from the day it is in force (33).

    A written one gets its number and its paper. Raises MediationRefused.
    """
    step = take(number, "agree", actor=actor, at=at)
    mediation = step.mediation
    rules.check_agreement(agreement, performance_on, effective_on, today=timezone.localtime(at).date())
    mediation.agreement_form, mediation.agreement = AgreementForm(form), agreement.strip()
    mediation.effective_on, mediation.performance_on = effective_on, performance_on
    facts = {"form": mediation.agreement_form, "agreement_sha256": digest(mediation.agreement), "effective_on": effective_on.isoformat()}
    in_force = timezone.make_aware(datetime.combine(effective_on, time(12)))
    write(step, facts=facts, fields=["agreement_form", "agreement", "effective_on", "performance_on"], starts_at=in_force)
    if mediation.agreement_form == AgreementForm.WRITTEN:
        unit_id = street_unit(step.matter.street_id) or actor.unit_id or 0
        issue(kind_of(queries.PAPER), step.matter, _context(mediation, actor, at), unit_id=unit_id, by=actor, at=at)
    return mediation


@transaction.atomic
def agreement_paper(number: str, *, actor: Actor, at: datetime, fmt: Format) -> bytes:
    """调解协议书 as DOCX or PDF. The parties' names come out of the vault for it, and that is on the record. Raises MediationRefused."""
    mediation = queries.mediations_for(actor).filter(matter__number=number).first()
    if mediation is None:
        raise MediationCase.DoesNotExist(number)
    require(actor, access.GRANTS["papers"], mediation)
    if mediation.agreement_form != AgreementForm.WRITTEN:
        raise MediationRefused("", _("没有书面协议：口头协议只记在案卷里。"))
    return render(kind_of(queries.PAPER), mediation.matter, _context(mediation, actor, at), fmt=fmt, at=at)


def _context(mediation: MediationCase, actor: Actor, at: datetime) -> dict[str, object]:
    names = {
        party.vault_id: reveal(party.vault_id, ["name"], actor=actor, at=at, reason=PAPER_REASON, matter=mediation.matter)["name"]
        for party in mediation.parties.all()
    }
    return queries.paper_context(mediation, names)


@transaction.atomic
def follow_up(number: str, *, actor: Actor, at: datetime, words: str) -> MediationCase:
    """回访履行 (人民调解法 31): how far the parties have come."""
    step = take(number, "follow_up", actor=actor, at=at)
    if not words.strip():
        raise MediationRefused("words", _("请写明履行到哪一步。"))
    return write(step, facts=say(step, words, WordKind.FOLLOW_UP))


@transaction.atomic
def perform(number: str, *, actor: Actor, at: datetime, words: str = "") -> MediationCase:
    """已经履行 (人民调解法 31)."""
    step = take(number, "perform", actor=actor, at=at)
    return write(step, facts=say(step, words, WordKind.FOLLOW_UP))


@transaction.atomic
def breach(number: str, *, actor: Actor, at: datetime, remedies: Sequence[Remedy], words: str = "") -> MediationCase:
    """没有履行: the parties are told that they may sue, or ask for enforcement where the court has confirmed (人民调解法 32、33)."""
    return ended_with_advice(take(number, "breach", actor=actor, at=at), remedies, words)


@transaction.atomic
def apply_confirmation(number: str, *, actor: Actor, at: datetime, court: str, applied_on: date) -> MediationCase:
    """共同申请司法确认: by both parties, within thirty days (人民调解法 33). Later is noted, never refused: the court decides."""
    step = take(number, "apply_confirmation", actor=actor, at=at)
    effective_on = step.mediation.effective_on
    if not court.strip():
        raise MediationRefused("court", _("请写明向哪个法院申请。"))
    if applied_on > timezone.localtime(at).date() or (effective_on is not None and applied_on < effective_on):
        raise MediationRefused("applied_on", _("申请日应在协议生效以后、今天以前。"))
    step.mediation.court, step.mediation.applied_on = court.strip()[:60], applied_on
    return write(step, facts={"applied_on": applied_on.isoformat()}, fields=["court", "applied_on"])


@transaction.atomic
def court_valid(number: str, *, actor: Actor, at: datetime) -> MediationCase:
    """法院确认有效: it can be enforced."""
    step = take(number, "court_valid", actor=actor, at=at)
    step.mediation.court_answer = CourtAnswer.VALID
    return write(step, fields=["court_answer"])


@transaction.atomic
def court_invalid(number: str, *, actor: Actor, at: datetime, words: str) -> MediationCase:
    """法院确认无效: the parties may change it or make another by mediation, or sue (人民调解法 33)."""
    step = take(number, "court_invalid", actor=actor, at=at)
    if not words.strip():
        raise MediationRefused("words", _("请写明法院为什么认定无效。"))
    say(step, f"原协议：{step.mediation.agreement}", WordKind.REASON)
    step.mediation.court_answer = CourtAnswer.INVALID
    step.mediation.agreement_form = step.mediation.agreement = ""
    step.mediation.effective_on = step.mediation.performance_on = step.mediation.applied_on = None
    fields = ["court_answer", "agreement_form", "agreement", "effective_on", "performance_on", "applied_on"]
    return write(step, facts=say(step, words, WordKind.REASON), fields=fields)
