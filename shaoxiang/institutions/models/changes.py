from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.institutions.models.register import Body, Post
from shaoxiang.institutions.vocabulary import ChangeAct
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated


class BodySpan(Dated):
    """沿革: how a body was named and where it stood, from a day to a day (ADR 0031). A body never changed has none; its row says it all."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="机构", related_name="spans")
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    short_name = models.CharField("简称", max_length=20, blank=True)
    aliases = models.JSONField("别称", default=list, blank=True)
    parent = models.ForeignKey(Body, models.PROTECT, verbose_name="上级机构", related_name="+", null=True, blank=True)
    unit = models.ForeignKey(Body, models.PROTECT, verbose_name="所属单位", related_name="+", null=True, blank=True)
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="属地镇街", related_name="+", null=True, blank=True)
    agricultural = models.BooleanField("涉农", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "机构沿革"
        ordering = ["body_id", "valid_from"]
        constraints = [
            models.CheckConstraint(name="span_dates", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["body", "valid_from"], name="span_one_a_day"),
            models.UniqueConstraint(fields=["body"], name="span_one_open", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"


class BodyChange(models.Model):
    """变更记录: one act on a body or on one of its posts: before and after, on whose word, and why. Added to, never edited."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="机构", related_name="changes")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="changes", null=True, blank=True)
    act = models.CharField("变更", max_length=16, choices=ChangeAct.choices)
    on = models.DateField("生效日")
    document = models.CharField("文号", max_length=80, blank=True)
    message = models.CharField("理由", max_length=200)
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    at = models.DateTimeField("登记时间")
    by = models.BigIntegerField("登记人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "机构变更记录"
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(name="body_change_says_why", condition=~Q(message=""))]

    def __str__(self) -> str:
        return f"{self.body} {self.act} {self.on}"
