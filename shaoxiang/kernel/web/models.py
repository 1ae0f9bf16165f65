from __future__ import annotations

from django.db import models

from shaoxiang.kernel.vocabulary import Vocabulary, _


class Sharing(Vocabulary):
    """常用筛选给谁用: others may use and copy it, never change it."""

    OFFICE = "OFFICE", _("本科室")
    UNIT = "UNIT", _("本街道（部门）")


class Draft(models.Model):
    """草稿: what someone typed into a form that could not be accepted. One per owner and form; gone when the form succeeds."""

    owner = models.CharField("所有者", max_length=48)  # "account:7", or "session:…" (a digest) for visitors
    form = models.CharField("表单", max_length=60)
    data = models.JSONField("内容", default=dict)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [models.UniqueConstraint(fields=["owner", "form"], name="web_draft_once")]
        indexes = [models.Index(fields=["at"], name="web_draft_at")]

    def __str__(self) -> str:
        return f"{self.owner} {self.form}"


class OnceToken(models.Model):
    """A form that was posted and acted on: the token of the form, and where its poster was sent."""

    token = models.CharField(max_length=40)
    owner = models.CharField(max_length=48)
    target = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "owner"], name="web_once_token")]
        indexes = [models.Index(fields=["at"], name="web_once_at")]

    def __str__(self) -> str:
        return self.token


class SavedFilter(models.Model):
    """常用筛选: a list's query a person keeps under a name."""

    account_id = models.BigIntegerField("账号")
    page = models.CharField("列表", max_length=60)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=1000)
    shared_with = models.CharField("给谁用", max_length=8, choices=Sharing.choices, blank=True)
    body_id = models.BigIntegerField("科室或单位", null=True, blank=True)  # whose people may use it
    owner_id = models.BigIntegerField("所有者任职", null=True, blank=True)  # shown beside it

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["body_id", "page"], name="web_filter_shared", condition=models.Q(body_id__isnull=False))]
        constraints = [models.UniqueConstraint(fields=["account_id", "page", "name"], name="web_filter_once")]

    def __str__(self) -> str:
        return self.name
