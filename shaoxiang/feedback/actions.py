from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from shaoxiang.feedback import access, queries, rules
from shaoxiang.feedback.flows import FEEDBACK_FLOW
from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.feedback.vocabulary import FeedbackKind, FeedbackStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.identity.actions import keep, keep_until
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.rows import hold
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _

KEPT_FOR = timedelta(days=180)  # how long a telephone left for the answer is kept after it


@transaction.atomic
def give_feedback(*, kind: FeedbackKind, text: str, page: str, actor: Actor, at: datetime, phone: str = "", tell_me: bool = False) -> ProductFeedback:
    """提意见: from anybody, signed in or not. `tell_me`: a member of staff wants a notice; otherwise who it was is not kept. Raises FeedbackRefused."""
    text, kind = rules.checked(text), FeedbackKind(kind)
    planned = clocks.plan([rules.ANSWER_TERM], at=at)
    warn_at, due_at = earliest(planned)
    unit_id = queries.answering_unit()
    title = text.split("\n")[0][:40]
    matter = open_matter(
        MatterKind.FEEDBACK, title=title, status=FeedbackStatus.RECEIVED, subject_code=kind, at=at, unit_id=unit_id, warn_at=warn_at, due_at=due_at,
    )
    clocks.begin(matter, planned)
    contact = keep({"phone": phone}, purpose="feedback", at=at).pk if phone else None
    feedback = ProductFeedback.objects.create(
        matter=matter, kind=kind, text=text, page=rules.page_of(page), contact_id=contact, person_id=actor.person_id if tell_me else None,
    )
    await_act(matter.pk, "answer_feedback", role=Role.CONFIG_ADMIN, at=at, unit_id=unit_id, warn_at=warn_at, due_at=due_at)
    unnamed = Actor(kind=actor.kind)  # criticism has no sender in the record
    record("feedback.given", subject=matter, actor=unnamed, at=at, new=True, facts={"kind": kind.value, "text_sha256": digest(text), "page": feedback.page})
    return feedback


@transaction.atomic
def answer_feedback(number: str, *, actor: Actor, at: datetime, answer: str, published: bool) -> ProductFeedback:
    """答复. Raises PermissionDenied, ProductFeedback.DoesNotExist, MoveRefused (answered by someone else), FeedbackRefused."""
    require(actor, access.GRANTS["answer_feedback"])
    feedback = hold(ProductFeedback.objects.all(), number)
    matter = feedback.matter
    move = FEEDBACK_FLOW.take("answer_feedback", matter.status)
    answer = answer.replace("\x00", "").strip()
    if not answer:
        raise rules.FeedbackRefused("answer", _("请写下答复。"))
    feedback.answer, feedback.answered_at, feedback.answered_by, feedback.published = answer, at, actor.assignment_id, published
    feedback.save(update_fields=["answer", "answered_at", "answered_by", "published"])
    clocks.stop(matter, move.stops, at=at)
    matter.status, matter.closed_at = FeedbackStatus.ANSWERED, at
    matter.save(update_fields=["status", "closed_at"])
    settle(matter.pk, at=at, by=actor)
    if feedback.contact_id is not None:
        keep_until(feedback.contact_id, at + KEPT_FOR)
    facts: dict[str, Fact] = {"to": matter.status, "answer_sha256": digest(answer), "published": published}
    record("feedback.answer_feedback", subject=matter, actor=actor, at=at, facts=facts, rule=move.rule)
    return feedback
