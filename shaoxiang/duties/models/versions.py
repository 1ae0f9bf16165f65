from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.duties.vocabulary import ChangeAct, ListForm, VersionKind, VersionStatus
from shaoxiang.kernel.matter.models import Matter


class ListVersion(models.Model):
    """清单版本: a dated decision that holds a set of changes. Its items are the rows in force on `effective_from` (ADR 0026).

    Once published, the row, its changes and the rows in force on its day stand still: the database holds them (ADR 0034).
    """

    matter = models.OneToOneField(Matter, models.PROTECT, verbose_name="事项", related_name="list_version")
    kind = models.CharField("清单", max_length=16, choices=VersionKind.choices)
    number = models.PositiveSmallIntegerField("版次", null=True, blank=True)
    form = models.CharField("体例", max_length=12, choices=ListForm.choices, blank=True)
    status = models.CharField("状态", max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    base = models.ForeignKey("self", models.PROTECT, verbose_name="起草时的版本", null=True, blank=True, related_name="+")
    title = models.CharField("名称", max_length=80)
    effective_from = models.DateField("生效日期", null=True, blank=True)
    decided_by = models.CharField("决定机关", max_length=60, blank=True)
    document = models.CharField("文号", max_length=80, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    first_decided_on = models.DateField("最先写的决定日期", null=True, blank=True)
    redated_why = models.CharField("为什么改成后来的日子", max_length=300, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    scheme = models.PositiveSmallIntegerField("摘要体例", default=1)
    answers = models.JSONField("承接的分类", default=dict, blank=True, help_text="公布时每一条承接哪些分类")
    digest = models.CharField("摘要", max_length=64, blank=True)
    signature = models.CharField("签名", max_length=128, blank=True)
    public_key = models.CharField("公钥", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修订", default=0)
    drafted_by = models.BigIntegerField("起草人任职", null=True, blank=True)
    changed_by = models.BigIntegerField("最后改动人任职", null=True, blank=True)
    sent_by = models.BigIntegerField("送复核人任职", null=True, blank=True)
    reviewed_by = models.BigIntegerField("复核人任职", null=True, blank=True)
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    refusal = models.CharField("复核不通过的理由", max_length=400, blank=True)
    heard_number = models.CharField("征求街道意见的编号", max_length=24, blank=True)
    unheard_why = models.CharField("为什么不用征求街道意见", max_length=300, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "清单版本"
        ordering = ["kind", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="list_version_once", condition=Q(number__isnull=False)),
            models.UniqueConstraint(fields=["kind", "effective_from"], name="list_version_one_a_day", condition=Q(status="PUBLISHED")),
            models.CheckConstraint(name="list_version_complete", condition=~Q(status="PUBLISHED") | (
                Q(number__isnull=False) & Q(effective_from__isnull=False) & Q(published_at__isnull=False) & ~Q(digest="") & ~Q(signature="")
            )),
            # lists published before the second person was asked for name nobody
            models.CheckConstraint(name="list_version_second_person", condition=~Q(status="PUBLISHED") | Q(drafted_by=None, changed_by=None, sent_by=None) | (
                Q(reviewed_by__isnull=False) & Q(reviewed_at__isnull=False)
                & ~Q(reviewed_by=F("drafted_by")) & ~Q(reviewed_by=F("changed_by")) & ~Q(reviewed_by=F("sent_by"))
            )),
        ]

    def __str__(self) -> str:
        return self.title


class ListChange(models.Model):
    """One change of a version: an item added, amended (only the fields that change) or removed. One per item."""

    version = models.ForeignKey(ListVersion, models.CASCADE, verbose_name="版本", related_name="changes")
    act = models.CharField("改动", max_length=8, choices=ChangeAct.choices)
    code = models.CharField("编号", max_length=12)
    values = models.JSONField("内容", default=dict, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    basis = models.CharField("改动依据", max_length=160, blank=True, help_text="这次改动依据的法律、条款或文件")
    split_from = models.CharField("由哪一条拆出", max_length=12, blank=True)
    answers = models.JSONField("承接的分类", null=True, blank=True, help_text="null 表示不变")
    revision = models.PositiveIntegerField("修订", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "清单改动"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="list_change_once")]

    def __str__(self) -> str:
        return f"{self.act} {self.code}"


class BasisPaper(models.Model):
    """依据文件的原件: the paper of a document an item stands on, where this house keeps only its number."""

    version = models.ForeignKey(ListVersion, models.CASCADE, verbose_name="版本", related_name="papers")
    document = models.CharField("文号", max_length=80)
    attachment = models.OneToOneField("files.Attachment", models.PROTECT, verbose_name="原件", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "依据文件的原件"

    def __str__(self) -> str:
        return self.document


class SheetReading(models.Model):
    """试读: what a person's spreadsheet says, read and found clean, waiting for his word to enter the draft. One per person and draft."""

    version = models.ForeignKey(ListVersion, models.CASCADE, verbose_name="版本", related_name="readings")
    assignment_id = models.BigIntegerField("任职")
    file_name = models.CharField("文件名", max_length=120, blank=True)
    removes = models.BooleanField("表里没有的视为取消", default=False)
    revision = models.PositiveIntegerField("试读时的修订")
    rows = models.JSONField("各行", default=dict)
    table = models.JSONField("等着说明列名的表", null=True, blank=True, help_text="head, lines；列名对上以后清空")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "试读"
        constraints = [models.UniqueConstraint(fields=["version", "assignment_id"], name="sheet_reading_once")]

    def __str__(self) -> str:
        return self.file_name
