from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf
from shaoxiang.mediation.vocabulary import (
    AgreementForm,
    ChosenBy,
    Consent,
    CourtAnswer,
    DisputeKind,
    MediationStatus,
    Origin,
    PoliceTold,
    Said,
    Side,
    TurnEnd,
    WordKind,
)


class MediationCase(OfMatter):
    """人民调解案件. Its matter's title names only the kind of dispute; nothing of it goes into the search index."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="mediation")
    status = StatusOf(MediationStatus)
    dispute = models.CharField("纠纷种类", max_length=12, choices=DisputeKind.choices)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices)
    facts = models.TextField("纠纷情况")
    demands = models.TextField("请求", blank=True)
    open_to_others = models.BooleanField("当事人要求公开进行", default=False)
    case_id = models.BigIntegerField("来自事件", null=True, blank=True)
    registered_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    mediator_post_id = models.BigIntegerField("调解员岗位", null=True, blank=True)

    agreement_form = models.CharField("协议形式", max_length=8, choices=AgreementForm.choices, blank=True)
    agreement = models.TextField("协议内容", blank=True)
    effective_on = models.DateField("协议生效日", null=True, blank=True)
    performance_on = models.DateField("履行期限", null=True, blank=True)
    court = models.CharField("受理法院", max_length=60, blank=True)
    applied_on = models.DateField("申请司法确认日", null=True, blank=True)
    court_answer = models.CharField("司法确认结果", max_length=8, choices=CourtAnswer.choices, blank=True)
    remedies = models.JSONField("已告知的途径", default=list, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "人民调解案件"
        constraints = [
            models.CheckConstraint(name="mediation_agreement_dated", condition=Q(agreement_form="") | Q(effective_on__isnull=False)),
            models.CheckConstraint(
                name="mediation_performed_later", condition=Q(performance_on__isnull=True) | Q(performance_on__gte=models.F("effective_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["mediator_post_id"], name="mediation_mediator", condition=Q(mediator_post_id__isnull=False)),
            models.Index(fields=["case_id"], name="mediation_case", condition=Q(case_id__isnull=False)),
        ]


class Party(models.Model):
    """当事人: who it is stands in the vault; here the side, and what this party wants."""

    mediation = models.ForeignKey(MediationCase, models.PROTECT, verbose_name="调解", related_name="parties")
    side = models.CharField("哪一方", max_length=8, choices=Side.choices)
    vault_id = models.BigIntegerField("当事人档案")
    consent = models.CharField("意愿", max_length=8, choices=Consent.choices, default=Consent.WAITING)
    said = models.CharField("怎么表示的", max_length=12, choices=Said.choices, blank=True)
    consented_at = models.DateTimeField("表示时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "当事人"
        ordering = ["side", "id"]

    def __str__(self) -> str:
        return f"#{self.mediation_id} {self.side}"


class MediatorTurn(models.Model):
    """调解员任期: who mediates, named or chosen, until the end or until he steps aside."""

    mediation = models.ForeignKey(MediationCase, models.PROTECT, verbose_name="调解", related_name="turns")
    post_id = models.BigIntegerField("岗位")
    chosen_by = models.CharField("怎么定的", max_length=12, choices=ChosenBy.choices)
    named_at = models.DateTimeField("起")
    ended_at = models.DateTimeField("止", null=True, blank=True)
    end = models.CharField("为什么换", max_length=12, choices=TurnEnd.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解员任期"
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["mediation"], name="mediation_one_mediator", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="mediator_ended_why", condition=Q(ended_at__isnull=True) | ~Q(end="")),
        ]

    def __str__(self) -> str:
        return f"#{self.mediation_id} {self.post_id}"


class Note(models.Model):
    """调解工作记录 and other words (人民调解法 27). The journal holds only their digest."""

    mediation = models.ForeignKey(MediationCase, models.PROTECT, verbose_name="调解", related_name="notes")
    kind = models.CharField("种类", max_length=12, choices=WordKind.choices)
    text = models.TextField("内容")
    place = models.CharField("地点", max_length=100, blank=True)
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("记录人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解记录"
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"#{self.mediation_id} {self.kind}"


class PoliceNotice(models.Model):
    """报警: who was told of the danger, when, by whom (人民调解法 25)."""

    mediation = models.ForeignKey(MediationCase, models.PROTECT, verbose_name="调解", related_name="police_notices")
    told = models.CharField("报给谁", max_length=12, choices=PoliceTold.choices)
    told_at = models.DateTimeField("时间")
    told_by = models.BigIntegerField("报告人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报警记录"
        ordering = ["told_at", "id"]

    def __str__(self) -> str:
        return f"#{self.mediation_id} {self.told}"
