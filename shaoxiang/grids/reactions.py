"""What the room does when something has happened. Delivered at least once: every reaction is safe to repeat."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shaoxiang.grids.actions import carry_over
from shaoxiang.grids.models import GridTask
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

STALE = timedelta(days=2)  # what is delivered later than this is told to nobody

WORDINGS = {
    "grids.task_for_you": Wording(_("%(number)s 安排给了您的网格，请看。"), "grids:task", ("number",), icon="inbox"),
    "grids.task_returned": Wording(_("%(number)s 被网格员以清单外事项退回，请定。"), "grids:task", ("number",), urgent=True),
    "grids.task_withdrawn": Wording(_("%(number)s 已撤回，不用办了。"), "grids:task", ("number",)),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({
        "grids.assign": _tell_worker, "grids.redo": _tell_worker, "grids.uphold": _tell_worker, "grids.withdraw": _tell_worker,
        "grids.return_unlisted": _tell_leaders, "places.divided": _carry,
    })


def _task(entry: Entry) -> GridTask | None:
    if timezone.now() - entry.at > STALE:
        return None
    return GridTask.objects.select_related("matter").filter(pk=entry.subject_id).first()


def _tell(code: str, task: GridTask, entry: Entry, post_id: int) -> None:
    notify(code, at=entry.at, post_id=post_id, matter_id=task.pk, params={"number": task.matter.number}, key=f"{code}:{entry.pk}:{post_id}")


def _tell_worker(entry: Entry) -> None:
    task = _task(entry)
    if task is not None:
        _tell("grids.task_withdrawn" if entry.kind == "grids.withdraw" else "grids.task_for_you", task, entry, task.post_id)


def _tell_leaders(entry: Entry) -> None:
    task = _task(entry)
    if task is None or task.matter.unit_id is None:
        return
    kept = book()
    for post in kept.posts.values():
        if Role.STREET_LEADER in post.roles and kept.unit_of(post.body_id) == task.matter.unit_id and kept.people_in(post.id):
            _tell("grids.task_returned", task, entry, post.id)


def _carry(entry: Entry) -> None:
    carry_over(entry.subject_id, actor=SYSTEM, at=timezone.now())
