"""力量在外面（示例）: what the demo street's desk sent this morning, a release its neighbour asks for, a swap, a change of head. Real actions, silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from shaoxiang.cases.queries import cases_for
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces import actions
from shaoxiang.forces.models import ForceOrder, HeadChange, Member, Shift, Swap
from shaoxiang.forces.rules import ForceEngaged, ForceRefused
from shaoxiang.forces.vocabulary import ChangeKind
from shaoxiang.institutions.models import Account, Assignment, Body
from shaoxiang.institutions.queries import actor_of
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.profiles.xincheng.people import HOME

MINUTE = timedelta(minutes=1)
NEIGHBOUR = "S150102007"
# force, priority, task, how far it has come, minutes before the anchor
TASKS = (
    ("DEP06-T1", Priority.EMERGENCY, "楼道有煤气味：请带测漏仪，要能当场停气、疏散（示例）", ("acknowledge", "arrive"), 50),
    ("DEP12-T1", Priority.ROUTINE, "广告牌松动：请带高空作业车，要能当场拆除（示例）", (), 40),
    ("PQ01-DEP05", Priority.JOINT, "占道摊点无照卖食品：请来查证照，要能当场扣押（示例）", ("acknowledge",), 90),
    ("DEP07-T1", Priority.JOINT, "井盖塌陷：请带围挡和抽水泵，要能当场定抢修方案（示例）", ("arrive", "claim_done"), 240),
)


def live_forces(*, anchor: datetime) -> None:
    """Loaded once; told to nobody."""
    desk, neighbour = _sitting(f"{HOME}-P:DESK"), _sitting(f"{NEIGHBOUR}-P:DESK")
    if ForceOrder.objects.exists() or desk is None:
        return
    known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    numbers = list(
        cases_for(desk).filter(matter__street_id=desk.street_id, matter__closed_at=None, matter__lon__isnull=False).order_by("-pk")
        .values_list("matter__number", flat=True)[: len(TASKS)]
    )
    for number, task in zip(numbers, TASKS, strict=False):
        _send(number, *task, desk=desk, anchor=anchor)
    ForceOrder.objects.update(sample=True)
    first = ForceOrder.objects.filter(order__priority=Priority.EMERGENCY.value).first()
    if first is not None and neighbour is not None:
        actions.ask_release(first.pk, actor=neighbour, at=anchor - 5 * MINUTE, priority=Priority.LIFE)
    _ask_swap(anchor)
    _ask_change(anchor)
    Pending.objects.filter(entry_id__gt=known).delete()


def _sitting(post_code: str) -> Actor | None:
    seat = Assignment.objects.filter(post__code=post_code, valid_to=None).order_by("pk").first()
    if seat is None:
        return None
    account = Account.objects.filter(person_id=seat.person_id).first() or Account(person_id=seat.person_id)
    return actor_of(seat.pk, account, timezone.localdate())


def _send(number: str, code: str, priority: Priority, task: str, steps: tuple[str, ...], before: int, *, desk: Actor, anchor: datetime) -> None:
    body, at = Body.objects.get(code=code), anchor - before * MINUTE
    try:
        row = actions.send_force(number, body.pk, priority=priority, task=task, actor=desk, at=at)
    except ForceEngaged:
        return  # out on a whistle that is still open
    handler = _sitting(f"{code}:HANDLER")
    if handler is None:
        return
    for turn, step in enumerate(steps, start=1):
        words = {"words": "已围挡抽水，换好井盖，路面可以通行（示例）"} if step == "claim_done" else {}
        getattr(actions, step)(row.pk, actor=handler, at=at + turn * 12 * MINUTE, **words)


def _ask_swap(anchor: datetime) -> None:
    """The fire team's handler asks a colleague to take his next shift."""
    handler = _sitting("DEP06-T1:HANDLER")
    shift = Shift.objects.filter(person_id=(handler and handler.person_id) or 0, starts_at__gt=anchor).order_by("starts_at").first()
    if handler is None or handler.person_id is None or shift is None or Swap.objects.exists():
        return
    for other in Member.objects.filter(body_id=shift.body_id, valid_to=None).exclude(person_id=handler.person_id).order_by("pk"):
        try:
            actions.ask_swap(shift.pk, other.person_id, actor=handler, at=anchor - 60 * MINUTE)
        except ForceRefused:
            continue
        return


def _ask_change(anchor: datetime) -> None:
    """The market bureau would change the head of an area's office: the streets of the area are asked."""
    head, body = _sitting("DEP05:HEAD"), Body.objects.filter(code="PQ01-DEP05").first()
    other = Member.objects.filter(body__code="PQ02-DEP05", quota__isnull=False).order_by("pk")[2:3].first()
    if head is None or body is None or other is None or HeadChange.objects.exists():
        return
    actions.ask_change(
        body.pk, ChangeKind.APPOINT, reason="现任负责人任满一届（示例）", days=8, person_id=other.person_id, actor=head, at=anchor - 120 * MINUTE, sample=True,
    )
