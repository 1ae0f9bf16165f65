from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.admission.vocabulary import (
    AdmissionStatus,
    Advice,
    Breach,
    Decided,
    Finding,
    LookBack,
    ReceiptState,
    RefusalStatus,
    ResourceKind,
    ReviewKind,
    Tenure,
    WorkKind,
)
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf


class AdmissionRequest(OfMatter):
    """职责准入申请: a department's wish to hand work to streets. The department stands on the matter (`unit_id`)."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="admission_request")
    status = StatusOf(AdmissionStatus)
    legal_basis = models.TextField("法律依据", blank=True)
    need = models.TextField("为什么要交给街道", blank=True)
    workload = models.TextField("工作量", blank=True)
    hours_a_month = models.PositiveIntegerField("每月小时数", null=True, blank=True)
    staff = models.TextField("人员", blank=True)
    money = models.TextField("经费", blank=True)
    period = models.TextField("期限", blank=True)
    standard = models.TextField("工作标准", blank=True)
    process = models.TextField("工作流程", blank=True)
    keeps = models.TextField("部门自己还做什么", blank=True)
    technique = models.TextField("技术支持", blank=True)
    requirements = models.TextField("具体要求", blank=True)
    authority = models.TextField("给街道的权限", blank=True)
    data_access = models.TextField("给街道的数据", blank=True)
    training = models.TextField("培训", blank=True)
    tenure = models.CharField("长期还是临时", max_length=12, choices=Tenure.choices, default=Tenure.PERMANENT)
    end_on = models.DateField("结束日期", null=True, blank=True)
    grid_work = models.BooleanField("要网格员做", default=False)
    touches_communities = models.BooleanField("涉及社区", default=False)
    community_work = models.TextField("请社区做什么", blank=True)
    no_forms = models.BooleanField("不要社区填表报数", default=False)
    drafted_by = models.BigIntegerField("拟稿人任职", null=True, blank=True)
    drafting_role = models.CharField("拟稿角色", max_length=24)
    round = models.PositiveSmallIntegerField("第几轮", default=0)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    returned_why = models.TextField("为什么退回", blank=True)
    consulted_id = models.BigIntegerField("征求意见事项", null=True, blank=True)
    advice = models.CharField("编办建议", max_length=16, choices=Advice.choices, blank=True)
    advice_words = models.TextField("编办意见", blank=True)
    advised_at = models.DateTimeField("编办意见时间", null=True, blank=True)
    advised_by = models.BigIntegerField("编办经办任职", null=True, blank=True)
    decided = models.CharField("决定", max_length=12, choices=Decided.choices, blank=True)
    meeting = models.CharField("会议", max_length=100, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document = models.CharField("文号", max_length=80, blank=True)
    decision_words = models.TextField("决定说明", blank=True)
    decided_by = models.BigIntegerField("记录人任职", null=True, blank=True)
    register_numbers = models.JSONField("网格准入编号", default=list, blank=True)
    published_at = models.DateTimeField("生效时间", null=True, blank=True)
    look_back = models.CharField("回头看", max_length=8, choices=LookBack.choices, blank=True)
    look_back_words = models.TextField("回头看说明", blank=True)
    withdrawn_why = models.TextField("为什么撤回", blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "职责准入申请"
        constraints = [
            models.CheckConstraint(name="admission_decided_whole", condition=Q(decided="") | (Q(decided_on__isnull=False) & ~Q(meeting="") & ~Q(document=""))),
            models.CheckConstraint(name="admission_temporary_ends", condition=~Q(decided=Decided.TEMPORARY.value) | Q(end_on__isnull=False)),
            models.CheckConstraint(name="admission_advice_said", condition=Q(advice="") | ~Q(advice_words="")),
        ]


class AdmissionUnit(models.Model):
    """涉及的街道: each is heard (A3), each confirms what it was given (A6)."""

    request = models.ForeignKey(AdmissionRequest, models.PROTECT, verbose_name="申请", related_name="units")
    unit_id = models.BigIntegerField("街道（镇）")

    class Meta:
        verbose_name = verbose_name_plural = "涉及的街道"
        constraints = [models.UniqueConstraint(fields=["request", "unit_id"], name="admission_unit_once")]
        indexes = [models.Index(fields=["unit_id", "request"], name="admission_of_unit")]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.unit_id}"


class AdmissionReview(models.Model):
    """一家审查: a part of the matter (ADR 0025) with its own clock and desk row."""

    request = models.ForeignKey(AdmissionRequest, models.PROTECT, verbose_name="申请", related_name="reviews")
    kind = models.CharField("审查", max_length=12, choices=ReviewKind.choices)
    round = models.PositiveSmallIntegerField("第几轮")
    finding = models.CharField("结论", max_length=8, choices=Finding.choices, blank=True)
    words = models.TextField("意见", blank=True)
    found_at = models.DateTimeField("时间", null=True, blank=True)
    found_by = models.BigIntegerField("审查人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "准入审查"
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "round"], name="admission_review_once"),
            models.CheckConstraint(name="admission_finding_dated", condition=Q(finding="") | Q(found_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.request_id}"


class ResourceLine(models.Model):
    """一项资源: what the decision obliges the department to deliver to every street (A4)."""

    request = models.ForeignKey(AdmissionRequest, models.PROTECT, verbose_name="申请", related_name="lines")
    kind = models.CharField("资源", max_length=12, choices=ResourceKind.choices)
    words = models.TextField("给什么")

    class Meta:
        verbose_name = verbose_name_plural = "准入资源"
        constraints = [models.UniqueConstraint(fields=["request", "kind"], name="admission_line_once")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.request_id}"


class ResourceReceipt(models.Model):
    """一项资源在一个街道: said to be delivered by the department, confirmed or disputed by the street."""

    line = models.ForeignKey(ResourceLine, models.PROTECT, verbose_name="资源", related_name="receipts")
    unit_id = models.BigIntegerField("街道（镇）")
    state = models.CharField("到位没有", max_length=10, choices=ReceiptState.choices, default=ReceiptState.WAITING)
    delivered_words = models.CharField("交付说明", max_length=400, blank=True)
    words = models.CharField("街道说", max_length=400, blank=True)
    at = models.DateTimeField("时间", null=True, blank=True)
    by = models.BigIntegerField("经办任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资源到位"
        constraints = [models.UniqueConstraint(fields=["line", "unit_id"], name="admission_receipt_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.unit_id} {self.state}"


class AdmissionListing(models.Model):
    """列入: the item as a change of a draft of a duty list; published with that version."""

    request = models.ForeignKey(AdmissionRequest, models.PROTECT, verbose_name="申请", related_name="listings")
    kind = models.CharField("清单", max_length=16)
    version_id = models.BigIntegerField("清单版本")
    code = models.CharField("编号", max_length=12)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "列入清单"
        constraints = [models.UniqueConstraint(fields=["request", "kind"], name="admission_listing_once")]
        indexes = [models.Index(fields=["version_id"], name="admission_in_version")]

    def __str__(self) -> str:
        return self.code


class RefusalNotice(OfMatter):
    """拒收通知: a street's reasoned refusal of work that is on no list. The street stands on the matter (`unit_id`)."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="refusal_notice")
    status = StatusOf(RefusalStatus)
    department_id = models.BigIntegerField("来活的部门")
    kind = models.CharField("怎么来的", max_length=16, choices=WorkKind.choices)
    subject_id = models.BigIntegerField("哪一件事项", null=True, blank=True)
    letter = models.CharField("文号或来电", max_length=120, blank=True)
    words = models.TextField("要街道做什么，为什么不该接")
    received_on = models.DateField("收到日期")
    late = models.BooleanField("超过三个工作日", default=False)
    issued_by = models.BigIntegerField("发出人任职", null=True, blank=True)
    answer_words = models.TextField("部门回应", blank=True)
    answered_at = models.DateTimeField("回应时间", null=True, blank=True)
    request = models.ForeignKey(AdmissionRequest, models.PROTECT, verbose_name="由此提出的准入申请", related_name="refusals", null=True, blank=True)
    ruling_words = models.TextField("裁定理由", blank=True)
    item_kind = models.CharField("在哪份清单", max_length=16, blank=True)
    item_code = models.CharField("在哪一条", max_length=12, blank=True)
    breach = models.CharField("处理", max_length=12, choices=Breach.choices, blank=True)
    ruled_at = models.DateTimeField("裁定时间", null=True, blank=True)
    ruled_by = models.BigIntegerField("裁定人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "拒收通知"
        constraints = [
            models.CheckConstraint(name="refusal_has_a_subject", condition=(Q(kind=WorkKind.LETTER.value) & ~Q(letter="")) | Q(subject_id__isnull=False)),
            models.CheckConstraint(name="refusal_ruling_dated", condition=Q(ruling_words="") | Q(ruled_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["subject_id"], name="refusal_subject", condition=Q(subject_id__isnull=False))]
