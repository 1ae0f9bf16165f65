"""安排网格员做事: only under one of his duties or an admitted number; what is on no list goes back with one tap."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.grids import access, queries, rules
from shaoxiang.grids.flows import TASK_FLOW
from shaoxiang.grids.models import AdmittedWork, GridTask, WorkerDuty
from shaoxiang.grids.rules import TaskRefused
from shaoxiang.grids.vocabulary import TaskOutcome, TaskStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.journal.actions import Note, facts_of, record_all
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.actions import lock_matter, open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import Grid

WARN_BEFORE = timedelta(days=1)
SUBJECT_WORDS = 40  # of the text, as the title


def midnight_after(day: date) -> datetime:
    """24:00 of the day, as the due time is stored."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def assign_task(
    grid_code: str, *, text: str, duty: int | None = None, admitted: str = "", due_on: date, actor: Actor, at: datetime, title: str = "", sample: bool = False,
) -> GridTask:
    """安排: `duty` is the key of a duty in force, `admitted` a number of the register; one of them, checked before anything is written.

    Raises PermissionDenied, Grid.DoesNotExist, TaskRefused.
    """
    on = timezone.localdate(at)
    grid = queries.grid_row(actor, grid_code, on)
    if grid is None:
        raise Grid.DoesNotExist(grid_code)
    require(actor, access.GRANTS["assign"], grid)
    street_id = grid.community.street_id
    duties = [row.pk for row in queries.duties_in_force(on)]
    rules.check_ground(duty, admitted.strip(), duties=duties, register=queries.admitted_lines(), street_id=street_id, on=on)
    if due_on < on:
        raise TaskRefused("due_on", _("截止日期已经过去，请改到今天或以后。"))
    if not text.strip():
        raise TaskRefused("text", _("请写清要做什么。"))
    post_id = queries.worker_post(grid.pk, on)
    if post_id is None:
        raise TaskRefused("grid", _("这个网格现在没有在岗的网格员。请先登记网格员，或由社区办理。"))
    due_at = midnight_after(due_on)
    matter = open_matter(
        MatterKind.GRID_TASK, title=title or text.strip()[:SUBJECT_WORDS], status=TaskStatus.ASSIGNED.value, at=at, street_id=street_id,
        community_id=grid.community_id, grid_id=grid.pk, unit_id=street_unit(street_id), due_at=due_at, warn_at=due_at - WARN_BEFORE,
    )
    work = AdmittedWork.objects.get(number=admitted.strip()) if admitted.strip() else None
    task = GridTask.objects.create(
        matter=matter, text=text.strip(), duty_id=duty, admitted=work, post_id=post_id, assigned_post_id=actor.post_id, sample=sample,
    )
    _put_on_desk(task, at)
    facts = facts_of(duty=duty, admitted=work.pk if work else None, post=post_id, words_sha256=digest(text.strip()), due_on=due_on.isoformat())
    record_all([Note("grids.assign", facts, rule=_ground_rule(task))], subject=matter, actor=actor, at=at, new=True)
    return task


def _ground_rule(task: GridTask) -> str:
    if task.admitted_id is not None:
        return f"准入编号 {task.admitted.number}" if task.admitted else ""
    return f"网格员职责清单 v{task.duty.version} 第{task.duty.number}条" if task.duty else ""


@transaction.atomic
def take_move(number: str, name: str, *, actor: Actor, at: datetime, words: str = "", duty: int | None = None) -> GridTask:
    """One step of a task: 办好了, 退回清单外事项 (needs no word), 确认办结, 请再办, 撤回, 仍属清单 (names the duty it falls under).

    Raises GridTask.DoesNotExist (also outside the actor's scope), PermissionDenied, MoveRefused, TaskRefused.
    """
    task = queries.task_for(actor, number)
    if task is None:
        raise GridTask.DoesNotExist(number)
    matter = lock_matter(task.pk)
    task.refresh_from_db()
    task.matter = matter
    require(actor, access.TASK_GRANTS.get(name, ()), task)
    move = TASK_FLOW.take(name, matter.status)
    words = words.strip()
    facts: dict[str, object] = {"words_sha256": digest(words)} if words else {}
    if name == "finish":
        if not words:
            raise TaskRefused("words", _("请写一句办得怎么样。"))
        task.result = words
    elif name == "uphold":
        facts |= _cite_again(task, duty, at)
    elif name in ("accept_done", "withdraw"):
        task.outcome = (TaskOutcome.DONE if name == "accept_done" else TaskOutcome.WITHDRAWN).value
        matter.closed_at = at
    if name in ("redo", "return_unlisted", "withdraw", "uphold") and words:
        task.result = words
    assert move.target is not None  # noqa: S101 (every move of this flow has one)
    matter.status = move.target.value
    matter.save(update_fields=["status", "closed_at"])
    task.save(update_fields=["result", "outcome", "duty", "admitted"])
    settle(matter.pk, at=at, by=actor)
    _put_on_desk(task, at)
    record_all([Note(f"grids.{name}", {"to": matter.status, **facts}, rule=move.rule)], subject=matter, actor=actor, at=at)  # type: ignore[dict-item]
    return task


def _cite_again(task: GridTask, duty: int | None, at: datetime) -> dict[str, object]:
    """The leader says under which duty it falls after all."""
    row = WorkerDuty.objects.filter(pk=duty).first() if duty is not None else task.duty
    if row is None or row.pk not in {each.pk for each in queries.duties_in_force(timezone.localdate(at))}:
        raise TaskRefused("duty", _("请写明属于职责清单的哪一条；不属于的，请撤回。"))
    task.duty, task.admitted = row, None
    return {"duty": row.pk}


def _put_on_desk(task: GridTask, at: datetime) -> None:
    """Whose turn it is: the worker's, the assigner's, or, of something sent back, the street leader's."""
    matter = task.matter
    if matter.status == TaskStatus.ASSIGNED:
        await_act(
            matter.pk, "finish", role=Role.GRID_WORKER, at=at, unit_id=matter.unit_id, post_id=task.post_id, warn_at=matter.warn_at, due_at=matter.due_at,
        )
    elif matter.status == TaskStatus.DONE:
        post = task.assigned_post_id if task.assigned_post_id and book().people_in(task.assigned_post_id) else None
        await_act(matter.pk, "accept_done", role=Role.STREET_DESK, at=at, unit_id=matter.unit_id, post_id=post)
    elif matter.status == TaskStatus.RETURNED:
        await_act(matter.pk, "uphold", role=Role.STREET_LEADER, at=at, unit_id=matter.unit_id, warn_at=matter.warn_at, due_at=matter.due_at)
