"""征求意见（示例）: what must be asked (after comparable rules), and thirteen composed files, each lived through by the room's own actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from shaoxiang.institutions.models import Post
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import ConsultationScope, OpinionFile
from shaoxiang.opinions.vocabulary import LegalFinding, PlanStage, Power, Uptake, View
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.mornings import last_time
from shaoxiang.profiles.xincheng.tables import REFORM_DAY

# code, 中文, English, power, working days
SCOPES = (
    ("FIVE_YEAR_PLAN", "国民经济和社会发展五年规划", "Five-year plans", Power.PLANNING_PARTICIPATION, 10),
    ("SPECIAL_PLAN", "专项规划和三年行动计划", "Special plans and three-year action plans", Power.PLANNING_PARTICIPATION, 10),
    ("RENEWAL", "城市更新和公共服务设施布局", "Urban renewal and public-service facilities", Power.PLANNING_PARTICIPATION, 10),
    ("HANDING_DOWN", "把部门的工作交给街道", "Handing work of departments to streets", Power.MAJOR_DECISION_ADVICE, 5),
    ("LIVELIHOOD", "年度民生实事", "Yearly livelihood projects", Power.MAJOR_DECISION_ADVICE, 5),
    ("LAND_TAKING", "土地房屋征收和涉及街道职责的重大项目", "Land taking and major projects that touch a street's duties", Power.MAJOR_DECISION_ADVICE, 10),
    ("RISK_PROJECT", "要作社会稳定风险评估的投资项目", "Investment projects that need a social-stability risk assessment", Power.MAJOR_DECISION_ADVICE, 5),
    ("HEADS", "派出机构负责人的考核、选任、调整", "Appraisal, choice and transfer of heads of dispatched institutions", Power.PERSONNEL_APPRAISAL_CONSENT, 5),
    ("SUPERVISION", "综合性事项的统筹、考核和督办", "Co-ordination, appraisal and supervision of cross-cutting matters", Power.INTEGRATED_COORDINATION, 5),
    ("ADMISSION", "职责准入", "Duty admission", Power.INTEGRATED_COORDINATION, 5),
    ("SENT_DOWN", "下沉人员和资金的安排", "Sent-down staff and funds", Power.RESOURCE_ALLOCATION, 5),
    ("AUXILIARIES", "协管员的招录、调配和管理", "Recruiting, placing and managing auxiliaries", Power.AUXILIARY_MANAGEMENT, 5),
)
DECISIONS = frozenset({"FIVE_YEAR_PLAN", "SPECIAL_PLAN"})  # besides those of the power itself (重大行政决策程序暂行条例 3)
MARKS = {
    "FIVE_YEAR_PLAN": "五年规划 国民经济和社会发展规划", "SPECIAL_PLAN": "专项规划 三年行动计划", "LIVELIHOOD": "民生实事",
    "LAND_TAKING": "征收 征地 拆迁 关停 重大项目", "RISK_PROJECT": "社会稳定风险评估 稳评",
}
BASIS = "示例：参照外地街道条例和重大行政决策程序暂行条例编写，待本区发文后改"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STREETS = ("S150102006", "S150102008", "S150102007")
HOUSING, LAND, POLICE, CADRES, CENTRE, JUSTICE = "DEP07:LIAISON", "DEP03:LIAISON", "DEP01:LIAISON", "ORG06:CADRES", "DESK", "DEP04:LEGAL"


def load_scopes() -> None:
    """The default list, lines that are not there yet."""
    there = set(ConsultationScope.objects.values_list("code", flat=True))
    ConsultationScope.objects.bulk_create(
        ConsultationScope(
            code=code, title=title, title_en=english, power=power, days=days, basis=BASIS, valid_from=REFORM_DAY, sample=True,
            decision=power is Power.MAJOR_DECISION_ADVICE or code in DECISIONS, marks=MARKS.get(code, ""),
        )
        for code, title, english, power, days in SCOPES if code not in there
    )


class _Story:
    """Who asks and who answers, by the code of the post."""

    def __init__(self, cast: Cast) -> None:
        self.posts = {post.code: cast.by_post[post.pk] for post in Post.objects.filter(pk__in=list(cast.by_post))}
        self.desks = [cast.by_unit[self.posts[f"{code}:LEADER"].unit_id or 0, Role.STREET_LEADER.value][0] for code in STREETS]
        self.centre = cast.ruler()
        self.scopes = {row.code: row for row in ConsultationScope.objects.filter(valid_to=None)}

    def opened(self, who: str, scope: str, title: str, text: str, at: datetime, *, streets: int = 3, stage: PlanStage | None = None) -> OpinionFile:
        actor, row = self.actor(who), self.scopes[scope]
        units = tuple(desk.unit_id or 0 for desk in self.desks[:streets])
        question = actions.Question(Power(row.power), f"示例：{title}", units, f"示例：{text}", stage, row)
        return actions.open_file(question, actor=actor, at=at, sample=True)

    def asked(self, who: str, scope: str, title: str, text: str, at: datetime, *, streets: int = 3, stage: PlanStage | None = None) -> OpinionFile:
        file = self.opened(who, scope, title, text, at, streets=streets, stage=stage)
        return actions.send_out(file.number, actor=self.actor(who), at=at + HOUR)

    def actor(self, who: str) -> Actor:
        return self.centre if who == CENTRE else self.posts[who]

    def answer(self, file: OpinionFile, turn: int, view: View, words: str, at: datetime) -> None:
        desk = self.desks[turn]
        request = file.requests.get(unit_id=desk.unit_id or 0)
        actions.answer(request.number, view=view, words=f"示例：{words}" if words else "", actor=desk, at=at)

    def feed_back(self, file: OpinionFile, turn: int, uptake: Uptake, words: str, who: str, at: datetime) -> None:
        request = file.requests.get(unit_id=self.desks[turn].unit_id or 0)
        actions.give_feedback(request.number, uptake=uptake, words=f"示例：{words}", actor=self.actor(who), at=at)

    def silence(self, file: OpinionFile, turns: Iterable[int]) -> None:
        for turn in turns:
            request = file.requests.get(unit_id=self.desks[turn].unit_id or 0)
            actions.record_silence(request.number, at=request.due_at)


def consult(cast: Cast, anchor: datetime) -> None:
    """Thirteen files, from one just opened to one closed with everything said. Nothing where the demo posts are not seeded."""
    if not Post.objects.filter(code=HOUSING).exists() or not ConsultationScope.objects.exists():
        return
    story = _Story(cast)
    morning = last_time(anchor, 9, 40)
    _ended(story, morning)
    _decisions(story, morning)
    _under_way(story, morning)


def _ended(story: _Story, morning: datetime) -> None:
    at = morning - 40 * DAY
    file = story.asked(HOUSING, "RENEWAL", "老旧小区改造片区规划", "涉及六个小区，请看停车和通道怎么排。", at, stage=PlanStage.DRAFT)
    story.answer(file, 0, View.AGREE_IF, "北院大门前要留消防通道，停车位往东挪。", at + 2 * DAY)
    story.answer(file, 1, View.AGREE, "", at + 3 * DAY)
    story.answer(file, 2, View.SUGGEST, "请把菜市场出口也画进来。", at + 3 * DAY)
    actions.send_to_meeting(file.number, meeting="示例：区规划委员会会议", actor=story.actor(HOUSING), at=at + 6 * DAY)
    for turn, (uptake, words) in enumerate((
        (Uptake.ADOPTED, "图上已经改了，通道留四米。"), (Uptake.ADOPTED, "按原案。"), (Uptake.NOT_ADOPTED, "菜市场在另一期，下期一并考虑。"),
    )):
        story.feed_back(file, turn, uptake, words, HOUSING, at + 8 * DAY)
    actions.close_file(file.number, actor=story.actor(HOUSING), at=at + 9 * DAY)

    at = morning - 30 * DAY
    file = story.asked(POLICE, "HEADS", "派出所负责人年度考核意见", "请街道说说配合情况。", at, streets=2)
    story.answer(file, 0, View.SUGGEST, "夜间联勤到得快，社区例会来得少，请改进。", at + DAY)
    story.silence(file, (1,))
    actions.send_to_meeting(file.number, meeting="示例：局党委会议", actor=story.actor(POLICE), at=at + 14 * DAY)
    story.feed_back(file, 0, Uptake.PARTLY, "例会从下月起每次派人；考核等次按总体情况定。", POLICE, at + 15 * DAY)

    file = story.asked(HOUSING, "AUXILIARIES", "物业协管员统一调配", "拟把协管员收回局里统一调配。", morning - 25 * DAY)
    story.answer(file, 0, View.OPPOSE, "收回以后夜间巡查没有人，不同意。", morning - 24 * DAY)
    actions.drop(file.number, words="示例：街道不同意，方案撤回重写。", actor=story.actor(HOUSING), at=morning - 22 * DAY)

    at = morning - 20 * DAY
    file = story.asked(LAND, "RENEWAL", "社区服务中心竣工验收", "请街道到场看过再说。", at, streets=1, stage=PlanStage.ACCEPTANCE)
    story.answer(file, 0, View.OPPOSE, "无障碍坡道没有做，不同意验收。", at + 3 * DAY)
    actions.send_to_meeting(file.number, meeting="示例：验收会", actor=story.actor(LAND), at=at + 10 * DAY)


def _decisions(story: _Story, morning: datetime) -> None:
    """Major decisions: one that went the whole way, one urgent, one that justice sent back, one that it found to be none."""
    housing, justice = story.actor(HOUSING), story.actor(JUSTICE)
    at = morning - 45 * DAY
    file = story.asked(HOUSING, "LIVELIHOOD", "明年民生实事项目", "初步列了十件，请排先后。", at)
    actions.publish(file.number, where="示例：区政府门户网站、社区公示栏", actor=housing, at=at + 2 * HOUR)
    for turn, words in enumerate(("把加装电梯排在第一。", "请增加公厕。")):
        story.answer(file, turn, View.SUGGEST, words, at + 2 * DAY)
    story.silence(file, (2,))
    actions.submit_legal(file.number, actor=housing, at=at + 33 * DAY)
    actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="示例：程序、权限、内容合法。", actor=justice, at=at + 41 * DAY)
    actions.send_to_meeting(file.number, meeting="示例：区政府常务会议", actor=housing, at=at + 42 * DAY)
    story.feed_back(file, 0, Uptake.ADOPTED, "加装电梯已列第一项。", HOUSING, at + 43 * DAY)

    at = morning - 9 * DAY
    file = story.asked(LAND, "LAND_TAKING", "河道防洪用地征收", "汛前要动工，涉及两个社区。", at, streets=2)
    urgent = "示例：汛期将到，河堤要在汛前合龙，经区政府同意公开十日。"
    actions.publish(file.number, where="示例：区政府门户网站", days=10, why=urgent, actor=story.actor(LAND), at=at + HOUR * 2)
    actions.submit_legal(file.number, actor=story.actor(LAND), at=at + 7 * DAY)
    story.answer(file, 0, View.AGREE_IF, "先把过渡房定下来再签。", at + 2 * DAY)

    at = morning - 14 * DAY
    file = story.asked(HOUSING, "HANDING_DOWN", "物业纠纷受理交给街道", "拟把物业纠纷受理交给街道办。", at)
    story.answer(file, 0, View.OPPOSE, "没有给编制和经费，接不住。", at + DAY)
    story.answer(file, 1, View.OPPOSE, "应当先走职责准入。", at + 2 * DAY)
    story.silence(file, (2,))
    actions.submit_legal(file.number, actor=housing, at=at + 8 * DAY)
    actions.find_legal(file.number, finding=LegalFinding.UNLAWFUL, words="示例：没有法定依据，应先走职责准入。", actor=justice, at=at + 12 * DAY)


    at = morning - 18 * DAY  # known by a word of its text, and found to be none: justice says so, not who asks
    file = story.asked(LAND, "RENEWAL", "口袋公园选址", "用早年已征收的闲置地块，请看出入口放在哪里。", at, streets=2, stage=PlanStage.DRAFT)
    actions.submit_legal(file.number, actor=story.actor(LAND), at=at + DAY)
    words = "示例：地块早已征收，本次只定公园的位置，不属于重大决策。"
    actions.find_legal(file.number, finding=LegalFinding.NOT_DECISION, words=words, actor=justice, at=at + 4 * DAY)
    story.answer(file, 0, View.SUGGEST, "出入口朝小区一侧，老人走着近。", at + 3 * DAY)


def _under_way(story: _Story, morning: datetime) -> None:
    file = story.asked(CENTRE, "SUPERVISION", "冬季清雪统筹分工", "主次干道归城管，背街小巷归街道，请看分工。", morning - 3 * DAY)
    story.answer(file, 0, View.SUGGEST, "背街小巷缺两台小铲车，请统筹。", morning - DAY)
    file = story.asked(CENTRE, "SENT_DOWN", "下沉人员和资金半年安排", "每个街道下沉四人，经费随人走。", morning - 2 * DAY)
    request = file.requests.get(unit_id=story.desks[0].unit_id or 0)
    actions.open_request(request.number, actor=story.desks[0], at=morning - DAY)
    story.asked(CADRES, "HEADS", "市场监管所所长拟任人选", "请街道在五个工作日内提出意见。", morning - 4 * HOUR, streets=1)
    file = story.asked(CENTRE, "AUXILIARIES", "协管员夜间排班办法", "夜间两班改三班。", morning - 12 * DAY)
    story.silence(file, (0, 1, 2))
    story.answer(file, 0, View.AGREE_IF, "三班可以，夜餐补助要跟上。", morning - DAY)
    story.opened(LAND, "FIVE_YEAR_PLAN", "“十五五”规划街道章节", "拟稿中，附件备齐后发出。", morning - 5 * HOUR, stage=PlanStage.DRAFT)
