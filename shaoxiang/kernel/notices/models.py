from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.notices import wording


class Notice(models.Model):
    """消息, to a post (whoever sits in it) or to one person. `muted`: written while seeding or importing; never rings, never leaves the house."""

    post_id = models.BigIntegerField("岗位", null=True, blank=True)
    person_id = models.BigIntegerField("人员", null=True, blank=True)
    matter_id = models.BigIntegerField("事项", null=True, blank=True)
    code = models.CharField("内容", max_length=48)
    params = models.JSONField("参数", default=dict)
    once_key = models.CharField("去重键", max_length=80, null=True, blank=True, unique=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    muted = models.BooleanField("静音", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        constraints = [models.CheckConstraint(name="notice_has_recipient", condition=Q(post_id__isnull=False) | Q(person_id__isnull=False))]
        indexes = [
            models.Index(fields=["post_id", "-created_at", "-id"], name="notice_post"),
            models.Index(fields=["person_id", "-created_at", "-id"], name="notice_person"),
            models.Index(fields=["post_id", "person_id"], name="notice_unread", condition=Q(read_at__isnull=True, muted=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.pk}"

    @property
    def text(self) -> str:
        return wording.text_of(self.code, self.params)

    @property
    def wording(self) -> wording.Wording:
        return wording.wording_of(self.code)


class SentText(models.Model):
    """已发短信: that a text went out, once; neither to whom nor what."""

    once_key = models.CharField("去重键", max_length=80, unique=True)
    matter_id = models.BigIntegerField("事项", null=True, blank=True)
    sent_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "已发短信"
        db_table = "notices_sent_text"

    def __str__(self) -> str:
        return self.once_key
