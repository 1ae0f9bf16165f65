from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.simulation.vocabulary import RunStatus


class SimulationRun(models.Model):
    """推演: what was asked, by whom, and the answer. Changes nothing else in the district's records.

    `changes`: as in a change file. `result`: figures and the names they go by (`rules.keeping`), so that a later change of names leaves it readable.
    """

    asked_at = models.DateTimeField("提交时间")
    asked_by = models.BigIntegerField("提交人任职", null=True, blank=True)
    days = models.PositiveSmallIntegerField("天数")
    replications = models.PositiveSmallIntegerField("遍数")
    seed = models.PositiveIntegerField("随机种子")
    changes = models.JSONField("改动", default=list)
    digest = models.CharField("参数摘要", max_length=64)
    status = models.CharField("状态", max_length=8, choices=RunStatus.choices, default=RunStatus.WAITING)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    result = models.JSONField("结果", default=dict)
    refusal = models.CharField("没有推演成的原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推演"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(name="simulation_finished", condition=Q(status=RunStatus.WAITING) | Q(finished_at__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="simulation_newest"),
            models.Index(fields=["asked_at"], name="simulation_waiting", condition=Q(status=RunStatus.WAITING)),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"
