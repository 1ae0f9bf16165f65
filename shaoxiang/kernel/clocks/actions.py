"""Clocks start, stop, pause and move. None of these journals (the room's action does, with facts from the rows it gets back),
except `recompute`, `sweep` and the setting of a clock. Call them inside the room's transaction, with the matter locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from shaoxiang.kernel import access, db
from shaoxiang.kernel.access import SYSTEM, Actor, Grant
from shaoxiang.kernel.clocks import queries, rules, specs
from shaoxiang.kernel.clocks.access import CONFIGURE
from shaoxiang.kernel.clocks.models import MOVED, NOT_OVERDUE, NOT_WARNED, OPEN, ClockSetting, RunningClock, Suspension
from shaoxiang.kernel.clocks.rules import ClockSpec, ExtensionRefused, Refusal, SuspensionRefused
from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.clocks.vocabulary import Direction, SuspensionReason
from shaoxiang.kernel.desk import actions as desk
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import Note, facts_of, record, record_all, record_each
from shaoxiang.kernel.matter.actions import lock_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.rules import Calendar

BATCH = 200
EVERY = "*"


class Applied(NamedTuple):
    """What a move did to the matter's clocks."""

    started: list[RunningClock]
    stopped: list[RunningClock]
    suspended: list[RunningClock]
    resumed: list[RunningClock]


class SweepResult(NamedTuple):
    warned: int
    overdue: int
    elapsed: int  # waiting periods that have passed


# ── starting and stopping ────────────────────


def plan(clocks: Iterable[ClockSpec], *, at: datetime, part_id: int | None = None) -> list[RunningClock]:
    """Unsaved clocks with their due times: a matter created with `queries.earliest(...)` of them needs no second write.

    `part_id`: the part of the matter they count for (one unit's order), where several units act on one matter at once.
    """
    table = calendar()
    planned = [RunningClock.of(spec, at, rules.due(at, spec, table)) for spec in clocks]
    for clock in planned:
        clock.part_id = part_id
    return planned


def begin(matter: Matter, planned: Sequence[RunningClock]) -> list[RunningClock]:
    """Save planned clocks on a matter: one insert."""
    for clock in planned:
        clock.matter_id = matter.pk
    return RunningClock.objects.bulk_create(planned) if planned else []


def start(matter: Matter, specs: Sequence[ClockSpec], *, at: datetime, part_id: int | None = None) -> list[RunningClock]:
    """起算: one insert for all. `at` is the starting event; for a lead-time clock, the instant it leads up to."""
    return begin(matter, plan(specs, at=at, part_id=part_id))


def stop(matter: Matter, codes: Iterable[str], *, at: datetime, part_id: int | None = None) -> list[RunningClock]:
    """停止: the act the clocks waited for is done. Returns the clocks stopped; a code that is not running is passed by. Of one part only, if given."""
    return _stop(_picked(queries.running(matter), codes, part_id), at=at)


def suspend(
    matter: Matter, codes: Iterable[str], *, reason: str, at: datetime, until: datetime | None = None, part_id: int | None = None,
) -> list[RunningClock]:
    """中止, for a reason on each clock's closed list; with `until`, planned to that instant. Raises SuspensionRefused."""
    return _suspend(_picked(queries.running(matter), codes, part_id), reason=reason, at=at, until=until)


def resume(matter: Matter, codes: Iterable[str], *, at: datetime, part_id: int | None = None) -> list[RunningClock]:
    """恢复: counting goes on and the due time moves by what was left out."""
    return _resume(_picked(queries.running(matter), codes, part_id), at=at)


def extend(clock: RunningClock, amount: int, *, actor: Actor, at: datetime, reason: str) -> RunningClock:
    """延期 by `amount` of the clock's unit, once or in steps up to its cap.

    Raises ExtensionRefused (not foreseen, beyond the cap, no reason, ended or stopped), PermissionDenied (approver role).
    """
    with transaction.atomic():
        matter = lock_matter(clock.matter_id)
        clock = RunningClock.objects.select_for_update().get(pk=clock.pk)
        access.require(actor, (Grant(clock.approver_role.split()),))
        if clock.stopped_at is not None:
            raise ExtensionRefused(_("时限已经停止，不能延期。"))
        if at >= clock.due_at and clock.suspended_at is None:
            raise ExtensionRefused(_("时限已经届满，不能再延期。"))
        if not reason.strip():
            raise ExtensionRefused(_("延期须说明理由。"))
        rules.check_extension(clock.spec, held=clock.extension, more=amount)
        clock.extension += amount
        clock.take(queries.due_of(clock, calendar()), at=at)
        clock.save(update_fields=MOVED)
        refresh(matter)
        return clock


def apply(
    move: Move,
    matter: Matter,
    *,
    at: datetime,
    specs: Mapping[str, ClockSpec] | None = None,
    reason: str = SuspensionReason.BY_FLOW.value,
    until: datetime | None = None,
    part_id: int | None = None,
) -> Applied:
    """Do what a move says to the matter's clocks (those of one part, if given), then let the matter follow its earliest. A move without clocks costs nothing.
    The code `EVERY` stops every clock that runs.

    `specs` gives clocks that are not in the registry, or differ from it for this matter. `reason` is needed if it suspends a legal clock.
    """
    if not (move.stops or move.suspends or move.resumes or move.starts):
        return Applied([], [], [], [])
    held = list(queries.running(matter))
    stopped = _stop(_picked(held, move.stops, part_id), at=at)
    ended = {clock.pk for clock in held if at >= clock.due_at}  # an ended clock stays ended: the move goes on without it
    suspended = _suspend(
        [clock for clock in _picked(held, move.suspends, part_id) if clock.pk not in ended], reason=reason, at=at, until=until
    )
    resumed = _resume(_picked(held, move.resumes, part_id), at=at)
    given = specs or {}
    started = start(matter, [given[code] if code in given else _registered(code) for code in move.starts], at=at, part_id=part_id)
    touched = {clock.part_id for clocks in (started, stopped, suspended, resumed) for clock in clocks}
    refresh(matter, [*held, *started], parts=touched)
    return Applied(started, stopped, suspended, resumed)


def refresh(matter: Matter, clocks: Iterable[RunningClock] | None = None, *, parts: Collection[int | None] | None = None) -> bool:
    """The matter, and the desk rows that follow it, take the earliest running clock. True if that moved them.

    `clocks`: all the matter's clocks, where the caller has them; else they are read. Writes only what changed.
    Desk rows of a part follow the part's own clocks. `parts`: those whose clocks have moved, where the caller knows; else all.
    """
    held = list(queries.running(matter) if clocks is None else clocks)
    running = {clock.part_id for clock in held if clock.part_id is not None and clock.stopped_at is None}
    for part_id in sorted(running if parts is None else running.intersection(parts)):
        first = queries.earliest(clock for clock in held if clock.part_id == part_id)
        desk.redate(matter.pk, warn_at=first[0], due_at=first[1], part_id=part_id)
    warn_at, due_at = queries.earliest(held)
    if (warn_at, due_at) == (matter.warn_at, matter.due_at):
        return False
    before = matter.due_at
    matter.warn_at, matter.due_at = warn_at, due_at
    matter.save(update_fields=["warn_at", "due_at"])
    desk.redate(matter.pk, warn_at=warn_at, due_at=due_at, followed=before)
    return True


def _registered(code: str) -> ClockSpec:
    return specs.spec(code)


def _picked(clocks: Iterable[RunningClock], codes: Iterable[str], part_id: int | None = None) -> list[RunningClock]:
    wanted = set(codes)
    own = (clock for clock in clocks if part_id is None or clock.part_id == part_id)
    return [clock for clock in own if (clock.code in wanted or EVERY in wanted) and clock.stopped_at is None] if wanted else []


def _stop(clocks: list[RunningClock], *, at: datetime) -> list[RunningClock]:
    for clock in clocks:
        clock.stopped_at = at
    if clocks:
        RunningClock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(stopped_at=at)
        _close(clocks, at=at)
    return clocks


def _suspend(clocks: list[RunningClock], *, reason: str, at: datetime, until: datetime | None) -> list[RunningClock]:
    chosen = [clock for clock in clocks if clock.suspended_at is None]
    for clock in chosen:
        if clock.direction == Direction.BACKWARD.value or not (reason in clock.suspension_codes or _by_flow(clock, reason)):
            raise SuspensionRefused(Refusal(_("“{label}”不能以这个事由中止，请从法定事由中选择。"), label=clock.label))
        if at >= clock.due_at:
            raise SuspensionRefused(Refusal(_("“{label}”已经届满，不能再中止。"), label=clock.label))
    Suspension.objects.bulk_create([Suspension(clock=clock, reason=reason, from_at=at, to_at=until) for clock in chosen])
    if until is None:
        for clock in chosen:
            clock.suspended_at = at
        _save(chosen)
    else:
        _recount(chosen, at=at)
    return chosen


def _by_flow(clock: RunningClock, reason: str) -> bool:
    """A room's own clock may stand still because its flow says so; a clock of the legal table needs a reason of its closed list."""
    return reason == SuspensionReason.BY_FLOW and clock.code not in authored()


def _resume(clocks: list[RunningClock], *, at: datetime) -> list[RunningClock]:
    if not clocks:
        return []
    closed = _close(clocks, at=at)
    chosen = [clock for clock in clocks if clock.pk in closed]
    for clock in chosen:
        clock.suspended_at = None
    _recount(chosen, at=at)
    return chosen


def _close(clocks: list[RunningClock], *, at: datetime) -> set[int]:
    """End suspensions that are open or planned beyond `at`. Returns the clocks they belonged to."""
    rows = list(
        Suspension.objects.filter(clock__in=[clock.pk for clock in clocks]).exclude(to_at__isnull=False, to_at__lte=at)
    )
    for row in rows:
        row.to_at = max(at, row.from_at)
    if rows:
        Suspension.objects.bulk_update(rows, ["to_at"])
    return {row.clock_id for row in rows}


def _recount(clocks: list[RunningClock], *, at: datetime) -> None:
    table = calendar()
    by_clock: dict[int, list[rules.Interval]] = defaultdict(list)
    for row in Suspension.objects.filter(clock__in=[clock.pk for clock in clocks], to_at__isnull=False):
        if row.to_at is not None:
            by_clock[row.clock_id].append((row.from_at, row.to_at))
    for clock in clocks:
        clock.take(
            rules.due(clock.started_at, clock.spec, table, suspensions=by_clock[clock.pk], extension=clock.extension),
            at=at,
        )
    _save(clocks)


def _save(clocks: list[RunningClock]) -> None:
    if clocks:
        RunningClock.objects.bulk_update(clocks, MOVED, batch_size=BATCH)


# ── the calendar moved ────────────────────


def recompute(clocks: Iterable[RunningClock], table: Calendar, *, actor: Actor, at: datetime) -> int:
    """重算 by a corrected calendar; each matter whose clocks moved gets `clocks.recomputed` with old and new. Returns how many moved."""
    keys = sorted({clock.matter_id for clock in clocks})
    wanted = {clock.pk for clock in clocks}
    moved = 0
    for begin_at in range(0, len(keys), BATCH):
        with transaction.atomic():
            moved += _recompute_batch(keys[begin_at : begin_at + BATCH], wanted, table, actor=actor, at=at)
    return moved


def recompute_touched(days: Sequence[date], table: Calendar, actor: Actor, at: datetime) -> int:
    """Registered with workdays: what a corrected day moves."""
    return recompute(list(queries.touched_by(days)), table, actor=actor, at=at)


def _recompute_batch(keys: list[int], wanted: set[int], table: Calendar, *, actor: Actor, at: datetime) -> int:
    matters = list(Matter.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    by_matter: dict[int, list[RunningClock]] = defaultdict(list)
    for clock in RunningClock.objects.filter(OPEN, matter_id__in=keys).prefetch_related("suspensions").order_by("pk"):
        by_matter[clock.matter_id].append(clock)
    moved: list[RunningClock] = []
    for matter in matters:
        notes = []
        for clock in by_matter[matter.pk]:
            old = clock.due_at
            if clock.pk in wanted and clock.take(queries.due_of(clock, table), at=at):
                moved.append(clock)
                facts = facts_of(
                    clock=clock.pk, code=clock.code, old_due_at=old.isoformat(), due_at=clock.due_at.isoformat()
                )
                notes.append(Note("clocks.recomputed", facts, rule=clock.ground))
        if notes:
            record_all(notes, subject=matter, actor=actor, at=at)
            refresh(matter, by_matter[matter.pk])
    _save(moved)
    return len(moved)


# ── the sweep ────────────────────


def sweep(*, now: datetime, limit: int = 2000) -> SweepResult:
    """Find clocks near or past due and journal each once: `clocks.warned`, `clocks.overdue`, `clocks.elapsed` (a waiting period).

    Safe to repeat and to run twice at once: a matter held by someone else is left for the next sweep. A clock already past due when
    first seen is only reported as overdue. `limit` bounds the clocks looked at.
    """
    overdue = _sweep_pass(NOT_OVERDUE, "due_at", now=now, limit=limit)
    warned = _sweep_pass(NOT_WARNED & Q(due_at__gt=now), "warn_at", now=now, limit=limit)
    return SweepResult(warned["clocks.warned"], overdue["clocks.overdue"], overdue["clocks.elapsed"])


def _sweep_pass(condition: Q, column: str, *, now: datetime, limit: int) -> dict[str, int]:
    done: dict[str, int] = defaultdict(int)
    last: tuple[datetime, int] | None = None
    seen = 0
    while seen < limit:
        rows = RunningClock.objects.filter(condition, **{f"{column}__lte": now})
        if last is not None:
            rows = rows.filter(**{f"{column}__gte": last[0]}).exclude(**{column: last[0], "pk__lte": last[1]})
        found = list(rows.order_by(column, "pk").values_list(column, "pk", "matter_id")[: min(BATCH, limit - seen)])
        if not found:
            break
        seen += len(found)
        last = found[-1][:2]
        with transaction.atomic():
            for kind, count in _sweep_batch(found, condition, column, now=now).items():
                done[kind] += count
    return done


def _sweep_batch(found: list[tuple[datetime, int, int]], condition: Q, column: str, *, now: datetime) -> dict[str, int]:
    """Matters first, as every action does, then their clocks: no two writers wait for each other in a circle."""
    keys = {matter_id for _at, _pk, matter_id in found}
    matters = {matter.pk: matter for matter in db.take_rows(Matter.objects.filter(pk__in=keys).order_by("pk"))}
    clocks = list(
        RunningClock.objects.select_for_update()
        .filter(condition, pk__in=[pk for _at, pk, _matter in found], matter_id__in=matters, **{f"{column}__lte": now})
        .order_by("matter_id", "pk")
    )
    notes: dict[int, list[Note]] = defaultdict(list)
    done: dict[str, int] = defaultdict(int)
    for clock in clocks:
        kind = "clocks.warned" if column == "warn_at" else "clocks.overdue" if clock.is_limit else "clocks.elapsed"
        done[kind] += 1
        facts = facts_of(clock=clock.pk, code=clock.code, due_at=clock.due_at.isoformat(), part=clock.part_id)
        notes[clock.matter_id].append(Note(kind, facts, rule=clock.ground))
    if clocks:
        marks = {"overdue_at": now, "warned_at": Coalesce("warned_at", now)} if column == "due_at" else {"warned_at": now}
        RunningClock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(**marks)
        record_each(notes, actor=SYSTEM, at=now)
    return done


# ── the district's settings ────────────────────


@transaction.atomic
def set_clock(
    code: str,
    *,
    amount: int,
    extension_cap: int | None,
    approver_role: str = "",
    rolls: bool = True,
    basis: str = "",
    schedule: str = "DEFAULT",
    actor: Actor,
    at: datetime,
) -> ClockSetting:
    """设定: running clocks keep the rule they were started under. Raises UnknownClock, SettingRefused, PermissionDenied."""
    access.require(actor, CONFIGURE)
    row = specs.row(code)
    rules.check_setting(row, amount=amount, extension_cap=extension_cap, basis=basis)
    before = specs.spec(code)
    setting, _made = ClockSetting.objects.update_or_create(
        code=code,
        defaults={
            "amount": amount,
            "extension_cap": extension_cap,
            "approver_role": approver_role,
            "rolls": rolls,
            "basis": basis,
            "schedule": schedule,
        },
    )
    specs.remembered.changed()
    facts = facts_of(
        code=code,
        old_amount=before.amount,
        amount=amount,
        old_cap=before.extension_cap,
        cap=extension_cap,
        roles=approver_role,
        rolls=rolls,
        schedule=schedule,
    )
    record("clocks.set", subject=("clock_setting", setting.pk), actor=actor, at=at, facts=facts, rule=row.spec.ground)
    return setting
