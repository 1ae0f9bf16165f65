from __future__ import annotations

from django.db import models
from django.db.models import Q

OPEN = Q(done_at__isnull=True)


class DeskRow(models.Model):
    """待办. Awaited of a post, else of a role in an office, else of a role in a unit. `what` names a move of the matter's flow.

    `part_id`: the part of the matter it is about (one unit's order), where several units act on one matter at once.
    """

    matter_id = models.BigIntegerField("事项")
    part_id = models.BigIntegerField("分项", null=True, blank=True)
    what = models.CharField("待办事", max_length=24)
    role = models.CharField("角色", max_length=24)
    unit_id = models.BigIntegerField("单位", null=True, blank=True)
    office_id = models.BigIntegerField("科室", null=True, blank=True)
    post_id = models.BigIntegerField("岗位", null=True, blank=True)
    opened_at = models.DateTimeField("产生时间")
    warn_at = models.DateTimeField("预警时间", null=True, blank=True)
    due_at = models.DateTimeField("到期时间", null=True, blank=True)
    done_at = models.DateTimeField("办完时间", null=True, blank=True)
    done_by = models.BigIntegerField("办理人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待办"
        db_table = "desk_row"
        indexes = [
            models.Index(fields=["post_id", "due_at"], name="desk_post", condition=OPEN),
            models.Index(fields=["office_id", "role", "due_at"], name="desk_office", condition=OPEN),
            models.Index(fields=["unit_id", "role", "due_at"], name="desk_unit", condition=OPEN),
            models.Index(fields=["matter_id"], name="desk_matter"),
            models.Index(fields=["what", "unit_id", "due_at"], name="desk_what", condition=OPEN),  # who sits on a kind of act, and since when it is late
        ]

    def __str__(self) -> str:
        return f"{self.what} #{self.matter_id}"
