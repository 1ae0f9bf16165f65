from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf
from shaoxiang.staffing.vocabulary import ChangeStatus, QuotaType, Rank

BODY = "institutions.Body"


class QuotaChange(OfMatter):
    """编制调整: one body, one type, up or down; or moved from another body."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="quota_change")
    status = StatusOf(ChangeStatus)
    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="单位", related_name="quota_changes")
    quota_type = models.CharField("编制类别", max_length=20, choices=QuotaType.choices)
    delta = models.IntegerField("增减")
    effective_on = models.DateField("生效日")
    reason = models.TextField("理由")
    moved_from = models.ForeignKey(BODY, models.PROTECT, verbose_name="从哪个单位划来", related_name="quota_changes_out", null=True, blank=True)
    upper_document = models.CharField("上级批文", max_length=60, blank=True)
    corrects = models.ForeignKey("staffing.QuotaEntry", models.PROTECT, verbose_name="更正哪一笔", related_name="changes", null=True, blank=True)
    right_figure = models.IntegerField("原件上的数", null=True, blank=True)  # of a correction: what the paper of that day says
    read_in = models.CharField("原件的文号", max_length=60, blank=True)
    drafted_by = models.BigIntegerField("拟稿人任职", null=True, blank=True)
    reviewed_by = models.BigIntegerField("复核人任职", null=True, blank=True)
    meeting_on = models.DateField("编委会会议日期", null=True, blank=True)
    meeting_number = models.CharField("会议文号", max_length=60, blank=True)
    refusal = models.TextField("未通过的理由", blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "编制调整"
        constraints = [
            models.CheckConstraint(name="quota_change_changes", condition=~Q(delta=0)),
            models.CheckConstraint(name="quota_change_moves", condition=Q(moved_from__isnull=True) | (Q(delta__gt=0) & ~Q(moved_from=F("body")))),
        ]


class QuotaEntry(models.Model):
    """编制台账: added to, never edited. Guarded by triggers (ADR 0027)."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="单位", related_name="quota_entries")
    quota_type = models.CharField("编制类别", max_length=20, choices=QuotaType.choices)
    delta = models.IntegerField("增减")
    effective_on = models.DateField("生效日")
    change = models.ForeignKey(QuotaChange, models.PROTECT, verbose_name="编制调整", related_name="entries", null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, verbose_name="更正哪一笔", related_name="corrections", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "编制台账"
        ordering = ["effective_on", "id"]
        constraints = [
            models.CheckConstraint(name="quota_entry_changes", condition=~Q(delta=0)),
            # what no snapshot escapes: a trigger reads what its transaction sees, an index what is there
            models.UniqueConstraint(fields=["change", "body"], name="quota_entry_once_for_change"),
            models.UniqueConstraint(fields=["corrects"], name="quota_entry_corrected_once", condition=Q(delta__lt=0)),
        ]
        indexes = [models.Index(fields=["body", "quota_type", "effective_on"], name="quota_entry_of")]

    def __str__(self) -> str:
        return f"#{self.body_id} {self.quota_type} {self.delta:+d}"


class QuotaOpening(models.Model):
    """开账: the paper behind the first line of one unit and type. Added to, never edited; one for each, so no second line comes in this way."""

    entry = models.OneToOneField(QuotaEntry, models.PROTECT, verbose_name="台账第几笔", related_name="opening")
    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="单位", related_name="+")
    quota_type = models.CharField("编制类别", max_length=20, choices=QuotaType.choices)
    document = models.CharField("核定文号", max_length=60)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "编制开账"
        constraints = [models.UniqueConstraint(fields=["body", "quota_type"], name="quota_opened_once")]

    def __str__(self) -> str:
        return f"#{self.body_id} {self.quota_type} {self.document}"


class QuotaLock(models.Model):
    """编制锁定: from this day the unit's quotas rise and never fall, each type by itself. Never changed, never taken off."""

    body = models.OneToOneField(BODY, models.PROTECT, verbose_name="单位", related_name="quota_lock")
    effective_from = models.DateField("锁定之日")
    meeting_on = models.DateField("编委会会议日期", null=True, blank=True)  # a lock from before this house kept it has none
    meeting_number = models.CharField("会议文号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "编制锁定"

    def __str__(self) -> str:
        return f"#{self.body_id} {self.effective_from}"


class LeadershipPostQuota(Dated):
    """领导职数."""

    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="单位", related_name="leadership_quotas")
    principals = models.PositiveSmallIntegerField("正职")
    deputies = models.PositiveSmallIntegerField("副职")
    document = models.CharField("核定文号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导职数"
        constraints = [
            models.CheckConstraint(name="leadership_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["body"], name="leadership_one_open", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.body_id} {self.principals}+{self.deputies}"


class QuotaHolding(Dated):
    """占编: whose quota a person is on. Where the person works is the 任职 (institutions.Assignment), and may be elsewhere (Q8)."""

    person = models.ForeignKey("institutions.Person", models.PROTECT, verbose_name="人员", related_name="quota_holdings")
    body = models.ForeignKey(BODY, models.PROTECT, verbose_name="编制所在单位", related_name="quota_holdings")
    quota_type = models.CharField("编制类别", max_length=20, choices=QuotaType.choices)
    rank = models.CharField("职务层次", max_length=12, choices=Rank.choices, default=Rank.NONE)
    document = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "占编"
        constraints = [
            models.CheckConstraint(name="holding_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["person"], name="holding_one_open", condition=Q(valid_to__isnull=True)),
        ]
        indexes = [models.Index(fields=["body", "quota_type"], name="holding_of")]

    def __str__(self) -> str:
        return f"{self.person} · {self.quota_type}"


class Secondment(Dated):
    """借调: for a time, for a reason; upward from a street only with a document for this one person."""

    person = models.ForeignKey("institutions.Person", models.PROTECT, verbose_name="人员", related_name="secondments")
    from_body = models.ForeignKey(BODY, models.PROTECT, verbose_name="借出单位", related_name="secondments_out")
    to_body = models.ForeignKey(BODY, models.PROTECT, verbose_name="借入单位", related_name="secondments_in")
    reason = models.CharField("理由", max_length=200)
    exception_document = models.CharField("单独批准文号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "借调"
        constraints = [
            models.CheckConstraint(name="secondment_dates", condition=Q(valid_to__isnull=False) & Q(valid_to__gt=F("valid_from"))),
            models.CheckConstraint(name="secondment_elsewhere", condition=~Q(from_body=F("to_body"))),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.to_body}"
