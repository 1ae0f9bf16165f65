"""三张清单的草案（示例）: a composed draft of the street list in the form of 2024-25, about half of its 94 items decided, waiting for the rest."""

from __future__ import annotations

from datetime import datetime

from shaoxiang.duties import actions
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import drafts
from shaoxiang.duties.vocabulary import DutyPart, ListForm, VersionKind
from shaoxiang.kernel.access import Actor, ActorKind

TITLE = "街道职责清单（三张清单体例，示例草案）"
BASIS = "示例编发〔2026〕9号"
OFFICES = ("D-G", "D-J")  # what these two offices lead themselves is decided already, and so is part of city management
OWN = ("D-C01", "D-C02", "D-C03", "D-C06", "D-C17", "D-C18")
BOTH_SIDES = {  # item -> who leads, what the department does, what the street does
    "D-G12": ("区统计局", "制定调查方案，培训普查员，审核汇总数据", "选派普查员，组织入户登记"),
    "D-G13": ("区发改部门", "落实惠企政策，协调跨部门问题，答复企业", "走访企业，收集问题并转报"),
    "D-C05": ("区自然资源局", "认定违法建设，责令停止建设，组织强制拆除", "日常巡查，发现后当日劝止并报告"),
    "D-C07": ("区住建局", "监管物业企业，查处违规收费和侵占公共部位", "指导业主大会和业主委员会换届，调解小区纠纷"),
    "D-C08": ("区住建局", "确定改造项目，组织设计、施工和验收", "入户征求意见，做群众工作"),
    "D-C09": ("区住建局", "组织安全鉴定，督促解危，审批翻建", "巡查登记，发现险情先疏散再报告"),
    "D-C10": ("区生态环境局", "监测执法，认定污染源，作出处罚", "巡查散煤、油烟和扬尘，发现后上报"),
    "D-C11": ("区公安分局", "到场制止，依法处罚", "先行劝导，协助走访取证"),
    "D-C13": ("区园林部门", "绿地养护，补植，行道树修剪", "发现缺株、倒伏及时上报，组织认建认养"),
    "D-C16": ("区住建局", "市政设施维修养护，险情抢修", "巡查收集问题，设围挡提醒并转办"),
}
TAKEN_BACK = {  # item -> who takes it back, how it will be carried
    "D-C12": ("区水务局", "由河道管护单位每日巡查，问题由区水务局直接派单"),
    "D-C14": ("区公安分局", "登记、收容和处罚由派出所直接办理，宣传由区公安分局组织"),
    "D-C15": ("区公安交管部门", "由交管大队划线、清拖和处罚，不再要求街道值守"),
}


def draft_three_parts(*, at: datetime) -> None:
    """Once; what people have changed stays."""
    if ListVersion.objects.filter(kind=VersionKind.STREET_DUTY.value, form=ListForm.THREE_PART.value).exists():
        return
    editor = Actor(ActorKind.SYSTEM, roles=frozenset({"SYSTEM", "STAFFING_OFFICE"}))
    version = actions.draft_version(VersionKind.STREET_DUTY.value, title=TITLE, form=ListForm.THREE_PART.value, actor=editor, at=at)
    ListVersion.objects.filter(pk=version.pk).update(sample=True)
    rows = drafts.rows_of(version)
    own = [row.code for row in rows if row.code in OWN or (row.code.startswith(OFFICES) and row.values["role"] == DutyPart.PRIMARY)]
    _decide(version, own, DutyPart.PRIMARY, {}, "街道能办到底（示例）", editor, at)
    for code, (leader, department, street) in BOTH_SIDES.items():
        said = {"lead_department": leader, "department_duty": department, "street_duty": street}
        _decide(version, [code], DutyPart.COOPERATIVE, said, "厘清两边各做什么（示例）", editor, at)
    for code, (leader, how) in TAKEN_BACK.items():
        _decide(version, [code], DutyPart.WITHDRAWN, {"taken_back_by": leader, "carried_how": how}, "街道没有执法权和人手（示例）", editor, at)


def _decide(version: ListVersion, codes: list[str], part: DutyPart, said: dict[str, str], reason: str, editor: Actor, at: datetime) -> None:
    version.refresh_from_db()
    actions.decide_items(version.pk, codes, part.value, said=said, reason=reason, basis=BASIS, revision=version.revision, actor=editor, at=at)
