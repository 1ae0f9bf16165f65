"""公开: what the public may read of an ended case. The reporter agrees, a desk looks; both may take it back, and numbers are hidden whatever was typed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.cases import queries, rules
from shaoxiang.cases.actions.desk import need_words
from shaoxiang.cases.actions.steps import Step, await_publishing, say, take, write
from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CaseStatus, Publicity
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.actions import settle as settle_desk
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.rules import mask_public
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _

SHOWN = ["publicity", "published_at", "public_text", "public_answer"]


@transaction.atomic
def consent(number: str, *, actor: Actor, at: datetime, public: bool) -> Case:
    """同意公开，或不再同意: the reporter's own will, as often as he likes. What was shown goes at once when he no longer agrees."""
    step = take(number, "consent", actor=actor, at=at)
    case = step.case
    case.private = not public
    settle_desk(case.pk, at=at, by=actor, what="publish")
    if not public:
        _hide(case, Publicity.TAKEN_DOWN if case.publicity == Publicity.PUBLISHED else "")
    elif case.publicity == Publicity.TAKEN_DOWN:
        case.publicity = ""
    written = write(step, facts={"public": public}, fields=["private", *SHOWN])
    if step.matter.status == CaseStatus.CLOSED:
        await_publishing(case, at)
    return written


@transaction.atomic
def publish(number: str, *, actor: Actor, at: datetime, public_text: str, public_answer: str) -> Case:
    """审核后公开: the texts as the desk leaves them; numbers, plates and households in them are hidden all the same."""
    step = _decided(number, "publish", actor, at)
    need_words(public_text, _("请写明公开的内容。"))
    case = step.case
    case.publicity, case.published_at = Publicity.PUBLISHED, at
    case.public_text, case.public_answer = mask_public(rules.tidy(public_text)), mask_public(rules.tidy(public_answer))
    settle_desk(case.pk, at=at, by=actor, what="publish")
    return write(step, facts={"text_sha256": digest(case.public_text), "answer_sha256": digest(case.public_answer)}, fields=SHOWN)


@transaction.atomic
def keep_private(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """审核后不公开: with the reason, which the reporter reads."""
    step = _decided(number, "keep_private", actor, at)
    need_words(words, _("请写明为什么不公开；反映人会看到这段话。"))
    step.case.publicity = Publicity.KEPT_BACK
    settle_desk(step.case.pk, at=at, by=actor, what="publish")
    return write(step, facts=say(step, words, for_resident=True), fields=["publicity"])


@transaction.atomic
def unpublish(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """撤下公开: at once; the reason is for colleagues."""
    step = _decided(number, "unpublish", actor, at)
    need_words(words, _("请写明为什么撤下。"))
    _hide(step.case, Publicity.TAKEN_DOWN)
    return write(step, facts=say(step, words), fields=SHOWN)


def _decided(number: str, name: str, actor: Actor, at: datetime) -> Step:
    step = take(number, name, actor=actor, at=at)
    if not queries.may_decide_publicity(name, step.case):
        raise MoveRefused(name, step.matter.status, _("反映人没有同意公开，或者这件事已经审核过了，请刷新后再看。"))
    return step


def _hide(case: Case, publicity: str) -> None:
    case.publicity, case.published_at, case.public_text, case.public_answer = publicity, None, "", ""
