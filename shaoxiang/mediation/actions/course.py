"""From the will of the parties to the end without an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.mediation import rules
from shaoxiang.mediation.actions.steps import Step, say, take, write
from shaoxiang.mediation.models import MediationCase, MediatorTurn, Party, PoliceNotice
from shaoxiang.mediation.queries import mediator_choices
from shaoxiang.mediation.rules import MediationRefused
from shaoxiang.mediation.vocabulary import ChosenBy, Consent, PoliceTold, Remedy, Said, TurnEnd, WordKind


@transaction.atomic
def consent(number: str, *, actor: Actor, at: datetime, party_id: int, given: Consent, said: Said) -> MediationCase:
    """记一方的意愿: willing or not, and how it was said (人民调解法 17、23). A party may change its mind until 受理."""
    step = take(number, "consent", actor=actor, at=at)
    party = Party.objects.filter(mediation=step.mediation, pk=party_id).first()
    if party is None or Consent(given) == Consent.WAITING:
        raise MediationRefused("party_id", _("请选一方，并记下同意还是不同意。"))
    party.consent, party.said, party.consented_at = Consent(given), Said(said), at
    party.save(update_fields=["consent", "said", "consented_at"])
    return write(step, facts={"party": party.pk, "side": party.side, "consent": party.consent, "said": party.said})


@transaction.atomic
def name_mediator(number: str, *, actor: Actor, at: datetime, post_id: int, chosen_by: ChosenBy) -> MediationCase:
    """定调解员: named by the committee or chosen by both (人民调解法 19). Never one that stepped aside."""
    step = take(number, "name_mediator", actor=actor, at=at)
    if step.mediation.mediator_post_id is not None:
        raise MediationRefused("post_id", _("已经有调解员：要换人请先办“调解员回避或换人”。"))
    aside = _aside(step.mediation)
    rules.may_mediate(post_id, aside)
    if post_id not in dict(mediator_choices(step.matter, aside)):
        raise MediationRefused("post_id", _("请从列表里选：本社区的岗位，或街道司法所的岗位。"))
    MediatorTurn.objects.create(mediation=step.mediation, post_id=post_id, chosen_by=ChosenBy(chosen_by), named_at=at)
    step.mediation.mediator_post_id = post_id
    return write(step, facts={"post": post_id, "chosen_by": str(chosen_by)}, fields=["mediator_post_id"])


def _aside(mediation: MediationCase) -> set[int]:
    ended = mediation.turns.filter(end__in=(TurnEnd.CONFLICT, TurnEnd.REFUSED))
    return set(ended.values_list("post_id", flat=True))


@transaction.atomic
def step_aside(number: str, *, actor: Actor, at: datetime, why: TurnEnd) -> MediationCase:
    """回避或换人: related to a party, or not accepted by one. The mediation goes on with another; what was done stays."""
    step = take(number, "step_aside", actor=actor, at=at)
    turn = step.mediation.turns.filter(ended_at__isnull=True).first()
    if turn is None:
        raise MediationRefused("", _("现在没有调解员。"))
    turn.ended_at, turn.end = at, TurnEnd(why)
    turn.save(update_fields=["ended_at", "end"])
    step.mediation.mediator_post_id = None
    return write(step, facts={"post": turn.post_id, "why": turn.end}, fields=["mediator_post_id"])


@transaction.atomic
def accept(number: str, *, actor: Actor, at: datetime) -> MediationCase:
    """受理: both are willing, and somebody mediates (人民调解法 17). Raises MediationRefused."""
    step = take(number, "accept", actor=actor, at=at)
    rules.may_accept(step.mediation.parties.values_list("consent", flat=True), has_mediator=step.mediation.mediator_post_id is not None)
    return write(step)


@transaction.atomic
def hold(number: str, *, actor: Actor, at: datetime, words: str, place: str = "") -> MediationCase:
    """记一次调解: what was said and proposed (人民调解法 27)."""
    step = take(number, "hold", actor=actor, at=at)
    if not words.strip():
        raise MediationRefused("words", _("请记下这次调解的情况：谁到场、各自说了什么、提了什么办法。"))
    return write(step, facts=say(step, words, WordKind.SESSION, place=place))


@transaction.atomic
def fail(number: str, *, actor: Actor, at: datetime, remedies: Sequence[Remedy], words: str = "") -> MediationCase:
    """调解不成: ended, and the parties told of the other ways (人民调解法 26). Also where one side refuses from the start."""
    return ended_with_advice(take(number, "fail", actor=actor, at=at), remedies, words)


@transaction.atomic
def withdraw(number: str, *, actor: Actor, at: datetime, words: str = "") -> MediationCase:
    """当事人要求终止: any party, at any time, without reasons (人民调解法 23)."""
    step = take(number, "withdraw", actor=actor, at=at)
    return write(step, facts=say(step, words, WordKind.REASON))


@transaction.atomic
def tell_police(number: str, *, actor: Actor, at: datetime, told: PoliceTold, words: str = "") -> MediationCase:
    """有危险，已报警 (人民调解法 25): who was told, when. Nothing else is asked, nothing else is held up."""
    step = take(number, "tell_police", actor=actor, at=at)
    notice = PoliceNotice.objects.create(mediation=step.mediation, told=PoliceTold(told), told_at=at, told_by=actor.assignment_id)
    return write(step, facts={**say(step, words, WordKind.POLICE), "told": notice.told})


def ended_with_advice(step: Step, remedies: Sequence[Remedy], words: str) -> MediationCase:
    """Ends the mediation with the ways the parties were told of. Raises MediationRefused where none is ticked."""
    told = [remedy.value for remedy in Remedy if remedy in {Remedy(one) for one in remedies}]
    if not told:
        raise MediationRefused("remedies", _("请勾选已经告知的途径：不能因为调解不成就让人没有去处。"))
    step.mediation.remedies = told
    return write(step, facts={**say(step, words, WordKind.REASON), "remedies": told}, fields=["remedies"])
