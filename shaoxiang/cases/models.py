from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.cases.vocabulary import (
    AppealKind,
    CallBackResult,
    CaseStatus,
    ChildKind,
    ClosureLevel,
    DataRefusal,
    DeclineReason,
    ExclusionReason,
    HandoffDecision,
    HandoffReason,
    LimitSet,
    Publicity,
    Satisfaction,
    Source,
    SuspendReason,
    Urgency,
)
from shaoxiang.dispatch.rules import ESCALATE_AT_BOUNCE
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf


class Case(OfMatter):
    """事件. Identity, place, status, responsible office and dates are its `matter`'s; here is what only a case has."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="case")
    status = StatusOf(CaseStatus)
    source = models.CharField("来源", max_length=16, choices=Source.choices)
    kind = models.CharField("诉求种类", max_length=12, choices=AppealKind.choices)
    description = models.TextField("内容")
    address = models.CharField("地点描述", max_length=200, blank=True)
    raw_lon = models.FloatField("原始经度", null=True, blank=True)
    raw_lat = models.FloatField("原始纬度", null=True, blank=True)
    raw_crs = models.CharField("原始坐标系", max_length=10, blank=True)
    accuracy_m = models.FloatField("定位精度(米)", null=True, blank=True)
    border = models.JSONField("交界网格", default=list, blank=True)
    outside = models.BooleanField("区外", default=False)
    suggested = models.JSONField("类别建议", default=list, blank=True)
    danger = models.CharField("应转接", max_length=16, blank=True)
    anonymous = models.BooleanField("匿名", default=False)
    private = models.BooleanField("不公开", default=True)
    wants_call_back = models.BooleanField("接受回访", default=True)
    reporter_id = models.BigIntegerField("反映人档案", null=True, blank=True)
    tracking_code = models.CharField("查询码", max_length=8)
    reported_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    client_id = models.CharField("来件编号", max_length=64, blank=True)
    found_at = models.DateTimeField("现场发现时间", null=True, blank=True)
    urgency = models.CharField("急缓", max_length=12, choices=Urgency.choices, blank=True)
    limit_set = models.CharField("热线时限规则", max_length=12, choices=LimitSet.choices, blank=True)
    first_unit_id = models.BigIntegerField("首接单位", null=True, blank=True)  # 首接负责制: written once, never changed
    answers_unit_id = models.BigIntegerField("答复责任单位", null=True, blank=True)  # tells the resident: the first receiver, unless handed over

    mode = models.CharField("承办方式", max_length=16, blank=True)
    gap = models.BooleanField("职责空白", default=False)
    routed_on = models.DateField("按哪天的清单派单", null=True, blank=True)
    ground = models.JSONField("派单依据", default=list, blank=True)
    bounces = models.PositiveSmallIntegerField("退单次数", default=0)
    reopened = models.PositiveSmallIntegerField("重办次数", default=0)
    suspend_reason = models.CharField("挂起原因", max_length=16, choices=SuspendReason.choices, blank=True)

    handler_person_id = models.BigIntegerField("处置人", null=True, blank=True)
    handled_at = models.DateTimeField("处置完毕时间", null=True, blank=True)
    outcome = models.TextField("处置结果", blank=True)
    answer = models.TextField("给居民的答复", blank=True)
    verified_by = models.BigIntegerField("核查人任职", null=True, blank=True)
    verified_at = models.DateTimeField("核查时间", null=True, blank=True)
    window_ends_at = models.DateTimeField("确认期满", null=True, blank=True)
    closure_level = models.CharField("化解层级", max_length=12, choices=ClosureLevel.choices, blank=True)
    decline_reason = models.CharField("不予受理原因", max_length=20, choices=DeclineReason.choices, blank=True)
    exclusion = models.CharField("剔除原因", max_length=16, choices=ExclusionReason.choices, blank=True)
    exclusion_proposed_by = models.BigIntegerField("剔除提请人", null=True, blank=True)
    excluded_at = models.DateTimeField("剔除时间", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=1, choices=Satisfaction.choices, blank=True)
    publicity = models.CharField("公开审核", max_length=12, choices=Publicity.choices, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    public_text = models.TextField("公开的内容", blank=True)
    public_answer = models.TextField("公开的办理结果", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事件"
        constraints = [
            models.UniqueConstraint(fields=["source", "client_id"], name="case_client_once", condition=~Q(client_id="")),
            models.CheckConstraint(
                name="case_published_agreed", condition=~Q(publicity=Publicity.PUBLISHED) | Q(private=False, published_at__isnull=False),
            ),
            models.CheckConstraint(name="case_anonymous_unknown", condition=Q(anonymous=False) | Q(reporter_id__isnull=True)),
        ]
        indexes = [
            models.Index(fields=["reporter_id"], name="case_reporter", condition=Q(reporter_id__isnull=False)),
            models.Index(fields=["-published_at", "-matter"], name="case_published", condition=Q(publicity=Publicity.PUBLISHED)),
            models.Index(  # what waits for the second person: a handful among all
                fields=["matter"], name="case_to_exclude", condition=Q(excluded_at__isnull=True) & ~Q(exclusion=""),
            ),
            models.Index(  # handed back so often that a leader must decide: a handful among all
                fields=["matter"], name="case_bounced", condition=Q(bounces__gte=ESCALATE_AT_BOUNCE),
            ),
            models.Index(fields=["reported_by"], name="case_registered", condition=Q(reported_by__isnull=False)),
            models.Index(fields=["answers_unit_id", "-matter_id"], name="case_answers", condition=Q(answers_unit_id__isnull=False)),
        ]


class Progress(models.Model):
    """进展: words written on a case, for colleagues or for the resident. The journal holds only their digest."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="事件", related_name="progress")
    entry_kind = models.CharField("所属记录", max_length=48)
    text = models.TextField("内容")
    for_resident = models.BooleanField("告知居民", default=False)
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("填写人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "进展"
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.written_at:%Y-%m-%d}"


class CallBack(models.Model):
    """回访: one attempt and its result."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="事件", related_name="call_backs")
    result = models.CharField("结果", max_length=12, choices=CallBackResult.choices)
    remark = models.TextField("备注", blank=True)
    called_at = models.DateTimeField("时间")
    called_by = models.BigIntegerField("回访人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["called_at"]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.get_result_display()}"


class DataRequest(OfMatter):
    """个人信息申请: the one who reported asks that what is held of him be erased. Status and dates are its own matter's."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="data_request")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="事件", related_name="data_requests")
    words = models.TextField("说明", blank=True)
    refusal = models.CharField("不予删除的理由", max_length=16, choices=DataRefusal.choices, blank=True)
    decision = models.TextField("答复", blank=True)
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.BigIntegerField("答复人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息申请"
        constraints = [
            models.UniqueConstraint(fields=["case"], name="data_request_one_open", condition=Q(decided_at__isnull=True)),
        ]


class FieldItem(models.Model):
    """现场来件: what a telephone sent in and how it was taken, so that sending it again changes nothing. `kept`: kept beside the case, not carried out."""

    post_id = models.BigIntegerField("岗位")
    client_id = models.CharField("来件编号", max_length=40)
    kind = models.CharField("种类", max_length=16)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="事件", related_name="field_items")
    kept = models.BooleanField("补记", default=False)
    made_at = models.DateTimeField("现场时间", null=True, blank=True)
    at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "现场来件"
        constraints = [models.UniqueConstraint(fields=["post_id", "client_id"], name="field_item_once")]
        indexes = [models.Index(fields=["at"], name="field_item_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id}"


class CaseLimit(models.Model):
    """环节时限: the district's own limit for a step of every case; the limits of a type are the type's rows (duties)."""

    code = models.CharField("时限", max_length=24, unique=True)
    amount = models.PositiveIntegerField("数量")
    unit = models.CharField("单位", max_length=16)
    day_type = models.CharField("计算方式", max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = "环节时限"

    def __str__(self) -> str:
        return self.code


class CaseSetting(models.Model):
    """事件设置: switches of the case room, one row each, changed by the administrator with history."""

    code = models.CharField("设置", max_length=32, unique=True)
    value = models.JSONField("值")

    class Meta:
        verbose_name = verbose_name_plural = "事件设置"

    def __str__(self) -> str:
        return self.code


HELD = Q(unmerged_at__isnull=True)
FOLLOWING = Q(left_at__isnull=True)


class CaseMerge(models.Model):
    """并件: one case that goes on inside another. `before`: what stood still for it, so that it can be set going again."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="并入的事件", related_name="merges")
    main = models.ForeignKey(Case, models.PROTECT, verbose_name="主件", related_name="merged_in")
    reasons = models.JSONField("理由", default=list, blank=True)
    merged_at = models.DateTimeField("合并时间")
    merged_by = models.BigIntegerField("合并人任职", null=True, blank=True)
    before = models.JSONField("合并前", default=dict)
    came_with = models.ForeignKey(Case, models.PROTECT, verbose_name="随哪件并入", related_name="+", null=True, blank=True)
    unmerged_at = models.DateTimeField("拆开时间", null=True, blank=True)
    unmerged_by = models.BigIntegerField("拆开人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "并件"
        constraints = [
            models.UniqueConstraint(fields=["case"], name="merge_once", condition=Q(unmerged_at__isnull=True)),
            models.CheckConstraint(name="merge_two", condition=~Q(case=models.F("main"))),
        ]

    def __str__(self) -> str:
        return f"#{self.case_id} → #{self.main_id}"


class Follower(models.Model):
    """我也遇到: somebody who joined a running case instead of reporting it again; with a tracking code and a rating of his own."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="加入的事件", related_name="followers")
    source = models.CharField("来源", max_length=16, choices=Source.choices)
    tracking_code = models.CharField("查询码", max_length=8)
    reporter_id = models.BigIntegerField("反映人档案", null=True, blank=True)
    anonymous = models.BooleanField("匿名", default=False)
    registered_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    client_id = models.CharField("来件编号", max_length=64, blank=True)
    joined_at = models.DateTimeField("加入时间")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=1, choices=Satisfaction.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同样遇到的人"
        constraints = [
            models.UniqueConstraint(fields=["source", "client_id"], name="follower_client_once", condition=~Q(client_id="")),
            models.CheckConstraint(name="follower_anonymous_unknown", condition=Q(anonymous=False) | Q(reporter_id__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.case_id} +{self.pk}"


class ReporterAnswer(models.Model):
    """已说解决: one of several reporters says this handling solved it. `round`: after how many reopenings."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="主件", related_name="answers")
    own = models.ForeignKey(Case, models.PROTECT, verbose_name="本人的事件", related_name="+", null=True, blank=True)
    follower = models.ForeignKey(Follower, models.PROTECT, verbose_name="同样遇到的人", related_name="answers", null=True, blank=True)
    round = models.PositiveSmallIntegerField("第几次办理", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "反映人的确认"
        constraints = [
            models.CheckConstraint(name="answer_of_one", condition=Q(own__isnull=True) ^ Q(follower__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.round}"


class MergeRequest(models.Model):
    """提请合并: two streets' cases that may be one wait for the district's desk."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="事件", related_name="merge_requests")
    other = models.ForeignKey(Case, models.PROTECT, verbose_name="可能相同的事件", related_name="+")
    asked_at = models.DateTimeField("提请时间")
    asked_by = models.BigIntegerField("提请人任职", null=True, blank=True)
    settled_at = models.DateTimeField("答复时间", null=True, blank=True)
    agreed = models.BooleanField("同意", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提请合并"
        constraints = [
            models.UniqueConstraint(fields=["case"], name="merge_request_open", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.case_id} ? #{self.other_id}"


class CaseChild(models.Model):
    """母子件: one level; the parent ends last."""

    parent = models.ForeignKey(Case, models.PROTECT, verbose_name="母件", related_name="children")
    child = models.OneToOneField(Case, models.PROTECT, verbose_name="子件", related_name="under")
    kind = models.CharField("来由", max_length=8, choices=ChildKind.choices)
    linked_at = models.DateTimeField("关联时间")
    linked_by = models.BigIntegerField("关联人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "母子件"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="child_two", condition=~Q(parent=models.F("child")))]

    def __str__(self) -> str:
        return f"#{self.parent_id} > #{self.child_id}"


class BulkRun(models.Model):
    """批量办理: one confirmed run over several cases, and what became of each. A form sent twice runs once."""

    token = models.CharField("表单", max_length=40)
    assignment_id = models.BigIntegerField("办理人任职")
    move = models.CharField("办什么", max_length=24)
    numbers = models.JSONField("事件", default=list)
    results = models.JSONField("结果", default=dict)  # number -> "" where done, else why not
    started_at = models.DateTimeField("时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        constraints = [models.UniqueConstraint(fields=["token", "assignment_id"], name="bulk_once")]

    def __str__(self) -> str:
        return f"{self.move} ×{len(self.numbers)}"


class DutyDay(models.Model):
    """职责跟随: a day whose lists were compared with the day before's, and what came of it. `token`: the lists as they were when it was done last."""

    on = models.DateField("哪天", unique=True)
    token = models.CharField("清单版本号", max_length=32, blank=True)
    done_at = models.DateTimeField("完成时间")
    moved = models.PositiveIntegerField("换了科室", default=0)
    listed = models.PositiveIntegerField("等人决定", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "职责跟随"

    def __str__(self) -> str:
        return f"{self.on}"


class DutyHandoff(models.Model):
    """职责换了单位的在办事件: waits for a dispatcher to move it or keep it (ADR 0030)."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="事件", related_name="handoffs")
    order_id = models.BigIntegerField("当时的调度令")
    part = models.CharField("分工", max_length=12, choices=Part.choices, default=Part.LEAD)
    since = models.DateField("从哪天起的清单")
    reason = models.CharField("为什么不自动转", max_length=12, choices=HandoffReason.choices)
    from_unit_id = models.BigIntegerField("原单位")
    from_office_id = models.BigIntegerField("原科室", null=True, blank=True)
    to_unit_id = models.BigIntegerField("现单位")
    to_office_id = models.BigIntegerField("现科室", null=True, blank=True)
    to_post_id = models.BigIntegerField("现岗位", null=True, blank=True)
    found_at = models.DateTimeField("发现时间")
    decision = models.CharField("决定", max_length=8, choices=HandoffDecision.choices, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.BigIntegerField("决定人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责换了单位的在办事件"
        constraints = [
            models.UniqueConstraint(fields=["order_id"], name="handoff_one_open", condition=Q(decided_at__isnull=True)),
            models.CheckConstraint(name="handoff_whole", condition=Q(decided_at__isnull=True, decision="") | (Q(decided_at__isnull=False) & ~Q(decision=""))),
        ]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.from_unit_id} → {self.to_unit_id}"


__all__ = [
    "BulkRun", "CallBack", "Case", "CaseChild", "CaseLimit", "CaseMerge", "CaseSetting", "CaseStatus", "DataRequest", "DutyDay", "DutyHandoff",
    "FieldItem", "Follower",
    "MergeRequest", "Progress", "ReporterAnswer",
]
