"""热线: the answer library, exchange profiles of an invented upper system, a few tickets, an unfinished call and petitions. All composed (示例)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shaoxiang.hotline.actions.calls import keep_call
from shaoxiang.hotline.actions.petitions import accept, decide, register_petition, transfer
from shaoxiang.hotline.actions.statuses import queue_status
from shaoxiang.hotline.actions.tickets import take_ticket
from shaoxiang.hotline.models import AnswerEntry, AnswerVersion, ExchangeProfile
from shaoxiang.hotline.rules.tickets import STATUS_OF
from shaoxiang.hotline.vocabulary import Direction, ExchangeForm, FieldKind, Opinion, PetitionForm, PetitionGround
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.tables import LONG_AGO

# question, answer, basis. General knowledge of procedure, composed for the demo: a district writes its own.
ANSWERS = (
    ("便民服务中心几点上班、周末开门吗", "示例：工作日上午八点半到十二点、下午两点半到五点半。中午有人值班，周末不开门。急事可以先打电话登记。", "示例作息"),
    ("居住证怎么办、要带什么材料", "示例：带身份证、居住证明（租房合同或者单位证明）和照片，到住的地方所属派出所或者便民服务中心申请。", "以派出所解释为准"),
    ("身份证丢了怎么补办", "示例：带户口簿到任何一个派出所户籍窗口补领，可以加急办临时身份证。", "以派出所解释为准"),
    ("医保缴费、参保登记在哪里办", "示例：可以在手机上办，也可以到便民服务中心医保窗口。带身份证。", "以医保部门解释为准"),
    ("低保怎么申请、谁来审核", "示例：以家庭为单位书面向户籍所在的街道或镇申请，街道入户核查、公示以后报区民政局审批。", "以民政部门解释为准"),
    ("临时救助、突然遇到困难怎么办", "示例：向街道或镇申请，急难的可以先救助后补手续。带身份证，说清遇到了什么困难。", "以民政部门解释为准"),
    ("暖气不热、供暖温度不够找谁", "示例：先打供热企业客服报修；报修后没人来的，告诉我们小区和楼号，我们派单。", "示例做法"),
    ("家里停水停电了怎么报修", "示例：停水打供水企业，停电打 95598。整片停的可能是检修公告，我们帮您查；没人管的我们派单。", "示例做法"),
    ("养犬要不要登记、狗叫扰民怎么办", "示例：养犬按本地规定登记。狗叫扰民可以告诉我们地点和时间，由公安或城管处理。", "以本地规定为准"),
    ("噪声扰民、半夜施工找谁", "示例：告诉我们地点和什么声音。夜间施工由城管或生态环境部门查；邻里噪声可以先由社区调解，也可以打 110。", "示例做法"),
    ("老年证、高龄津贴怎么办", "示例：带身份证到户籍所在社区登记，行动不便的可以由网格员代办。", "以民政部门解释为准"),
    ("怎么查我反映的事办到哪一步了", "示例：凭编号和查询码在网页上查，也可以报编号让我们帮您查。", ""),
)
UPPER = "示例市12345"


def row(theirs: str, ours: str, kind: FieldKind = FieldKind.TEXT, *, table: str = "", value: str = "", required: bool = False) -> dict[str, Any]:
    return {"theirs": theirs, "ours": ours, "kind": kind.value, "table": table, "value": value, "required": required}


CODE, TIME, CONSTANT = FieldKind.CODE, FieldKind.TIME, FieldKind.CONSTANT
KINDS_IN = {"1": "HELP", "2": "COMPLAINT", "3": "REPORT", "4": "CONSULT", "5": "SUGGESTION"}
TYPES_IN = {"0102001": "0103", "0203004": "B0103", "0301002": "0506"}
URGENCY_IN = {"特急": "EMERGENCY", "紧急": "UTILITY", "一般": "ORDINARY", "疑难": "COMPLEX"}
STATUS_OUT = {
    "ACCEPTED": "10", "DISPATCHED": "20", "HANDLING": "30", "SUSPENDED": "35", "EXTENDED": "36", "REPLIED": "38", "HANDLED": "40", "ANSWERED": "50",
    "REOPENED": "31", "CLOSED": "90", "DECLINED": "80", "WITHDRAWN": "81",
}
FILE_IN = [
    row("工单编号", "external_number", required=True), row("诉求类型", "kind", CODE, table="kind"), row("诉求内容", "description", required=True),
    row("诉求标题", "title"), row("事件分类", "type_code", CODE, table="type"), row("紧急程度", "urgency", CODE, table="urgency"), row("事发地点", "address"),
    row("经度", "lon"), row("纬度", "lat"), row("", "crs", CONSTANT, value="gcj02"), row("来电人", "name"), row("来电号码", "phone"),
    row("受理时间", "received_at", TIME), row("是否回访", "wants_call_back"), row("附件", "attachments"), row("受理人工号", "carried.agent"),
]
API_IN = [
    row("order.no", "external_number", required=True), row("order.kind", "kind", CODE, table="kind"), row("order.content", "description", required=True),
    row("order.type", "type_code", CODE, table="type"), row("order.urgency", "urgency", CODE, table="urgency"), row("place.address", "address"),
    row("place.lng", "lon"), row("place.lat", "lat"), row("", "crs", CONSTANT, value="gcj02"), row("caller.name", "name"), row("caller.phone", "phone"),
    row("order.time", "received_at", TIME), row("files", "attachments"), row("order.sender", "carried.sender"),
]
STATUS_FILE = [
    row("工单编号", "external_number", required=True), row("承办编号", "number"), row("办理状态", "status", CODE, table="status", required=True),
    row("状态时间", "happened_at", TIME, required=True), row("承办单位", "unit", required=True), row("联系电话", "unit_phone"), row("办理结果", "outcome"),
    row("答复内容", "answer"), row("应办结时间", "due_at", TIME), row("办结时间", "closed_at", TIME), row("满意度", "satisfaction"),
    row("受理人工号", "carried.agent"), row("区县代码", "", CONSTANT, value="150102"),
]
STATUS_PUSH = [
    row("order.no", "external_number", required=True), row("order.localNo", "number"), row("order.status", "status", CODE, table="status", required=True),
    row("order.statusTime", "happened_at", TIME, required=True), row("handler.unit", "unit"), row("handler.phone", "unit_phone"),
    row("result.outcome", "outcome"), row("result.answer", "answer"), row("result.declined", "decline_reason"), row("result.satisfaction", "satisfaction"),
    row("order.due", "due_at", TIME), row("order.closed", "closed_at", TIME), row("order.sender", "carried.sender"),
    row("district", "", CONSTANT, value="150102"),
]
INWARD = {"kind": KINDS_IN, "type": TYPES_IN, "urgency": URGENCY_IN}

TICKETS = (
    {"工单编号": "SL2026070001", "诉求类型": "1", "诉求内容": "示例：小区门口的垃圾堆了三天没有清，味道很大。", "事件分类": "0102001", "紧急程度": "一般",
     "事发地点": "示例小区东门", "经度": "111.7030", "纬度": "40.8480", "来电人": "示例赵女士", "来电号码": "13900000011", "受理时间": "2026-07-01 09:12",
     "附件": "photo/SL2026070001-1.jpg;photo/SL2026070001-2.jpg", "受理人工号": "示例017"},
    {"工单编号": "SL2026070002", "诉求类型": "1", "诉求内容": "示例：路口的污水井盖响得厉害，怕掉下去。", "事件分类": "0203004", "紧急程度": "特急",
     "事发地点": "示例路口", "经度": "111.6972", "纬度": "40.8340", "来电人": "示例钱先生", "来电号码": "13900000012", "受理时间": "2026-07-01 10:40",
     "受理人工号": "示例022"},
    {"工单编号": "SL2026070003", "诉求类型": "4", "诉求内容": "示例：想问问路边能不能临时停车，问了几个地方说法不一样。", "紧急程度": "一般",
     "事发地点": "示例街", "来电人": "示例孙先生", "来电号码": "13900000013", "受理时间": "2026-07-01 11:05", "受理人工号": "示例017"},
)
PETITIONS = (
    (PetitionForm.CALL, (PetitionGround.AGAINST_DECISION,), "示例：对去年的处理结果不服，说当时没有告诉他可以怎么办，要求重新处理。"),
    (PetitionForm.VISIT, (PetitionGround.HISTORY, PetitionGround.ASKS_FOR_IT), "示例：老小区的产权登记拖了多年没有结果，代表三户来反映。"),
    (PetitionForm.CALL, (PetitionGround.POLICY,), "示例：建议调整公交线路，写了理由，要求按信访事项答复。"),
)


def load_hotline_tables(*, at: datetime) -> None:
    """Answers and profiles that are not there yet; safe to repeat."""
    if not AnswerEntry.objects.exists():
        entries = AnswerEntry.objects.bulk_create(
            AnswerEntry(question=question, answer=answer, basis=basis, valid_from=LONG_AGO, reviewed_by="示例审核", sample=True)
            for question, answer, basis in ANSWERS
        )
        AnswerVersion.objects.bulk_create(
            AnswerVersion(entry=entry, question=entry.question, answer=entry.answer, basis=entry.basis, written_at=at) for entry in entries
        )
    if ExchangeProfile.objects.exists():
        return
    file_out = _profile("upper-status-file", f"{UPPER}：状态回传（文件）", Direction.OUT, ExchangeForm.CSV, STATUS_FILE, {"status": STATUS_OUT})
    push = _profile("upper-status-push", f"{UPPER}：状态推送", Direction.OUT, ExchangeForm.WEBHOOK, STATUS_PUSH, {"status": STATUS_OUT},
                    target="https://upper.invalid/tickets/status", in_use=False)
    _profile("upper-file", f"{UPPER}：工单文件", Direction.IN, ExchangeForm.CSV, FILE_IN, INWARD, answers_to=file_out)
    _profile("upper-api", f"{UPPER}：工单接口", Direction.IN, ExchangeForm.JSON, API_IN, INWARD, answers_to=push)


def _profile(
    code: str, name: str, direction: Direction, form: ExchangeForm, fields: list[dict[str, Any]], tables: dict[str, Any], **more: Any,
) -> ExchangeProfile:
    return ExchangeProfile.objects.create(
        code=code, name=name, direction=direction.value, form=form.value, fields=fields, tables=tables, sample=True, **more
    )


def live_hotline(*, anchor: datetime) -> None:
    """A handful by the room's own actions: tickets with their statuses waiting for a file, a call cut off, petitions at three stages. Silent."""
    known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    cast, at = Cast(anchor), anchor - timedelta(hours=6)
    agent = cast.district[Role.HOTLINE.value][0]
    profile = ExchangeProfile.objects.get(code="upper-file")
    for turn, ticket in enumerate(TICKETS):
        take_ticket(profile, ticket, actor=agent, at=at + timedelta(minutes=7 * turn))
    for entry in Entry.objects.filter(pk__gt=known, kind__in=list(STATUS_OF)).order_by("pk"):
        queue_status(entry)
    keep_call({"description": "示例：楼道灯不亮，说到一半断线了", "phone": "13900000021", "name": "示例李女士"}, actor=agent, at=anchor - timedelta(minutes=20))
    _petitions(cast, agent, anchor)
    Pending.objects.filter(entry_id__gt=known).delete()


def _petitions(cast: Cast, agent: Actor, anchor: datetime) -> None:
    made = []
    for turn, (form, grounds, content) in enumerate(PETITIONS):
        at = anchor - timedelta(days=20 - 8 * turn)
        petitioner = {"name": f"示例信访人{turn + 1}", "phone": f"1390000003{turn}", "address": "示例地址"}
        made.append((register_petition(content=content, grounds=grounds, form=form, actor=agent, at=at, petitioner=petitioner, sample=True), at))
    office = cast.by_body[made[0][0].office_unit_id]
    if not office:
        return
    organ = Body.objects.get(code="DEP07")
    liaison = next((one for one in cast.by_body[organ.pk] if Role.DEPARTMENT_LIAISON.value in one.roles), None)
    for petition, at in made[:2]:
        transfer(petition.number, actor=office[0], at=at + timedelta(days=1), organ_unit_id=organ.pk, words="示例：请依法处理并按期答复。")
    if liaison is not None:
        first, at = made[0]
        accept(first.number, actor=liaison, at=at + timedelta(days=3), words="示例：已受理，自受理之日起 60 日内办结。")
        words = "示例：经查，当时的处理有依据；已当面解释，并告知可以请求复查。"
        decide(first.number, actor=liaison, at=at + timedelta(days=15), opinion=Opinion.EXPLAIN, words=words)
