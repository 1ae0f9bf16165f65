from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.staffing.models.quotas import BODY


class QuotaPassing(models.Model):
    """编制整体划转: from this day the ledger of a unit whose street has ended is read as part of its heir's. Added to, never edited (ADR 0035)."""

    from_body = models.OneToOneField(BODY, models.PROTECT, verbose_name="撤并的单位", related_name="quota_passing")
    to_body = models.ForeignKey(BODY, models.PROTECT, verbose_name="承接的单位", related_name="quota_passings_in")
    effective_on = models.DateField("划转之日")
    meeting_on = models.DateField("编委会会议日期")
    meeting_number = models.CharField("会议文号", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "编制整体划转"
        constraints = [models.CheckConstraint(name="passing_to_another", condition=~Q(from_body=F("to_body")))]

    def __str__(self) -> str:
        return f"#{self.from_body_id} → #{self.to_body_id} {self.effective_on}"
