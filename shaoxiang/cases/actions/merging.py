"""并件、撤销并件: one problem is one case, and what was merged can be taken apart again (ADR 0015)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from shaoxiang.cases import access
from shaoxiang.cases.actions.steps import Step, note, say, take, write
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import HELD, Case, CaseMerge, Follower, MergeRequest
from shaoxiang.cases.queries.relations import sides_of
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.vocabulary import ENDED, CaseStatus, Loss
from shaoxiang.dispatch.actions import end_orders
from shaoxiang.dispatch.models import RUNNING as RUNNING_ORDERS
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock, Suspension
from shaoxiang.kernel.clocks.queries import due_of
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar

HANDLING = ("CASE_HANDLE", "CASE_REDO")  # either ends with 处置完毕: the earlier of them is the date that counts
MERGED_TIME = "MERGED"  # reason of the stretch that a merged case's clocks stood still


def lock_all(numbers: Sequence[str], actor: Actor) -> dict[str, Case]:
    """The cases in one order for everybody, held; two people merging at once take turns. Raises Case.DoesNotExist for what he may not see."""
    wanted = set(numbers)
    matters = {matter.pk: matter for matter in Matter.objects.select_for_update().filter(number__in=wanted).order_by("pk")}
    cases = {case.pk: case for case in Case.objects.filter(pk__in=matters)}
    for case in cases.values():
        case.matter = matters[case.pk]
    found = {case.number: case for case in cases.values() if allowed(actor, access.VIEW, case)}
    if missing := sorted(wanted - set(found)):
        raise Case.DoesNotExist(missing[0])
    return found


# --- merge ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def merge(main_number: str, numbers: Sequence[str], *, actor: Actor, at: datetime, words: str = "") -> Case:
    """并件: the others go on inside the main one. Their numbers, codes and reporters stay; their clocks, orders and desk rows stand still.

    The earliest due date is kept on the main. Raises PermissionDenied, MoveRefused (with what to do instead), Case.DoesNotExist.
    """
    others = [number for number in dict.fromkeys(numbers) if number != main_number]
    if not others:
        raise ReportRefused("numbers", _("请至少选一件要并入的事项。"))
    cases = lock_all([main_number, *others], actor)
    main = cases[main_number]
    require(actor, access.GRANTS["merge"], main)
    for number in others:
        _merge_one(main, cases[number], actor=actor, at=at, words=words)
    clocks.refresh(main.matter)
    return main


def _merge_one(main: Case, other: Case, *, actor: Actor, at: datetime, words: str) -> None:
    main_side, side = sides_of([main, other])
    refusal = together.merge_refusal(main_side, side)
    if other.status == CaseStatus.MERGED or main.status == CaseStatus.MERGED:
        take(other.number if other.status == CaseStatus.MERGED else main.number, "merge", actor=actor, at=at)  # says who was faster
    if refusal:
        raise MoveRefused("merge", other.matter.status, refusal)
    step = take(other.number, "merge", actor=actor, at=at)
    alike = together.alike(main_side, side)
    before = _remembered(step)
    before["carried"] = _carry_dates(main, step.matter, at=at)
    end_orders(step.matter, at=at)
    CaseMerge.objects.filter(HELD, main=step.case).update(main=main, came_with=step.case)  # no chains: what it held goes along
    CaseMerge.objects.create(
        case=step.case, main=main, reasons=[one.value for one in alike.reasons], merged_at=at, merged_by=actor.assignment_id, before=before,
    )
    _settle_request(step.case, main, at=at, agreed=True)
    write(step, facts={**say(step, words), "into": main.pk, "stopped": len(before["clocks"]), "ended": len(before["orders"])})
    followers = Follower.objects.filter(case=step.case).count()
    note(Step(main, main.matter, CASE_FLOW.by_name["merge"], actor, at), {"merged": step.case.pk, "followers": followers}, kind="cases.merged_in")


def _remembered(step: Step) -> dict[str, Any]:
    """What stands still for the merge, by key: what `unmerge` sets going again."""
    held = list(running_clocks(step.matter))
    orders = DispatchOrder.objects.filter(RUNNING_ORDERS, matter_id=step.matter.pk)
    desk = DeskRow.objects.filter(OPEN, matter_id=step.matter.pk)
    return {
        "status": step.matter.status, "clocks": [clock.pk for clock in held], "standing": [clock.pk for clock in held if clock.suspended_at is not None],
        "orders": [[order.pk, order.state] for order in orders], "desk": list(desk.values_list("pk", flat=True)),
    }


def _carry_dates(main: Case, merged: Matter, *, at: datetime) -> list[list[int | None]]:
    """最早的到期日留在主件上: a clock of the merged case that ends earlier than the main's takes its place. Returns [[taken, replaced]]."""
    mine = {clock.code: clock for clock in running_clocks(main.matter)}
    carried: list[list[int | None]] = []
    for clock in running_clocks(merged):
        own = mine.get(clock.code) or next((mine[code] for code in HANDLING if code in mine), None) if clock.code in HANDLING else mine.get(clock.code)
        if own is None or not together.earlier(clock.due_at, own.due_at):
            continue
        taken = _copy_clock(clock, main, own, at=at)
        _stop_one(own, at)
        mine.pop(own.code)
        mine[taken.code] = taken
        carried.append([taken.pk, own.pk])
    return carried


def _stop_one(clock: RunningClock, at: datetime) -> None:
    RunningClock.objects.filter(pk=clock.pk).update(stopped_at=at)
    Suspension.objects.filter(clock=clock, to_at__isnull=True).update(to_at=at)


def _copy_clock(clock: RunningClock, main: Case, own: RunningClock, *, at: datetime) -> RunningClock:
    """The same clock on the main case: same start, same rule, same suspensions; standing still where the main's own stands still."""
    past = list(Suspension.objects.filter(clock=clock))
    taken = RunningClock.objects.get(pk=clock.pk)
    taken.pk, taken.matter_id = None, main.pk
    taken.suspended_at = at if own.suspended_at is not None else None
    taken._state.adding = True
    taken.save()
    Suspension.objects.bulk_create([Suspension(clock=taken, reason=row.reason, from_at=row.from_at, to_at=row.to_at or at) for row in past])
    if own.suspended_at is not None:
        Suspension.objects.create(clock=taken, reason=main.suspend_reason or MERGED_TIME, from_at=at)
    _recount(taken, at=at)
    return taken


def _recount(clock: RunningClock, *, at: datetime) -> None:
    clock.take(due_of(clock, calendar()), at=at)
    clock.save()


# --- unmerge ------------------------------------------------------------------------------------------------------------


class Unmerged(NamedTuple):
    """A case that goes on by itself again, and what could not be put back."""

    case: Case
    losses: tuple[Loss, ...]


def losses_of(link: CaseMerge) -> tuple[Loss, ...]:
    """拆开前先看: what will not be as it was."""
    found = [Loss.TOLD, Loss.TIME]
    if link.main.matter.status in ENDED:
        found.append(Loss.MAIN_ENDED)
    if link.main.answers.filter(own=link.case).exists() or link.case.satisfaction:
        found.append(Loss.RATED)
    carried = [taken for taken, _own in link.before.get("carried", [])]
    if RunningClock.objects.filter(pk__in=carried, stopped_at__isnull=False).exists():
        found.append(Loss.MAIN_DUE)
    posts = DispatchOrder.objects.filter(pk__in=[pk for pk, _state in link.before.get("orders", [])], post_id__isnull=False).values_list("post_id", flat=True)
    seated = {seat.post_id for seat in body_book().seats.values()}
    if any(post not in seated for post in posts):
        found.append(Loss.POST_GONE)
    return tuple(found)


@transaction.atomic
def unmerge(number: str, *, actor: Actor, at: datetime, words: str = "") -> Unmerged:
    """拆开: clocks, orders and desk rows go on as they stood; the time in between does not count. What cannot be put back is said."""
    first = CaseMerge.objects.filter(HELD, case__matter__number=number).select_related("main__matter").first()
    if first is not None:  # both held, in the order everybody holds them
        list(Matter.objects.select_for_update().filter(pk__in=[first.case_id, first.main_id]).order_by("pk"))
    step = take(number, "unmerge", actor=actor, at=at)
    link = CaseMerge.objects.filter(HELD, case=step.case).select_related("main__matter").get()
    losses = losses_of(link)
    before = CaseStatus(link.before["status"])
    _restore_clocks(link, at=at)
    _restore_orders(link)
    _give_back_dates(link, at=at)
    link.unmerged_at, link.unmerged_by = at, actor.assignment_id
    link.save(update_fields=["unmerged_at", "unmerged_by"])
    CaseMerge.objects.filter(HELD, came_with=step.case).update(main=step.case, came_with=None)
    clocks.refresh(step.matter)
    step.move = replace(step.move, target=before)
    facts = {**say(step, words), "from": link.main_id, "losses": ",".join(loss.value for loss in losses)}
    case = write(step, facts=facts)
    _restore_desk(link, case, at=at)
    main = link.main
    clocks.refresh(main.matter)
    note(Step(main, main.matter, CASE_FLOW.by_name["unmerge"], actor, at), {"unmerged": case.pk}, kind="cases.unmerged_out")
    return Unmerged(case, losses)


def _restore_clocks(link: CaseMerge, *, at: datetime) -> None:
    """The stopped clocks run again. Those still in time had stood still since the merge; those past due stay past due."""
    standing = set(link.before.get("standing", []))
    for clock in RunningClock.objects.filter(pk__in=link.before.get("clocks", [])):
        clock.stopped_at = None
        if clock.pk in standing:  # it was suspended then, and is so again
            last = Suspension.objects.filter(clock=clock).order_by("-from_at", "-pk").first()
            Suspension.objects.create(clock=clock, reason=last.reason if last else MERGED_TIME, from_at=link.merged_at)
            clock.suspended_at = link.merged_at
            clock.save(update_fields=["stopped_at", "suspended_at"])
            continue
        if clock.due_at > link.merged_at:
            Suspension.objects.create(clock=clock, reason=MERGED_TIME, from_at=link.merged_at, to_at=at)
        _recount(clock, at=at)


def _restore_orders(link: CaseMerge) -> None:
    for pk, state in link.before.get("orders", []):
        DispatchOrder.objects.filter(pk=pk).update(state=state, ended_at=None)


def _give_back_dates(link: CaseMerge, *, at: datetime) -> None:
    """The main's own clock takes its place again, where the borrowed one still runs; what has been added to that since goes with it."""
    for taken_pk, own_pk in link.before.get("carried", []):
        taken = RunningClock.objects.get(pk=taken_pk)
        if taken.stopped_at is not None:
            continue
        own = RunningClock.objects.get(pk=own_pk)
        since = Suspension.objects.filter(clock=taken, from_at__gte=link.merged_at)
        Suspension.objects.bulk_create([Suspension(clock=own, reason=row.reason, from_at=row.from_at, to_at=row.to_at) for row in since])
        borrowed = RunningClock.objects.filter(matter_id=link.case_id, code=taken.code, pk__in=link.before["clocks"]).first()
        added = taken.extension - (borrowed.extension if borrowed else 0)
        own.extension += max(0, min(added, (own.extension_cap or 0) - own.extension))
        own.stopped_at, own.suspended_at = None, taken.suspended_at
        _stop_one(taken, at)
        _recount(own, at=at)


def _restore_desk(link: CaseMerge, case: Case, *, at: datetime) -> None:
    """Rows beside the one that follows from the status (a proposed exclusion, a supervisor's) lie where they lay."""
    there = set(DeskRow.objects.filter(OPEN, matter_id=case.pk).values_list("what", flat=True))
    for row in DeskRow.objects.filter(pk__in=link.before.get("desk", [])).exclude(what__in=there):
        await_act(
            case.pk, row.what, role=row.role, at=at, unit_id=row.unit_id, office_id=row.office_id, post_id=row.post_id,
            warn_at=case.matter.warn_at, due_at=case.matter.due_at,
        )


# --- between streets: the district is asked -----------------------------------------------------------------------------


@transaction.atomic
def ask_merge(number: str, other_id: int, *, actor: Actor, at: datetime, words: str) -> MergeRequest:
    """提请区里合并: the other case lies in another street, so that neither street may decide. One question at a time."""
    step = take(number, "ask_merge", actor=actor, at=at)
    if not words.strip():
        raise ReportRefused("words", _("请写一句为什么像是同一件。"))
    other = Case.objects.select_related("matter").filter(pk=other_id).first()
    if other is None or other.pk == step.case.pk:
        raise ReportRefused("other", _("请从列出的可能重复里选一件。"))
    if MergeRequest.objects.filter(case=step.case, settled_at__isnull=True).exists():
        raise MoveRefused("ask_merge", step.matter.status, _("已经提请过，正在等区指挥中心答复。"))
    asked = MergeRequest.objects.create(case=step.case, other=other, asked_at=at, asked_by=actor.assignment_id)
    await_act(
        step.case.pk, "merge", role=Role.DISTRICT_DESK, at=at, unit_id=command_center(), warn_at=step.matter.warn_at, due_at=step.matter.due_at,
    )
    note(step, {**say(step, words), "other": other.pk})
    return asked


@transaction.atomic
def refuse_merge(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """不同意合并: both go on by themselves."""
    step = take(number, "refuse_merge", actor=actor, at=at)
    if not words.strip():
        raise ReportRefused("words", _("请写明为什么不合并。"))
    asked = MergeRequest.objects.filter(case=step.case, settled_at__isnull=True).first()
    if asked is None:
        raise MoveRefused("refuse_merge", step.matter.status, _("这件事没有等答复的合并提请。"))
    asked.settled_at, asked.agreed = at, False
    asked.save(update_fields=["settled_at", "agreed"])
    settle(step.case.pk, at=at, by=actor, what="merge")
    note(step, {**say(step, words), "other": asked.other_id})
    return step.case


def _settle_request(case: Case, main: Case, *, at: datetime, agreed: bool) -> None:
    """Requests that this merge answers, on either side; their rows leave the district's desk."""
    for asked in MergeRequest.objects.filter(case__in=[case, main], settled_at__isnull=True):
        same = {asked.case_id, asked.other_id} == {case.pk, main.pk}
        if same or asked.case_id == case.pk:
            asked.settled_at, asked.agreed = at, agreed and same
            asked.save(update_fields=["settled_at", "agreed"])
            DeskRow.objects.filter(OPEN, matter_id=asked.case_id, what="merge").update(done_at=at)
