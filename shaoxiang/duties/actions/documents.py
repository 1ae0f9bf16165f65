"""Written rules: registered, described, written, issued on trial or for good, decided, reviewed. What was issued is never edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties import access
from shaoxiang.duties.flows import DECISIONS, ISSUES, REVIEW_FLOW, RULE_FLOW
from shaoxiang.duties.models import InstitutionDocument, RuleReview, RuleText
from shaoxiang.duties.queries import documents as queries
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import documents as rules
from shaoxiang.duties.rules.documents import Issue
from shaoxiang.duties.vocabulary import ReviewOutcome, ReviewStatus, RuleKind, RuleStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import lock_matter, open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.queries import office_unit

DESCRIBED = ("title", "title_en", "kind", "scope", "scope_en", "summary", "summary_en", "issued_by", "mechanism")

DEMANDING = ("title", "scope", "summary")  # where, besides the text, somebody could ask a street for a match (Q7)


class StaleRule(ChangeRefused):
    """Somebody saved meanwhile; `revision` is where the rule stands now, `now` the draft as it is."""

    def __init__(self, revision: int, now: str) -> None:
        super().__init__("revision", _("您打开以后，别人改过。您填的都还在：请看一看别人改了什么，再保存一次。"))
        self.revision, self.now = revision, now


@transaction.atomic
def open_rule(*, title: str, kind: str, actor: Actor, at: datetime, code: str = "", sample: bool = False) -> InstitutionDocument:
    """登记制度文件, as a draft. Raises PermissionDenied, ChangeRefused."""
    require(actor, access.GRANTS["write_rules"])
    if not title.strip():
        raise ChangeRefused("title", _("请写明名称。"))
    rules.check_asks_no_match({"title": title})
    row = InstitutionDocument.objects.create(
        code=code or queries.next_code(), title=title.strip(), kind=RuleKind(kind).value, valid_from=timezone.localtime(at).date(), sample=sample,
    )
    record("duties.rule_opened", subject=(queries.SUBJECT, row.pk), actor=actor, at=at, facts={"code": row.code, "rule_kind": row.kind}, new=True)
    return row


@transaction.atomic
def describe_rule(code: str, given: Mapping[str, Any], *, revision: int, actor: Actor, at: datetime) -> InstitutionDocument:
    """改说明: what it is about, for whom, which page carries it out. Raises DoesNotExist, PermissionDenied, MoveRefused, StaleRule, ChangeRefused."""
    row, move = _take(code, "describe", actor, revision)
    if not str(given.get("title", row.title)).strip():
        raise ChangeRefused("title", _("请写明名称。"))
    rules.check_asks_no_match({name: str(given[name]) for name in DEMANDING if name in given})
    fields = [name for name in DESCRIBED if name in given and getattr(row, name) != given[name]]
    for name in fields:
        setattr(row, name, given[name])
    return _write(row, move, actor, at, fields=fields, facts={"fields": fields})


@transaction.atomic
def write_rule(code: str, text: str, *, revision: int, actor: Actor, at: datetime, english: str | None = None) -> InstitutionDocument:
    """写文本: the draft of the next version, and its English summary (None leaves it).

    Raises DoesNotExist, PermissionDenied, MoveRefused, StaleRule, ChangeRefused.
    """
    row, move = _take(code, "write", actor, revision)
    rules.check_text(text)
    rules.check_asks_no_match({"text": text})
    draft = queries.draft_text(row) or RuleText(document=row)
    draft.text, draft.english = text.strip(), draft.english if english is None else rules.checked_english(english)
    draft.save()
    return _write(row, move, actor, at, facts={"text_sha256": digest(draft.text) if draft.text else None})


@transaction.atomic
def put_english(code: str, number: int, english: str, *, revision: int, actor: Actor, at: datetime) -> InstitutionDocument:
    """写英文摘要 of an issued text, whose Chinese stays as it is. Raises DoesNotExist, PermissionDenied, MoveRefused, StaleRule, ChangeRefused."""
    row, _move = _take(code, "describe", actor, revision)
    text = RuleText.objects.get(document=row, number=number)
    text.english = rules.checked_english(english)
    text.save(update_fields=["english"])
    row.revision += 1
    row.save(update_fields=["revision"])
    record("duties.rule_english", subject=(queries.SUBJECT, row.pk), actor=actor, at=at,
           facts={"version": number, "english_sha256": digest(text.english), "revision": row.revision})
    return row


@transaction.atomic
def issue_rule(code: str, name: str, given: Issue, *, actor: Actor, at: datetime, revision: int | None = None) -> InstitutionDocument:
    """印发: the drafted text holds from a day on, the one before up to it.

    Raises DoesNotExist, PermissionDenied, MoveRefused, StaleRule, ChangeRefused.
    """
    row, move = _take(code, name, actor, revision)
    if name not in ISSUES:
        raise ValueError(name)
    draft, last = queries.draft_text(row), queries.last_text(row)
    trial = name == "try_out" or (name == "amend" and row.status == RuleStatus.TRIAL)
    rules.check_issue(draft.text if draft else "", given, trial=trial, today=timezone.localtime(at).date(), last_from=last.effective_from if last else None)
    rules.check_asks_no_match({"": "\n".join((draft.text if draft else "", *(getattr(row, name) for name in DEMANDING)))})  # drafted before it was asked
    if last is not None:
        last.effective_to = given.effective_from
        last.save(update_fields=["effective_to"])
    if draft is not None:
        draft.number, draft.document_number = (last.number or 0) + 1 if last else 1, given.document_number.strip()
        draft.issued_on, draft.effective_from = given.issued_on, given.effective_from
        draft.save()
    row.number, row.issued_on, row.review_on = given.document_number.strip(), given.issued_on, given.review_on
    row.trial_until = given.trial_until if trial else None
    if name != "amend":
        row.valid_from = given.effective_from
    _end_review(row, name, actor, at)
    fields = ["number", "issued_on", "review_on", "trial_until", "valid_from"]
    return _write(row, move, actor, at, fields=fields, facts={
        "version": draft.number if draft else None, "effective_from": given.effective_from.isoformat(), "text_sha256": digest(draft.text) if draft else None,
        "trial_until": row.trial_until.isoformat() if row.trial_until else None, "review_on": row.review_on.isoformat() if row.review_on else None,
    })


@transaction.atomic
def decide_rule(
    code: str, name: str, *, why: str, actor: Actor, at: datetime, until: date | None = None, review_on: date | None = None, revision: int | None = None,
) -> InstitutionDocument:
    """延长试行、转正、继续施行、废止: the question of its review is answered with it.

    Raises DoesNotExist, PermissionDenied, MoveRefused, StaleRule, ChangeRefused.
    """
    row, move = _take(code, name, actor, revision)
    if name not in DECISIONS:
        raise ValueError(name)
    today = timezone.localtime(at).date()
    rules.check_decision(name, why, until=until, review_on=review_on, today=today, trial_until=row.trial_until)
    fields = ["trial_until", "review_on"]
    if name == "repeal":
        row.valid_to, row.repealed_why = max(today, row.valid_from.fromordinal(row.valid_from.toordinal() + 1)), why.strip()
        fields = ["valid_to", "repealed_why"]
    elif name == "extend":
        row.trial_until, row.review_on = until, None
    else:
        row.trial_until, row.review_on = None, review_on
    _end_review(row, name, actor, at)
    return _write(row, move, actor, at, fields=fields, facts={
        "until": until.isoformat() if until and name == "extend" else None, "review_on": row.review_on.isoformat() if row.review_on else None,
        "why_sha256": digest(why.strip()),
    })


@transaction.atomic
def ask_for_review(code: str, *, at: datetime) -> RuleReview | None:
    """到了复核的时候: a matter on the desk of the staffing office. None where nobody is to be asked, or was already. Safe to repeat."""
    row = InstitutionDocument.objects.select_for_update().get(code=code)
    today, status = timezone.localtime(at).date(), RuleStatus(row.status)
    due = rules.due_on(status, row.trial_until, row.review_on)
    if due is None or not rules.is_asked(status, row.trial_until, row.review_on, today) or queries.open_review(row) is not None:
        return None
    unit = office_unit()
    ends = datetime.combine(due.fromordinal(due.toordinal() + 1), datetime.min.time(), tzinfo=timezone.get_default_timezone())
    matter = open_matter(MatterKind.RULE_REVIEW, title=row.title, status=ReviewStatus.WAITING, at=at, unit_id=unit, warn_at=at, due_at=ends)
    review = RuleReview.objects.create(matter=matter, document=row, due_on=due)
    await_act(matter.pk, "review", role=str(Role.STAFFING_OFFICE), unit_id=unit, at=at, warn_at=at, due_at=ends)
    record("duties.review_opened", subject=matter, actor=SYSTEM, at=at, facts={"number": matter.number, "rule": row.code, "due_on": due.isoformat()}, new=True)
    return review


def ask_for_reviews(*, now: datetime) -> int:
    """The daily job: every rule whose day is near."""
    return sum(ask_for_review(row.code, at=now) is not None for row in queries.awaiting_review(timezone.localtime(now).date()))


def _take(code: str, name: str, actor: Actor, revision: int | None = None) -> tuple[InstitutionDocument, Move]:
    """The row, locked, if it is among the actor's rows, the actor may, the move is open, and nobody saved since `revision`."""
    row: InstitutionDocument = InstitutionDocument.objects.select_for_update().get(pk__in=queries.documents_for(actor).filter(code=code).values("pk"))
    require(actor, access.GRANTS["write_rules"])
    move = RULE_FLOW.take(name, row.status)
    if revision is not None and revision != row.revision:
        draft = queries.draft_text(row)
        raise StaleRule(row.revision, draft.text if draft else "")
    return row, move


def _write(
    row: InstitutionDocument, move: Move, actor: Actor, at: datetime, *, fields: list[str] | None = None, facts: Mapping[str, Fact] | None = None,
) -> InstitutionDocument:
    if move.target is not None:
        row.status = move.target.value
    row.revision += 1
    row.save(update_fields=["status", "revision", *(fields or [])])
    told = {"revision": row.revision, **{name: value for name, value in (facts or {}).items() if value is not None}}
    record(f"duties.rule_{move.name}", subject=(queries.SUBJECT, row.pk), actor=actor, at=at, facts=told)
    return row


def _end_review(row: InstitutionDocument, name: str, actor: Actor, at: datetime) -> None:
    """What was asked is answered by the act itself."""
    review = queries.open_review(row)
    if review is None:
        return
    matter = lock_matter(review.pk)
    move = REVIEW_FLOW.take("review", matter.status)
    assert move.target is not None  # noqa: S101
    review.outcome = ReviewOutcome(name).value
    review.save(update_fields=["outcome"])
    matter.status, matter.closed_at = move.target.value, at
    matter.save(update_fields=["status", "closed_at"])
    settle(matter.pk, at=at, by=actor)
    record("duties.review", subject=matter, actor=actor, at=at, facts={"to": matter.status, "outcome": review.outcome, "rule": row.code})
