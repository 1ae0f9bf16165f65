from __future__ import annotations

from django.db import models
from django.db.models import Q


class HeldSheet(models.Model):
    """试过的表: what somebody's sheet says, waiting for his word; one per person and register. Entered, only the fact of it stays, without the lines."""

    sheet = models.CharField("哪一种表", max_length=32)
    of = models.CharField("属于", max_length=64, blank=True, help_text="地址里的参数：哪一份草案、哪一支队伍")
    assignment_id = models.BigIntegerField("任职")
    file_name = models.CharField("文件名", max_length=120, blank=True)
    given = models.JSONField("表格以外填的", default=dict, blank=True)
    table = models.JSONField("等着说明列名的表", null=True, blank=True, help_text="head, lines")
    rows = models.JSONField("各行", null=True, blank=True, help_text="shown, lines")
    digest = models.CharField("摘要", max_length=64, blank=True)
    lines = models.PositiveIntegerField("行数", default=0)
    at = models.DateTimeField("试的时间")
    entered_at = models.DateTimeField("写入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表格导入"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "of", "assignment_id"], name="held_sheet_once", condition=Q(entered_at__isnull=True)),
            models.CheckConstraint(name="entered_sheet_holds_no_lines", condition=Q(entered_at__isnull=True) | Q(rows__isnull=True, table__isnull=True)),
        ]
        indexes = [models.Index(fields=["sheet", "of", "-entered_at"], name="held_sheet_entered", condition=Q(entered_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.sheet} {self.file_name}"


class KnownColumns(models.Model):
    """上次怎么对的列名: of one office and register, offered again with the next sheet."""

    sheet = models.CharField("哪一种表", max_length=32)
    body_id = models.BigIntegerField("科室或单位")
    labels = models.JSONField("各栏叫什么", default=dict)  # field -> label in their sheets
    fixed = models.JSONField("每行都写的", default=dict, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "列名对照"
        constraints = [models.UniqueConstraint(fields=["sheet", "body_id"], name="known_columns_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.body_id}"
