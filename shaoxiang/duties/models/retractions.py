from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.duties.models.versions import ListVersion
from shaoxiang.duties.vocabulary import RetractionState
from shaoxiang.kernel.hands import Hand

DONE = Q(state=RetractionState.DONE.value)


class Retracting(models.Model):
    """撤回未生效的一版: who asked for it and why, and the second person. One row a version; asked again after a refusal it is the same row.

    The version's own row stands still (the database holds it), so all of this is here. `done_on`: before the version's first day.
    """

    state = models.CharField("状态", max_length=8, choices=RetractionState.choices, default=RetractionState.ASKED)
    reason = models.CharField("撤回的理由", max_length=400)
    asked_by = models.BigIntegerField("提请人任职", null=True, blank=True)
    asked_person = models.BigIntegerField("提请人", null=True, blank=True)
    asked_at = models.DateTimeField("提请时间")
    confirmed_by = models.BigIntegerField("确认人任职", null=True, blank=True)
    confirmed_person = models.BigIntegerField("确认人", null=True, blank=True)
    done_at = models.DateTimeField("撤回时间", null=True, blank=True)
    done_on = models.DateField("撤回日期", null=True, blank=True)
    refusal = models.CharField("不撤回的理由", max_length=400, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_done", condition=~DONE | Q(done_at__isnull=False, done_on__isnull=False, confirmed_by__isnull=False)),
            models.CheckConstraint(name="%(class)s_second_person", condition=~DONE | (
                (Q(asked_by=None) | ~Q(asked_by=F("confirmed_by")))
                & (Q(asked_person=None) | Q(confirmed_person=None) | ~Q(asked_person=F("confirmed_person")))
            )),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.reason[:20]}"

    @property
    def asker(self) -> Hand:
        return Hand(self.asked_by, self.asked_person)


class Retraction(Retracting):
    """Of a version of a list. `text`: what was signed, kept because its rows are gone."""

    version = models.OneToOneField(ListVersion, models.PROTECT, verbose_name="清单版本", related_name="retraction")
    text = models.TextField("签名的原文", blank=True)

    class Meta(Retracting.Meta):
        verbose_name = verbose_name_plural = "清单版本撤回"
