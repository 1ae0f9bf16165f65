from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.kernel.workdays.rules import Schedule, Season, Span
from shaoxiang.kernel.workdays.vocabulary import DayKind


class Day(models.Model):
    """A day as this district's table has it. Rows stand over the packaged table, day by day."""

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    kind = models.CharField("种类", max_length=16, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日"
        db_table = "workdays_day"
        constraints = [
            models.CheckConstraint(
                name="workdays_day_kind",
                condition=Q(is_workday=True, kind__in=[DayKind.WORKDAY.value, DayKind.SWAP_WORKDAY.value])
                | Q(is_workday=False, kind__in=[DayKind.WEEKEND.value, DayKind.HOLIDAY.value]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


class WorkSchedule(models.Model):
    """作息时间: morning and afternoon of a working day; seasonal rows of the same code hold between two days of every year."""

    code = models.CharField("代码", max_length=24)
    label = models.CharField("名称", max_length=40)
    morning_start = models.TimeField("上午上班")
    morning_end = models.TimeField("上午下班")
    afternoon_start = models.TimeField("下午上班")
    afternoon_end = models.TimeField("下午下班")
    season_from = models.CharField("季节自 (月-日)", max_length=5, blank=True)
    season_to = models.CharField("季节至 (月-日)", max_length=5, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作息时间"
        db_table = "workdays_schedule"
        constraints = [
            models.UniqueConstraint(fields=["code", "season_from"], name="workdays_schedule_once"),
            models.CheckConstraint(
                name="workdays_schedule_order",
                condition=Q(morning_start__lt=F("morning_end"), morning_end__lte=F("afternoon_start"))
                & Q(afternoon_start__lt=F("afternoon_end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def spans(self) -> tuple[Span, ...]:
        return (Span.of(self.morning_start, self.morning_end), Span.of(self.afternoon_start, self.afternoon_end))


def compiled(rows: list[WorkSchedule]) -> list[Schedule]:
    """Schedules as rules know them: the row without a season, with its seasons."""
    schedules = []
    for row in rows:
        if row.season_from:
            continue
        seasons = tuple(
            Season(_month_day(other.season_from), _month_day(other.season_to), other.spans())
            for other in rows
            if other.code == row.code and other.season_from
        )
        schedules.append(Schedule(row.code, row.label, row.spans(), seasons))
    return schedules


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


class Edition(models.Model):
    """Which edition of a table is in force. Every change writes a new token, and every process that remembers the table
    compares tokens: a counter would repeat itself after a rollback."""

    name = models.CharField(max_length=24, primary_key=True)
    token = models.CharField(max_length=32)

    class Meta:
        db_table = "workdays_edition"

    def __str__(self) -> str:
        return f"{self.name} {self.token}"
