from __future__ import annotations

from typing import Any

from django.db import models


class Entry(models.Model):
    """记录: what happened to a subject, who did it in which post, on which rule. Added, never edited (database guards)."""

    subject_kind = models.CharField("对象种类", max_length=24)
    subject_id = models.BigIntegerField("对象")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("内容", max_length=48)
    at = models.DateTimeField("时间")
    actor_kind = models.CharField("行为人种类", max_length=12)
    actor_id = models.BigIntegerField("任职", null=True, blank=True)
    post_id = models.BigIntegerField("岗位", null=True, blank=True)
    unit_id = models.BigIntegerField("单位", null=True, blank=True)
    rule = models.CharField("依据", max_length=120, blank=True)
    facts = models.JSONField("事实", default=dict)
    mac = models.CharField("链值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "记录"
        db_table = "journal_entry"
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "seq"], name="journal_entry_seq")]
        indexes = [models.Index(fields=["at"], name="journal_entry_at")]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} #{self.seq} {self.kind}"

    def actor_facts(self) -> dict[str, Any]:
        return {"kind": self.actor_kind, "id": self.actor_id, "post": self.post_id, "unit": self.unit_id}


class Head(models.Model):
    """The end of a subject's chain: how many entries, and the last link."""

    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    mac = models.CharField(max_length=64)
    entry_id = models.BigIntegerField()

    class Meta:
        db_table = "journal_head"
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="journal_head_once")]
        indexes = [models.Index(fields=["entry_id"], name="journal_head_entry")]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} ×{self.count}"


class Pending(models.Model):
    """待送: an entry some reaction waits for. Removed when delivered; at least once, so reactions are safe to repeat."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, db_constraint=False)
    kind = models.CharField(max_length=48)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "journal_pending"
        indexes = [models.Index(fields=["not_before"], name="journal_pending_next")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.entry_id}"
