"""The asking unit's side: open a file, ask the streets, take it to the meeting, end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.documents.actions import issue
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.hearing import is_read
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions import access, queries, rules
from shaoxiang.opinions.actions.answers import end_request, record_silence
from shaoxiang.opinions.actions.steps import FileStep, asking_role, move_file_desk, move_request_desk, take_file, write_file
from shaoxiang.opinions.flows import REPLY_CLOCK
from shaoxiang.opinions.models import ConcernedUnit, ConsultationScope, GateRefusal, OpinionFile, OpinionRequest
from shaoxiang.opinions.queries.files import PAPER, unit_words
from shaoxiang.opinions.queries.places import units_of_district
from shaoxiang.opinions.queries.scopes import marks_in_force
from shaoxiang.opinions.rules import Obstacle, OpinionRefused
from shaoxiang.opinions.vocabulary import DecisionGround, FileStatus, OpinionStatus, PlanStage, Power

Subject = tuple[str, int]


class NotYet(OpinionRefused):
    """The file may not go to the meeting: `obstacles` says why and names the streets."""

    def __init__(self, found: list[Obstacle]) -> None:
        super().__init__("", _("还不能提交会议。"))
        self.obstacles = found


@dataclass(frozen=True, slots=True)
class Question:
    """What the streets are to be asked."""

    power: Power
    title: str
    units: tuple[int, ...] = ()
    text: str = ""
    stage: PlanStage | None = None
    scope: ConsultationScope | None = None
    days: int | None = None  # working days; None: as the scope says, else as the clock is set
    subject: Subject | None = None
    whole: bool = False  # the whole district: every street is concerned


@transaction.atomic
def open_file(question: Question, *, actor: Actor, at: datetime, sample: bool = False) -> OpinionFile:
    """立卷: nobody is asked yet. Raises PermissionDenied, OpinionRefused."""
    require(actor, access.GRANTS["new"])
    days = question.days or (question.scope.days if question.scope is not None else specs.spec(REPLY_CLOCK).amount)
    rules.check_file(question.power, question.stage, question.title, days)
    rules.check_asks_no_match(question.title, question.text)
    if question.scope is not None and question.scope.power != question.power:
        raise OpinionRefused("scope", _("这一条范围属于另一项权力：请改选权力，或改选范围。"))
    if question.scope is not None and days < question.scope.days:
        raise OpinionRefused("days", _("这类事项的范围里写的是 %(days)s 个工作日：可以更长，不能更短。"), days=question.scope.days)
    role = asking_role(actor)
    if role in access.STREET and question.subject is None:
        raise OpinionRefused("", _("镇街征求别的镇街意见，请从要协调的那一件上点“去征求街道意见”。"))
    if actor.unit_id in question.units:
        raise OpinionRefused("units", _("不用问自己：请只选别的镇街。"))
    matter = open_matter(
        MatterKind.DECISION, title=question.title.strip(), status=FileStatus.PREPARING, at=at, unit_id=actor.unit_id, office_id=actor.office_id,
    )
    subject_kind, subject_id = question.subject or ("", None)
    ground, word = _ground(question, at)
    file = OpinionFile.objects.create(
        matter=matter, power=question.power, stage=question.stage or "", scope=question.scope, text=question.text.strip(), days=days,
        subject_kind=subject_kind, subject_id=subject_id, asked_by=actor.assignment_id, asking_post_id=actor.post_id, asking_role=role, sample=sample,
        whole=question.whole, ground=ground or "", ground_word=word,
    )
    units = sorted({*question.units, *(units_of_district() if question.whole else ())})
    _concern(file, units)
    move_file_desk(file, at=at, by=actor)
    record("opinions.file_opened", subject=matter, actor=actor, at=at, new=True, facts={
        "number": matter.number, "power": file.power, "stage": file.stage or None, "scope": file.scope_id, "days": days, "units": units,
        "whole": question.whole or None, "ground": file.ground or None,
        "text_sha256": digest(file.text) if file.text else None,
    })
    return file


def _ground(question: Question, at: datetime) -> tuple[DecisionGround | None, str]:
    """What an upper room asks about by a rule of its own goes through the steps of its own law: its words are not read."""
    by_scope = question.scope is not None and question.scope.decision
    marks = marks_in_force(at.astimezone(SHANGHAI).date()) if is_read(question.subject[0] if question.subject is not None else "") else []
    return rules.ground_of(question.power, by_scope=by_scope, said=f"{question.title}\n{question.text}", marks=marks)


@transaction.atomic
def ask(
    *, power: Power, title: str, units: Iterable[int], asked_by: Actor, at: datetime, subject: Subject | Matter | None = None, text: str = "",
    stage: PlanStage | None = None, scope: ConsultationScope | None = None, days: int | None = None, sample: bool = False,
) -> OpinionFile:
    """For upper rooms: open a file about `subject` and ask these streets at once. Raises PermissionDenied, OpinionRefused.

    `units`: bodies of street offices and towns. `subject`: (kind, id) of the caller's row, or its matter; found again with
    `queries.of_subject(kind, id)`. `days`: working days to answer. Then: `queries.standing(file, now=…)` says who was heard and what
    is in the way; react to the journal entries `opinions.answer`, `opinions.answer_late` and `opinions.run_out` (facts `file`, `unit`).
    """
    given = ("matter", subject.pk) if isinstance(subject, Matter) else subject
    file = open_file(Question(power, title, tuple(units), text, stage, scope, days, given), actor=asked_by, at=at, sample=sample)
    return send_out(file.number, actor=asked_by, at=at)


@transaction.atomic
def concern(number: str, *, units: Iterable[int], actor: Actor, at: datetime) -> OpinionFile:
    """定涉及的街道: adds; who was asked once stays concerned. Raises OpinionRefused, MoveRefused, PermissionDenied."""
    step = take_file(number, "concern", actor=actor, at=at)
    added = _concern(step.file, units)
    if not added:
        raise OpinionRefused("units", _("请选还没有列进来的街道。"))
    write_file(step, facts={"units": added})
    return step.file


def _concern(file: OpinionFile, units: Iterable[int]) -> list[int]:
    bodies = book().bodies
    wanted = sorted(set(units))
    if any(key not in bodies or bodies[key].kind not in UNITS for key in wanted):
        raise OpinionRefused("units", _("只能征求街道办事处和镇政府的意见：请从列表里选。"))
    there = set(file.concerned.values_list("unit_id", flat=True))
    added = [key for key in wanted if key not in there]
    ConcernedUnit.objects.bulk_create(ConcernedUnit(file=file, unit_id=key) for key in added)
    return added


@transaction.atomic
def send_out(number: str, *, actor: Actor, at: datetime) -> OpinionFile:
    """发出征求意见: every street concerned that was not asked yet; each with its own clock. Raises OpinionRefused, MoveRefused, PermissionDenied."""
    step = take_file(number, "ask", actor=actor, at=at)
    file = step.file
    asked = set(file.requests.values_list("unit_id", flat=True))
    units = [key for key in file.concerned.order_by("pk").values_list("unit_id", flat=True) if key not in asked]
    if not units:
        raise OpinionRefused("", _("没有还没征求的街道：请先定涉及的街道。"))
    file.matter.status = FileStatus.ASKING  # the desks of the requests look at it
    for unit_id in units:
        _ask_one(file, unit_id, actor=actor, at=at)
    file.matter.save(update_fields=["status"])
    write_file(step, facts={"units": units, "days": file.days})
    return file


def _ask_one(file: OpinionFile, unit_id: int, *, actor: Actor, at: datetime) -> None:
    planned = clocks.plan([replace(specs.spec(REPLY_CLOCK), amount=file.days)], at=at)
    warn_at, due_at = earliest(planned)
    matter = open_matter(
        MatterKind.OPINION, title=file.matter.title, status=OpinionStatus.NOTIFIED, at=at, unit_id=unit_id, street_id=book().bodies[unit_id].street_id,
        warn_at=warn_at, due_at=due_at,
    )
    clocks.begin(matter, planned)
    request = OpinionRequest.objects.create(matter=matter, file=file, unit_id=unit_id, asked_at=at, due_at=due_at or at, sample=file.sample)
    move_request_desk(request, at=at, by=actor)
    record("opinions.asked", subject=matter, actor=actor, at=at, new=True, facts={
        "number": matter.number, "file": file.pk, "unit": unit_id, "power": file.power, "due_at": request.due_at.isoformat(),
    })


# --- the gate and the end -----------------------------------------------------------------------------------------------


@transaction.atomic
def send_to_meeting(number: str, *, meeting: str, actor: Actor, at: datetime) -> OpinionFile:
    """提交会议: only when every street concerned was asked and has answered or let its time run out; their words go along as a numbered paper.

    Raises NotYet (with what is in the way), OpinionRefused, MoveRefused, PermissionDenied.
    """
    step = take_file(number, "send_to_meeting", actor=actor, at=at)
    file = step.file
    found = queries.standing(file, now=at)
    if not found.may_go:
        raise NotYet(found.obstacles)
    if not meeting.strip():
        raise OpinionRefused("meeting", _("请写明提交哪个会。"))
    for line in found.lines:
        if line.request is not None and line.concerned.is_silent(at):
            record_silence(line.request.number, at=at)
    file.sent_at, file.meeting = at, meeting.strip()
    write_file(step, fields=["sent_at", "meeting"], facts={"silent": queries.standing(file, now=at).silent})
    for request in file.requests.select_related("matter").filter(matter__status=OpinionStatus.NO_OPINION.value):
        request.file = file
        end_request(request, actor=actor, at=at)
    issue(kind_of(PAPER), file.matter, queries.summary(file, now=at), unit_id=file.matter.unit_id or 0, by=actor, at=at)
    return file


@transaction.atomic
def note_refusal(number: str, found: Iterable[Obstacle], *, actor: Actor, at: datetime) -> GateRefusal:
    """拦下: what `send_to_meeting` refused (and undid) is remembered by itself, so that one can see that the gate works."""
    step = take_file(number, "send_to_meeting", actor=actor, at=at)
    bars = [str(one.bar) for one in found]
    row = GateRefusal.objects.create(file=step.file, at=at, bars=bars)
    record("opinions.stopped", subject=step.file.matter, actor=actor, at=at, facts={"bars": bars})
    return row


@transaction.atomic
def close_file(number: str, *, actor: Actor, at: datetime) -> OpinionFile:
    """办结: only when every street that spoke was told in writing what became of it (R2 art. 23). Raises OpinionRefused, MoveRefused, PermissionDenied."""
    step = take_file(number, "close_file", actor=actor, at=at)
    missing = queries.standing(step.file, now=at).unanswered
    if missing:
        raise OpinionRefused("", unit_words(_("还有街道没有得到书面反馈：请先反馈采纳情况。"), missing))
    _end_all(step, "close", (OpinionStatus.FEEDBACK_GIVEN,))
    write_file(step)
    return step.file


@transaction.atomic
def drop(number: str, *, words: str, actor: Actor, at: datetime) -> OpinionFile:
    """不再办理: the streets are told, nobody's time runs on. Raises OpinionRefused, MoveRefused, PermissionDenied."""
    step = take_file(number, "drop", actor=actor, at=at)
    if not words.strip():
        raise OpinionRefused("words", _("请写明为什么不再办理：问过的街道会看到。"))
    step.file.dropped_why = words.strip()
    _end_all(step, "dropped", tuple(status for status in OpinionStatus if status not in (OpinionStatus.CLOSED, OpinionStatus.DROPPED)))
    write_file(step, fields=["dropped_why"], facts={"words_sha256": digest(step.file.dropped_why)})
    return step.file


def _end_all(step: FileStep, name: str, sources: tuple[OpinionStatus, ...]) -> None:
    rows = step.file.requests.select_related("matter").filter(matter__status__in=[status.value for status in sources]).order_by("pk")
    for request in rows:
        request.file = step.file
        end_request(request, actor=step.actor, at=step.at, name=name)
