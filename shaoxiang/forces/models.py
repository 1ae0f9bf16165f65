from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.vocabulary import (
    AbsenceKind,
    Adoption,
    ChangeKind,
    ChangeStatus,
    DutyPart,
    MadeBy,
    MemberKind,
    ReleaseStatus,
    ShiftKind,
    SwapStatus,
)
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.kernel.matter.models import Matter

ENDS_LATER = Q(ends_at__gt=F("starts_at"))
BODY, PERSON, UNIT = "institutions.Body", "institutions.Person", "institutions.Body"


class ForceAllocation(Dated):
    """力量配置: so many people or teams of a department sent to a unit (all streets where it is empty), in one of three ways. Changed by a new row."""

    department = models.ForeignKey(BODY, models.PROTECT, verbose_name="部门", related_name="allocations")
    mode = models.CharField("下沉方式", max_length=16, choices=DeploymentMode.choices)
    unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="承接机构", null=True, blank=True, related_name="allocated")
    headcount = models.PositiveSmallIntegerField("人数", default=0)
    teams = models.PositiveSmallIntegerField("队伍数", default=0)
    document = models.CharField("依据文件", max_length=120, blank=True)
    ended_by = models.CharField("减少的依据文件", max_length=120, blank=True)  # of the row that ended with fewer after it
    heard_number = models.CharField("征求街道意见的编号", max_length=24, blank=True)
    unheard_why = models.CharField("为什么不用征求街道意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "力量配置"
        constraints = [
            models.CheckConstraint(name="allocation_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["department", "mode", "unit"], name="allocation_one_in_force", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.mode}"


class ForceTotal(Dated):
    """下沉总数: what was decided for a mode; empty where no number was. The register must add up to it."""

    mode = models.CharField("下沉方式", max_length=16, choices=DeploymentMode.choices)
    people = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    teams = models.PositiveSmallIntegerField("队伍数", null=True, blank=True)
    departments = models.PositiveSmallIntegerField("部门数", null=True, blank=True)
    document = models.CharField("依据文件", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "下沉总数"
        constraints = [
            models.CheckConstraint(name="force_total_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["mode"], name="force_total_in_force", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.people}"


class Team(models.Model):
    """队伍情况 of a force: how many crews can be out at once, with what, how to reach it, what the person who comes may decide."""

    body = models.OneToOneField(BODY, models.PROTECT, primary_key=True, verbose_name="机构", related_name="team")
    crews = models.PositiveSmallIntegerField("可同时出动(组)", default=1)
    equipment = models.JSONField("装备", default=list, blank=True)
    phone = models.CharField("值守电话", max_length=30, blank=True)
    power = models.CharField("来人能决定什么", max_length=200, blank=True)
    power_en = models.CharField("来人能决定什么(英文)", max_length=300, blank=True)
    drill = models.CharField("演练情况", max_length=200, blank=True)
    base_lon = models.FloatField("驻地经度 (WGS-84)", null=True, blank=True)  # of the station, never of a person
    base_lat = models.FloatField("驻地纬度 (WGS-84)", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "队伍情况"
        constraints = [
            models.CheckConstraint(
                name="team_base_whole", condition=Q(base_lon__isnull=True, base_lat__isnull=True) | Q(base_lon__isnull=False, base_lat__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} ×{self.crews}"


class Member(Dated):
    """成员: a person who serves in a force; on whose quota, under whose daily command, with which certificate."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="所在力量", related_name="force_members")
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name="人员", related_name="force_members")
    kind = models.CharField("身份", max_length=12, choices=MemberKind.choices)
    quota = models.ForeignKey(BODY, models.PROTECT, verbose_name="编制在", related_name="+", null=True, blank=True)  # none: beyond the figures
    commanded_by = models.ForeignKey(BODY, models.PROTECT, verbose_name="日常归谁指挥", related_name="+", null=True, blank=True)
    certificate = models.CharField("执法证号", max_length=30, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    heard_number = models.CharField("征求街道意见的编号", max_length=24, blank=True)  # of an auxiliary who has left
    unheard_why = models.CharField("为什么不用征求街道意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成员"
        constraints = [
            models.CheckConstraint(name="member_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["person"], name="member_of_one_force", condition=Q(valid_to__isnull=True)),
            models.UniqueConstraint(fields=["certificate"], name="member_certificate_once", condition=~Q(certificate="") & Q(valid_to__isnull=True)),
            models.CheckConstraint(
                name="member_certificate_whole",
                condition=Q(certificate="") | Q(issued_on__isnull=False, valid_until__isnull=False, valid_until__gt=F("issued_on")),
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="member_expiring", condition=Q(valid_to__isnull=True, valid_until__isnull=False))]

    def __str__(self) -> str:
        return f"{self.person} · {self.body_id}"


class Rotation(Dated):
    """轮值: who takes turns on a body's duty in one part, and which kinds of shift it covers. A change is a new row."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="机构", related_name="rotations")
    part = models.CharField("分工", max_length=8, choices=DutyPart.choices, default=DutyPart.DUTY)
    covers = models.JSONField("排哪些班", default=list)
    people = models.JSONField("轮值顺序", default=list)  # keys of people, in turn
    day_from = models.TimeField("白班开始", default=time(8, 30))
    night_from = models.TimeField("夜班开始", default=time(17, 30))

    class Meta:
        verbose_name = verbose_name_plural = "轮值"
        constraints = [
            models.CheckConstraint(name="rotation_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["body", "part"], name="rotation_in_force", condition=Q(valid_to__isnull=True)),
            models.CheckConstraint(name="rotation_hours", condition=Q(night_from__gt=F("day_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.part}"


class Shift(models.Model):
    """班次: a person on duty for a body from an instant to an instant."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="机构", related_name="shifts")
    part = models.CharField("分工", max_length=8, choices=DutyPart.choices, default=DutyPart.DUTY)
    kind = models.CharField("班", max_length=8, choices=ShiftKind.choices)
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name="值班人", related_name="shifts")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    made_by = models.CharField("怎么排的", max_length=10, choices=MadeBy.choices, default=MadeBy.BY_HAND)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["starts_at", "part", "id"]
        constraints = [
            models.CheckConstraint(name="shift_ends_later", condition=ENDS_LATER),
            models.UniqueConstraint(fields=["person", "starts_at"], name="shift_not_twice"),
        ]
        indexes = [models.Index(fields=["body", "ends_at"], name="shift_of_body"), models.Index(fields=["person", "ends_at"], name="shift_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_at:%m-%d %H:%M}"


class Absence(models.Model):
    """不能出动: a person on leave, or (without a person) so many crews of a force out of action."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="机构", related_name="absences")
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name="人员", related_name="absences", null=True, blank=True)
    crews = models.PositiveSmallIntegerField("少几组", default=0)
    kind = models.CharField("原因", max_length=10, choices=AbsenceKind.choices)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "不能出动"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="absence_ends_later", condition=ENDS_LATER),
            models.CheckConstraint(name="absence_of_somebody", condition=Q(person__isnull=False, crews=0) | Q(person__isnull=True, crews__gt=0)),
        ]
        indexes = [models.Index(fields=["body", "ends_at"], name="absence_of_body", condition=Q(cancelled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind}"


class Swap(models.Model):
    """换班: somebody asks another to take his shift (for one of the other's, or for nothing); the other agrees, the head approves."""

    shift = models.ForeignKey(Shift, models.CASCADE, verbose_name="班次", related_name="swaps")
    asked_by = models.ForeignKey(PERSON, models.PROTECT, verbose_name="申请人", related_name="+")
    other = models.ForeignKey(PERSON, models.PROTECT, verbose_name="请谁换", related_name="+")
    offered = models.ForeignKey(Shift, models.CASCADE, verbose_name="换对方的班", related_name="offered_swaps", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=SwapStatus.choices, default=SwapStatus.ASKED)
    asked_at = models.DateTimeField("申请时间")
    answered_at = models.DateTimeField("对方答复时间", null=True, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    decided_by = models.BigIntegerField("批准人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "换班"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["shift"], name="swap_one_open", condition=Q(status__in=[SwapStatus.ASKED.value, SwapStatus.AGREED.value])),
            models.CheckConstraint(name="swap_with_another", condition=~Q(asked_by=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} → {self.other_id}"


class Feed(models.Model):
    """日历订阅 of a person or a body: whoever holds the address reads the roster; only its digest is kept; it can be ended."""

    digest = models.CharField("地址摘要", max_length=64, unique=True)
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name="人员", related_name="feeds", null=True, blank=True)
    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="机构", related_name="feeds", null=True, blank=True)
    made_at = models.DateTimeField("开通时间")
    made_by = models.BigIntegerField("开通人任职", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        constraints = [models.CheckConstraint(name="feed_of_one", condition=Q(person__isnull=True) ^ Q(body__isnull=True))]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ForceOrder(models.Model):
    """力量调度单: what is asked of a force sent to a case by one act, and who summoned it. Its state and times stand on its order."""

    order = models.OneToOneField(DispatchOrder, models.PROTECT, primary_key=True, verbose_name="调度令", related_name="force_order")
    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="事项", related_name="force_orders")
    summoned_unit_id = models.BigIntegerField("召集单位")
    task = models.CharField("请它做什么", max_length=300)
    agreed_at = models.DateTimeField("约定到场时间", null=True, blank=True)
    outcome = models.TextField("完成情况", blank=True)
    gave_way_to = models.BigIntegerField("让给了哪张调度令", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "力量调度单"

    def __str__(self) -> str:
        return f"#{self.order_id}"


class ReleaseRequest(models.Model):
    """请求解除: another street needs the crew; whoever summoned it answers. One open for each order and asking unit."""

    order = models.ForeignKey(DispatchOrder, models.PROTECT, verbose_name="调度令", related_name="release_requests")
    asked_unit_id = models.BigIntegerField("请求单位")
    for_matter_id = models.BigIntegerField("为了哪件事", null=True, blank=True)
    priority = models.CharField("优先级", max_length=10, choices=Priority.choices)
    status = models.CharField("状态", max_length=8, choices=ReleaseStatus.choices, default=ReleaseStatus.ASKED)
    asked_at = models.DateTimeField("请求时间")
    asked_by = models.BigIntegerField("请求人任职", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.BigIntegerField("答复人任职", null=True, blank=True)
    reason = models.CharField("为什么不能", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "解除请求"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "asked_unit_id"], name="release_one_open", condition=Q(status=ReleaseStatus.ASKED.value)),
        ]

    def __str__(self) -> str:
        return f"#{self.order_id} {self.status}"


class HeadChange(models.Model):
    """派驻机构负责人调整: the streets it serves are asked first (a file of opinions, subject `head_change`); it is not recorded before they were."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="派驻机构", related_name="head_changes")
    kind = models.CharField("事由", max_length=10, choices=ChangeKind.choices)
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name="拟任人选", related_name="+", null=True, blank=True)
    reason = models.CharField("说明", max_length=300)
    status = models.CharField("状态", max_length=10, choices=ChangeStatus.choices, default=ChangeStatus.ASKED)
    asked_at = models.DateTimeField("征求时间")
    asked_by = models.BigIntegerField("征求人任职", null=True, blank=True)
    adoption = models.CharField("采纳情况", max_length=10, choices=Adoption.choices, blank=True)
    feedback = models.CharField("采纳情况说明", max_length=300, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.BigIntegerField("决定人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "派驻机构负责人调整"
        ordering = ["-asked_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["body"], name="head_change_one_open", condition=Q(status=ChangeStatus.ASKED.value))]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind}"
