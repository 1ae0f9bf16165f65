"""机构变更和交接（示例）: a composed office that was set up, renamed and given a plate, and a post that changes hands next week; by the room's own actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from shaoxiang.institutions import actions
from shaoxiang.institutions.models import Assignment, Body, Handover, Post
from shaoxiang.institutions.queries.handover import counted
from shaoxiang.institutions.rules import Decision
from shaoxiang.kernel.access import Actor
from shaoxiang.profiles.xincheng.bodies import CENTER
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.people import HOME

DAY = timedelta(days=1)
OFFICE = f"{CENTER}-SJ"
HANDLERS = tuple(f"{HOME}-{office}:HANDLER" for office in "CPS")  # those one may become in the demo


def change_register(cast: Cast, anchor: datetime) -> None:
    """Nothing where the staffing office is not seeded, or it was told already."""
    post = Post.objects.filter(code="ORG11:STAFFING").first()
    staffing = cast.by_post.get(post.pk) if post is not None else None
    if staffing is None or Body.objects.filter(code=OFFICE).exists():
        return
    _an_office(staffing, anchor)
    _a_handover(staffing, cast, anchor)


def _an_office(staffing: Actor, anchor: datetime) -> None:
    """Set up, renamed a month later, given a plate, and a telephone corrected."""
    center, at = Body.objects.get(code=CENTER), anchor - 50 * DAY
    body = actions.open_body(
        OFFICE, "INTERNAL_OFFICE", "数据汇聚科", name_en="Data Collection Section", parent_id=center.pk,
        decision=_decided(at, "示例：指挥中心要有人管数据。", 11), actor=staffing, at=at, sample=True,
    ).body
    decision = _decided(at, "示例：设负责人。", 11)
    desk = actions.open_post(body.pk, f"{OFFICE}:HEAD", "负责人", title_en="Head", answers=True, decision=decision, actor=staffing, at=at).post
    assert desk is not None  # noqa: S101
    actions.seat_person(desk.pk, None, name="示例丁酉", name_en="Sample Ding You", work_phone="0471-0009001", decision=_decided(at, "示例：任职。", 11),
                        actor=staffing, at=at)
    late = anchor - 18 * DAY
    actions.rename_body(body.pk, "城市运行数据科", name_en="City Operations Data Section", decision=_decided(late, "示例：名称和“三定”一致。", 14), revision=1,
                        actor=staffing, at=late)
    actions.change_plates(body.pk, ["大数据服务中心"], decision=_decided(late + DAY, "示例：加挂牌子。", 15), revision=2, actor=staffing, at=late + DAY)
    actions.change_attributes(body.pk, {"phone": "0471-0009002"}, decision=_decided(late + 3 * DAY, "示例：换了号码。"), revision=3, actor=staffing,
                              at=late + 3 * DAY)


def _a_handover(staffing: Actor, cast: Cast, anchor: datetime) -> None:
    """A handler with open work leaves next week; he has passed on the first line."""
    on = timezone.localtime(anchor).date() + 7 * DAY
    seats = list(Assignment.objects.filter(post__code__in=HANDLERS).select_related("person", "post__body").order_by("pk"))
    if len(seats) < 2 or Handover.objects.exists():
        return
    leaving = max(seats, key=lambda seat: _weight(seat, on))
    following, begun = next(seat for seat in seats if seat is not leaving), anchor - timedelta(hours=20)
    handover = actions.start_handover(leaving.pk, following.person, on, actor=staffing, at=begun, muted=True)
    first, leaver = handover.lines.order_by("pk").first(), cast.by_post.get(leaving.post_id)
    if first is not None and leaver is not None:
        actions.pass_on(handover.pk, {first.pk: "示例：当面说过，材料在柜子第二层。"}, actor=leaver, at=begun + timedelta(hours=3))


def _weight(seat: Assignment, on: date) -> tuple[int, int]:
    """How many kinds of things go with the post, and how many things: the fullest desk shows most."""
    lines = counted(seat, on)
    return len({source for source, _key in lines}), len(lines)


def _decided(at: datetime, message: str, number: int = 0) -> Decision:
    return Decision(timezone.localtime(at).date(), message, f"新编发（示例）〔2026〕{number}号" if number else "")
