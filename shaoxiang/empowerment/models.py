from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from shaoxiang.duties.vocabulary import PowerType
from shaoxiang.empowerment.vocabulary import (
    CapacityKind,
    Conclusion,
    DecisionStatus,
    FollowRule,
    OverturnedBy,
    OverturnedHow,
    RunningCaseRule,
    SendBackRule,
    TrainingKind,
)
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf

BODY = "institutions.Body"


class EmpowermentDecision(OfMatter):
    """赋权决定: one department hands items to one or more streets. Its lines are `HandedPower`."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="empowerment")
    status = StatusOf(DecisionStatus)
    department = models.ForeignKey(BODY, models.PROTECT, verbose_name="原实施部门", related_name="+")
    reason = models.TextField("为什么交给街道")
    own_name = models.BooleanField("以镇街自己名义", default=True)
    includes_inspection = models.BooleanField("连同行政检查", default=True)
    includes_compulsion = models.BooleanField("连同行政强制措施", default=False)
    exclusive = models.BooleanField("部门不再行使", default=True)
    send_back_rule = models.CharField("退回规则", max_length=12, choices=SendBackRule.choices, default=SendBackRule.ON_REQUEST)
    agreement_number = models.CharField("委托书或协议编号", max_length=80, blank=True)
    evaluate_months = models.PositiveSmallIntegerField("几个月评估一次", default=12)
    proposed_by = models.BigIntegerField("提出人任职", null=True, blank=True)
    plan_on = models.DateField("工作方案日期", null=True, blank=True)
    plan_meeting = models.CharField("会议", max_length=100, blank=True)
    plan_document = models.CharField("工作方案文件", max_length=120, blank=True)
    basis_on = models.DateField("依据日期", null=True, blank=True)
    basis_authority = models.CharField("决定机关", max_length=80, blank=True)
    basis_document = models.CharField("依据文号", max_length=120, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_where = models.CharField("在哪里公布", max_length=200, blank=True)
    list_version = models.ForeignKey("duties.ListVersion", models.PROTECT, verbose_name="清单版本", null=True, blank=True, related_name="+")
    in_force_on = models.DateField("生效日期", null=True, blank=True)
    list_draft = models.ForeignKey("duties.ListVersion", models.SET_NULL, verbose_name="写入的清单草案", null=True, blank=True, related_name="+")
    ended_why = models.TextField("为什么结束", blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "赋权决定"
        constraints = [
            models.CheckConstraint(name="empowerment_published_before_force", condition=Q(in_force_on=None) | Q(published_on__lte=F("in_force_on"))),
            models.CheckConstraint(name="empowerment_interval", condition=Q(evaluate_months__gte=3, evaluate_months__lte=36)),
        ]


class DecisionUnit(models.Model):
    """承接的街道: signed or not, and since when it is short of what it needs. `left_by`: its street ended, another unit took over what it held."""

    decision = models.ForeignKey(EmpowermentDecision, models.PROTECT, verbose_name="决定", related_name="units")
    unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="镇街", related_name="+")
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    signed_by = models.BigIntegerField("签字人任职", null=True, blank=True)
    short_since = models.DateField("能力不足始于", null=True, blank=True)
    left_by = models.ForeignKey("PowerSuccession", models.PROTECT, verbose_name="随机构承接", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "承接镇街"
        constraints = [models.UniqueConstraint(fields=["decision", "unit"], name="empowerment_unit_once")]

    def __str__(self) -> str:
        return f"#{self.decision_id} {self.unit_id}"


class EmpowermentRecall(models.Model):
    """赋权收回: from a day on, some or all lines of a decision; with a rule for the cases that run."""

    decision = models.ForeignKey(EmpowermentDecision, models.PROTECT, verbose_name="决定", related_name="recalls")
    effective_on = models.DateField("收回日期")
    reason = models.TextField("理由")
    running_case_rule = models.CharField("在办案件", max_length=12, choices=RunningCaseRule.choices)
    receiving_department = models.ForeignKey(BODY, models.PROTECT, verbose_name="接收部门", null=True, blank=True, related_name="+")
    running_then = models.PositiveIntegerField("决定时在办件数", default=0)
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.BigIntegerField("决定人任职", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    list_draft = models.ForeignKey("duties.ListVersion", models.SET_NULL, verbose_name="写入的清单草案", null=True, blank=True, related_name="+")
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "赋权收回"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="empowerment_recall_received", condition=~Q(running_case_rule=RunningCaseRule.HAND_OVER.value) | Q(receiving_department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.decision_id} {self.effective_on}"


class PowerSuccession(models.Model):
    """权力事项随机构整体承接: from a day what a unit without a street held is its heir's, on the same decisions (ADR 0038).

    Before the day of a change of streets it may be drafted (no `decided_on` yet), decided, and withdrawn (ADR 0044); from its day on it stands as it is.
    """

    from_unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="撤并的单位", related_name="+")
    to_unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="承接的单位", related_name="+")
    effective_on = models.DateField("承接日期")
    change = models.ForeignKey("places.DivisionChange", models.PROTECT, verbose_name="随哪一次区划变更", null=True, blank=True, related_name="+")
    decided_on = models.DateField("决定日期", null=True, blank=True)
    basis = models.CharField("法律依据", max_length=160)
    document = models.CharField("决定文号", max_length=120, blank=True)
    running_case_rule = models.CharField("在办案件", max_length=12, choices=FollowRule.choices, default=FollowRule.FOLLOW)
    running_then = models.PositiveIntegerField("决定时在办件数", default=0)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "权力事项随机构承接"
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="empowerment_succession_to_another", condition=~Q(from_unit=F("to_unit"))),
            models.CheckConstraint(name="empowerment_succession_decided", condition=Q(decided_on__lte=F("effective_on"))),
            models.CheckConstraint(name="empowerment_succession_by_paper", condition=Q(decided_on__isnull=True, done_at__isnull=True) | ~Q(document="")),
            models.CheckConstraint(name="empowerment_succession_draft_of_change", condition=Q(decided_on__isnull=False) | Q(change__isnull=False)),
            models.UniqueConstraint(fields=["change", "from_unit"], name="empowerment_succession_once", condition=Q(withdrawn_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.from_unit_id} → #{self.to_unit_id} {self.effective_on}"


class HandedPower(models.Model):
    """赋权条目: one item of the list in one street. It holds from `valid_from`, before `valid_to`; without `valid_from` it is only proposed.

    `succession`: what ended it was no recall; `passed_to`: the line under which the heir exercises it, begun then or its own already.
    """

    decision = models.ForeignKey(EmpowermentDecision, models.PROTECT, verbose_name="决定", related_name="powers")
    unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="镇街", related_name="+")
    code = models.CharField("事项编号", max_length=8)
    power_type = models.CharField("权力类型", max_length=10, choices=PowerType.choices)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("收回日期", null=True, blank=True)
    recall = models.ForeignKey(EmpowermentRecall, models.PROTECT, verbose_name="收回", null=True, blank=True, related_name="powers")
    succession = models.ForeignKey(PowerSuccession, models.PROTECT, verbose_name="随机构承接", null=True, blank=True, related_name="ended")
    passed_to = models.ForeignKey("self", models.PROTECT, verbose_name="承接的条目", null=True, blank=True, related_name="taken_from")

    class Meta:
        verbose_name = verbose_name_plural = "赋权条目"
        ordering = ["code", "unit_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "unit", "code"], name="empowerment_power_once", condition=Q(valid_to__isnull=True)),
            models.UniqueConstraint(
                fields=["unit", "code"], name="empowerment_power_one_holder", condition=Q(valid_from__isnull=False, valid_to__isnull=True),
            ),
            models.CheckConstraint(name="empowerment_power_passed", condition=Q(succession=None, passed_to=None) | Q(
                succession__isnull=False, passed_to__isnull=False, recall=None, valid_to__isnull=False)),
            models.CheckConstraint(name="empowerment_power_dates", condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to"))),
        ]
        indexes = [models.Index(fields=["code", "unit"], name="empowerment_power_of")]

    def __str__(self) -> str:
        return f"{self.code} → {self.unit_id}"


class CapacityConfirmation(models.Model):
    """承接能力确认: one line of one street. A change ends the row and begins another: the rows of a kind are its history."""

    unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="镇街", related_name="+")
    kind = models.CharField("项目", max_length=16, choices=CapacityKind.choices)
    post = models.ForeignKey("institutions.Post", models.PROTECT, verbose_name="岗位", null=True, blank=True, related_name="+")
    words = models.CharField("说明", max_length=200, blank=True)
    confirmed_on = models.DateField("确认日期")
    confirmed_by = models.BigIntegerField("确认人任职", null=True, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "承接能力确认"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind"], name="empowerment_capacity_once", condition=Q(ended_on__isnull=True)),
            models.CheckConstraint(name="empowerment_reviewer_is_a_post", condition=~Q(kind=CapacityKind.LEGAL_REVIEWER.value) | Q(post__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}"


class TemplateDocument(models.Model):
    """文书格式: a template given for the powers of a decision, by name or as a file. A newer one ends it; it stays to be seen."""

    decision = models.ForeignKey(EmpowermentDecision, models.PROTECT, verbose_name="决定", related_name="papers")
    name = models.CharField("文书", max_length=100)
    edition = models.CharField("文号或版本", max_length=60, blank=True)
    attachment = models.ForeignKey("files.Attachment", models.PROTECT, verbose_name="文件", null=True, blank=True, related_name="+")
    given_on = models.DateField("提供日期")
    given_by = models.BigIntegerField("提供人任职", null=True, blank=True)
    ended_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书格式"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"#{self.decision_id} {self.name}"


class TrainingRecord(models.Model):
    """培训、指导、协助: when, by whom, who came, whether the process was explained."""

    decision = models.ForeignKey(EmpowermentDecision, models.PROTECT, verbose_name="决定", related_name="trainings")
    kind = models.CharField("种类", max_length=12, choices=TrainingKind.choices, default=TrainingKind.TRAINING)
    held_on = models.DateField("日期")
    given_by = models.CharField("谁讲", max_length=100)
    topic = models.CharField("内容", max_length=200)
    explained = models.BooleanField("讲清了办案流程", default=False)
    attendees: Any = models.ManyToManyField("institutions.Person", verbose_name="参加人员", blank=True, related_name="+")
    others = models.PositiveSmallIntegerField("其他参加人数", default=0)
    recorded_by = models.BigIntegerField("记录人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训记录"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"#{self.decision_id} {self.held_on}"


class EmpowermentEvaluation(models.Model):
    """赋权评估: the figures of its day, the findings, and the conclusion drawn."""

    decision = models.ForeignKey(EmpowermentDecision, models.PROTECT, verbose_name="决定", related_name="evaluations")
    evaluated_on = models.DateField("评估日期")
    figures = models.JSONField("当天的数字", default=list)
    findings = models.TextField("评估意见")
    evaluated_by = models.BigIntegerField("评估人任职", null=True, blank=True)
    conclusion = models.CharField("结论", max_length=8, choices=Conclusion.choices, blank=True)
    concluded_on = models.DateField("结论日期", null=True, blank=True)
    conclusion_words = models.TextField("结论说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "赋权评估"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"#{self.decision_id} {self.evaluated_on}"


class CaseGround(models.Model):
    """办案依据: a case handled under a handed power."""

    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="事件", related_name="+")
    power = models.ForeignKey(HandedPower, models.PROTECT, verbose_name="赋权条目", related_name="grounds")
    grounded_on = models.DateField("写明日期")
    grounded_by = models.BigIntegerField("经办人任职", null=True, blank=True)
    handed_over_at = models.DateTimeField("移交时间", null=True, blank=True)
    handed_to = models.ForeignKey(BODY, models.PROTECT, verbose_name="移交部门", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "办案依据"
        constraints = [models.UniqueConstraint(fields=["case", "power"], name="empowerment_ground_once")]
        indexes = [models.Index(fields=["power", "grounded_on"], name="empowerment_ground_day")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.power_id}"


class OverturnedDecision(models.Model):
    """被撤销、变更的决定: one outcome of reconsideration or court against a decision made under a handed power. Kept by the justice bureau.

    It says which decision of which street under which item; who signed or handled it is not asked. A row entered by mistake is struck out, not deleted.
    """

    power = models.ForeignKey(HandedPower, models.PROTECT, verbose_name="赋权条目", related_name="overturned")
    number = models.CharField("决定文号", max_length=60)
    decided_on = models.DateField("决定日期")
    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="事件", null=True, blank=True, related_name="+")
    by = models.CharField("由谁", max_length=16, choices=OverturnedBy.choices)
    by_name = models.CharField("机关名称", max_length=80)
    document = models.CharField("复议决定书、判决书文号", max_length=80)
    how = models.CharField("结果", max_length=10, choices=OverturnedHow.choices)
    overturned_on = models.DateField("作出日期")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    ended_at = models.DateTimeField("勾销时间", null=True, blank=True)
    ended_why = models.CharField("为什么勾销", max_length=200, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "被撤销、变更的决定"
        ordering = ["-overturned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "document"], name="empowerment_overturned_once", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="empowerment_overturned_after", condition=Q(overturned_on__gte=F("decided_on"))),
            models.CheckConstraint(name="empowerment_struck_with_reason", condition=Q(ended_at__isnull=True) | ~Q(ended_why="")),
        ]
        indexes = [models.Index(fields=["power", "overturned_on"], name="empowerment_overturned_day")]

    def __str__(self) -> str:
        return f"{self.number} {self.how}"
