from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.clocks.rules import ClockSpec, Due
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Extension, Sense, Unit
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.workdays.rules import DEFAULT_SCHEDULE, SHANGHAI

OPEN = Q(stopped_at__isnull=True)
COUNTING = Q(stopped_at__isnull=True, suspended_at__isnull=True)
NOT_WARNED = COUNTING & Q(warned_at__isnull=True)
NOT_OVERDUE = COUNTING & Q(overdue_at__isnull=True)


class RunningClock(models.Model):
    """时限: one clock running on a matter. Its rule is written on the row, so that a later setting never changes it."""

    matter_id = models.BigIntegerField("事项")
    part_id = models.BigIntegerField("分项", null=True, blank=True)  # the part of the matter it counts for (one unit's order); none: the whole
    code = models.CharField("代码", max_length=40)
    label = models.CharField("名称", max_length=60)
    amount = models.PositiveIntegerField("数量")
    unit = models.CharField("单位", max_length=16, choices=Unit.choices)
    day_type = models.CharField("计法", max_length=12, choices=DayType.choices)
    direction = models.CharField("方向", max_length=12, choices=Direction.choices, default=Direction.FORWARD.value)
    sense = models.CharField("性质", max_length=8, choices=Sense.choices, default=Sense.LIMIT.value)
    schedule = models.CharField("作息", max_length=24, default=DEFAULT_SCHEDULE)
    rolls = models.BooleanField("末日顺延", default=True)
    law = models.CharField("依据", max_length=60, blank=True)
    article = models.CharField("条款", max_length=40, blank=True)
    domain = models.CharField("领域", max_length=24, blank=True)
    extension_rule = models.CharField(
        "延期规则", max_length=12, choices=Extension.choices, default=Extension.CAPPED.value
    )
    extension_cap = models.PositiveIntegerField("延期上限", null=True, blank=True)
    approver_role = models.CharField("延期批准角色", max_length=80, blank=True)
    suspension_codes = models.JSONField("中止事由", default=list, blank=True)
    started_at = models.DateTimeField("起算时间")
    warn_at = models.DateTimeField("预警时间")
    due_at = models.DateTimeField("到期时间")
    provisional = models.BooleanField("暂定", default=False)
    extension = models.PositiveIntegerField("已延长", default=0)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    warned_at = models.DateTimeField("已预警", null=True, blank=True)
    overdue_at = models.DateTimeField("已报超期", null=True, blank=True)
    suspended_at = models.DateTimeField("中止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        db_table = "clocks_running"
        indexes = [
            models.Index(fields=["matter_id"], name="clocks_matter"),
            models.Index(fields=["warn_at", "id"], name="clocks_next_warn", condition=NOT_WARNED),
            models.Index(fields=["due_at", "id"], name="clocks_next_due", condition=NOT_OVERDUE),
            models.Index(fields=["due_at"], name="clocks_open", condition=OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.matter_id}"

    @classmethod
    def of(cls, spec: ClockSpec, start: datetime, due: Due) -> RunningClock:
        """An unsaved row: the rule as it stands now, and its due time."""
        return cls(
            code=spec.code,
            label=spec.label,
            amount=spec.amount,
            unit=spec.unit.value,
            day_type=spec.day_type.value,
            direction=spec.direction.value,
            sense=spec.sense.value,
            schedule=spec.schedule,
            rolls=spec.rolls,
            law=spec.law,
            article=spec.article,
            domain=spec.domain,
            extension_rule=spec.extension.value,
            extension_cap=spec.extension_cap,
            approver_role=spec.approver_role,
            suspension_codes=list(spec.suspension_codes),
            started_at=start,
            warn_at=due.warn_at,
            due_at=due.due_at,
            provisional=due.provisional,
        )

    @property
    def spec(self) -> ClockSpec:
        """The rule this clock was started under."""
        return ClockSpec(
            code=self.code,
            label=self.label,
            amount=self.amount,
            unit=Unit(self.unit),
            day_type=DayType(self.day_type),
            direction=Direction(self.direction),
            schedule=self.schedule,
            extension_cap=self.extension_cap,
            approver_role=self.approver_role,
            suspension_codes=tuple(self.suspension_codes),
            rolls=self.rolls,
            law=self.law,
            article=self.article,
            domain=self.domain,
            sense=Sense(self.sense),
            extension=Extension(self.extension_rule),
        )

    @property
    def ground(self) -> str:
        return self.spec.ground

    @property
    def last_day(self) -> date | None:
        """The day shown for a clock of days; None for a clock of hours."""
        if not self.spec.counts_days:
            return None
        return (self.due_at.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()

    @property
    def is_limit(self) -> bool:
        return bool(self.sense == Sense.LIMIT.value)

    def light(self, now: datetime) -> Light:
        if self.suspended_at is not None and self.stopped_at is None:
            return Light.NONE
        return matter_rules.light(warn_at=self.warn_at, due_at=self.due_at, closed_at=self.stopped_at, now=now)

    def take(self, due: Due, *, at: datetime) -> bool:
        """Move to a new due time; a warning or overdue mark that no longer holds is taken off. True if anything moved."""
        before = (self.due_at, self.warn_at, self.provisional)
        self.due_at, self.warn_at, self.provisional = due.due_at, due.warn_at, due.provisional
        if self.warn_at > at:
            self.warned_at = None
        if self.due_at > at:
            self.overdue_at = None
        return before != (self.due_at, self.warn_at, self.provisional)


MOVED = ("due_at", "warn_at", "provisional", "warned_at", "overdue_at", "extension", "suspended_at")


class Suspension(models.Model):
    """中止: a stretch of time that does not count. Open while `to_at` is empty."""

    clock = models.ForeignKey(RunningClock, models.CASCADE, verbose_name="时限", related_name="suspensions")
    reason = models.CharField("事由", max_length=24)  # of SuspensionReason, or of the room that owns the clock
    from_at = models.DateTimeField("自")
    to_at = models.DateTimeField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "中止"
        db_table = "clocks_suspension"
        constraints = [
            models.CheckConstraint(
                name="clocks_suspension_order", condition=Q(to_at__isnull=True) | Q(to_at__gte=models.F("from_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.from_at:%Y-%m-%d}"


class ClockSetting(models.Model):
    """本区设定: what the district set instead of the table's row; tighter than the law, never looser. History is in the journal."""

    code = models.CharField("代码", max_length=40, unique=True)
    amount = models.PositiveIntegerField("数量")
    extension_cap = models.PositiveIntegerField("延期上限", null=True, blank=True)
    approver_role = models.CharField("延期批准角色", max_length=80, blank=True)
    schedule = models.CharField("作息", max_length=24, default=DEFAULT_SCHEDULE)
    rolls = models.BooleanField("末日顺延", default=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限设定"
        db_table = "clocks_setting"

    def __str__(self) -> str:
        return self.code
