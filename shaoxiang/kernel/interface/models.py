from __future__ import annotations

from django.db import models
from django.db.models import Q


class ApiKey(models.Model):
    """接口密钥: of one other system. Only a digest is kept; `prefix` is what people recognise it by. Ended, never deleted.

    Bound to a body, or to a post of it (plain keys of `institutions`, ADR 0002): its actor reaches the rows that body or post may.
    """

    name = models.CharField("系统名称", max_length=60)
    prefix = models.CharField("前缀", max_length=12, unique=True)
    digest = models.CharField("摘要", max_length=64, unique=True)
    scopes = models.JSONField("权限", default=list)
    body_id = models.BigIntegerField("机构")
    post_id = models.BigIntegerField("岗位", null=True, blank=True)
    per_minute = models.PositiveIntegerField("每分钟次数", null=True, blank=True)  # of each web process; none: not limited
    created_at = models.DateTimeField("建立时间")
    created_by = models.BigIntegerField("建立人任职", null=True, blank=True)
    ends_on = models.DateField("到期日", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["name"], name="api_key_name_once", condition=Q(revoked_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"


class GivenAnswer(models.Model):
    """已答复: what a create under an Idempotency-Key answered, written in the transaction of the act."""

    api_key = models.ForeignKey(ApiKey, models.PROTECT, related_name="answers")
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)  # of method, path and body
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "已答复的请求"
        constraints = [models.UniqueConstraint(fields=["api_key", "key"], name="given_answer_once")]
        indexes = [models.Index(fields=["at"], name="given_answer_at")]

    def __str__(self) -> str:
        return f"{self.key} → {self.status}"
