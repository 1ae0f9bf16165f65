"""What every step of a case has in common: take the move, touch the clocks, move the desk, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases import access, queries, rules
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case, Progress
from shaoxiang.cases.queries.relations import running_children, voices_of
from shaoxiang.cases.vocabulary import ENDED, CaseStatus
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import must_escalate
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, ActorKind, allowed, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import SuspensionReason
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import Move, MoveRefused
from shaoxiang.kernel.identity.actions import keep_until
from shaoxiang.kernel.journal.actions import Note, record_all
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold

OBJECTION = SuspensionReason.AWAIT_OTHERS.value  # an objection stops only the objector's clock


@dataclass
class Step:
    """A move taken on a locked case, not yet written."""

    case: Case
    matter: Matter
    move: Move
    actor: Actor
    at: datetime


def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock the case and take the move.

    Raises Case.DoesNotExist (unknown, or outside the actor's rows), PermissionDenied, MoveRefused (already done by someone else).
    """
    case = hold(Case.objects.all(), number)
    matter = case.matter
    if actor.kind != ActorKind.SYSTEM and not allowed(actor, access.VIEW, case):
        raise Case.DoesNotExist(number)
    require(actor, access.GRANTS.get(name, ()), case)
    try:
        move = CASE_FLOW.take(name, matter.status)
    except MoveRefused as refused:
        raise MoveRefused(name, matter.status, _already(matter)) from refused
    return Step(case, matter, move, actor, at)


def _already(matter: Matter) -> str:
    """Who did what, when: told to the second of two people who act at once."""
    entry = queries.last_entry(matter.pk)
    if entry is None:
        return ""
    who = body_book().assignment_words(entry.actor_id) if entry.actor_id else gettext("居民") if entry.actor_kind == ActorKind.RESIDENT else gettext("系统")
    return gettext("这件事已由%(who)s于%(when)s办过，现在是“%(status)s”。") % {
        "who": who,
        "when": timezone.localtime(entry.at).strftime("%m-%d %H:%M"),
        "status": gettext(CaseStatus.label_of(matter.status)),
    }


def write(
    step: Step, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), specs: Mapping[str, ClockSpec] | None = None,
    matter_fields: Iterable[str] = (), lead: DispatchOrder | None = None, skip_starts: Sequence[str] = (), reason: str = "",
) -> Case:
    """Carry the move out: status, clocks, row, desk, record. `fields`, `matter_fields`: columns the caller has changed."""
    case, matter, move = step.case, step.matter, step.move
    changed = set(matter_fields)
    if move.target is not None:
        matter.status = move.target
        changed.add("status")
        if move.target in ENDED:
            _parent_ends_last(step)
            matter.closed_at = step.at
            changed.add("closed_at")
        elif matter.closed_at is not None:
            matter.closed_at = None
            changed.add("closed_at")
    touch_clocks(matter, move, at=step.at, specs=specs, skip_starts=skip_starts, reason=reason)
    if changed:
        matter.save(update_fields=sorted(changed))
    if fields := list(fields):
        case.save(update_fields=fields)
    if move.target is not None:
        move_desk(case, at=step.at, by=step.actor, lead=lead)
        _keep_reporter(case, ended=move.target in ENDED, at=step.at)
    note(step, facts or {})
    return case


def _parent_ends_last(step: Step) -> None:
    """母件最后办结: while children run the parent goes on, unless they end with it (cascade)."""
    if step.move.target != CaseStatus.MERGED and (n := running_children(step.case.pk)):
        reason = gettext("还有 %(n)d 个子件没有办完：请先办结子件，或者在母件上用“连同子件一起办”。") % {"n": n}
        raise MoveRefused(step.move.name, step.matter.status, reason)


def _keep_reporter(case: Case, *, ended: bool, at: datetime) -> None:
    """个人信息保存期限 (个人信息保护法 19): the term of the reporters' data begins when the case ends, and is lifted when it runs again.

    Of a merged case it begins with its main's end; of one split into several, with the last of them.
    """
    if case.status == CaseStatus.MERGED or not (ended or case.reopened):
        return
    until = at + timedelta(days=queries.setting("keep_reporter_days")) if ended else None
    for record in sorted({voice.reporter_id for voice in voices_of(case) if voice.reporter_id is not None}):
        if until is None or not Case.objects.filter(reporter_id=record, matter__closed_at__isnull=True).exclude(pk=case.pk).exists():
            keep_until(record, until)


def note(step: Step, facts: Mapping[str, Fact], kind: str | None = None) -> None:
    record_all(
        [Note(kind or f"cases.{step.move.name}", {"to": step.matter.status, **facts}, step.move.rule)],
        subject=step.matter, actor=step.actor, at=step.at,
    )


def say(step: Step, text: str, *, for_resident: bool = False) -> dict[str, Fact]:
    """Keep words beside the case; returns the facts that prove them in the journal."""
    text = rules.tidy(text)
    if not text:
        return {}
    Progress.objects.create(
        case=step.case, entry_kind=f"cases.{step.move.name}", text=text, for_resident=for_resident,
        written_at=step.at, written_by=step.actor.assignment_id,
    )
    return {"words_sha256": digest(text), "for_resident": for_resident}


def touch_clocks(
    matter: Matter, move: Move, *, at: datetime, specs: Mapping[str, ClockSpec] | None = None, skip_starts: Sequence[str] = (), reason: str = "",
) -> None:
    """Run the move's stops, suspensions and starts. Patterns (CASE_STEP_*, *) stand for the running clocks they match.

    `specs` adds or replaces specs; a code there that is not among the move's starts is started too (step limits of a type).
    Without a `reason` a suspension is that of an objection, and passes by clocks that are past due already.
    """
    known = {**queries.case_limits(), **(specs or {})}
    running: list[RunningClock] = list(running_clocks(matter)) if (move.stops or move.suspends or move.resumes) else []
    codes = {clock.code for clock in running}
    in_time = {clock.code for clock in running if clock.due_at > at}
    extra = [code for code in (specs or {}) if code not in move.starts]
    exact = replace(
        move,
        stops=_match(move.stops, codes), suspends=_match(move.suspends, codes if reason else in_time), resumes=_match(move.resumes, codes),
        starts=tuple(code for code in (*move.starts, *extra) if code not in skip_starts),
    )
    if exact.stops or exact.suspends or exact.resumes or exact.starts:
        clocks.apply(exact, matter, at=at, specs=known, reason=reason or OBJECTION)


def _match(patterns: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    patterns = tuple(patterns)
    return tuple(code for code in codes if any(fnmatchcase(code, pattern) for pattern in patterns))


def handling_specs(subject_code: str, *, at: datetime, limit_set: str = "", urgency: str = "") -> dict[str, ClockSpec]:
    """处置时限 of a type, by clock code; the general limit where the type names none.

    A hotline matter keeps the rule set it was taken under: its limit stands for the general one, and against the type's own the earlier end holds.
    """
    hotline = queries.hotline_limit(limit_set, urgency)
    line = duty_book().types.get(subject_code)
    specs = {spec.code: spec for spec in rules.handling_specs(line.limits if line else (), hotline or queries.case_limits()["CASE_HANDLE"])}
    if hotline is not None and specs[hotline.code] != hotline:
        own, ours = clocks.plan([specs[hotline.code], hotline], at=at)
        specs[hotline.code] = hotline if ours.due_at < own.due_at else specs[hotline.code]
    return specs


# --- whose desk -------------------------------------------------------------------------------------------------------

_LEAD_ACTS = {CaseStatus.DISPATCHED: "sign", CaseStatus.HANDLING: "finish", CaseStatus.SUSPENDED: "resume"}
_DESK_ACTS = {CaseStatus.REPORTED: "accept", CaseStatus.ACCEPTED: "dispatch", CaseStatus.OBJECTED: "uphold"}


def desk_of(case: Case) -> tuple[str, int]:
    """(role, unit) of the desk that disposes of the case: its street's, else the district's."""
    unit = None if case.gap else street_unit(case.matter.street_id)
    if unit is None:
        return Role.DISTRICT_DESK, command_center()
    return Role.STREET_DESK, unit


@dataclass(frozen=True, slots=True)
class Awaited:
    """Who is awaited for which act: a post, else a role in an office, else a role in a unit."""

    what: str
    role: str
    unit_id: int
    office_id: int | None = None
    post_id: int | None = None


def awaited_of(case: Case, lead: DispatchOrder | None = None) -> Awaited | None:
    """Whose turn it is, for the steps that wait for one desk; None where residents or nobody are awaited. `lead`: the running one, if the caller has it."""
    status = CaseStatus(case.matter.status)
    if status in _LEAD_ACTS:
        lead = lead or running_lead(case.pk)
        if lead is None:
            return None
        role = Role.OFFICE_HANDLER if lead.office_id else Role.DEPARTMENT_LIAISON
        return Awaited(_LEAD_ACTS[status], role, lead.unit_id, lead.office_id, lead.post_id)
    if status in _DESK_ACTS:
        across = status == CaseStatus.OBJECTED and _objected_across_units(case)
        return Awaited(_DESK_ACTS[status], *((Role.DISTRICT_DESK, command_center()) if across else desk_of(case)))
    if status == CaseStatus.HANDLED:
        street = street_unit(case.matter.street_id)
        return Awaited("verify_pass", *((Role.VERIFIER, street) if street else (Role.DISTRICT_DESK, command_center())))
    return None


def move_desk(case: Case, *, at: datetime, by: Actor, lead: DispatchOrder | None = None, fresh: bool = False) -> None:
    """Take the finished act off the desks and put the next one on the right desk. `fresh`: nothing was open before."""
    matter = case.matter
    status = CaseStatus(matter.status)
    if not fresh:
        # a bad grade is answered whatever becomes of the case; what the district was asked stays while it runs
        if status in ENDED:
            settle(matter.pk, at=at, by=by, keep=("answer_rating",))
        else:  # rows of a part are a sent force's own
            settle(matter.pk, at=at, by=by, keep=("answer_rating", "merge"), part_id=None)
    awaited = awaited_of(case, lead)
    if awaited is not None:
        await_act(
            matter.pk, awaited.what, role=awaited.role, at=at, unit_id=awaited.unit_id, office_id=awaited.office_id, post_id=awaited.post_id,
            warn_at=matter.warn_at, due_at=matter.due_at,
        )
    elif status == CaseStatus.VERIFIED:
        _await_resident(case, at)
    elif status == CaseStatus.CLOSED:
        await_publishing(case, at)


def re_address(case: Case, lead: DispatchOrder | None = None) -> None:
    """The place or the holder changed, the step did not: what is on a desk lies on another, with its times."""
    awaited = awaited_of(case, lead)
    if awaited is None and case.status == CaseStatus.VERIFIED:
        awaited = Awaited("call_back", *_teller(case))
    if awaited is not None:
        DeskRow.objects.filter(OPEN, matter_id=case.pk, part_id=None, what=awaited.what).update(
            role=str(awaited.role), unit_id=awaited.unit_id, office_id=awaited.office_id, post_id=awaited.post_id,
        )


def await_publishing(case: Case, at: datetime) -> None:
    """The reporter agreed to publicity: a desk looks at what would be shown. No clock: nobody is owed it."""
    if case.private or case.publicity or case.excluded_at is not None or not rules.asks_resident(case.source):
        return
    role_name, unit = desk_of(case)
    await_act(case.pk, "publish", role=role_name, at=at, unit_id=unit)


def _objected_across_units(case: Case) -> bool:
    """Between a street and a department only the district can rule; the third bounce is the district's in any case."""
    street = street_unit(case.matter.street_id)
    return must_escalate(case.bounces) or case.matter.unit_id != street


def _await_resident(case: Case, at: datetime) -> None:
    matter = case.matter
    await_act(matter.pk, "close", role="SYSTEM", at=at, due_at=case.window_ends_at)
    if case.wants_call_back and case.reporter_id is not None:
        role_name, unit = _teller(case)
        await_act(matter.pk, "call_back", role=role_name, at=at, unit_id=unit, warn_at=matter.warn_at, due_at=matter.due_at)


def _teller(case: Case) -> tuple[str, int]:
    """首接负责制: who asks the resident is whoever answers for it: the first receiver unless handed over; else the street of the place, else the hotline."""
    street = street_unit(body_book().bodies[case.answers_unit_id].street_id) if case.answers_unit_id in body_book().bodies else None
    if case.answers_unit_id == command_center() and case.source in rules.HOTLINE_SOURCES:
        return Role.HOTLINE, command_center()
    street = street if street == case.answers_unit_id else street_unit(case.matter.street_id)
    return (Role.CALL_BACK, street) if street else (Role.HOTLINE, command_center())
