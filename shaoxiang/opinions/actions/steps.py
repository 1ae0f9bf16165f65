"""What every step has in common: lock (the file first, then its requests), take the move, touch the clocks, move the desks, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_holding
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.actions import Applied
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold, move_of
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import access
from shaoxiang.opinions.flows import FILE_FLOW, REQUEST_FLOW
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.vocabulary import ENDED, WAITING, FileStatus, OpinionStatus

OVER = frozenset({FileStatus.CLOSED.value, FileStatus.DROPPED.value, *(status.value for status in ENDED)})


@dataclass
class FileStep:
    """A move taken on a locked file, not yet written."""

    file: OpinionFile
    move: Move
    actor: Actor
    at: datetime


@dataclass
class RequestStep:
    """A move taken on a locked request of a locked file, not yet written."""

    request: OpinionRequest
    move: Move
    actor: Actor
    at: datetime


def take_file(number: str, name: str, *, actor: Actor, at: datetime) -> FileStep:
    """Raises OpinionFile.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    file = hold(OpinionFile.objects.all(), number)
    move = move_of(file, name, flow=FILE_FLOW, actor=actor, view=access.GRANTS["view_file"], grants=access.GRANTS[name])
    return FileStep(file, move, actor, at)


def hold_request(number: str) -> OpinionRequest:
    """The file's row first, then the request's. Raises OpinionRequest.DoesNotExist."""
    found = OpinionRequest.objects.filter(matter__number=number).values_list("pk", "file_id").first()
    if found is None:
        raise OpinionRequest.DoesNotExist(number)
    file_matter = Matter.objects.select_for_update().get(pk=found[1])
    matter = Matter.objects.select_for_update().get(pk=found[0])
    request: OpinionRequest = OpinionRequest.objects.select_related("file").get(pk=found[0])
    request.matter, request.file.matter = matter, file_matter
    return request


def take_request(number: str, name: str, *, actor: Actor, at: datetime) -> RequestStep:
    """Raises OpinionRequest.DoesNotExist (also another street's), PermissionDenied, MoveRefused."""
    request = hold_request(number)
    move = move_of(request, name, flow=REQUEST_FLOW, actor=actor, view=access.GRANTS["view_request"], grants=access.GRANTS[name])
    return RequestStep(request, move, actor, at)


def write_file(
    step: FileStep, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), clocks_given: Mapping[str, ClockSpec] | None = None,
) -> Applied:
    """Clocks (those given differ from the registry for this file), status, row, desk, record."""
    matter, move = step.file.matter, step.move
    applied = clocks.apply(move, matter, at=step.at, specs=clocks_given)
    _to(matter, move, step.at)
    if fields := list(fields):
        step.file.save(update_fields=fields)
    move_file_desk(step.file, at=step.at, by=step.actor)
    record(f"opinions.{move.name}", subject=matter, actor=step.actor, at=step.at, rule=move.rule, facts={"to": matter.status, **(facts or {})})
    return applied


def write_request(
    step: RequestStep, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), clocks_given: Mapping[str, ClockSpec] | None = None,
) -> OpinionRequest:
    """Clocks (those given differ from the registry for this file), status, row, both desks, record."""
    request, move = step.request, step.move
    clocks.apply(move, request.matter, at=step.at, specs=clocks_given)
    _to(request.matter, move, step.at)
    if fields := list(fields):
        request.save(update_fields=fields)
    move_request_desk(request, at=step.at, by=step.actor)
    move_file_desk(request.file, at=step.at, by=step.actor)
    told: dict[str, Fact] = {"to": request.matter.status, "file": request.file_id, "unit": request.unit_id, **(facts or {})}
    record(f"opinions.{move.name}", subject=request.matter, actor=step.actor, at=step.at, facts=told)
    return request


def _to(matter: Matter, move: Move, at: datetime) -> None:
    if move.target is None or matter.status == move.target:
        return
    matter.status = move.target
    matter.closed_at = at if move.target.value in OVER else None
    matter.save(update_fields=["status", "closed_at"])


def move_request_desk(request: OpinionRequest, *, at: datetime, by: Actor) -> None:
    """The street answers (desk or leader, who comes first); then the asking unit says what became of it."""
    status = OpinionStatus(request.matter.status)
    what = "answer" if status in WAITING else {OpinionStatus.NO_OPINION: "answer_late", OpinionStatus.ANSWERED: "feedback"}.get(status)
    if request.matter.closed_at is not None or (what == "answer_late" and request.file.status != FileStatus.ASKING):
        what = None
    wanted: dict[str, list[tuple[str, int | None]]] = {}
    if what is not None:
        wanted[what] = _askers(request.file) if what == "feedback" else [(str(role), request.unit_id) for role in access.STREET]
    _awaited(request.matter, wanted, at=at, by=by)


def move_file_desk(file: OpinionFile, *, at: datetime, by: Actor) -> None:
    """The asking unit: to send out, to take to the meeting once nobody's time runs, to close. Justice: to find on what was sent to it."""
    status = file.status
    wanted: dict[str, list[tuple[str, int | None]]] = {}
    held = set(file.requests.values_list("matter__status", flat=True))
    if status == FileStatus.PREPARING:
        wanted["ask"] = _askers(file)
    elif status == FileStatus.ASKING and not held & {one.value for one in WAITING}:
        wanted["send_to_meeting"] = _askers(file)
    elif status == FileStatus.SENT_TO_MEETING and OpinionStatus.ANSWERED.value not in held:
        wanted["close_file"] = _askers(file)
    if file.legal_sent_at is not None and not file.legal_finding and status in (FileStatus.PREPARING, FileStatus.ASKING):
        kept = book()
        units = {kept.unit_of(kept.posts[key].body_id) for key in posts_holding(frozenset({str(Role.JUSTICE_BUREAU)}))}
        wanted["find_legal"] = [(str(Role.JUSTICE_BUREAU), unit) for unit in sorted(key for key in units if key is not None)]
    _awaited(file.matter, wanted, at=at, by=by)


def _askers(file: OpinionFile) -> list[tuple[str, int | None]]:
    return [(file.asking_role, file.matter.unit_id)]


def _awaited(matter: Matter, wanted: Mapping[str, list[tuple[str, int | None]]], *, at: datetime, by: Actor) -> None:
    """Rows no longer wanted go; those still wanted keep the day they came."""
    settle(matter.pk, at=at, by=by, keep=tuple(wanted))
    there = set(DeskRow.objects.filter(OPEN, matter_id=matter.pk).values_list("what", flat=True))
    for what, seats in wanted.items():
        for role, unit_id in seats if what not in there else ():
            warn_at, due_at = (matter.warn_at, matter.due_at) if what in ("answer", "feedback") else (None, None)
            await_act(matter.pk, what, role=role, unit_id=unit_id, at=at, warn_at=warn_at, due_at=due_at)


def asking_role(actor: Actor) -> str:
    """Whose desk the answers come to. A key bound to a unit speaks for its liaison, or its duty desk; a street's asks nobody.

    Raises PermissionDenied."""
    held = next((str(role) for role in (*access.ASKING, *reversed(access.STREET)) if actor.has_role(role)), None)
    if held is not None:
        return held
    kind = book().bodies[actor.unit_id].kind if actor.unit_id in book().bodies else ""
    if kind == BodyKind.COMMAND_CENTER:
        return str(Role.DISTRICT_DESK)
    if kind == BodyKind.DEPARTMENT:
        return str(Role.DEPARTMENT_LIAISON)
    raise PermissionDenied(_("只有部门和区级单位可以征求街道意见：请换一把绑定了部门的密钥。"))
