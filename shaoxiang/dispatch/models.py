from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, OrderState, Part, Priority, Ruling
from shaoxiang.kernel.matter.models import Matter

RUNNING = Q(ended_at__isnull=True)
ENGAGED = Q(ended_at__isnull=True, done_at__isnull=True)  # a force that has done its part is free again, whatever the matter still waits for


class DispatchOrder(models.Model):
    """调度令: one unit sent to one matter, as lead or cooperating. A matter has one running lead; history stays.

    A case assignment, a force sent to a case and a whistle's report-in are all this row. `office_id`: the body that goes (office, institution, team).
    """

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="事项", related_name="orders", db_index=False)
    part = models.CharField("分工", max_length=12, choices=Part.choices)
    state = models.CharField("状态", max_length=12, choices=OrderState.choices, default=OrderState.ORDERED)
    unit_id = models.BigIntegerField("单位")
    office_id = models.BigIntegerField("科室", null=True, blank=True)
    post_id = models.BigIntegerField("责任岗位", null=True, blank=True)
    mode = models.CharField("承办方式", max_length=16, blank=True)
    priority = models.CharField("优先级", max_length=10, choices=Priority.choices, default=Priority.ROUTINE)
    ground = models.JSONField("派单依据", default=list)
    ordered_at = models.DateTimeField("派出时间")
    ordered_by = models.BigIntegerField("派单人任职", null=True, blank=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_by = models.BigIntegerField("解除人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调度令"
        constraints = [
            models.UniqueConstraint(fields=["matter"], name="order_one_lead", condition=Q(part=Part.LEAD) & RUNNING),
            models.CheckConstraint(name="order_times", condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("ordered_at"))),
        ]
        indexes = [
            models.Index(fields=["matter", "part"], name="order_matter"),
            models.Index(fields=["office_id", "-matter"], name="order_office"),
            models.Index(fields=["unit_id", "-matter"], name="order_unit"),
            models.Index(fields=["post_id", "-matter"], name="order_post", condition=Q(post_id__isnull=False)),
            models.Index(  # what a force is busy with: load, and whether it may be summoned
                fields=["office_id", "priority"], name="order_engaged", condition=ENGAGED & Q(office_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} #{self.matter_id}"


class Objection(models.Model):
    """异议: hand-back of a case, objection to a whistle. Cites an item, ruled once, teaches the catalogue."""

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="事项", related_name="objections")
    order = models.ForeignKey(DispatchOrder, models.PROTECT, verbose_name="调度令", related_name="objections")
    cited_list = models.CharField("援引清单", max_length=20, choices=CitedList.choices)
    cited_item = models.CharField("援引条目", max_length=24)
    reason = models.TextField("理由")
    proposed_unit_id = models.BigIntegerField("建议承办单位", null=True, blank=True)
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.BigIntegerField("提出人任职", null=True, blank=True)
    ruling = models.CharField("裁定", max_length=20, choices=Ruling.choices, blank=True)
    ruled_at = models.DateTimeField("裁定时间", null=True, blank=True)
    ruled_by = models.BigIntegerField("裁定人任职", null=True, blank=True)
    ruled_unit_id = models.BigIntegerField("改派单位", null=True, blank=True)
    opinion = models.TextField("裁定意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        constraints = [
            models.UniqueConstraint(fields=["order"], name="objection_one_open", condition=Q(ruled_at__isnull=True)),
            models.CheckConstraint(name="objection_ruled_whole", condition=Q(ruled_at__isnull=True, ruling="") | (Q(ruled_at__isnull=False) & ~Q(ruling=""))),
        ]

    def __str__(self) -> str:
        return f"{self.cited_item} #{self.matter_id}"


class SupervisionNote(models.Model):
    """催办、督办、批示: a leader's or supervisor's word on a matter, and its answer."""

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="事项", related_name="supervision_notes")
    kind = models.CharField("种类", max_length=12, choices=NoteKind.choices)
    text = models.TextField("内容")
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("签发人任职", null=True, blank=True)
    answer = models.TextField("回复", blank=True)
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)
    answered_by = models.BigIntegerField("回复人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.matter_id}"
