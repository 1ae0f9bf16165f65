from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import CitedList, Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf
from shaoxiang.whistles.vocabulary import (
    ArrivedHow,
    ArriveMode,
    CancelReason,
    Cause,
    Level,
    LinkHow,
    SuspendReason,
    WhistleCode,
    WhistleStatus,
)


class WhistleType(models.Model):
    """哨的类型, one version: who may blow, who approves, the limits, the ladder. A change is a new row; a whistle keeps its version.

    Role lists hold codes of `institutions.Role`. `ladder`: steps in order, each {"level", "amount", "unit"}: that long after the step before
    (0: at the same moment). Times of a limit: amount and unit as in `duties.LimitUnit`; none: not limited.
    """

    code = models.CharField("代码", max_length=20, choices=WhistleCode.choices)
    number = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=40)
    name_en = models.CharField("英文名称", max_length=60, blank=True)
    priority = models.CharField("优先级", max_length=10, choices=Priority.choices)
    blown_by = models.JSONField("谁能吹", default=list)
    blown_through = models.JSONField("谁能经街道吹", default=list)
    approved_by = models.JSONField("谁批准", default=list)
    confirm_minutes = models.PositiveSmallIntegerField("街道确认(分钟)", default=10)
    ack_amount = models.PositiveSmallIntegerField("签收时限")
    ack_unit = models.CharField("签收时限单位", max_length=16, choices=LimitUnit.choices)
    arrive_mode = models.CharField("报到方式", max_length=20, choices=ArriveMode.choices)
    arrive_amount = models.PositiveSmallIntegerField("报到时限", null=True, blank=True)
    arrive_unit = models.CharField("报到时限单位", max_length=16, choices=LimitUnit.choices, blank=True)
    arrive_agreed = models.BooleanField("可约定到场时间", default=False)
    finish_amount = models.PositiveSmallIntegerField("办结时限", null=True, blank=True)
    finish_unit = models.CharField("办结时限单位", max_length=16, choices=LimitUnit.choices, blank=True)
    finish_words = models.CharField("办结的说法", max_length=60, blank=True)
    finish_words_en = models.CharField("办结的英文说法", max_length=80, blank=True)
    ladder = models.JSONField("升级阶梯", default=list)
    objection_stops = models.BooleanField("异议停自己的时限", default=True)
    mark = models.CharField("核实", max_length=8, blank=True)
    reason = models.CharField("修改说明", max_length=200, blank=True)
    since = models.DateTimeField("起用时间")
    until = models.DateTimeField("停用时间", null=True, blank=True)
    set_by = models.BigIntegerField("修改人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "哨的类型"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="whistle_type_version"),
            models.UniqueConstraint(fields=["code"], name="whistle_type_in_force", condition=Q(until__isnull=True)),
            models.CheckConstraint(name="whistle_type_times", condition=Q(until__isnull=True) | Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    @property
    def shown_name(self) -> str:
        return in_words(self.name, self.name_en)


class WhistleSetting(models.Model):
    """吹哨设置: numbers of the room that a district may change (days, counts, bands), one row each; history in the journal."""

    code = models.CharField("设置", max_length=32, unique=True)
    value = models.PositiveIntegerField("值")

    class Meta:
        verbose_name = verbose_name_plural = "吹哨设置"

    def __str__(self) -> str:
        return f"{self.code}={self.value}"


class Whistle(OfMatter):
    """哨: one problem, one summons. Title, place, type of event, lead unit and times stand on its matter; each unit on its order and report-in."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="whistle")
    status = StatusOf(WhistleStatus)
    type = models.ForeignKey(WhistleType, models.PROTECT, verbose_name="类型", related_name="whistles")
    case_id = models.BigIntegerField("来自事件", null=True, blank=True)
    address = models.CharField("地点", max_length=200)
    known = models.TextField("已知情况")
    power_needed = models.CharField("需要什么权力", max_length=200)
    cited_list = models.CharField("依据清单", max_length=20, choices=CitedList.choices)
    cited_item = models.CharField("依据条目", max_length=24)
    life = models.BooleanField("危及生命", default=False)
    going_on = models.BooleanField("违法行为正在发生", default=False)
    agreed_at = models.DateTimeField("约定到场时间", null=True, blank=True)
    units = models.JSONField("要叫的单位", default=list)  # before it is blown: [{"body", "lead", "task"}]; then the orders speak

    drafted_by = models.BigIntegerField("起草人任职", null=True, blank=True)
    blown_by = models.BigIntegerField("吹哨人任职", null=True, blank=True)
    blown_unit_id = models.BigIntegerField("吹哨单位", null=True, blank=True)
    blown_at = models.DateTimeField("吹哨时间", null=True, blank=True)
    by_community = models.BooleanField("社区吹的", default=False)
    confirmed_by = models.BigIntegerField("街道确认人任职", null=True, blank=True)
    confirmed_at = models.DateTimeField("街道确认时间", null=True, blank=True)
    approved_by = models.BigIntegerField("批准人任职", null=True, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    refusal = models.TextField("不批准的理由", blank=True)

    claimers = models.JSONField("报完成的人", default=list)  # persons: none of them may verify
    claimed_at = models.DateTimeField("全部报完成时间", null=True, blank=True)
    verified_by = models.BigIntegerField("核查人任职", null=True, blank=True)
    verified_at = models.DateTimeField("核查时间", null=True, blank=True)
    verified_on_site = models.BooleanField("到现场核查", default=False)
    round = models.PositiveSmallIntegerField("第几轮", default=1)  # +1 at every reopening
    suspend_reason = models.CharField("中止事由", max_length=10, choices=SuspendReason.choices, blank=True)
    suspended_until = models.DateTimeField("中止到", null=True, blank=True)
    status_before = models.CharField("中止前状态", max_length=16, choices=WhistleStatus.choices, blank=True)
    cancel_reason = models.CharField("取消事由", max_length=12, choices=CancelReason.choices, blank=True)
    outcome = models.TextField("结果", blank=True)
    appraise_by = models.DateTimeField("评哨截止", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "哨"
        constraints = [
            models.CheckConstraint(name="whistle_blown_whole", condition=Q(blown_at__isnull=True) | Q(blown_unit_id__isnull=False)),
            models.CheckConstraint(name="whistle_verified_after_claim", condition=Q(verified_at__isnull=True) | Q(verified_at__gte=F("claimed_at"))),
        ]
        indexes = [models.Index(fields=["case_id"], name="whistle_case", condition=Q(case_id__isnull=False))]

    @property
    def awaits_confirmation(self) -> bool:
        """A community blew it; the street has not yet said yes."""
        return self.by_community and self.blown_at is not None and self.confirmed_at is None


class ReportIn(models.Model):
    """报到: what one unit was asked and how it came; its times stand on its order, its clocks carry the order's key (`part_id`)."""

    order = models.OneToOneField(DispatchOrder, models.PROTECT, primary_key=True, verbose_name="调度令", related_name="report_in")
    whistle = models.ForeignKey(Whistle, models.PROTECT, verbose_name="哨", related_name="report_ins")
    task = models.CharField("请它做什么", max_length=200, blank=True)
    arrived_how = models.CharField("怎么报到的", max_length=12, choices=ArrivedHow.choices, blank=True)
    can_decide = models.BooleanField("来人能拍板", null=True, blank=True)
    lon = models.FloatField("到场经度 (WGS-84)", null=True, blank=True)  # only where the place had to be found
    lat = models.FloatField("到场纬度 (WGS-84)", null=True, blank=True)
    outcome = models.TextField("完成情况", blank=True)
    level = models.CharField("升到哪一级", max_length=12, choices=Level.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报到"

    def __str__(self) -> str:
        return f"{self.whistle_id} #{self.order_id}"


class Escalation(models.Model):
    """升级: one step of the ladder for one unit, done exactly once a round."""

    order = models.ForeignKey(DispatchOrder, models.PROTECT, verbose_name="调度令", related_name="escalations")
    cause = models.CharField("原因", max_length=8, choices=Cause.choices)
    round = models.PositiveSmallIntegerField("第几轮", default=1)
    step = models.PositiveSmallIntegerField("第几步")
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    due_at = models.DateTimeField("哪个时限过了")
    at = models.DateTimeField("升级时间")
    post_id = models.BigIntegerField("告知岗位", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "升级"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "cause", "round", "step"], name="whistle_escalated_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.cause} {self.step}"


class Word(models.Model):
    """进展和意见: words beside the record; the journal holds only their digest. Of one unit, or of the whole."""

    whistle = models.ForeignKey(Whistle, models.PROTECT, verbose_name="哨", related_name="words")
    order = models.ForeignKey(DispatchOrder, models.PROTECT, verbose_name="调度令", related_name="+", null=True, blank=True)
    entry_kind = models.CharField("记录种类", max_length=48)
    text = models.TextField("内容")
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "哨的记录"
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.entry_kind}"


class WhistleLink(models.Model):
    """关联的前哨 (W8): the same place and type within thirty days, or linked by hand."""

    whistle = models.ForeignKey(Whistle, models.PROTECT, verbose_name="哨", related_name="links")
    earlier = models.ForeignKey(Whistle, models.PROTECT, verbose_name="前哨", related_name="later_links")
    how = models.CharField("怎么关联的", max_length=8, choices=LinkHow.choices)

    class Meta:
        verbose_name = verbose_name_plural = "关联的前哨"
        constraints = [
            models.UniqueConstraint(fields=["whistle", "earlier"], name="whistle_linked_once"),
            models.CheckConstraint(name="whistle_not_its_own", condition=~Q(whistle=F("earlier"))),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id} ← {self.earlier_id}"


def _score(label: str) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(label)


class UnitAppraisal(models.Model):
    """评哨: the street rates one unit on four points, 1 to 5, with reasons for low ones; the unit sees it at once and may answer (W6)."""

    order = models.OneToOneField(DispatchOrder, models.PROTECT, verbose_name="调度令", related_name="appraisal")
    on_time = _score("按时到场")
    power = _score("来人能拍板")
    effect = _score("处置效果")
    attitude = _score("态度配合")
    reasons = models.TextField("低分理由", blank=True)
    rated_at = models.DateTimeField("时间")
    rated_by = models.BigIntegerField("评价人任职", null=True, blank=True)
    answer = models.TextField("单位申辩", blank=True)
    answered_at = models.DateTimeField("申辩时间", null=True, blank=True)
    answered_by = models.BigIntegerField("申辩人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对单位的评价"
        constraints = [
            models.CheckConstraint(
                name="unit_appraisal_range",
                condition=Q(on_time__range=(1, 5), power__range=(1, 5), effect__range=(1, 5), attitude__range=(1, 5)),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.order_id}"


class WhistleAppraisal(models.Model):
    """评哨(反向): a unit rates the whistle: needed, clear, rightly addressed (W7)."""

    order = models.OneToOneField(DispatchOrder, models.PROTECT, verbose_name="调度令", related_name="whistle_appraisal")
    needed = models.BooleanField("确有必要")
    clear = models.BooleanField("情况讲清楚")
    addressed = models.BooleanField("找对了单位")
    words = models.TextField("说明", blank=True)
    rated_at = models.DateTimeField("时间")
    rated_by = models.BigIntegerField("评价人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对哨的评价"

    def __str__(self) -> str:
        return f"#{self.order_id}"
