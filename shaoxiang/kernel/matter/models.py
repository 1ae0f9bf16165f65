from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.matter import rules
from shaoxiang.kernel.matter.vocabulary import Light, MatterKind


class Matter(models.Model):
    """事项. Places, units and offices are held as keys of the rooms that own them (ADR 0002): the kernel knows no room.

    Search, map, lists of everything and figures read this row; the room's own row has the same primary key.
    """

    kind = models.CharField("种类", max_length=16, choices=MatterKind.choices)
    number = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("标题", max_length=120)
    subject_code = models.CharField("事项类别", max_length=16, blank=True)
    status = models.CharField("状态", max_length=16)
    lon = models.FloatField("经度 (WGS-84)", null=True, blank=True)
    lat = models.FloatField("纬度 (WGS-84)", null=True, blank=True)
    street_id = models.BigIntegerField("属地镇街", null=True, blank=True)
    community_id = models.BigIntegerField("社区", null=True, blank=True)
    grid_id = models.BigIntegerField("网格", null=True, blank=True)
    unit_id = models.BigIntegerField("责任单位", null=True, blank=True)
    office_id = models.BigIntegerField("责任科室", null=True, blank=True)
    opened_at = models.DateTimeField("发生时间")
    warn_at = models.DateTimeField("预警时间", null=True, blank=True)
    due_at = models.DateTimeField("到期时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        constraints = [
            models.CheckConstraint(name="matter_point_whole", condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__isnull=False, lat__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="matter_newest"),
            models.Index(fields=["street_id", "-opened_at", "-id"], name="matter_street"),
            models.Index(fields=["unit_id", "-opened_at", "-id"], name="matter_unit"),
            models.Index(fields=["office_id", "-opened_at", "-id"], name="matter_office"),
            models.Index(fields=["community_id", "-opened_at", "-id"], name="matter_community"),
            models.Index(fields=["grid_id", "-opened_at", "-id"], name="matter_grid", condition=Q(grid_id__isnull=False)),
            models.Index(fields=["subject_code", "-opened_at", "-id"], name="matter_subject"),
            models.Index(  # what lies in a map window, and the same the other way round, for whose rows are known by key: counted from the index alone
                fields=["lon", "lat", "id", "due_at", "closed_at"], name="matter_point", condition=Q(lon__isnull=False),
            ),
            models.Index(fields=["id", "lon", "lat", "due_at", "closed_at"], name="matter_point_of", condition=Q(lon__isnull=False)),
            models.Index(  # all that counting the running ones of a map window asks for: the rows themselves stay unread
                name="matter_open_point", fields=["lon", "lat", "id", "street_id", "due_at", "closed_at"],
                condition=Q(lon__isnull=False, closed_at__isnull=True),
            ),
            models.Index(  # what is late and whose, for the sweep, and for the map and the leaders' desks, which count it from the index alone
                name="matter_open_late", condition=Q(closed_at__isnull=True),
                fields=["due_at", "lon", "lat", "id", "street_id", "community_id", "grid_id", "unit_id", "kind", "subject_code", "status", "closed_at"],
            ),
            models.Index(  # what is late or nearly, and whose: counted from the index alone
                name="matter_open_warned", fields=["warn_at", "due_at", "kind", "street_id", "unit_id", "office_id"], condition=Q(closed_at__isnull=True),
            ),
            models.Index(  # the running ones of every kind but the most frequent: few, and looked at every few seconds
                name="matter_open_other", fields=["kind", "street_id", "-opened_at"], condition=Q(closed_at__isnull=True) & ~Q(kind="CASE"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def light(self, now: datetime) -> Light:
        return rules.light(warn_at=self.warn_at, due_at=self.due_at, closed_at=self.closed_at, now=now)


class MatterDay(models.Model):
    """Where each kind's numbers of a day begin (PostgreSQL) or have come to (SQLite); see `kernel.db`."""

    kind = models.CharField(max_length=16)
    day = models.DateField()
    base = models.BigIntegerField()

    class Meta:
        db_table = "matter_day"
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="matter_day_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
