from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.notices import wording
from shaoxiang.kernel.notices.rules.hints import hint
from shaoxiang.kernel.notices.vocabulary import ChannelKind, DeliveryState, QuietMode, Wants, Wish


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
    urgent = models.BooleanField("紧急", default=False)  # this one, whatever its code usually is

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
    def kind(self) -> str:
        """What sort of notice, without its particulars."""
        return wording.kind_of(self.code)

    @property
    def is_urgent(self) -> bool:
        return self.urgent or self.wording.urgent

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


class Channel(models.Model):
    """渠道: one way out of the house. Switched off, never deleted: the log names it.

    `settings`: what may be shown; secrets are sealed, or come from the environment (`secrets.py`). `body_id`: only news to posts of
    this body and the offices under it (a street's own group). `failures`, `resting_until`: silent tries in a row.
    """

    name = models.CharField("名称", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=12, choices=ChannelKind.choices)
    settings = models.JSONField("设置", default=dict)
    sealed = models.BinaryField("密文", blank=True, default=b"")
    key_version = models.PositiveSmallIntegerField("密钥版本", default=seal.PRESENT)
    in_use = models.BooleanField("启用", default=False)
    wants = models.CharField("收哪些", max_length=12, choices=Wants.choices, default=Wants.URGENT)
    chosen = models.JSONField("勾选", default=list)
    body_id = models.BigIntegerField("只管机构", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)
    created_at = models.DateTimeField("建立时间")
    failures = models.PositiveIntegerField("连续失败", default=0)
    resting_until = models.DateTimeField("歇到", null=True, blank=True)
    last_words = models.CharField("上次应答", max_length=200, blank=True)
    last_sent_at = models.DateTimeField("上次发出", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "渠道"
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def bound_to(self) -> str:
        return f"notice_channel:{self.pk}:{self.kind}"

    @property
    def hint(self) -> str:
        """What its last trouble probably is."""
        return hint(0, self.last_words)


class NoticeSetting(models.Model):
    """消息设置 of the installation: the quiet hours; and a number that rises with every change, by which processes know."""

    code = models.CharField("代码", max_length=24, unique=True)
    value: models.JSONField[Any, Any] = models.JSONField("值")

    class Meta:
        verbose_name = verbose_name_plural = "消息设置"
        db_table = "notices_setting"

    def __str__(self) -> str:
        return self.code


class ContactPoint(models.Model):
    """联系方式: a person's work e-mail or work mobile, sealed, and what the person wants there. `person_id`: key of `institutions.Person`."""

    person_id = models.BigIntegerField("人员")
    kind = models.CharField("种类", max_length=12, choices=ChannelKind.choices)
    sealed = models.BinaryField("密文")
    key_version = models.PositiveSmallIntegerField("密钥版本", default=seal.PRESENT)
    wish = models.CharField("要哪些", max_length=12, choices=Wish.choices, default=Wish.AS_SET)
    changed_at = models.DateTimeField("改动时间")

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        db_table = "notices_contact"
        constraints = [models.UniqueConstraint(fields=["person_id", "kind"], name="notice_contact_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def bound_to(self) -> str:
        return f"notice_contact:{self.person_id}:{self.kind}"


class QuietChoice(models.Model):
    """自己的免打扰时段, and the language a person reads outside the house."""

    person_id = models.BigIntegerField("人员", unique=True)
    mode = models.CharField("方式", max_length=12, choices=QuietMode.choices, default=QuietMode.DEFAULT)
    start = models.TimeField("从", null=True, blank=True)
    end = models.TimeField("到", null=True, blank=True)
    language = models.CharField("语言", max_length=8, default="zh-hans")

    class Meta:
        verbose_name = verbose_name_plural = "免打扰时段"
        db_table = "notices_quiet"
        constraints = [models.CheckConstraint(
            name="notice_quiet_own_has_hours", condition=~Q(mode=QuietMode.OWN) | Q(start__isnull=False, end__isnull=False),
        )]

    def __str__(self) -> str:
        return f"{self.person_id} {self.mode}"


class Delivery(models.Model):
    """投递: one notice by one channel to one reader, queued in the notice's own transaction, sent by the worker, at least once.

    `uid` is the same at every try (webhook-id, Message-ID), so that a receiver knows a repeat. `claim`: of the try that runs; a try
    whose worker was killed lapses at `not_before`. `held`: waits for the end of the quiet hours. `sent_to`: masked.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name="消息", related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, verbose_name="渠道", related_name="deliveries")
    person_id = models.BigIntegerField("人员", null=True, blank=True)
    body_id = models.BigIntegerField("机构", null=True, blank=True)
    uid = models.CharField("编号", max_length=40, unique=True)
    once_key = models.CharField("去重键", max_length=40, unique=True)
    urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=12, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    not_before = models.DateTimeField("最早发出")
    held = models.BooleanField("等免打扰结束", default=False)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    claim = models.CharField("领取", max_length=16, blank=True)
    sent_to = models.CharField("发给", max_length=60, blank=True)
    queued_at = models.DateTimeField("排队时间")
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    reason = models.CharField("不再发的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        db_table = "notices_delivery"
        constraints = [models.CheckConstraint(
            name="notice_delivery_settled", condition=Q(state=DeliveryState.WAITING, settled_at__isnull=True) | ~Q(state=DeliveryState.WAITING),
        )]
        indexes = [
            models.Index(fields=["-urgent", "not_before", "id"], name="notice_delivery_due", condition=Q(state=DeliveryState.WAITING)),
            models.Index(fields=["state", "-id"], name="notice_delivery_state"),
            models.Index(fields=["settled_at"], name="notice_delivery_settled_at"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class DeliveryTry(models.Model):
    """一次投递: what came back. `status`: of HTTP or SMTP; 0: nobody answered."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, verbose_name="投递", related_name="all_tries")
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("应答码", default=0)
    words = models.CharField("应答", max_length=200, blank=True)
    took_ms = models.PositiveIntegerField("用时", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "投递经过"
        db_table = "notices_delivery_try"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status}"

    @property
    def hint(self) -> str:
        return hint(self.status, self.words)
