from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.feedback.vocabulary import FeedbackKind
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter


class ProductFeedback(OfMatter):
    """产品意见. Number, status and dates are its `matter`'s. Whoever wrote it may leave a telephone (sealed), and need not."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="feedback")
    kind = models.CharField("种类", max_length=12, choices=FeedbackKind.choices)
    text = models.TextField("内容")
    page = models.CharField("哪一页", max_length=200, blank=True)
    contact_id = models.BigIntegerField("联系方式档案", null=True, blank=True)
    person_id = models.BigIntegerField("要告知的人员", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.BigIntegerField("答复人任职", null=True, blank=True)
    published = models.BooleanField("公开问答", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "产品意见"
        constraints = [
            models.CheckConstraint(name="feedback_published_answered", condition=Q(published=False) | Q(answered_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["-answered_at", "-matter"], name="feedback_published", condition=Q(published=True))]
