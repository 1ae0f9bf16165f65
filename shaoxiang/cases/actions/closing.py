"""The end, and back from it: call-back, confirm, close after the window, reopen, withdraw, rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from shaoxiang.cases import queries, rules
from shaoxiang.cases.actions.desk import need_words
from shaoxiang.cases.actions.steps import Step, note, say, take, write
from shaoxiang.cases.actions.voices import facts_of_voice, hear, others_awaited, rated, rating_of, remember
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import CallBack, Case
from shaoxiang.cases.queries.relations import Voice, running_children, voices_of
from shaoxiang.cases.vocabulary import BAD, CallBackResult, CaseStatus, Satisfaction
from shaoxiang.dispatch.actions import end_orders, rework
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.clocks import rules as clock_rules
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.actions import settle as settle_desk
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar


@transaction.atomic
def call_back(number: str, *, actor: Actor, at: datetime, result: CallBackResult, remark: str = "") -> Case:
    """回访: solved closes, not solved reopens, unreached is tried again next day, three times at most."""
    step = take(number, "call_back", actor=actor, at=at)
    result = CallBackResult(result)
    case = step.case
    attempts = CallBack.objects.filter(case=case).count() + 1
    CallBack.objects.create(case=case, result=result, remark=rules.tidy(remark), called_at=at, called_by=actor.assignment_id)
    if result == CallBackResult.UNREACHED:
        note(step, {"result": result.value, "attempt": attempts})
        again = rules.next_call_back(attempts, at)
        rows = DeskRow.objects.filter(OPEN, matter_id=case.pk, what="call_back")
        if again is None:
            rows.update(done_at=at, done_by=actor.assignment_id)
        else:
            rows.update(warn_at=again, due_at=again)
        return case
    write(step, facts={"result": result.value, "attempt": attempts})
    if result == CallBackResult.SOLVED:
        return _solved(step, None, {"by_call_back": True})
    if result == CallBackResult.NOT_SOLVED:
        return _reopen(step, remark or _("回访：居民反映没有解决。"))
    settle_desk(case.pk, at=at, by=actor, what="call_back")
    return case


@transaction.atomic
def confirm(number: str, *, actor: Actor, at: datetime, satisfaction: Satisfaction | None = None, follower_id: int | None = None) -> Case:
    """确认解决: a reporter says so; a rating may come with it. Where several reported it, it ends with the last yes, or with the window."""
    step, voice = hear(number, "confirm", actor=actor, at=at, follower_id=follower_id)
    given = ""
    if satisfaction is not None and not rating_of(step, voice):  # none was given by the link before
        given = Satisfaction(satisfaction).value
        rated(step, voice, Satisfaction(satisfaction))
        _await_supervisor(step.case, at, Satisfaction(satisfaction))
    return _solved(step, voice, {"satisfaction": given, **facts_of_voice(step, voice)}, fields=("satisfaction",))


def _solved(step: Step, voice: Voice | None, facts: Mapping[str, Fact], fields: tuple[str, ...] = ()) -> Case:
    """办结, unless others who reported it have not said yet, or children still run: then the yes is kept and waits with them."""
    awaited, children = others_awaited(step, voice), running_children(step.case.pk)
    if not awaited and not children:
        return _end(step, "confirm", facts, fields)
    remember(step, voice)
    if fields:
        step.case.save(update_fields=fields)
    settle_desk(step.case.pk, at=step.at, by=step.actor, what="call_back")
    note(step, {**facts, "awaited": awaited, "children": children}, kind="cases.confirmed_by_one")
    return step.case


@transaction.atomic
def close(number: str, *, actor: Actor, at: datetime) -> Case:
    """办结 by the desk, before the window has passed; the resident may still ask for more until it has."""
    return _end(take(number, "close", actor=actor, at=at), "close", {})


def close_expired(*, now: datetime, limit: int = 200) -> int:
    """办结: cases whose confirmation window has passed without a word. The job of the worker; safe to repeat."""
    closed = 0
    for _turn in range(limit):
        with transaction.atomic():
            row = db.take_rows(DeskRow.objects.filter(OPEN, unit_id__isnull=True, role="SYSTEM", what="close", due_at__lte=now).order_by("due_at")).first()
            if row is None:
                break
            matter = Matter.objects.select_for_update().get(pk=row.matter_id)
            case = Case.objects.get(pk=matter.pk)
            case.matter = matter
            if matter.status == CaseStatus.VERIFIED and running_children(matter.pk):  # the parent ends last: look again tomorrow
                DeskRow.objects.filter(pk=row.pk).update(due_at=now + timedelta(days=1))
            elif matter.status == CaseStatus.VERIFIED:
                _end(Step(case, matter, CASE_FLOW.take("close", matter.status), SYSTEM, now), "close", {"window_passed": True})
                closed += 1
            else:
                settle_desk(matter.pk, at=now, by=SYSTEM, what="close")
    return closed


@transaction.atomic
def reopen(number: str, *, actor: Actor, at: datetime, words: str, follower_id: int | None = None) -> Case:
    """没有解决，重办: inside the window; the same unit goes on, and it counts. The no of any one of those who reported it is enough."""
    step, voice = hear(number, "reopen", actor=actor, at=at, follower_id=follower_id)
    if not words.strip():
        raise rules.ReportRefused("words", _("请说一说哪里还没有解决，方便办理人员上门。"))
    if not rules.may_reopen(closed_at=step.matter.closed_at, window_ends_at=queries.reopen_until(step.case, actor), at=at):
        raise MoveRefused("reopen", step.matter.status, _("确认期已过，不能在原件上重办：请重新反映一次，并写上这个编号。"))
    return _reopen(step, words, facts_of_voice(step, voice))


@transaction.atomic
def withdraw(number: str, *, actor: Actor, at: datetime, words: str = "") -> Case:
    """撤回反映: by the one who reported; danger does not go away with it, so the desk still sees it."""
    step = take(number, "withdraw", actor=actor, at=at)
    if len(voices_of(step.case)) > 1:
        raise rules.ReportRefused("words", _("还有别人反映同一件事，不能撤回；您不用再做什么，办好了照样看得到。"))
    end_orders(step.matter, at=at)
    return write(step, facts=say(step, words))


@transaction.atomic
def rate(number: str, *, actor: Actor, at: datetime, satisfaction: Satisfaction, words: str = "", follower_id: int | None = None) -> Case:
    """评价: once, by each who reported it; nobody may change or delete it."""
    step, voice = hear(number, "rate", actor=actor, at=at, follower_id=follower_id)
    if rating_of(step, voice):
        raise MoveRefused("rate", step.matter.status, _("您已经评价过了，谢谢。"))
    rated(step, voice, satisfaction)
    facts = {**say(step, words), "satisfaction": Satisfaction(satisfaction).value, **facts_of_voice(step, voice)}
    written = write(step, facts=facts, fields=["satisfaction"])
    _await_supervisor(written, at, Satisfaction(satisfaction))
    return written


def _await_supervisor(case: Case, at: datetime, given: Satisfaction) -> None:
    """差评: to the supervisor's desk, whom the rated cannot reach (政府督查和好差评: 一个工作日内核实)."""
    if given in BAD and not DeskRow.objects.filter(OPEN, matter_id=case.pk, what="answer_rating").exists():
        due = clock_rules.due(at, queries.case_limits()["CASE_RATING"], calendar())
        await_act(case.pk, "answer_rating", role=Role.SUPERVISOR, at=at, unit_id=command_center(), warn_at=due.warn_at, due_at=due.due_at)


@transaction.atomic
def answer_rating(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """处理差评: what was found out and put right, for the resident. Neither grade nor words can be changed by it."""
    step = take(number, "answer_rating", actor=actor, at=at)
    need_words(words, _("请写明怎么核实的、怎么改的；居民会看到这段话。"))
    if not queries.bad_grade(step.case):
        raise MoveRefused("answer_rating", step.matter.status, _("这件事没有待处理的差评。"))
    settle_desk(step.matter.pk, at=at, by=actor, what="answer_rating")
    return write(step, facts=say(step, words, for_resident=True))


def _end(step: Step, name: str, facts: Mapping[str, Fact], fields: tuple[str, ...] = ()) -> Case:
    end_orders(step.matter, at=step.at)
    ending = Step(step.case, step.matter, CASE_FLOW.take(name, step.matter.status), step.actor, step.at)
    return write(ending, facts={**facts, "level": step.case.closure_level}, fields=fields)


def _reopen(step: Step, words: str, by: Mapping[str, Fact] | None = None) -> Case:
    case, matter = step.case, step.matter
    again = Step(case, matter, CASE_FLOW.take("reopen", matter.status), step.actor, step.at)
    lead = DispatchOrder.objects.filter(matter_id=matter.pk, part=Part.LEAD).order_by("-pk").first()
    if lead is None:  # answered on the spot: no unit was ever sent
        raise MoveRefused("reopen", matter.status, _("这件事是当场答复的，没有承办单位：还有疑问请重新反映一次，并写上这个编号。"))
    if lead.ended_at is not None:
        lead.ended_at = None
        lead.save(update_fields=["ended_at"])
    rework(lead)
    case.reopened += 1
    case.satisfaction = case.publicity = case.public_text = case.public_answer = ""
    case.published_at = None
    facts = {**say(again, words), "reopened": case.reopened, **(by or {})}
    fields = ["reopened", "satisfaction", "publicity", "published_at", "public_text", "public_answer"]
    return write(again, facts=facts, fields=fields, lead=lead)
