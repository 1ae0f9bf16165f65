from __future__ import annotations

from django.db import models


class Schedule(models.Model):
    """作业安排: when a job ran and when it runs next. While it runs the row is claimed; a claim not renewed lapses (kill -9)."""

    name = models.CharField("名称", max_length=60, unique=True)
    last_run_at = models.DateTimeField("上次运行", null=True, blank=True)
    next_run_at = models.DateTimeField("下次运行")
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    last_failure = models.CharField("上次失败", max_length=200, blank=True)
    claimed_by = models.CharField("领取者", max_length=64, blank=True)
    claimed_until = models.DateTimeField("领取到", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作业安排"
        db_table = "jobs_schedule"

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """心跳: the last sign of life of a process. Pages show a light from it."""

    name = models.CharField("名称", max_length=64, unique=True)
    at = models.DateTimeField("时间", db_index=True)
    pid = models.PositiveIntegerField("进程号")

    class Meta:
        verbose_name = verbose_name_plural = "心跳"
        db_table = "jobs_heartbeat"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
