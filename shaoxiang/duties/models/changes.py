from __future__ import annotations

from django.db import models

from shaoxiang.duties.models.lists import EventType


class SettingChange(models.Model):
    """分类改动: what one change of a type, or of its lines in the dispatch catalogue, made of what, and why. Only added to (ADR 0043).

    `parts`: name of the part (TypePart) -> [before, after]. The journal holds the row's number and digests; the words are here.
    """

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="changes")
    kind = models.CharField("改动", max_length=40)  # EntryKind, as the journal says it
    parts = models.JSONField("前后", default=dict)
    why = models.CharField("为什么改", max_length=200, blank=True)
    assignment_id = models.BigIntegerField("任职", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "分类改动"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.type_id} {self.kind}"
