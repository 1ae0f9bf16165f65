from __future__ import annotations

from django.db import models

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated


class ForceAllocation(Dated):
    """力量配置: so many people or teams of a department sent to a unit (all streets where it is empty), in one of three ways."""

    department = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="部门", related_name="allocations")
    mode = models.CharField("下沉方式", max_length=16, choices=DeploymentMode.choices)
    unit = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="承接机构", null=True, blank=True, related_name="allocated")
    headcount = models.PositiveSmallIntegerField("人数", default=0)
    teams = models.PositiveSmallIntegerField("队伍数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "力量配置"
        constraints = [models.CheckConstraint(name="allocation_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.department} {self.mode}"
