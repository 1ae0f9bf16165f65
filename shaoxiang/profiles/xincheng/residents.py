"""居民一侧: telephones, addresses and hours of the counters; a few published results, requests and feedback. All composed (示例)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from shaoxiang.cases import access, actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import DataRefusal, Satisfaction
from shaoxiang.feedback.actions import answer_feedback, give_feedback
from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.feedback.vocabulary import FeedbackKind
from shaoxiang.institutions.models import Account, Assignment, Body
from shaoxiang.institutions.queries import actor_of
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.identity.rules import mask_public
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.matter.models import Matter

ANSWERED_BY_TELEPHONE = (
    BodyKind.COMMAND_CENTER, BodyKind.DEPARTMENT, BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.INTERNAL_OFFICE,
    BodyKind.AFFILIATED_INSTITUTION, BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM, BodyKind.PUBLIC_UTILITY,
)
COUNTER = "党群服务中心"  # carries the plate 便民服务中心
HOURS = "周一至周五 9:00–12:00、14:30–17:30（示例）"
SHOWN, LEFT, REQUESTS = 8, 6, 3
FEEDBACK = (
    (FeedbackKind.SUGGESTION, "希望查进度的字再大一点，老人看着方便。（示例）", "/track/", "右上角的“大字”可以把每一页都放大，选过一次就记住。（示例）"),
    (FeedbackKind.PROBLEM, "手机上地图打不开，只能写地址。（示例）", "/report/",
     "浏览器不支持立体绘图时显示一张平面图，写地址一样能交。我们把说明写得更清楚了。（示例）"),
    (FeedbackKind.PRAISE, "不用注册就能反映，编号查得到，省心。（示例）", "/", "谢谢您，我们接着改。（示例）"),
    (FeedbackKind.PROBLEM, "待办列表里想按到期时间倒着排。（示例）", "/desk/", ""),
)


def load_counters() -> None:
    """A public telephone for every body without one, an address and hours for every counter. What people have set stays."""
    bodies = list(Body.objects.filter(kind__in=[kind.value for kind in ANSWERED_BY_TELEPHONE], valid_to=None).select_related("unit__street").order_by("pk"))
    for turn, body in enumerate(bodies):
        body.phone = body.phone or f"0471-001{turn:04d}"  # no subscriber number begins with 0
        if body.name == COUNTER and body.unit is not None:
            body.address = body.address or f"{body.unit.short_name}示例路 {turn % 90 + 1} 号（示例）"
            body.open_hours = body.open_hours or HOURS
    Body.objects.bulk_update(bodies, ["phone", "address", "open_hours"], batch_size=500)


def live_on(*, anchor: datetime) -> None:
    """After the month: what residents did with their rights, and what users said of the product. Real actions, silent."""
    if ProductFeedback.objects.exists():
        return
    _posts.cache_clear()
    known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    _publish(anchor)
    _rate_badly(anchor)
    _catch_up(anchor)
    _ask_for_erasure(anchor)
    _give_feedback(anchor)
    Pending.objects.filter(entry_id__gt=known).delete()


def _sitting(role: Role, street_id: int | None = None) -> Actor | None:
    for one in _posts():
        if role.value in one.post.roles and (street_id is None or one.post.body.street_id == street_id):
            account = Account.objects.filter(person_id=one.person_id).first() or Account(person_id=one.person_id)
            return actor_of(one.pk, account, one.valid_from)
    return None


def _resident(case: Case) -> Actor:
    return Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}), matter_id=case.pk)


def _closed(count: int, *, skip: int = 0) -> list[Case]:
    rows = Case.objects.filter(matter__status="CLOSED", source="RESIDENT_PAGE", excluded_at=None).exclude(answer="").exclude(matter__street_id=None)
    return list(rows.select_related("matter").order_by("-matter__closed_at", "-pk")[skip : skip + count])


def _publish(anchor: datetime) -> None:
    for turn, case in enumerate(_closed(SHOWN)):
        at = max(case.matter.closed_at or anchor, anchor - timedelta(hours=20 - turn))
        actions.consent(case.number, actor=_resident(case), at=at, public=True)
        desk = _sitting(Role.STREET_DESK, case.matter.street_id)
        if desk is not None and turn < SHOWN - 2:  # two wait on a desk
            actions.publish(case.number, actor=desk, at=at, public_text=mask_public(case.description), public_answer=mask_public(case.answer))


def _rate_badly(anchor: datetime) -> None:
    for case in [one for one in _closed(60, skip=SHOWN) if not one.satisfaction][:2]:
        words = "来的人态度好，可是两天后又坏了。（示例）"
        actions.rate(case.number, actor=_resident(case), at=anchor - timedelta(hours=3), satisfaction=Satisfaction.POOR, words=words)


def _catch_up(anchor: datetime) -> None:
    """What the month left on desks is done, but for the newest few."""
    supervisor = _sitting(Role.SUPERVISOR)
    of_cases = DeskRow.objects.filter(OPEN, matter_id__in=Case.objects.values("pk")).order_by("-opened_at", "-pk")
    waiting = {what: list(of_cases.filter(what=what)) for what in ("answer_rating", "publish")}
    for row in waiting["answer_rating"][2:]:
        if supervisor is not None:
            actions.answer_rating(
                Matter.objects.get(pk=row.matter_id).number, actor=supervisor, at=min(row.opened_at + timedelta(hours=5), anchor),
                words="打电话核实过，承办单位已上门返工。（示例）",
            )
    for row in waiting["publish"][LEFT:]:
        case = Case.objects.select_related("matter").get(pk=row.matter_id)
        desk, at = _sitting(Role.STREET_DESK, case.matter.street_id), min(row.opened_at + timedelta(hours=20), anchor)
        if desk is not None and case.matter.street_id is not None:
            actions.publish(case.number, actor=desk, at=at, public_text=mask_public(case.description), public_answer=mask_public(case.answer))


@cache
def _posts() -> list[Assignment]:
    return list(Assignment.objects.filter(valid_to=None).select_related("post__body").order_by("pk"))


def _ask_for_erasure(anchor: datetime) -> None:
    cases = [one for one in _closed(80, skip=SHOWN + 10) if one.reporter_id is not None][:REQUESTS]
    asked = [
        actions.request_erasure(case.number, actor=_resident(case), at=anchor - timedelta(days=3, hours=turn), words="事情办完了，请删掉我的电话。（示例）")
        for turn, case in enumerate(cases)
    ]
    security = _sitting(Role.SECURITY_ADMIN)
    if security is not None and len(asked) == REQUESTS:
        actions.erase_data(asked[0].number, actor=security, at=anchor - timedelta(days=1), words="已清空。（示例）")
        actions.refuse_data(
            asked[1].number, actor=security, at=anchor - timedelta(days=1), reason=DataRefusal.NOT_THE_PERSON,
            words="留的是别人的电话，请本人申请。（示例）",
        )


def _give_feedback(anchor: datetime) -> None:
    config, nobody = _sitting(Role.CONFIG_ADMIN), Actor(kind=ActorKind.RESIDENT)
    for turn, (kind, text, page, answer) in enumerate(FEEDBACK):
        given = give_feedback(kind=kind, text=text, page=page, actor=nobody, at=anchor - timedelta(days=4 - turn))
        if answer and config is not None:
            answer_feedback(given.number, actor=config, at=anchor - timedelta(days=1, hours=turn), answer=answer, published=True)
