"""干部选配. No column here says that one candidate comes before another, and what the database could sort by is sealed (ADR 0032)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf
from shaoxiang.staffing.models.quotas import BODY
from shaoxiang.staffing.vocabulary import CandidateStanding, QuotaType, Rank, SelectionStatus, Sight

PERSON, POST = "institutions.Person", "institutions.Post"

VOTE_CARRIES = Q(members_due__isnull=True) | (
    Q(members_due__gte=F("members_present")) & Q(members_due__lte=F("members_present") * 3 / 2) & Q(members_agreed__gt=F("members_due") / 2)
    & Q(members_present=F("members_agreed") + F("members_opposed") + F("members_deferred"))
)


class CadreSelection(OfMatter):
    """干部选配: one vacant post, from the motion to the appointment."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="cadre_selection")
    status = StatusOf(SelectionStatus)
    post = models.ForeignKey(POST, models.PROTECT, verbose_name="岗位", related_name="selections")
    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="占哪个单位的编制", related_name="selections")
    quota_type = models.CharField("编制类别", max_length=20, choices=QuotaType.choices)
    rank = models.CharField("职务层次", max_length=12, choices=Rank.choices, default=Rank.NONE)
    reason = models.TextField("动议的理由")
    recommended_on = models.DateField("民主推荐日期", null=True, blank=True)
    recommended_how = models.TextField("民主推荐的情况", blank=True)
    inspection = models.TextField("考察情况", blank=True)
    chosen = models.ForeignKey("staffing.SelectionCandidate", models.PROTECT, verbose_name="拟任人选", related_name="+", null=True, blank=True)
    meeting_on = models.DateField("讨论决定会议日期", null=True, blank=True)
    meeting_number = models.CharField("会议文号", max_length=60, blank=True)
    members_due = models.PositiveSmallIntegerField("应到", null=True, blank=True)  # in numbers only: nowhere stands who said what
    members_present = models.PositiveSmallIntegerField("实到", null=True, blank=True)
    members_agreed = models.PositiveSmallIntegerField("同意", null=True, blank=True)
    members_opposed = models.PositiveSmallIntegerField("不同意", null=True, blank=True)
    members_deferred = models.PositiveSmallIntegerField("缓议", null=True, blank=True)
    published_where = models.CharField("在哪里公示", max_length=200, blank=True)
    opinions_to = models.CharField("意见寄到哪里", max_length=200, blank=True)
    published_at = models.DateTimeField("公示开始", null=True, blank=True)
    document = models.CharField("任职文号", max_length=60, blank=True)
    holding = models.ForeignKey("staffing.QuotaHolding", models.PROTECT, verbose_name="占编", related_name="selections", null=True, blank=True)
    came_from = models.CharField("原编制类别", max_length=20, choices=QuotaType.choices, blank=True)
    probation_until = models.DateField("试用期满", null=True, blank=True)
    ended_why = models.TextField("终止或退回的理由", blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)  # of what was known of those not appointed
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "干部选配"
        constraints = [
            models.CheckConstraint(name="selection_appointed_whole", condition=Q(holding__isnull=True) | (Q(chosen__isnull=False) & ~Q(document=""))),
            models.CheckConstraint(name="selection_vote_carries", condition=VOTE_CARRIES),
        ]


class SelectionCandidate(models.Model):
    """人选. The factors are sealed: read through `actions.see_candidates` only, which writes down who read them."""

    selection = models.ForeignKey(CadreSelection, models.PROTECT, verbose_name="干部选配", related_name="candidates")
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name="人员", related_name="candidacies", null=True, blank=True)
    standing = models.CharField("所处环节", max_length=16, choices=CandidateStanding.choices, default=CandidateStanding.NAMED)
    sealed = models.BinaryField("密文")
    key_version = models.PositiveSmallIntegerField("密钥版本")
    named_at = models.DateTimeField("提名时间")
    out_why = models.TextField("不再列入的理由", blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "人选"
        constraints = [
            models.UniqueConstraint(fields=["selection", "person"], name="candidate_once"),
            models.CheckConstraint(
                name="candidate_erased_whole",
                condition=Q(erased_at__isnull=True, person__isnull=False) | Q(erased_at__isnull=False, person__isnull=True, sealed=b"", out_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SelectionMember(models.Model):
    """参加讨论的人: a post that may see the candidates in one step, and in no other."""

    selection = models.ForeignKey(CadreSelection, models.PROTECT, verbose_name="干部选配", related_name="members")
    post = models.ForeignKey(POST, models.PROTECT, verbose_name="岗位", related_name="selections_shown")
    step = models.CharField("环节", max_length=16, choices=SelectionStatus.choices)

    class Meta:
        verbose_name = verbose_name_plural = "参加讨论的人"
        constraints = [models.UniqueConstraint(fields=["selection", "post", "step"], name="selection_member_once")]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.post_id} {self.step}"


class SelectionObjection(models.Model):
    """公示期间的异议: recorded, looked into, answered."""

    selection = models.ForeignKey(CadreSelection, models.PROTECT, verbose_name="干部选配", related_name="objections")
    candidate = models.ForeignKey(SelectionCandidate, models.PROTECT, verbose_name="关于谁", related_name="objections")
    said_at = models.DateTimeField("收到时间")
    said = models.TextField("反映的情况")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("核查和答复", blank=True)
    upheld = models.BooleanField("影响任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="objection_answered_whole",
                condition=Q(answered_at__isnull=True, upheld__isnull=True) | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class CandidateSight(models.Model):
    """谁看过: one reading of candidates' data, or of what was objected to them; added to, never edited."""

    selection = models.ForeignKey(CadreSelection, models.PROTECT, verbose_name="干部选配", related_name="sights")
    candidates = models.ManyToManyField(SelectionCandidate, verbose_name="看到的人选", related_name="sights")
    assignment_id = models.BigIntegerField("任职", null=True, blank=True)
    step = models.CharField("环节", max_length=16, choices=SelectionStatus.choices)
    what = models.CharField("看了什么", max_length=12, choices=Sight.choices, default=Sight.CANDIDATES)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "人选查看记录"
        indexes = [models.Index(fields=["-at", "-id"], name="sight_newest")]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.at:%F %R}"


class PromotionChannel(Dated):
    """事业编制人员的晋升通道: a post for which staff on institutional quotas are favoured. Words beside the post, nothing that is counted up."""

    post = models.ForeignKey(POST, models.PROTECT, verbose_name="岗位", related_name="promotion_channels")
    basis = models.CharField("依据", max_length=120)
    ended_why = models.CharField("为什么不再列入", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "晋升通道"
        constraints = [
            models.CheckConstraint(name="channel_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["post"], name="channel_one_open", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}"
