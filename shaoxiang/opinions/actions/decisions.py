"""The steps of a major decision (重大行政决策程序暂行条例): public comment for a term given with it, and the review of legality by justice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import queries, rules
from shaoxiang.opinions.actions.steps import FileStep, take_file, write_file
from shaoxiang.opinions.flows import COMMENT_CLOCK
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.opinions.vocabulary import DecisionGround, LegalFinding


def _decision(number: str, name: str, *, actor: Actor, at: datetime) -> FileStep:
    step = take_file(number, name, actor=actor, at=at)
    if name not in queries.file_moves(step.file, actor):
        raise MoveRefused(name, step.file.matter.status)
    return step


@transaction.atomic
def publish(number: str, *, where: str, actor: Actor, at: datetime, days: int | None = None, why: str = "") -> OpinionFile:
    """公开征求意见 for `days`, the usual term where not said; a shorter one with its reason, printed in the notice. Nothing shortens it afterwards.

    Raises OpinionRefused, MoveRefused, PermissionDenied.
    """
    step, usual = _decision(number, "publish", actor=actor, at=at), queries.usual_comment()
    if not where.strip():
        raise OpinionRefused("where", _("请写明在哪里公开。"))
    term = rules.comment_term(days, why, usual)
    file = step.file
    file.comment_at, file.comment_began_at, file.comment_days, file.short_why = where.strip(), at, term.days, term.why
    clock = replace(specs.spec(COMMENT_CLOCK), amount=term.days)
    facts: Facts = {"where_sha256": digest(file.comment_at), "days": term.days, "why_sha256": digest(term.why) if term.why else None}
    write_file(step, fields=["comment_at", "comment_began_at", "comment_days", "short_why"], facts=facts, clocks_given={COMMENT_CLOCK: clock})
    return file


@transaction.atomic
def submit_legal(number: str, *, actor: Actor, at: datetime) -> OpinionFile:
    """送合法性审查: to justice, which is left seven working days; again after a finding that was not 合法."""
    step = _decision(number, "submit_legal", actor=actor, at=at)
    step.file.legal_sent_at, step.file.legal_finding, step.file.legal_words = at, "", ""
    write_file(step, fields=["legal_sent_at", "legal_finding", "legal_words"])
    return step.file


@transaction.atomic
def find_legal(number: str, *, finding: LegalFinding, words: str, actor: Actor, at: datetime) -> OpinionFile:
    """审查意见, by justice; 合法 only of what the public has commented on. Raises OpinionRefused, MoveRefused, PermissionDenied."""
    step = _decision(number, "find_legal", actor=actor, at=at)
    ends = queries.comment_ends(step.file)
    ground = DecisionGround(step.file.ground) if step.file.ground else None
    rules.check_finding(finding, words, ground, commented=ends is not None and at >= ends)
    step.file.legal_finding, step.file.legal_words = finding, words.strip()
    facts = {"finding": str(finding), "words_sha256": digest(words.strip()) if words.strip() else None}
    write_file(step, fields=["legal_finding", "legal_words"], facts=facts)
    return step.file
