from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.coordination.vocabulary import (
    OPEN_TASK,
    Agreement,
    Attendance,
    CoordinationStatus,
    MeetingLevel,
    MeetingStatus,
    Quorum,
    Source,
    TaskState,
    Verdict,
    WordKind,
)
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf


class Meeting(OfMatter):
    """协调会: of a level, called by a unit, chaired by a post. Its number, title, street and status are its `matter`'s."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="meeting")
    status = StatusOf(MeetingStatus)
    level = models.CharField("层级", max_length=10, choices=MeetingLevel.choices)
    place = models.CharField("地点", max_length=120)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    unit_id = models.BigIntegerField("召集单位")
    chair_post_id = models.BigIntegerField("主持岗位")
    chair_present = models.BooleanField("主持人到会", default=False)
    quorum = models.CharField("到会规则", max_length=12, choices=Quorum.choices)  # as it stood when the notice went out
    sequence = models.PositiveSmallIntegerField("第几稿", default=0)  # iCalendar SEQUENCE: +1 with every change the summoned must know
    called_at = models.DateTimeField("通知时间", null=True, blank=True)
    opened_at = models.DateTimeField("开会时间", null=True, blank=True)
    finished_at = models.DateTimeField("出纪要时间", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    remarks = models.TextField("会议说明", blank=True)
    planned_by = models.BigIntegerField("筹备人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "协调会"
        constraints = [models.CheckConstraint(name="meeting_ends_later", condition=Q(ends_at__gt=F("starts_at")))]
        indexes = [
            models.Index(fields=["starts_at"], name="meeting_starts"),
            models.Index(fields=["unit_id", "starts_at"], name="meeting_unit"),
        ]


class MeetingUnit(models.Model):
    """参会单位: a body summoned, and whether it came. `unit_id`: the street or department it belongs to."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="会议", related_name="members")
    body_id = models.BigIntegerField("机构")
    unit_id = models.BigIntegerField("单位")
    attendance = models.CharField("到会", max_length=8, choices=Attendance.choices, default=Attendance.AWAITED)
    can_decide = models.BooleanField("来人能拍板", default=True)
    noticed_at = models.DateTimeField("通知时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参会单位"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "body_id"], name="meeting_body_once")]
        indexes = [models.Index(fields=["unit_id", "meeting"], name="meeting_member_unit")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.body_id}"


class CoordinationCase(OfMatter):
    """协调事项: what no list or desk settles. Number, title, street, type of event, status and dates are its `matter`'s."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="coordination")
    status = StatusOf(CoordinationStatus)
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    level = models.CharField("层级", max_length=10, choices=MeetingLevel.choices)
    first_level = models.CharField("最初层级", max_length=10, choices=MeetingLevel.choices)
    reason = models.TextField("要协调什么")
    source_matter_id = models.BigIntegerField("来源事项", null=True, blank=True)
    is_open = models.BooleanField("未结", default=True)  # as the matter's closed_at, here for the constraint
    raised_by = models.BigIntegerField("提出人任职", null=True, blank=True)
    raised_unit_id = models.BigIntegerField("提出单位", null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name="会议", related_name="agenda", null=True, blank=True)
    place_on_agenda = models.PositiveSmallIntegerField("议程次序", default=0)
    round = models.PositiveSmallIntegerField("第几轮", default=1)  # +1 when it comes back or goes up
    outcome = models.TextField("结果", blank=True)

    department_duty = models.BooleanField("涉及部门职责", default=False)
    agreement = models.CharField("部门职责怎么定的", max_length=8, choices=Agreement.choices, blank=True)
    staffing_opinion = models.TextField("编办意见", blank=True)
    staffing_lead_id = models.BigIntegerField("编办建议主责", null=True, blank=True)
    filed_at = models.DateTimeField("编办备案时间", null=True, blank=True)
    filed_reference = models.CharField("备案号", max_length=60, blank=True)
    heard_number = models.CharField("征求街道意见的编号", max_length=24, blank=True)
    unheard_why = models.CharField("为什么不用征求街道意见", max_length=300, blank=True)
    claimers = models.JSONField("报完成的人", default=list)  # persons: none of them may check the effect
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "协调事项"
        constraints = [
            models.UniqueConstraint(
                fields=["source_matter_id"], name="coordination_one_open", condition=Q(is_open=True, source_matter_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["source_matter_id"], name="coordination_source", condition=Q(source_matter_id__isnull=False)),
            models.Index(fields=["meeting", "place_on_agenda"], name="coordination_agenda", condition=Q(meeting__isnull=False)),
        ]


class ConcernedUnit(models.Model):
    """涉及单位: whom the item is about; a department sees the items it is named in."""

    case = models.ForeignKey(CoordinationCase, models.CASCADE, verbose_name="协调事项", related_name="concerned")
    body_id = models.BigIntegerField("机构")
    unit_id = models.BigIntegerField("单位")
    added_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = verbose_name_plural = "涉及单位"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "body_id"], name="coordination_body_once")]
        indexes = [
            models.Index(fields=["unit_id", "case"], name="coordination_unit"),
            models.Index(fields=["body_id", "case"], name="coordination_body"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.body_id}"


class Minute(models.Model):
    """会议纪要的一项: what one meeting decided on one item."""

    case = models.ForeignKey(CoordinationCase, models.PROTECT, verbose_name="协调事项", related_name="minutes")
    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name="会议", related_name="minutes")
    verdict = models.CharField("决定", max_length=16, choices=Verdict.choices)
    words = models.TextField("决定内容")
    lead_id = models.BigIntegerField("牵头单位", null=True, blank=True)
    cooperating = models.JSONField("配合单位", default=list)
    due_on = models.DateField("期限", null=True, blank=True)
    type_code = models.CharField("裁定的事项类别", max_length=16, blank=True)
    everywhere = models.BooleanField("全区适用", default=False)
    agreement = models.CharField("部门职责怎么定的", max_length=8, choices=Agreement.choices, blank=True)
    entry_id = models.BigIntegerField("派单目录条目", null=True, blank=True)
    round = models.PositiveSmallIntegerField("第几轮", default=1)
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.BigIntegerField("记录人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议决定"
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "meeting"], name="minute_once"),
            models.CheckConstraint(
                name="minute_has_lead", condition=~Q(verdict__in=(Verdict.TASKS, Verdict.RULE_COMPETENCE)) | Q(lead_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} @ {self.meeting_id}"


class Dissent(models.Model):
    """保留意见: recorded beside the decision, in the words of the unit."""

    minute = models.ForeignKey(Minute, models.CASCADE, verbose_name="会议决定", related_name="dissents")
    body_id = models.BigIntegerField("机构")
    words = models.TextField("意见")

    class Meta:
        verbose_name = verbose_name_plural = "保留意见"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.minute_id} {self.body_id}"


class CoordinationTask(models.Model):
    """任务台账: one unit's task of a decision. Its clock and desk row carry its key as their part."""

    case = models.ForeignKey(CoordinationCase, models.PROTECT, verbose_name="协调事项", related_name="tasks")
    minute = models.ForeignKey(Minute, models.PROTECT, verbose_name="会议决定", related_name="tasks")
    body_id = models.BigIntegerField("机构")
    unit_id = models.BigIntegerField("单位")
    what = models.CharField("做什么", max_length=300)
    evidence = models.CharField("怎么算做完", max_length=200, blank=True)
    due_on = models.DateField("完成日期")
    first_due_on = models.DateField("原定日期")  # stays, whatever is granted later
    state = models.CharField("状态", max_length=12, choices=TaskState.choices, default=TaskState.GIVEN)
    given_at = models.DateTimeField("交办时间")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by = models.BigIntegerField("签收人任职", null=True, blank=True)
    claimed_at = models.DateTimeField("报完成时间", null=True, blank=True)
    claimed_by = models.BigIntegerField("报完成人任职", null=True, blank=True)
    claimer_id = models.BigIntegerField("报完成人", null=True, blank=True)
    result = models.TextField("完成情况", blank=True)
    judged_at = models.DateTimeField("验收时间", null=True, blank=True)
    judged_by = models.BigIntegerField("验收人任职", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "协调任务"
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(name="task_first_date_kept", condition=Q(due_on__gte=F("first_due_on")))]
        indexes = [
            models.Index(fields=["unit_id", "due_on"], name="task_open_unit", condition=Q(state__in=OPEN_TASK)),
            models.Index(fields=["due_on", "id"], name="task_open_due", condition=Q(state__in=OPEN_TASK)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.what[:20]}"


class TaskExtension(models.Model):
    """延期: each one stays, with its reason."""

    task = models.ForeignKey(CoordinationTask, models.CASCADE, verbose_name="任务", related_name="extensions")
    from_on = models.DateField("原日期")
    to_on = models.DateField("新日期")
    reason = models.CharField("理由", max_length=300)
    granted_at = models.DateTimeField("时间")
    granted_by = models.BigIntegerField("批准人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务延期"
        ordering = ["granted_at", "id"]
        constraints = [models.CheckConstraint(name="task_extended_forward", condition=Q(to_on__gt=F("from_on")))]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.to_on}"


class Word(models.Model):
    """说明: words beside the record, of the item or of one task."""

    case = models.ForeignKey(CoordinationCase, models.PROTECT, verbose_name="协调事项", related_name="words")
    task = models.ForeignKey(CoordinationTask, models.PROTECT, verbose_name="任务", related_name="words", null=True, blank=True)
    kind = models.CharField("种类", max_length=10, choices=WordKind.choices)
    entry_kind = models.CharField("所属记录", max_length=48)
    text = models.TextField("内容")
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协调记录"
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CoordinationLimit(models.Model):
    """协调时限: the district's own amount for one of the room's clocks."""

    code = models.CharField("时限", max_length=24, unique=True)
    amount = models.PositiveIntegerField("数量")
    unit = models.CharField("单位", max_length=16)
    day_type = models.CharField("计算方式", max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = "协调时限"

    def __str__(self) -> str:
        return self.code


class LevelSetting(models.Model):
    """层级规则: quorum, rhythm and notice of one level, as the district set them. History is in the journal."""

    level = models.CharField("层级", max_length=10, choices=MeetingLevel.choices, unique=True)
    quorum = models.CharField("到会规则", max_length=12, choices=Quorum.choices)
    rhythm_days = models.PositiveSmallIntegerField("至少多少天一次")
    notice_hours = models.PositiveSmallIntegerField("提前多少小时通知")

    class Meta:
        verbose_name = verbose_name_plural = "层级规则"

    def __str__(self) -> str:
        return self.level


class CoordinationSetting(models.Model):
    """协调设置: switches of the room, one row each."""

    code = models.CharField("设置", max_length=32, unique=True)
    value = models.JSONField("值")

    class Meta:
        verbose_name = verbose_name_plural = "协调设置"

    def __str__(self) -> str:
        return self.code


class CalendarFeed(models.Model):
    """日历订阅: a secret address for one person in one post; only the digest of the secret is kept."""

    digest = models.CharField("摘要", max_length=64, unique=True)
    account_id = models.BigIntegerField("账号")
    assignment_id = models.BigIntegerField("任职")
    made_at = models.DateTimeField("开通时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "assignment_id"], name="feed_one_running", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at:%Y-%m-%d}"
