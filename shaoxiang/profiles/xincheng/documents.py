"""制度文件: the four institutions of the reform (on trial, as the seed says) and three others. Titles as in the seed; texts, numbers and days composed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from shaoxiang.duties.actions.documents import ask_for_review
from shaoxiang.duties.models import InstitutionDocument, RuleText
from shaoxiang.duties.vocabulary import RuleKind, RuleStatus
from shaoxiang.profiles.xincheng.tables import REFORM_DAY

TEXTS = Path(__file__).parent / "rules"
STREETS, STREETS_EN = "保合少镇、各街道，区级各部门", "The town, every street, every department of the district"


@dataclass(frozen=True, slots=True)
class Composed:
    code: str
    kind: RuleKind
    title: str
    title_en: str
    summary: str
    summary_en: str
    mechanism: str
    issued_by: str
    number: str
    trial: bool = True


RULES = (
    Composed("DUTY_ADMISSION", RuleKind.INSTITUTION, "新城区乡镇和街道职责准入制度（试行）", "Rules on admitting duties to towns and streets (trial)",
             "区级部门的工作要交给镇街承担，先申请、先审核；没有准入的，镇街可以不接。",
             "Work of a department is handed to a street only after a request was examined and approved; what was not admitted may be refused.",
             "grids:admitted", "区委编委（示例）", "示例编发〔2020〕2号"),
    Composed("ADVICE_AND_PLANNING", RuleKind.INSTITUTION,
             "新城区关于落实街道对区域内事关群众利益的重大决策和重大项目的建议权和规划参与权的实施办法（试行）",
             "Measures on the streets' say in major decisions, major projects and planning (trial)",
             "重大决策、重大项目和规划，先书面征求涉及街道的意见，再上会；意见原文附上，采纳没采纳书面反馈。",
             "Streets concerned are asked in writing before a major decision, project or plan goes to its meeting; their words go along, and they are told "
             "what became of them.", "opinions:list", "区委编委（示例）", "示例编发〔2020〕3号"),
    Composed("COORDINATION", RuleKind.INSTITUTION, "新城区乡镇、街道协调调度工作机制（试行）", "Coordination and dispatch of towns and streets (trial)",
             "街道吹哨、部门报到；一级协调不了，逐级提请；定了的任务有人牵头、有期限。",
             "Streets whistle, departments report in; what one level cannot settle goes to the next; tasks have a lead and a date.",
             "coordination:list", "区委编委（示例）", "示例编发〔2020〕4号"),
    Composed("ASSESSMENT", RuleKind.INSTITUTION, "新城区乡镇、街道对区职能部门、派驻机构及派出执法队伍考核评价办法（试行）",
             "How towns and streets appraise departments, stationed bodies and enforcement teams (trial)",
             "镇街评部门和派驻机构；派驻机构负责人的考核选任先征求镇街意见；不拿罚款、打卡、上传次数考核。",
             "Streets appraise departments and stationed bodies and are asked about their heads; fines, check-ins and uploads are never counted.",
             "forces:changes", "区委组织部（示例）", "示例组发〔2020〕5号"),
    Composed("THREE_DETERMINATIONS", RuleKind.DETERMINATION, "保合少镇和各街道职能配置、内设机构和人员编制规定",
             "Functions, offices and staff of the town and the streets", "镇街设哪些机构、各管什么、编制多少。",
             "Which offices a street has, what each answers for, and how many staff.", "determinations:index",
             "区委编委（示例）", "示例编发〔2020〕1号", trial=False),
    Composed("EMPOWERMENT_SCHEME", RuleKind.SCHEME, "新城区赋予乡镇和街道行政权力事项工作方案",
             "Scheme for handing administrative powers to towns and streets",
             "下放六十项行政权力：审批五项、处罚五十五项，怎么交接、怎么监督。",
             "Sixty powers handed down, five approvals and fifty-five penalties: handing over and supervision.", "empowerment:index",
             "区政府办公室（示例）", "示例政办发〔2020〕6号", trial=False),
    Composed("GRID_WORK", RuleKind.STANDARD, "网格化服务管理工作办法（示例）", "Grid work: a composed sample",
             "网格怎么配人、网格员管什么、什么可以退回。", "Who works in a grid, what a grid worker answers for, and what he may send back.", "grids:overview",
             "区社会治理指挥中心（示例）", "示例社治发〔2024〕2号", trial=False),
)


def load_documents(*, at: datetime) -> None:
    """Rules without a text get the composed one; what people have written stays."""
    for rule in RULES:
        row, _made = InstitutionDocument.objects.get_or_create(code=rule.code, defaults={"title": rule.title, "valid_from": REFORM_DAY, "sample": True})
        if not row.texts.exists():
            _fill(row, rule, timezone.localtime(at).year)


def _fill(row: InstitutionDocument, rule: Composed, year: int) -> None:
    begun = date(2024, 3, 1) if rule.code == "GRID_WORK" else REFORM_DAY
    text, english = ((TEXTS / f"{rule.code}{ending}").read_text(encoding="utf-8").strip() for ending in (".txt", ".en.txt"))
    for name in ("title", "title_en", "summary", "summary_en", "mechanism", "issued_by", "number"):
        setattr(row, name, getattr(rule, name))
    row.kind, row.scope, row.scope_en, row.issued_on, row.valid_from = rule.kind.value, STREETS, STREETS_EN, begun, begun
    row.status = RuleStatus.TRIAL.value if rule.trial else RuleStatus.FORMAL.value
    row.trial_until = date(year + 1, 12, 31) if rule.trial else None
    row.review_on = None if rule.trial else date(year + 2, 6, 30)
    row.save()
    _texts(row, rule.code, text, english, begun)


def _texts(row: InstitutionDocument, code: str, text: str, english: str, begun: date) -> None:
    """The advice rule was amended once: the second text tells how long a street has for plans, the first did not."""
    issued = {"document": row, "document_number": row.number, "issued_on": begun, "effective_from": begun}
    if code != "ADVICE_AND_PLANNING":
        RuleText.objects.create(number=1, text=text, english=english, **issued)
        return
    amended = date(2023, 5, 8)
    first = "\n".join(line for line in text.splitlines() if not line.startswith("第十条")).replace("；规划和重大项目一般不少于十个工作日", "")
    RuleText.objects.create(number=1, text=first.replace("第十一条", "第十条"), effective_to=amended, **issued)
    RuleText.objects.create(number=2, text=text, english=english, document=row, document_number="示例编发〔2023〕7号", issued_on=amended,
                            effective_from=amended)
    row.number, row.issued_on = "示例编发〔2023〕7号", amended
    row.save(update_fields=["number", "issued_on"])


def bring_to_review(anchor: datetime) -> None:
    """One trial is about to end in the composed month, so that the staffing office's desk shows what is asked of it."""
    day = timezone.localtime(anchor).date() + timedelta(days=18)
    trials = InstitutionDocument.objects.filter(code="COORDINATION", sample=True, status=RuleStatus.TRIAL.value, trial_until__gt=day, revision=0)
    if trials.update(trial_until=day):
        ask_for_review("COORDINATION", at=anchor - timedelta(hours=2))
