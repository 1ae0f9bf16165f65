"""协调调度（示例）: thirteen composed items at every level and in every state, five meetings, their minutes and tasks, lived by the room's own actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.coordination import actions
from shaoxiang.coordination.actions.escalation import item_late, task_late
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Meeting
from shaoxiang.coordination.queries.rows import SUBJECT
from shaoxiang.coordination.rules import Decision, Dissenting, Planned, TaskGiven
from shaoxiang.coordination.vocabulary import Agreement, MeetingLevel, Source, Verdict
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.vocabulary import Uptake
from shaoxiang.profiles.xincheng.hearing import heard
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.mornings import last_time

HOME_DESK = "S150102006-P:DESK"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOUSING, URBAN, GARDENS, WATER, TRAFFIC, POLICE = "DEP07", "DEP12", "DEP14", "DEP15", "DEP13", "S150102006-DEP01"
LAMP, SNOW = "B0108", "0106"  # types two of the composed rulings are about


@dataclass(frozen=True)
class _Room:
    """The people of the story: a street's desk and leader, the district's desk and leader, the staffing office."""

    cast: Cast
    desk: Actor
    leader: Actor
    district: Actor
    chief: Actor
    staffing: Actor
    other: Actor  # the desk of another street

    def body(self, code: str) -> int:
        return book().codes[code]

    def doer(self, code: str) -> Actor:
        """Who signs and claims for a body."""
        key = self.body(code)
        found = self.cast.by_unit.get((key, Role.DEPARTMENT_LIAISON.value)) or self.cast.by_body[key]
        return found[0]


def coordinate(cast: Cast, anchor: datetime) -> int:
    """As far as the days before `anchor` take each. Returns how many items; none where the demo street is not seeded."""
    room = _room(cast)
    if room is None:
        return 0
    morning = last_time(anchor, 9, 0)
    _district_meeting(room, morning - 20 * DAY)
    _joint_meeting(room, morning - 12 * DAY)
    _weekly_meeting(room, morning - 6 * DAY)
    _tomorrow(room, anchor)
    _this_moment(room, anchor)
    _daily(room, anchor)
    return CoordinationCase.objects.count()


def supervise_late(anchor: datetime) -> int:
    """What is past due lies on the supervisor's desk, as the worker's reaction would have put it there."""
    late = RunningClock.objects.filter(
        OPEN, due_at__lte=anchor, matter_id__in=CoordinationCase.objects.filter(is_open=True).values("pk"),
    ).order_by("due_at", "pk")
    found = list(late.values_list("matter_id", "part_id"))
    return sum(task_late(part, at=anchor) if part is not None else item_late(matter_id, at=anchor) for matter_id, part in found)


def _room(cast: Cast) -> _Room | None:
    post = Post.objects.filter(code=HOME_DESK).first()
    desk = cast.by_post.get(post.pk) if post is not None else None
    if desk is None or not Body.objects.filter(code=POLICE).exists():
        return None
    leader = cast.by_street[desk.street_id or 0, Role.STREET_LEADER.value][0]
    other = next(found[0] for (street, role), found in cast.by_street.items() if role == Role.STREET_DESK.value and street != desk.street_id)
    staffing = next(actor for actor in cast.by_post.values() if Role.STAFFING_OFFICE.value in actor.roles)
    return _Room(cast, desk, leader, cast.district[Role.DISTRICT_DESK.value][0], cast.district[Role.DISTRICT_LEADER.value][0], staffing, other)


def _raised(
    room: _Room, title: str, reason: str, level: MeetingLevel, at: datetime, *, by: Actor | None = None, units: Sequence[str] = (),
    source: Source = Source.BY_HAND,
    street_id: int | None = None, type_code: str = "", case: Case | None = None,
) -> CoordinationCase:
    who = by or (room.desk if level not in (MeetingLevel.DISTRICT,) else room.district)
    return actions.raise_item(
        source=source, title=title, reason=reason, street_id=street_id if street_id is not None else who.street_id, level=level, actor=who, at=at,
        source_matter_id=case.pk if case is not None else None, subject_code=type_code, unit_ids=[room.body(code) for code in units], sample=True,
    )


def _meeting(
    room: _Room, title: str, level: MeetingLevel, starts_at: datetime, items: Sequence[CoordinationCase], *, by: Actor, chair: Actor, place: str, at: datetime,
    units: Sequence[str] = (),
) -> Meeting:
    planned = Planned(title, place, starts_at, starts_at + 90 * timedelta(minutes=1), chair.post_id or 0, "示例：请带上有关清单条目和现场照片。")
    meeting = actions.plan_meeting(
        planned, level=level, actor=by, at=at, body_ids=[room.body(code) for code in units], items=[item.number for item in items], sample=True,
    )
    actions.call(meeting.number, actor=by, at=at + HOUR / 2)
    return meeting


def _heard(room: _Room, item: CoordinationCase, at: datetime) -> None:
    """The street whose ground it is is asked from the item, answers the next day, and is told what became of it."""
    street = room.other
    text = f"{item.matter.title}（{item.number}）。示例：请说说镇街在做什么、难在哪里。"
    file = heard(room.cast, (SUBJECT, item.pk), item.matter.title, text, [street.unit_id or 0], asker=room.district, meeting="示例：区级协调会议（第一次）",
                 at=at, words="示例：街道只能垫钱换灯泡，请明确由谁管线路。")
    request = file.requests.select_related("matter").get()
    opinions.give_feedback(request.number, uptake=Uptake.ADOPTED, words="示例：线路一并移交，写进纪要。", actor=room.district, at=at + 8 * DAY)


def _opened(meeting: Meeting, by: Actor, at: datetime, *, away: Sequence[int] = ()) -> None:
    marks = {row.body_id: "EXCUSED" if row.body_id in away else "PRESENT" for row in meeting.members.all()}
    actions.open_meeting(meeting.number, actor=by, at=at, attendance=marks, chair_present=True)


def _on(at: datetime) -> date:
    return timezone.localtime(at).date()


def _done(room: _Room, task: CoordinationTask, code: str, words: str, at: datetime, by: Actor) -> None:
    actions.sign_task(task.pk, actor=room.doer(code), at=at)
    actions.claim_task(task.pk, actor=room.doer(code), at=at + 2 * DAY, words=words)
    actions.accept_task(task.pk, actor=by, at=at + 3 * DAY)


# --- the district's meeting, three weeks ago --------------------------------------------------------------------------


def _district_meeting(room: _Room, at: datetime) -> None:
    who, raised_at = room.district, at - 6 * DAY
    lamps = _raised(
        room, "示例：背街路灯坏了由谁修", "示例：住建和城管都说三定里没有写背街路灯，居民反映了两个月。请定由谁主责。", MeetingLevel.DISTRICT, raised_at,
        by=who, units=(HOUSING, URBAN), type_code=LAMP, street_id=room.other.street_id,
    )
    flood = _raised(
        room, "示例：下穿通道雨后积水", "示例：每次大雨都积水，排水、交通、街道各管一段，没有人牵头。", MeetingLevel.DISTRICT, raised_at, by=who,
        units=(WATER, TRAFFIC),
        source=Source.REPEAT,
    )
    _heard(room, lamps, raised_at + HOUR)
    actions.ask_staffing(lamps.number, actor=who, at=raised_at + HOUR, words="示例：住建说只管主次干道，城管说没有移交。")
    actions.give_opinion(
        lamps.number, actor=room.staffing, at=at - DAY, words="示例：按三定规定，市政设施维护由城管局负责，背街路灯属市政设施。", lead_id=room.body(URBAN),
    )
    meeting = _meeting(
        room, "示例：区级协调会议（第一次）", MeetingLevel.DISTRICT, at, [lamps, flood], by=who, chair=room.chief, place="区政府三楼会议室", at=at - 2 * DAY,
    )
    _opened(meeting, who, at)
    actions.decide(lamps.number, Decision(
        Verdict.RULE_COMPETENCE, "示例：本镇街背街路灯由区城市管理局主责维护，住建局一个月内移交图纸。", lead_id=room.body(URBAN),
        cooperating=(room.body(HOUSING),),
        due_on=_on(at + 30 * DAY), type_code=LAMP, agreement=Agreement.DECIDED, dissent=(Dissenting(room.body(URBAN), "示例：今年没有列维护经费。"),),
    ), actor=who, at=at + HOUR / 2)
    minute = actions.decide(flood.number, Decision(
        Verdict.TASKS, "示例：由水务局牵头清掏和改造，交通局做好警示和分流。", lead_id=room.body(WATER), cooperating=(room.body(TRAFFIC),),
        due_on=_on(at + 12 * DAY),
        tasks=(
            TaskGiven(room.body(WATER), "示例：清掏雨水井，装两台水泵", _on(at + 10 * DAY), "示例：试水半小时不积"),
            TaskGiven(room.body(TRAFFIC), "示例：两头装水位警示牌", _on(at + 8 * DAY), "示例：现场看得到"),
        ),
    ), actor=who, at=at + HOUR)
    actions.finish(meeting.number, actor=who, at=at + 2 * HOUR)
    actions.file_duty(lamps.number, actor=room.staffing, at=at + 3 * DAY, reference="示例编备〔1〕号")
    for task, code, words in zip(minute.tasks.order_by("pk"), (WATER, TRAFFIC), ("示例：已清掏，水泵已装。", "示例：警示牌装好。"), strict=True):
        _done(room, task, code, words, at + DAY, who)
    actions.close(flood.number, actor=room.chief, at=at + 9 * DAY, words="示例：上次大雨去看过，没有积水。")


# --- the joint meeting, twelve days ago -------------------------------------------------------------------------------


def _joint_meeting(room: _Room, at: datetime) -> None:
    who, raised_at = room.district, at - 5 * DAY
    trees = _raised(
        room, "示例：行道树枝压线由谁修剪", "示例：园林说压线归供电，供电说树归园林，街道来回跑。", MeetingLevel.MONTHLY, raised_at, units=(GARDENS, "UTL04"),
        case=_third_bounce(), source=Source.OBJECTION,
    )
    snow = _raised(
        room, "示例：小区外人行道扫雪没有人管", "示例：清单上只写了车行道和单位门前，这一段是空白。", MeetingLevel.MONTHLY, raised_at, by=SYSTEM,
        units=(URBAN, GARDENS),
        source=Source.DUTY_GAP, type_code=SNOW, street_id=room.desk.street_id,
    )
    stalls = _raised(room, "示例：早市占道请求延长", "示例：商户希望早市延到十点，居民反对。", MeetingLevel.MONTHLY, raised_at, units=(URBAN,))
    meeting = _meeting(
        room, "示例：区街联席会议", MeetingLevel.MONTHLY, at, [trees, snow, stalls], by=who, chair=room.district, place="区综合指挥中心会议室", at=at - 2 * DAY,
        units=(POLICE,),
    )
    _opened(meeting, who, at, away=[room.body(POLICE)])
    minute = actions.decide(trees.number, Decision(
        Verdict.TASKS, "示例：园林牵头，供电停电配合，每季度一次。", lead_id=room.body(GARDENS), cooperating=(room.body("UTL04"),), due_on=_on(at + 20 * DAY),
        tasks=(
            TaskGiven(room.body(GARDENS), "示例：排出压线树木清单并修剪", _on(at + 14 * DAY), "示例：逐株销号"),
            TaskGiven(room.body("UTL04"), "示例：安排三次停电窗口", _on(at + 9 * DAY), "示例：停电通知"),
        ),
    ), actor=who, at=at + HOUR / 2)
    actions.decide(snow.number, Decision(
        Verdict.RULE_COMPETENCE, "示例：本街道小区外人行道由区城市管理局主责清雪，园林配合，两家当场同意。", lead_id=room.body(URBAN),
        cooperating=(room.body(GARDENS),),
        type_code=SNOW, agreement=Agreement.AGREED,
    ), actor=who, at=at + HOUR)
    actions.decide(
        stalls.number, Decision(Verdict.NO_ACTION, "示例：仍按现行时间；居民意见大，不延长，由街道向商户解释。"), actor=who, at=at + 75 * timedelta(minutes=1),
    )
    actions.finish(meeting.number, actor=who, at=at + 3 * HOUR)
    gardens, power = minute.tasks.order_by("pk")
    actions.sign_task(gardens.pk, actor=room.doer(GARDENS), at=at + DAY)
    actions.extend_task(gardens.pk, actor=who, at=at + 8 * DAY, until=_on(at + 21 * DAY), reason="示例：等供电排停电窗口。")
    actions.sign_task(power.pk, actor=room.doer("UTL04"), at=at + 2 * DAY)  # late by now


def _third_bounce() -> Case | None:
    """A case of the month that was handed back, where the story has one."""
    return Case.objects.filter(bounces__gt=0, matter__closed_at__isnull=True).order_by("pk").first()


# --- the street's week ------------------------------------------------------------------------------------------------


def _weekly_meeting(room: _Room, at: datetime) -> None:
    raised_at = at - 2 * DAY
    road = _raised(room, "示例：小学门口接送拥堵", "示例：放学时家长车占满车道，救护车进不来。", MeetingLevel.WEEKLY, raised_at, units=(POLICE, "S150102006-C"))
    pipe = _raised(
        room, "示例：老旧小区化粪池外溢", "示例：没有物业，产权说不清，疏通费没有人出。", MeetingLevel.WEEKLY, raised_at, units=("S150102006-C", HOUSING),
    )
    meeting = _meeting(room, "示例：街道每周会商", MeetingLevel.WEEKLY, at, [road, pipe], by=room.desk, chair=room.leader, place="街道二楼会议室", at=at - DAY)
    _opened(meeting, room.desk, at)
    minute = actions.decide(road.number, Decision(
        Verdict.TASKS, "示例：派出所放学时段派人疏导，城管办划临时停车区。", lead_id=room.body(POLICE), cooperating=(room.body("S150102006-C"),),
        due_on=_on(at + 14 * DAY),
        tasks=(
            TaskGiven(room.body(POLICE), "示例：放学时段定岗疏导", _on(at + 7 * DAY), "示例：连续五天不堵"),
            TaskGiven(room.body("S150102006-C"), "示例：划临时停车区并立牌", _on(at + 10 * DAY), "示例：现场划好"),
        ),
    ), actor=room.desk, at=at + HOUR / 2)
    actions.decide(pipe.number, Decision(
        Verdict.ESCALATE, "示例：要动用维修资金，街道定不了，请区里定。", dissent=(Dissenting(room.body(HOUSING), "示例：没有业主委员会，不符合使用条件。"),),
    ), actor=room.desk, at=at + HOUR)
    actions.finish(meeting.number, actor=room.desk, at=at + 2 * HOUR)
    police, urban = minute.tasks.order_by("pk")
    actions.sign_task(police.pk, actor=room.doer(POLICE), at=at + DAY)
    actions.sign_task(urban.pk, actor=room.doer("S150102006-C"), at=at + DAY)
    actions.claim_task(urban.pk, actor=room.doer("S150102006-C"), at=at + 4 * DAY, words="示例：停车区划好了，牌子立了两块。")


def _tomorrow(room: _Room, anchor: datetime) -> None:
    """The street calls departments and stationed bodies: the notice is out."""
    start = timezone.localtime(anchor + DAY).replace(hour=14, minute=30, second=0, microsecond=0)
    dogs = _raised(room, "示例：流浪犬伤人由谁处置", "示例：社区没有手段，公安说没有收容点。", MeetingLevel.MONTHLY, anchor - 3 * DAY, units=(POLICE, URBAN))
    fire = _raised(
        room, "示例：楼道充电屡禁不止", "示例：本月第三次，吹哨后没有单位到场。", MeetingLevel.MONTHLY, anchor - DAY, units=("DEP06", POLICE),
        source=Source.NO_ANSWER,
    )
    _meeting(
        room, "示例：街道与部门、派驻机构联席会", MeetingLevel.MONTHLY, start, [fire, dogs], by=room.desk, chair=room.leader, place="街道二楼会议室",
        at=anchor - 5 * HOUR,
        units=("PQ01-DEP05",),
    )


def _this_moment(room: _Room, anchor: datetime) -> None:
    """A meeting that is going on: who came is written down, nothing is decided yet."""
    item = _raised(
        room, "示例：两个小区之间的断头路谁来清", "示例：两边物业都说不在红线内，垃圾堆了一个月。", MeetingLevel.WEEKLY, anchor - 2 * DAY,
        units=("S150102006-C", URBAN, HOUSING),
    )
    meeting = _meeting(
        room, "示例：街道会商（断头路）", MeetingLevel.WEEKLY, anchor - HOUR / 2, [item], by=room.desk, chair=room.leader, place="街道二楼会议室",
        at=anchor - 3 * HOUR,
    )
    _opened(meeting, room.desk, anchor - HOUR / 3, away=[room.body(HOUSING)])


def _daily(room: _Room, anchor: datetime) -> None:
    _raised(
        room, "示例：快递车堵消防通道", "示例：今天又堵了，物业管不住，想请派出所和城管办一起去一次。", MeetingLevel.DAILY, anchor - 2 * HOUR,
        units=(POLICE, "S150102006-C"),
    )
    done = _raised(room, "示例：广场舞音量", "示例：居民和舞队各让一步，缺个见证。", MeetingLevel.DAILY, anchor - 4 * DAY, units=(POLICE,))
    actions.settle(done.number, actor=room.desk, at=anchor - 4 * DAY + 3 * HOUR, words="示例：当晚到场，说好九点停，音量贴了标记。")
    back = _raised(room, "示例：空调滴水", "示例：一时联系不上户主。", MeetingLevel.DAILY, anchor - 8 * DAY, units=("S150102006-C",))
    actions.withdraw(back.number, actor=room.desk, at=anchor - 7 * DAY, words="示例：户主已经自己修好。")
