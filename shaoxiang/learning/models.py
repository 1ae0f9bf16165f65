from __future__ import annotations

from django.db import models

from shaoxiang.learning.vocabulary import Origin


class LearnedModel(models.Model):
    """学到的模型: its file's digest and its card. Rows stay; at most one is switched on."""

    digest = models.CharField("文件摘要 (sha256)", max_length=64, unique=True)
    size_bytes = models.PositiveIntegerField("大小(字节)")
    origin = models.CharField("来自", max_length=8, choices=Origin.choices)
    labels = models.JSONField("分类", default=list)
    figures = models.JSONField("数字", default=dict)
    trained_at = models.DateTimeField("训练时间")
    texts_from = models.DateField("文本自", null=True, blank=True)
    texts_to = models.DateField("文本至", null=True, blank=True)
    active = models.BooleanField("启用", default=False)
    activated_by = models.BigIntegerField("启用人任职", null=True, blank=True)
    activated_at = models.DateTimeField("启用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "学到的模型"
        ordering = ["-trained_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["active"], condition=models.Q(active=True), name="learned_one_active")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.trained_at:%F}"


class LearningSetting(models.Model):
    """学习设置: how sure the model must be to set a type by itself; empty: never."""

    alone_from = models.FloatField("单独决定的把握", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "学习设置"
        constraints = [
            models.CheckConstraint(
                name="learning_alone_is_sure", condition=models.Q(alone_from__isnull=True) | models.Q(alone_from__gte=0.8, alone_from__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alone_from or '—'}"
