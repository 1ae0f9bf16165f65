from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.dated import NOT_BACKWARDS
from shaoxiang.topics.vocabulary import TopicStatus


class HotTopic(models.Model):
    """热点: one subject at one place. Keeps its key from night to night while its members stay together."""

    title = models.CharField("名称", max_length=60)
    named_by_people = models.BooleanField("人工定名", default=False)
    place = models.CharField("地点用词", max_length=40, blank=True)
    words = models.JSONField("事由用词", default=list, blank=True)
    subject_code = models.CharField("多数类别", max_length=16, blank=True)
    street_id = models.BigIntegerField("镇街", null=True, blank=True, help_text="成员都在一个镇街时填写，跨镇街为空")
    status = models.CharField("状态", max_length=12, choices=TopicStatus.choices, default=TopicStatus.ACTIVE)
    merged_into = models.ForeignKey("self", models.PROTECT, verbose_name="并入", null=True, blank=True, related_name="absorbed")
    heat = models.FloatField("热度", default=0)
    reporters = models.PositiveIntegerField("反映人数", default=0)
    reporters_when_dismissed = models.PositiveIntegerField("标为不算热点时的人数", default=0)
    cohesion = models.FloatField("事由相近度", default=0)
    first_at = models.DateTimeField("最早一件")
    last_at = models.DateTimeField("最近一件")
    found_at = models.DateTimeField("发现时间")
    gathered_at = models.DateTimeField("最近汇总")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    parent_matter_id = models.BigIntegerField("总件", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "热点"
        constraints = [
            models.CheckConstraint(
                name="topic_merged_says_where",
                condition=Q(status=TopicStatus.MERGED.value, merged_into__isnull=False) | (~Q(status=TopicStatus.MERGED.value) & Q(merged_into__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["status", "-heat", "-id"], name="topic_hottest")]

    def __str__(self) -> str:
        return self.title


class TopicMember(models.Model):
    """成员: a case belongs to a topic from one night to another. Rows end, they are never deleted. `rank`: nearest to the middle first."""

    topic = models.ForeignKey(HotTopic, models.PROTECT, verbose_name="热点", related_name="members")
    matter_id = models.BigIntegerField("事项")
    street_id = models.BigIntegerField("镇街", null=True, blank=True)
    rank = models.PositiveIntegerField("次序", default=0)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "热点成员"
        constraints = [
            models.UniqueConstraint(fields=["topic", "matter_id"], condition=Q(valid_to__isnull=True), name="topic_member_once"),
            models.CheckConstraint(name="topic_member_dates", condition=NOT_BACKWARDS | Q(valid_to=models.F("valid_from"))),
        ]
        indexes = [
            models.Index(fields=["matter_id"], name="topic_member_matter", condition=Q(valid_to__isnull=True)),
            models.Index(fields=["street_id", "topic"], name="topic_member_street", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} #{self.matter_id}"


class TopicSetting(models.Model):
    """热点设置: the one row an administrator changes; the history is the journal."""

    window_days = models.PositiveSmallIntegerField("看多少天", default=90)
    least_reporters = models.PositiveSmallIntegerField("至少多少人", default=5)
    half_life_days = models.PositiveSmallIntegerField("热度减半天数", default=7)
    aliases = models.JSONField("俗称", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "热点设置"

    def __str__(self) -> str:
        return "热点设置"
