"""职责准入（示例）: composed requests at every stage, one looked back on after its year, and refusal notices, lived by the room's own actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shaoxiang.admission import actions
from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.rules import Statement
from shaoxiang.admission.vocabulary import Advice, Breach, Decided, Finding, LookBack, ReviewKind, Tenure, WorkKind
from shaoxiang.duties import actions as lists
from shaoxiang.duties.models import InstitutionDocument, ListVersion
from shaoxiang.duties.queries import documents
from shaoxiang.duties.queries.versions import running
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.institutions.models import Post
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.vocabulary import OpinionStatus, Uptake, View
from shaoxiang.profiles.xincheng.mornings import last_time

if TYPE_CHECKING:  # the month tells this story, and is read first
    from shaoxiang.profiles.xincheng.month.cast import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STREETS = ("S150102006", "S150102008", "S150102007")
TOWN = ("S150102101",)  # its list is composed: the ninety-four items of the streets stay ninety-four
HOUSING, FIRE, STATISTICS, URBAN, HEALTH, CIVIL = (f"{code}:LIAISON" for code in ("DEP07", "DEP06", "DEP19", "DEP12", "DEP10", "DEP17"))
OFFICE, SECOND, MAYOR = "ORG11:STAFFING", "ORG11:REVIEW", "QW:LEADER01"
REVIEWERS = {ReviewKind.LEGALITY: "DEP04:LEGAL", ReviewKind.STAFFING: OFFICE, ReviewKind.FUNDING: "DEP18:BUDGET"}


def _stated(title: str, need: str, hours: int, staff: str, money: str, *, basis: str, keeps: str) -> Statement:
    return Statement(
        title=f"示例：{title}", legal_basis=f"示例：{basis}", need=f"示例：{need}", workload=f"示例：每个街道每月约 {hours} 小时", hours_a_month=hours,
        staff=f"示例：{staff}", money=f"示例：{money}", period="示例：长期，满一年评估一次", standard="示例：每处每月看一次，问题当天上报",
        process="示例：看、记、报；不处理的转部门", keeps=f"示例：{keeps}", authority="示例：可查看部门台账", training="示例：上岗前讲一次，每季度一次",
    )


CHARGING = _stated(
    "楼道电动自行车充电巡查", "大队十一个人看不过来四百多个网格", 40, "每个街道增加一名事业编制人员", "每个街道每年四万元，列入区级预算，每季度拨付",
    basis="行业法规相应条文（示例）", keeps="执法、处罚和火灾调查仍由大队做",
)
TREES = _stated(
    "行道树缺株登记", "缺株由路过的人发现最快", 12, "不增加人，由现有巡查顺带", "每年五千元耗材", basis="行业法规相应条文（示例）",
    keeps="补植、养护仍由部门做",
)
WALLS = _stated(
    "老旧小区外墙脱落巡看", "六十年代建的楼多，靠报修发现不了", 16, "每个街道一名兼职人员，由局里聘", "每个街道每年一万二千元",
    basis="行业法规相应条文（示例）", keeps="鉴定、维修和资金由局里负责",
)
SMOKE = _stated(
    "餐饮油烟扰民先期查看", "投诉多在晚上，委里没有夜班", 24, "每个街道增加半个岗位", "每个街道每年二万元，随人拨付", basis="行业法规相应条文（示例）",
    keeps="检测、认定和处罚由部门做",
)
DISPUTES = _stated(
    "物业服务纠纷首次登记", "居民先找社区，登记在社区最方便", 20, "每个街道增加一名事业编制人员", "每个街道每年一万元", basis="行业法规相应条文（示例）",
    keeps="调处、约谈和处罚由局里做",
)
PAVEMENTS = _stated(
    "便道破损登记", "破损由路过的人发现最快", 10, "不增加人，由现有巡查顺带", "每年三千元耗材", basis="行业法规相应条文（示例）",
    keeps="维修、养护仍由部门做",
)
ROOFS = _stated(
    "楼顶违建线索登记", "楼顶要物业开门才看得到", 8, "不增加人", "每年二千元", basis="行业法规相应条文（示例）", keeps="认定和拆除由部门做",
)
CENSUS = _stated(
    "个体经营户经济数据季度填报", "季度数据缺口大", 60, "由社区人员兼做", "没有单列", basis="行业法规相应条文（示例）", keeps="汇总、审核由部门做",
)
HEATING = replace(
    _stated("供热期入户测温陪同", "供热初期报修集中，住户要有熟人陪同", 30, "每个街道派三名部门人员", "误餐和交通由部门出，每街道六千元",
            basis="行业法规相应条文（示例）", keeps="测温、认定、维修都由部门做"),
    tenure=Tenure.TEMPORARY, technique="示例：测温仪十台，部门人员操作", requirements="示例：街道只陪同敲门，不作认定；安全由部门负责", grid_work=True,
    period="示例：一个供热期",
)
VACCINE = replace(
    _stated("学校周边临时预检点引导", "秋冬季就诊高峰", 20, "部门派四人，街道派志愿者二人", "误餐由部门出", basis="行业法规相应条文（示例）",
            keeps="预检、登记由部门做"),
    tenure=Tenure.TEMPORARY, technique="示例：帐篷、指示牌由部门提供", requirements="示例：只引导，不登记个人信息", period="示例：三周",
)
BURNING = _stated(
    "村庄秸秆、枯叶露天焚烧巡看", "秋后两个月火点多，局里的车跑不过来", 18, "镇里增加两名护林防火公益岗", "每年三万元，列入区级预算，十月前拨付",
    basis="行业法规相应条文（示例）", keeps="认定、处罚和航拍由部门做",
)
ELDERS = replace(
    _stated("独居老人节前探访", "节前要知道谁需要帮助", 25, "每个社区增加一名公益岗位", "每个街道每年一万元", basis="行业法规相应条文（示例）",
            keeps="补贴审核和发放由部门做"),
    touches_communities=True, community_work="示例：每名独居老人节前上门一次", no_forms=True,
)


def sample_paper(name: str) -> SimpleUploadedFile:
    """A paper to hang on something: the text of the rule on admission, as it is printed."""
    document = InstitutionDocument.objects.get(code="DUTY_ADMISSION")
    text = documents.last_text(document)
    assert text is not None  # noqa: S101 (the seed wrote it)
    return SimpleUploadedFile(name, documents.paper(document, text, "pdf"))


class _Story:
    """Who acts, by the code of the post; the streets' desks in the order given."""

    def __init__(self, cast: Cast, at: datetime, streets: Sequence[str] = STREETS) -> None:
        self.posts = {post.code: cast.by_post[post.pk] for post in Post.objects.filter(pk__in=list(cast.by_post))}
        self.desks = [cast.by_unit[self.posts[f"{code}:LEADER"].unit_id or 0, Role.STREET_DESK.value][0] for code in streets]
        self.morning = at

    def actor(self, code: str) -> Actor:
        return self.posts[code]

    def day(self, after: int) -> date:
        return timezone.localdate(self.morning + after * DAY)

    def drafted(self, who: str, given: Statement, days: int, *, streets: int = 2) -> AdmissionRequest:
        units = tuple(desk.unit_id or 0 for desk in self.desks[:streets])
        return actions.open_request(replace(given, units=units), actor=self.actor(who), at=self.morning - days * DAY, sample=True)

    def submitted(self, who: str, given: Statement, days: int, *, streets: int = 2, letter: bool = False) -> AdmissionRequest:
        request = self.drafted(who, given, days, streets=streets)
        if letter:
            actions.attach(request.number, upload=sample_paper("示例：请示.pdf"), actor=self.actor(who), at=self.morning - days * DAY)
        return actions.submit(request.number, actor=self.actor(who), at=self.morning - days * DAY + HOUR)

    def taken_in(self, who: str, given: Statement, days: int, *, streets: int = 2, letter: bool = False) -> AdmissionRequest:
        request = self.submitted(who, given, days, streets=streets, letter=letter)
        return actions.take_in(request.number, actor=self.actor(OFFICE), at=self.morning - (days - 1) * DAY)

    def find(self, request: AdmissionRequest, kind: ReviewKind, finding: Finding, words: str, days: float) -> None:
        actions.review(request.number, kind=kind, finding=finding, words=f"示例：{words}" if words else "", actor=self.actor(REVIEWERS[kind]),
                       at=self.morning - days * DAY)

    def asked(self, who: str, given: Statement, days: int, *, streets: int = 2, letter: bool = False) -> AdmissionRequest:
        """Reviewed by all three, the streets asked three days later."""
        request = self.taken_in(who, given, days, streets=streets, letter=letter)
        self.find(request, ReviewKind.LEGALITY, Finding.SUPPORT, "有依据，不涉及委托处罚。", days - 2)
        self.find(request, ReviewKind.FUNDING, Finding.CHANGE, "经费要列到街道名下，不能由部门代管。", days - 2.2)
        self.find(request, ReviewKind.STAFFING, Finding.SUPPORT, "", days - 2.5)
        return actions.consult(request.number, actor=self.actor(OFFICE), at=self.morning - (days - 3) * DAY)

    def answer(self, request: AdmissionRequest, turn: int, view: View, words: str, days: float) -> None:
        desk = self.desks[turn]
        one = OpinionRequest.objects.get(file_id=request.consulted_id, unit_id=desk.unit_id or 0)
        opinions.answer(one.number, view=view, words=f"示例：{words}" if words else "", actor=desk, at=self.morning - days * DAY)

    def advised(
        self, who: str, given: Statement, days: int, said: Sequence[tuple[View, str]], advice: Advice, words: str, *, letter: bool = False,
    ) -> AdmissionRequest:
        request = self.asked(who, given, days, streets=len(said), letter=letter)
        for turn, (view, told) in enumerate(said):
            self.answer(request, turn, view, told, days - 4)
        at = self.morning - (days - 5) * DAY
        actions.heard(request.number, at=at)
        office = self.actor(OFFICE)
        return actions.give_opinion(request.number, advice=advice, words=f"示例：{words}", meeting="示例：区政府常务会议", actor=office, at=at + HOUR)

    def decided(
        self, request: AdmissionRequest, decided: Decided, days: int, number: int, *, until: int | None = None, words: str = "",
    ) -> AdmissionRequest:
        at, meeting = self.morning - days * DAY, "示例：区政府常务会议"
        end_on = self.day(until) if until is not None else None
        made = actions.decide(
            request.number, decided=decided, meeting=meeting, decided_on=timezone.localdate(at), document=f"示例〔{timezone.localtime(at).year}〕{number} 号",
            words=words, end_on=end_on, actor=self.actor(MAYOR), at=at,
        )
        self.feed_back(made, at + HOUR)
        return made

    def feed_back(self, request: AdmissionRequest, at: datetime) -> None:
        """Every street that spoke is told in writing what became of its words, and says that it knows."""
        rejected = request.decided == Decided.REJECTED
        for one in OpinionRequest.objects.filter(file_id=request.consulted_id, matter__status=OpinionStatus.ANSWERED.value).select_related("matter"):
            against = one.view == View.OPPOSE
            uptake = Uptake.ADOPTED if rejected == against else Uptake.NOT_ADOPTED if against else Uptake.PARTLY
            words = "示例：照办，决定里写明了。" if uptake == Uptake.ADOPTED else "示例：能办的写进决定，其余的理由见决定。"
            opinions.give_feedback(one.number, uptake=uptake, words=words, actor=self.actor(OFFICE), at=at)
            desk = next((desk for desk in self.desks if desk.unit_id == one.unit_id), None)
            if desk is not None:
                opinions.close(one.number, actor=desk, at=at + HOUR)
        if request.consulted_id is not None:
            opinions.close_file(OpinionFile.objects.select_related("matter").get(pk=request.consulted_id).number, actor=self.actor(OFFICE), at=at + 2 * HOUR)

    def delivered(self, request: AdmissionRequest, who: str, days: float, *, confirm: bool = True) -> None:
        for line in request.lines.order_by("pk"):
            units = tuple(line.receipts.values_list("unit_id", flat=True))
            at, words = self.morning - days * DAY, "示例：已按决定办妥，回执附后"
            actions.deliver(request.number, line=line.pk, units=units, words=words, actor=self.actor(who), at=at)
            for desk in self.desks if confirm else ():
                if desk.unit_id in units:
                    actions.confirm(request.number, line=line.pk, actor=desk, at=self.morning - (days - 1) * DAY)


def _seeded() -> bool:
    return Post.objects.filter(code__in=(OFFICE, STATISTICS)).count() == 2


def _morning(anchor: datetime) -> datetime:
    return last_time(anchor, 8, 30)


def admit_last_year(cast: Cast, anchor: datetime) -> None:
    """One request gone all the way, told before the month it was published for: asked, heard, delivered, listed, published, looked back on.

    Nothing where the demo posts or the town's list are not seeded, or it was told already.
    """
    told = AdmissionRequest.objects.filter(matter__title=BURNING.title).exists()
    if told or not _seeded() or running(VersionKind.TOWN_DUTY) is None:
        return
    story = _Story(cast, _morning(anchor), TOWN)
    office, said = story.actor(OFFICE), ((View.AGREE_IF, "人和钱十月以前到位，我们就接；车还是局里出。"),)
    request = story.advised(URBAN, BURNING, 480, said, Advice.ADMIT, "有依据，两个岗位单列，镇里附的条件写进决定。", letter=True)
    story.decided(request, Decided.PERMANENT, 468, 27, words="示例：公益岗和经费九月底前到位；车辆由部门调度。")
    story.delivered(request, URBAN, 440)
    actions.list_it(request.number, code="T-ZR01", office_name="城市管理办公室", actor=office, at=story.morning - 430 * DAY)
    version = ListVersion.objects.get(pk=request.listings.get().version_id)
    ListVersion.objects.filter(pk=version.pk).update(sample=True)
    at = story.morning - 424 * DAY
    lists.describe(
        version.pk, title="镇职责清单（准入一项，示例）", effective_from=timezone.localdate(at + 4 * DAY), decided_by="区委编委（示例）",
        document=f"示例编发〔{at.year}〕9号", decided_on=timezone.localdate(at - DAY), revision=version.revision, actor=office, at=at,
    )
    lists.send_for_review(version.pk, actor=office, at=at + HOUR / 2)
    lists.confirm(version.pk, actor=story.actor(SECOND), at=at + HOUR * 3 / 4)
    lists.publish(version.pk, actor=office, at=at + HOUR)
    actions.version_published(version.pk, at=at + HOUR)
    words = "示例：一年里上报火点 23 处，都在当天处置；两名公益岗在岗，经费两次拨付到位。继续由镇里做，明年再看。"
    actions.look_back(request.number, outcome=LookBack.KEEP, words=words, actor=office, at=story.morning - 62 * DAY)


def admit(cast: Cast, anchor: datetime) -> None:
    """Nothing where the demo posts are not seeded."""
    if not _seeded():
        return
    story = _Story(cast, _morning(anchor))
    _begun(story)
    _examined(story)
    _admitted(story)
    _refused(story)


def _begun(story: _Story) -> None:
    story.drafted(HOUSING, replace(ROOFS, money="", keeps=""), 1, streets=1)
    request = story.submitted(URBAN, TREES, 5)
    actions.send_back(request.number, words="示例：没有说明耗材怎么领，补一份领用办法。", actor=story.actor(OFFICE), at=story.morning - 4 * DAY)
    story.submitted(CIVIL, ELDERS, 2, streets=3)
    request = story.taken_in(HOUSING, WALLS, 6)
    story.find(request, ReviewKind.FUNDING, Finding.CHANGE, "巡看的望远镜和围挡没有列经费，请补。", 3)


def _examined(story: _Story) -> None:
    request = story.asked(URBAN, PAVEMENTS, 7, streets=3)
    story.answer(request, 0, View.OPPOSE, "现有巡查员一人两个社区，再加一项看不过来。", 3)
    story.answer(request, 1, View.AGREE_IF, "登记可以，照片和台账不要另做一份。", 2)
    said = ((View.OPPOSE, "社区没有统计编制，填报是部门自己的事。"), (View.OPPOSE, "去年填过一次，数据没人用。"), (View.AGREE_IF, "只报户数，别的不报。"))
    request = story.advised(STATISTICS, CENSUS, 26, said, Advice.REFUSE, "没有给人给钱，又是填表报数，建议不准入。")
    story.decided(request, Decided.REJECTED, 14, 21, words="示例：由统计局自行采集，街道不填报。")
    agreed = ((View.AGREE, ""), (View.AGREE_IF, "人到位以后再开始。"))
    story.advised(HEALTH, SMOKE, 12, agreed, Advice.ADMIT, "有依据，经费单列，建议准入；人到位再开始。")


def _admitted(story: _Story) -> None:
    said = ((View.AGREE_IF, "先给人、再给活；编制批下来我们就接。"), (View.AGREE, ""))
    request = story.advised(FIRE, CHARGING, 40, said, Advice.ADMIT, "有法定依据，每个街道给一名编制，建议准入。")
    story.decided(request, Decided.PERMANENT, 30, 15)
    lines = {line.kind: line for line in request.lines.all()}
    units = tuple(desk.unit_id or 0 for desk in story.desks[:2])
    fire = story.actor(FIRE)
    for kind in ("MONEY", "TRAINING"):
        words = "示例：首笔一万元已拨，回单附后" if kind == "MONEY" else "示例：第一次培训已经讲过，签到表附后"
        actions.deliver(request.number, line=lines[kind].pk, units=units, words=words, actor=fire, at=story.morning - 12 * DAY)
        actions.confirm(request.number, line=lines[kind].pk, actor=story.desks[0], at=story.morning - 10 * DAY)
    actions.dispute(request.number, line=lines["MONEY"].pk, words="示例：账上还没有收到。", actor=story.desks[1], at=story.morning - 9 * DAY)

    request = story.advised(HOUSING, DISPUTES, 45, said, Advice.ADMIT, "建议准入。")
    story.decided(request, Decided.PERMANENT, 36, 12)
    story.delivered(request, HOUSING, 20)
    actions.list_it(request.number, code="ZR-01", office_name="社会事务办公室", actor=story.actor(OFFICE), at=story.morning - 8 * DAY)

    request = story.advised(HOUSING, replace(HEATING, end_on=story.day(120)), 42, said, Advice.ADMIT_TEMPORARY, "部门自带人和设备，建议临时准入一个供热期。")
    story.decided(request, Decided.TEMPORARY, 34, 13, until=120)
    story.delivered(request, HOUSING, 30)
    actions.register(request.number, actor=story.actor(OFFICE), at=story.morning - 28 * DAY)

    request = story.advised(HEALTH, replace(VACCINE, end_on=story.day(-9)), 60, said, Advice.ADMIT_TEMPORARY, "建议临时准入三周。")
    story.decided(request, Decided.TEMPORARY, 50, 9, until=-9)
    story.delivered(request, HEALTH, 48)
    actions.register(request.number, actor=story.actor(OFFICE), at=story.morning - 46 * DAY)
    actions.end(request.number, at=story.morning - 8 * DAY)


def _refused(story: _Story) -> None:
    at, today = story.morning, timezone.localdate(story.morning)
    statistics, urban = story.actor(STATISTICS), story.actor(URBAN)

    def refuse(turn: int, title: str, words: str, department: Actor, days: int, letter: str, after: int = 1) -> str:
        received_on = today - (days + after) * DAY
        work = actions.Work(WorkKind.LETTER, f"示例：{title}", f"示例：{words}", department.unit_id or 0, received_on, letter=f"示例：{letter}")
        paper = sample_paper("示例：来文.pdf") if "〔" in letter else None
        return actions.refuse(work, actor=story.desks[turn], at=at - days * DAY, upload=paper, sample=True).number

    refuse(0, "代收物业满意度问卷三百份", "清单上没有，也没有准入；三天里要三百份，没有人手。", story.actor(HOUSING), 1, "工作群通知")
    number = refuse(0, "每周报送经营户用电数", "不在清单上，要社区填表，也没有准入编号。", statistics, 20, "统函〔2026〕7 号")
    actions.escalate(number, words="示例：统计是街道应配合的工作。", actor=statistics, at=at - 18 * DAY)
    actions.rule_stands(number, breach=Breach.CRITICISM, words="示例：清单和准入编号里都没有这一项，要社区填报更不允许。统计局收回，自行采集。",
                        actor=story.actor(OFFICE), at=at - 16 * DAY)
    number = refuse(1, "商户门前垃圾桶清洗", "保洁公司的活，街道没有设备。", urban, 9, "电话通知，五天后才整理成文", after=6)
    actions.accept(number, words="示例：改由保洁公司做。", actor=urban, at=at - 7 * DAY)
    number = refuse(2, "占道施工围挡每日巡查", "施工监管在部门，街道没有这一条。", urban, 4, "城管函〔2026〕31 号")
    actions.escalate(number, words="示例：市容巡查是街道的基本职责。", actor=urban, at=at - 2 * DAY)
