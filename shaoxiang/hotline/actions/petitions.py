"""信访事项: registered, handed over, handled, reviewed, rechecked; each on its article and its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from shaoxiang.hotline import access, queries
from shaoxiang.hotline.actions.calls import NO_CALL, OnCall, end_call
from shaoxiang.hotline.flows import PETITION_FLOW
from shaoxiang.hotline.models import Petition, PetitionNote
from shaoxiang.hotline.rules import petitions as rules
from shaoxiang.hotline.rules.refusal import Refused, Trouble
from shaoxiang.hotline.vocabulary import CallResult, NotAccepted, Opinion, PetitionForm, PetitionGround
from shaoxiang.hotline.vocabulary import PetitionStatus as S
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.specs import spec as clock_spec
from shaoxiang.kernel.clocks.vocabulary import Sense
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.actions import keep, reveal
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold, move_of
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _

ENDED = (S.NOT_ACCEPTED, S.CLOSED)
# Somebody may act until then; that nobody did is not late: the periods in which an objection, a review, a recheck can be asked for.
MAY_UNTIL = ("PET_OBJECT", "PET_REVIEW_ASK", "PET_RECHECK_ASK")
UNITS = (BodyKind.DEPARTMENT, BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.PUBLIC_UTILITY, BodyKind.DISTRICT_ORGAN)
_AWAITED: Mapping[S, tuple[str, bool]] = {  # what is awaited, and of the organ (else of the office)
    S.REGISTERED: ("transfer", False), S.TRANSFERRED: ("accept", True), S.OBJECTED: ("take_back", False), S.ACCEPTED: ("decide", True),
    S.DECIDED: ("close", True), S.REVIEW: ("review", False), S.REVIEWED: ("close", False), S.RECHECK: ("recheck", False),
}


@dataclass
class Step:
    petition: Petition
    matter: Matter
    move: Move
    actor: Actor
    at: datetime


@sensitive_variables("petitioner")
@transaction.atomic
def register_petition(
    *, content: str, grounds: Sequence[str], form: str, actor: Actor, at: datetime, people: int = 1, petitioner: Mapping[str, str] | None = None,
    on: OnCall = NO_CALL, sample: bool = False,
) -> Petition:
    """登记 (信访工作条例 19, 22): as it was said, on the desk of the petition office, with 15 days to hand it on. Raises Refused, PermissionDenied."""
    require(actor, access.GRANTS["petition_register"])
    content = content.strip()
    rules.check(content=content, grounds=grounds, people=people, form=form)
    given = {name: value.strip() for name, value in (petitioner or {}).items() if value.strip()}
    office = queries.petition_office()
    planned = clocks.plan([clock_spec("PET_ROUTE")], at=at)
    warn_at, due_at = earliest(planned)
    matter = open_matter(  # the title stands on desks and in notices: nothing of the content, nothing of the person
        MatterKind.PETITION, title=f"信访事项（{PetitionForm.label_of(form)}）", status=S.REGISTERED, at=at, unit_id=office, warn_at=warn_at, due_at=due_at,
    )
    petition = Petition.objects.create(
        matter=matter, form=PetitionForm(form).value, grounds=list(grounds), content=content, people=people,
        petitioner=keep(given, purpose="petition", at=at) if given else None, reachable=bool(given.get("name") and given.get("address")),
        registered_by=actor.assignment_id, office_unit_id=office, sample=sample,
    )
    clocks.begin(matter, planned)
    _await(petition, at=at)
    facts: dict[str, Fact] = {
        "number": matter.number, "form": petition.form, "grounds": list(grounds), "people": people, "office": office, "content_sha256": digest(content),
    }
    record("petitions.registered", subject=matter, actor=actor, at=at, facts=facts, rule="信访工作条例 22", new=True)
    end_call(on, CallResult.PETITION, matter_id=matter.pk, actor=actor, at=at)
    return petition


# --- every move -------------------------------------------------------------------------------------------------------


@transaction.atomic
def transfer(number: str, *, actor: Actor, at: datetime, organ_unit_id: int, words: str, not_the_reported: bool = False) -> Petition:
    """转送交办 (22): to the organ with the power; never to the one complained of (30)."""
    step = _take(number, "transfer", actor=actor, at=at)
    body = body_book().bodies.get(organ_unit_id)
    if body is None or body.kind not in [kind.value for kind in UNITS]:
        raise Refused(Trouble("organ_unit_id", _("请选有权处理的机关、单位。")))
    if PetitionGround.AGAINST_OFFICIALS in step.petition.grounds and not not_the_reported:
        raise Refused(Trouble("not_the_reported", _("反映职务行为的材料不得转给被反映的人和单位（信访工作条例第三十条）：请确认这个单位不是。")))
    step.petition.organ_unit_id = step.matter.unit_id = organ_unit_id
    return _write(step, words=words, facts={"organ": organ_unit_id}, fields=["organ_unit_id"], matter_fields=["unit_id"])


@transaction.atomic
def raise_objection(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """提出异议 (23): within five working days, with reasons."""
    step = _take(number, "object", actor=actor, at=at)
    _need(words, _("请详细写明为什么不属于本机关、单位职权范围。"))
    if not any(clock.code == "PET_OBJECT" and at < clock.due_at for clock in running_clocks(step.matter)):
        raise Refused(Trouble("words", _("收到转送已过 5 个工作日，不能再提异议：请受理，或者告知信访人去处。")))
    return _write(step, words=words)


@transaction.atomic
def take_back(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """同意退还 (23): back to the office, which hands it on anew."""
    step = _take(number, "take_back", actor=actor, at=at)
    before, step.petition.organ_unit_id = step.petition.organ_unit_id, None
    step.matter.unit_id = step.petition.office_unit_id
    return _write(step, words=words, facts={"organ_before": before}, fields=["organ_unit_id"], matter_fields=["unit_id"])


@transaction.atomic
def insist(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """不同意退还: the organ goes on; its fifteen days never stopped."""
    step = _take(number, "insist", actor=actor, at=at)
    _need(words, _("请写明为什么仍由这个单位办理。"))
    return _write(step, words=words)


@transaction.atomic
def accept(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """受理并书面告知 (23)."""
    step = _take(number, "accept", actor=actor, at=at)
    _need(words, _("请写明告知信访人的内容：受理了、由谁办、到什么时候。"))
    return _write(step, words=words)


@transaction.atomic
def refuse(number: str, *, actor: Actor, at: datetime, reason: NotAccepted, words: str) -> Petition:
    """不予受理 (23, 31): a listed kind, and words that say where to go."""
    step = _take(number, "refuse", actor=actor, at=at)
    _need(words, _("请写明告知信访人的内容：为什么不受理、应当到哪里去。"))
    step.petition.not_accepted, step.petition.answered_at = NotAccepted(reason).value, at
    return _write(step, words=words, facts={"reason": step.petition.not_accepted}, fields=["not_accepted", "answered_at"])


@transaction.atomic
def extend(number: str, *, actor: Actor, at: datetime, days: int, words: str) -> Petition:
    """延长 (34): by the responsible person, 30 days at most, reasons told to the petitioner. Raises ExtensionRefused."""
    step = _take(number, "extend", actor=actor, at=at)
    _need(words, _("请写明延期理由；要一并告知信访人。"))
    clock = next((one for one in running_clocks(step.matter) if one.code == "PET_HANDLE"), None)
    if clock is None:
        raise Refused(Trouble("days", _("没有正在走的办理期限。")))
    clock = clocks.extend(clock, days, actor=actor, at=at, reason=words)
    step.matter.refresh_from_db()
    return _write(step, words=words, facts={"days": days, "due_after": clock.due_at.isoformat()})


@transaction.atomic
def decide(number: str, *, actor: Actor, at: datetime, opinion: Opinion, words: str) -> Petition:
    """出具处理意见 (34): in writing, with the reasons and how to ask for review."""
    step = _take(number, "decide", actor=actor, at=at)
    _need(words, _("请写明处理意见：查明的事实、依据、结论。"))
    step.petition.opinion, step.petition.answered_at = Opinion(opinion).value, at
    return _write(step, words=words, facts={"opinion": step.petition.opinion}, fields=["opinion", "answered_at"])


@transaction.atomic
def ask_review(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """请求复查 (35): within 30 days of the written answer."""
    step = _take(number, "ask_review", actor=actor, at=at)
    _in_time(step, "PET_REVIEW_ASK", _("收到书面答复已满 30 日，不能再请求复查。"))
    return _write(step, words=words)


@transaction.atomic
def review(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """复查意见 (35)."""
    step = _take(number, "review", actor=actor, at=at)
    _need(words, _("请写明复查意见。"))
    return _write(step, words=words)


@transaction.atomic
def ask_recheck(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """请求复核 (36): within 30 days of the review opinion."""
    step = _take(number, "ask_recheck", actor=actor, at=at)
    _in_time(step, "PET_RECHECK_ASK", _("收到复查意见已满 30 日，不能再请求复核。"))
    return _write(step, words=words)


@transaction.atomic
def recheck(number: str, *, actor: Actor, at: datetime, words: str) -> Petition:
    """复核意见 (36): final."""
    step = _take(number, "recheck", actor=actor, at=at)
    _need(words, _("请写明复核意见。"))
    return _write(step, words=words)


@transaction.atomic
def close(number: str, *, actor: Actor, at: datetime, words: str, agreed: bool = False) -> Petition:
    """终结: once the time to ask has passed, or when the petitioner has agreed in writing."""
    step = _take(number, "close", actor=actor, at=at)
    asking = next((one for one in running_clocks(step.matter) if one.code in MAY_UNTIL), None)
    if asking is not None and at < asking.due_at and not agreed:
        raise Refused(Trouble("agreed", _("请求复查、复核的期限还没有过：信访人书面同意结束的，请勾选。")))
    return _write(step, words=words, facts={"agreed": agreed})


def _take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock the petition and take the move. Raises Petition.DoesNotExist (unknown or not his), PermissionDenied, MoveRefused."""
    petition = hold(Petition.objects.select_related("petitioner"), number)
    move = move_of(petition, name, flow=PETITION_FLOW, actor=actor, view=access.GRANTS["petition_view"], grants=access.GRANTS[name])
    return Step(petition, petition.matter, move, actor, at)


def _write(
    step: Step, *, words: str = "", facts: Mapping[str, Fact] | None = None, fields: Sequence[str] = (), matter_fields: Sequence[str] = (),
) -> Petition:
    """Status, clocks, row, words, desk, record."""
    petition, matter, move = step.petition, step.matter, step.move
    changed = set(matter_fields)
    if move.target is not None:
        matter.status = move.target
        changed.add("status")
        if move.target in ENDED:
            matter.closed_at = step.at
            changed.add("closed_at")
    clocks.apply(move, matter, at=step.at, specs={code: _may(code) for code in MAY_UNTIL})
    if changed:
        matter.save(update_fields=sorted(changed))
    if fields:
        petition.save(update_fields=list(fields))
    kind, words = f"petitions.{move.name}", words.strip()
    if words:
        PetitionNote.objects.create(petition=petition, entry_kind=kind, text=words, written_at=step.at, written_by=step.actor.assignment_id)
    if move.target is not None:
        settle(matter.pk, at=step.at, by=step.actor)
        _await(petition, at=step.at)
    told: dict[str, Fact] = {"words_sha256": digest(words)} if words else {}
    record(kind, subject=matter, actor=step.actor, at=step.at, facts={"to": matter.status, **told, **(facts or {})}, rule=move.rule)
    return petition


def _may(code: str) -> ClockSpec:
    return replace(clock_spec(code), sense=Sense.WAIT)


def _await(petition: Petition, *, at: datetime) -> None:
    """Whose turn it is: the petition office's or the organ's."""
    known = _AWAITED.get(S(petition.matter.status))
    if known is None:
        return
    what, organ = known
    unit = petition.organ_unit_id if organ and petition.organ_unit_id else petition.office_unit_id
    matter, clock = petition.matter, _asking(petition.matter) if what == "close" else None
    warn_at, due_at = (clock.due_at, clock.due_at) if clock else (matter.warn_at, matter.due_at)
    await_act(matter.pk, what, role=_role(unit), at=at, unit_id=unit, warn_at=warn_at, due_at=due_at)


def _asking(matter: Matter) -> RunningClock | None:
    return next((one for one in running_clocks(matter) if one.code in MAY_UNTIL), None)


def _role(unit_id: int) -> Role:
    body = body_book().bodies[unit_id]
    if body.kind in (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value):
        return Role.STREET_DESK
    return Role.DISTRICT_DESK if unit_id == command_center() else Role.DEPARTMENT_LIAISON


def _need(words: str, sentence: str) -> None:
    if not words.strip():
        raise Refused(Trouble("words", sentence))


def _in_time(step: Step, code: str, sentence: str) -> None:
    if not any(clock.code == code and step.at < clock.due_at for clock in running_clocks(step.matter)):
        raise Refused(Trouble("words", sentence))


@sensitive_variables()
def reveal_petitioner(number: str, *, actor: Actor, at: datetime, reason: str) -> dict[str, str]:
    """查看信访人: for a stated reason, on the record. Of a complaint about officials only the petition office sees who complains (30).

    Raises Petition.DoesNotExist, PermissionDenied, ReasonMissing.
    """
    petition = queries.petitions_for(actor).select_related("petitioner").get(matter__number=number)
    against = PetitionGround.AGAINST_OFFICIALS in petition.grounds
    require(actor, access.PETITION_OFFICE if against else access.GRANTS["petition_reveal"], petition)
    if petition.petitioner is None:
        return {}
    return reveal(petition.petitioner.pk, ("name", "phone", "address"), actor=actor, at=at, reason=reason, matter=petition.matter)
