from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.kernel.dated import Dated
from shaoxiang.staffing.models.quotas import BODY
from shaoxiang.staffing.vocabulary import Demanded


class MatchingDemand(models.Model):
    """对口要求: what a department demanded of a street; recorded and refused in one act (Q7)."""

    department = models.ForeignKey(BODY, models.PROTECT, verbose_name="哪个部门", related_name="matching_demands")
    unit = models.ForeignKey(BODY, models.PROTECT, verbose_name="向哪个镇街", related_name="matching_demands_met")
    what = models.CharField("要求什么", max_length=12, choices=Demanded.choices)
    document = models.CharField("文号或场合", max_length=100, blank=True)
    words = models.TextField("原话")
    received_on = models.DateField("登记日")
    recorded_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "对口要求"
        constraints = [models.CheckConstraint(name="demand_of_another", condition=~Q(department=F("unit")))]

    def __str__(self) -> str:
        return f"#{self.pk}"


class CoordinatingBody(Dated):
    """议事协调机构: has no quota (nothing here leads to one) and always an end (Q9)."""

    name = models.CharField("名称", max_length=80)
    lead = models.ForeignKey(BODY, models.PROTECT, verbose_name="日常工作由谁承担", related_name="coordinating_bodies")
    document = models.CharField("设立文号", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "议事协调机构"
        constraints = [models.CheckConstraint(name="coordinating_ends", condition=Q(valid_to__isnull=False) & Q(valid_to__gt=F("valid_from")))]

    def __str__(self) -> str:
        return self.name
