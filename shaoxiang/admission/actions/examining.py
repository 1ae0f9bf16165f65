"""Examination, hearing, opinion, decision: three findings in any order, every street asked, nothing left out on the way to the district."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.admission import access, queries, rules
from shaoxiang.admission.actions.steps import Step, by_system, hold, take, write
from shaoxiang.admission.models import AdmissionRequest, ResourceLine, ResourceReceipt
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.vocabulary import AdmissionStatus, Advice, Decided, Finding, ReviewKind
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.desk.actions import settle
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions import queries as opinion_queries
from shaoxiang.opinions.flows import REPLY_CLOCK
from shaoxiang.opinions.queries import scope_in_force
from shaoxiang.opinions.vocabulary import FileStatus, Power

SCOPE = "ADMISSION"  # the line of what must be asked, where the district has it


@transaction.atomic
def review(number: str, *, kind: ReviewKind, finding: Finding, words: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """给出审查意见: one of the three. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "review", actor=actor, at=at)
    require(actor, access.reviews_as(kind.value))
    rules.check_finding(finding, words)
    request = step.request
    row = request.reviews.get(kind=kind.value, round=request.round)
    if row.finding:
        raise MoveRefused("review", request.matter.status, _("这一家已经出了意见，不能再改；要改的，请编办退回重审。"))
    row.finding, row.words, row.found_at, row.found_by = finding.value, words.strip(), at, actor.assignment_id
    row.save()
    settle(request.pk, at=at, by=actor, what="review", part_id=row.pk)
    facts = {"kind": kind.value, "finding": finding.value, "round": request.round, "words_sha256": digest(row.words) if row.words else None}
    write(step, facts=facts, part_id=row.pk)
    return request


@transaction.atomic
def consult(number: str, *, actor: Actor, at: datetime, days: int | None = None) -> AdmissionRequest:
    """征求街道意见: every affected street is asked, by the one way there is to ask a street (A3). Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "consult", actor=actor, at=at)
    request = step.request
    reason = rules.may_consult(queries.findings_of(request))
    if reason:
        raise AdmissionRefused("", reason)
    if not queries.may_ask(request):
        raise MoveRefused("consult", request.matter.status, _("已经问过街道了：请等答复。"))
    # INTEGRATED_COORDINATION: the power that carries no steps of a major decision; the legality review is the admission's own (ADR 0028).
    file = opinions.ask(
        power=Power.INTEGRATED_COORDINATION, title=request.matter.title, units=[row.unit_id for row in request.units.order_by("pk")], asked_by=actor, at=at,
        subject=request.matter, text=queries.question_text(request), scope=scope_in_force(SCOPE), days=days or specs.spec(REPLY_CLOCK).amount,
        sample=request.sample,
    )
    request.consulted_id = file.pk
    write(step, fields=["consulted_id"], facts={"file": file.pk})
    return request


@transaction.atomic
def heard(number: str, *, at: datetime) -> AdmissionRequest | None:
    """街道都听过了: each answered, or its time ran out, which is written down as no opinion. None where somebody's time still runs. Safe to repeat."""
    request = hold(number)
    if request.status != AdmissionStatus.CONSULTATION or not queries.all_heard(request, now=at):
        return None
    write(by_system(request, "heard", actor=SYSTEM, at=at))
    return request


@transaction.atomic
def give_opinion(number: str, *, advice: Advice, words: str, meeting: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """编办意见: goes to the district with every street's words attached as a numbered paper; nobody can leave one out. Raises AdmissionRefused, …"""
    if heard(number, at=at) is None:  # the worker may not have come by yet
        request = hold(number)
        if request.status == AdmissionStatus.CONSULTATION:
            names = queries.unit_names(queries.still_asked(request, now=at))
            raise AdmissionRefused("", _("这些街道还没有答复，时间也没有到：%(streets)s。没有听过的，不能往下走。"), streets=names)
    step = take(number, "give_opinion", actor=actor, at=at)
    rules.check_advice(advice, words)
    if not meeting.strip():
        raise AdmissionRefused("meeting", _("请写明提交哪个会。"))
    request = step.request
    file = queries.consultation_of(request)
    assert file is not None  # noqa: S101 (there is no other way to this status)
    if file.status == FileStatus.ASKING:  # else somebody took it to the meeting from its own page, with the same paper
        opinions.send_to_meeting(file.number, meeting=meeting, actor=actor, at=at)
    request.advice, request.advice_words, request.advised_at, request.advised_by = advice.value, words.strip(), at, actor.assignment_id
    request.meeting = meeting.strip()
    said = opinion_queries.standing(file, now=at)
    against = [row.unit_id for row in said.said(*queries.AGAINST)]
    facts = {"advice": advice.value, "against": against, "silent": said.silent, "words_sha256": digest(request.advice_words)}
    write(step, fields=["advice", "advice_words", "advised_at", "advised_by", "meeting"], facts=facts)
    return request


@transaction.atomic
def decide(
    number: str, *, decided: Decided, meeting: str, decided_on: date | None, document: str, words: str = "", end_on: date | None = None, actor: Actor,
    at: datetime,
) -> AdmissionRequest:
    """区里决定: recorded by a district leader, with meeting, day and number. Approval makes the resource lines (A4). Raises AdmissionRefused, …"""
    step = take(number, "reject" if decided == Decided.REJECTED else "approve", actor=actor, at=at)
    request = step.request
    since = timezone.localdate(request.advised_at or request.submitted_at or request.matter.opened_at)
    rules.check_decision(decided, meeting, decided_on, document, end_on, timezone.localdate(at), since)
    request.decided, request.meeting, request.decided_on, request.document = decided.value, meeting.strip(), decided_on, document.strip()
    request.decision_words, request.decided_by = words.strip(), actor.assignment_id
    request.end_on = end_on
    if decided != Decided.REJECTED:
        rules.check_decidable(queries.statement_of(request))
        _make_lines(step)
    fields = ["decided", "meeting", "decided_on", "document", "decision_words", "decided_by", "end_on"]
    facts = {"decided": decided.value, "decided_on": decided_on and decided_on.isoformat(), "end_on": end_on and end_on.isoformat(),
             "document_sha256": digest(request.document)}
    write(step, fields=fields, facts=facts)
    return request


def _make_lines(step: Step) -> None:
    request = step.request
    lines = ResourceLine.objects.bulk_create(
        ResourceLine(request=request, kind=kind.value, words=words) for kind, words in rules.resource_lines(queries.statement_of(request))
    )
    units = list(request.units.order_by("pk").values_list("unit_id", flat=True))
    ResourceReceipt.objects.bulk_create(ResourceReceipt(line=line, unit_id=unit_id) for line in lines for unit_id in units)
