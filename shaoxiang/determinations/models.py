from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.determinations.vocabulary import OPEN, PUBLIC, PartKind, Share, VersionStatus
from shaoxiang.duties.models import Retracting
from shaoxiang.duties.vocabulary import ListKind
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated

ISSUED_CODES, OPEN_CODES = [status.value for status in PUBLIC], [status.value for status in OPEN]


class ThreeDeterminationVersion(models.Model):
    """三定规定的一版: of one street or town. `effective_to`: the first day it no longer holds."""

    unit = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="单位", related_name="determinations")
    number = models.PositiveSmallIntegerField("版次")
    status = models.CharField("状态", max_length=12, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    adopted_on = models.DateField("通过日期", null=True, blank=True)
    meeting = models.CharField("编委会会议", max_length=80, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("失效日期", null=True, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    ledger_on = models.DateField("编制按哪天的台账", null=True, blank=True)
    matter = models.OneToOneField("matter.Matter", models.PROTECT, verbose_name="事项", related_name="determination", null=True, blank=True)  # while under way
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "三定规定"
        ordering = ["unit_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="determination_number_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(status__in=OPEN_CODES), name="determination_one_open"),
            models.UniqueConstraint(fields=["unit", "effective_from"], condition=Q(status__in=ISSUED_CODES), name="determination_one_a_day"),
            models.UniqueConstraint(fields=["unit"], condition=Q(status="ISSUED"), name="determination_one_issued"),
            models.CheckConstraint(
                name="determination_dates",
                condition=~Q(status__in=ISSUED_CODES) | Q(adopted_on__isnull=False, issued_on__gte=F("adopted_on"), effective_from__gte=F("issued_on")),
            ),
            models.CheckConstraint(name="determination_not_backwards", condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.unit} 三定规定 第{self.number}版"


class DeterminationRetraction(Retracting):
    """撤回: of an issued version whose day has not come."""

    version = models.OneToOneField(ThreeDeterminationVersion, models.PROTECT, verbose_name="版本", related_name="retraction")

    class Meta(Retracting.Meta):
        verbose_name = verbose_name_plural = "三定规定撤回"


class DeterminationPart(models.Model):
    """七个部分之一. `revision` goes up with every saving: whoever began from an older one is shown what changed."""

    version = models.ForeignKey(ThreeDeterminationVersion, models.PROTECT, verbose_name="版本", related_name="parts")
    kind = models.CharField("部分", max_length=12, choices=PartKind.choices)
    revision = models.PositiveIntegerField("修订", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "三定规定的部分"
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="determination_part_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"


class DeterminationLine(models.Model):
    """一行: an office's duty, a kind of quota, a post, or a sentence."""

    part = models.ForeignKey(DeterminationPart, models.CASCADE, verbose_name="部分", related_name="lines")
    order = models.PositiveSmallIntegerField("排序")
    office = models.CharField("机构", max_length=40, blank=True)
    code = models.CharField("编号", max_length=12, blank=True)
    heading = models.CharField("标题", max_length=80, blank=True)
    text = models.CharField("内容", max_length=500, blank=True)
    amount = models.PositiveSmallIntegerField("数量", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "三定规定的行"
        ordering = ["part_id", "order"]
        constraints = [models.UniqueConstraint(fields=["part", "order"], name="determination_line_order")]

    def __str__(self) -> str:
        return f"{self.office} {self.code} {self.heading}"


class PartSnapshot(models.Model):
    """改动前的样子: the lines of a part at one revision, so that a second editor can be shown what the first did."""

    part = models.ForeignKey(DeterminationPart, models.CASCADE, verbose_name="部分", related_name="snapshots")
    revision = models.PositiveIntegerField("修订")
    lines = models.JSONField("行", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "三定规定的修订"
        constraints = [models.UniqueConstraint(fields=["part", "revision"], name="determination_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.part_id} r{self.revision}"


class PostDuty(Dated):
    """岗位职责: a post carries a duty of the list; who sits in the post answers by name."""

    post = models.ForeignKey("institutions.Post", models.PROTECT, verbose_name="岗位", related_name="duties")
    list_kind = models.CharField("清单", max_length=12, choices=ListKind.choices)
    item = models.CharField("职责编号", max_length=12)
    share = models.CharField("分工", max_length=8, choices=Share.choices, default=Share.LEAD)

    class Meta:
        verbose_name = verbose_name_plural = "岗位职责"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "list_kind", "item"], condition=Q(valid_to__isnull=True), name="post_duty_once"),
            models.CheckConstraint(name="post_duty_dates", condition=NOT_BACKWARDS),
        ]
        indexes = [models.Index(fields=["list_kind", "item"], name="post_duty_item")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.item} {self.share}"
