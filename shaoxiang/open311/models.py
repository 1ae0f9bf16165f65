from __future__ import annotations

from django.db import models

from shaoxiang.kernel.matter.models import Matter
from shaoxiang.open311.vocabulary import RequestStatus, SettingCode


class PostedRequest(models.Model):
    """接口来件: what a POST brought that a case has no column for. The words are in the case, the sender in the vault."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="+")
    api_key_id = models.BigIntegerField("接口密钥", null=True, blank=True)
    attributes = models.JSONField("附加项", default=dict)
    media_url = models.CharField("来件附的网址", max_length=500, blank=True)  # kept as text, never fetched

    class Meta:
        verbose_name = verbose_name_plural = "接口来件"

    def __str__(self) -> str:
        return f"#{self.matter_id}"


class ReceivedUpdate(models.Model):
    """外部进展: an update another system reported, once for each of its `update_id`."""

    api_key_id = models.BigIntegerField("接口密钥")
    update_id = models.CharField("对方的进展编号", max_length=64)
    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="事项", related_name="+")
    fingerprint = models.CharField("内容摘要", max_length=64)
    entry_id = models.BigIntegerField("记录")
    at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "外部进展"
        constraints = [models.UniqueConstraint(fields=["api_key_id", "update_id"], name="open311_update_once")]

    def __str__(self) -> str:
        return f"{self.update_id} → #{self.matter_id}"


class ForeignJurisdiction(models.Model):
    """外地辖区: another Open311 server whose requests were imported, served here under its own jurisdiction_id."""

    code = models.CharField("jurisdiction_id", max_length=80, unique=True)
    imported_at = models.DateTimeField("最近导入时间")

    class Meta:
        verbose_name = verbose_name_plural = "外地辖区"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ForeignRequest(models.Model):
    """外地请求: the standard's fields exactly as received, and beside them what they are looked up by. Never a matter of this district."""

    jurisdiction = models.ForeignKey(ForeignJurisdiction, models.PROTECT, verbose_name="辖区", related_name="requests")
    number = models.CharField("service_request_id", max_length=64)
    service_code = models.CharField("service_code", max_length=64)
    service_name = models.CharField("service_name", max_length=200, blank=True)
    status = models.CharField("状态", max_length=8, choices=RequestStatus.choices)
    requested_at = models.DateTimeField("提出时间")
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    body = models.JSONField("原样")

    class Meta:
        verbose_name = verbose_name_plural = "外地请求"
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "number"], name="open311_foreign_once")]
        indexes = [models.Index(fields=["jurisdiction", "-requested_at", "-id"], name="open311_foreign_newest")]

    def __str__(self) -> str:
        return self.number


class Open311Setting(models.Model):
    """开放接口设置: one row each, changed by the administrator with history."""

    code = models.CharField("设置", max_length=32, unique=True, choices=SettingCode.choices)
    value = models.JSONField("值")

    class Meta:
        verbose_name = verbose_name_plural = "开放接口设置"

    def __str__(self) -> str:
        return self.code
