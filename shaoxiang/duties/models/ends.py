from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.duties.models.lists import EventType
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated


class TypeEnd(Dated):
    """停用: from `valid_from` on a type is chosen for nothing new, until the day it comes back (`valid_to`). What is open finishes under it.

    `successor`: chosen instead. A row of its own, so that the list of a day between the two is told as it was.
    """

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="ends")
    successor = models.ForeignKey(EventType, models.PROTECT, verbose_name="以后用哪一类", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "分类停用"
        ordering = ["type_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["type"], name="type_end_once", condition=Q(valid_to__isnull=True)),
            models.CheckConstraint(name="type_end_dates", condition=NOT_BACKWARDS),
            models.CheckConstraint(name="type_end_not_itself", condition=Q(successor=None) | ~Q(successor=models.F("type"))),
        ]

    def __str__(self) -> str:
        return f"{self.type_id} – {self.valid_from}"
