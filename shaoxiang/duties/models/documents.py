from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.duties.vocabulary import ReviewOutcome, RuleKind, RuleStatus
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.kernel.matter.models import Matter


class InstitutionDocument(Dated):
    """制度文件: a written rule of the district (职责准入, 协调调度 …), its standing, and which part of the system carries it out."""

    code = models.CharField("代码", max_length=24, unique=True)
    kind = models.CharField("种类", max_length=16, choices=RuleKind.choices, default=RuleKind.INSTITUTION)
    title = models.CharField("标题", max_length=120)
    title_en = models.CharField("英文", max_length=160, blank=True)
    scope = models.CharField("适用范围", max_length=200, blank=True)
    scope_en = models.CharField("适用范围英文", max_length=240, blank=True)
    summary = models.TextField("管什么", blank=True)
    summary_en = models.TextField("管什么英文", blank=True)
    issued_by = models.CharField("印发机关", max_length=80, blank=True)
    status = models.CharField("状态", max_length=10, choices=RuleStatus.choices, default=RuleStatus.DRAFT)
    number = models.CharField("文号", max_length=60, blank=True)  # of the text issued last
    issued_on = models.DateField("印发日期", null=True, blank=True)  # the same
    trial_until = models.DateField("试行到", null=True, blank=True)
    review_on = models.DateField("复核日期", null=True, blank=True)
    mechanism = models.CharField("落实的页面", max_length=60, blank=True, help_text="页面地址的名字，如 opinions:files")
    repealed_why = models.TextField("为什么废止", blank=True)
    revision = models.PositiveIntegerField("修订", default=0)  # of description and draft: whoever saves second is told

    class Meta:
        verbose_name = verbose_name_plural = "制度文件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="institution_document_dates", condition=NOT_BACKWARDS),
            models.CheckConstraint(name="rule_trial_has_end", condition=~Q(status=RuleStatus.TRIAL.value) | Q(trial_until__isnull=False)),
            models.CheckConstraint(name="rule_repealed_has_end", condition=~Q(status=RuleStatus.REPEALED.value) | Q(valid_to__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class RuleText(models.Model):
    """制度文本的一版: a paragraph a line, each article beginning 第…条. Without `number`: the one being drafted. Issued ones are never edited."""

    document = models.ForeignKey(InstitutionDocument, models.PROTECT, verbose_name="制度文件", related_name="texts")
    number = models.PositiveSmallIntegerField("版次", null=True, blank=True)
    text = models.TextField("文本", blank=True)
    english = models.TextField("英文摘要", blank=True)  # for readers of English; only the Chinese text counts, so this may be written later
    document_number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("失效日期", null=True, blank=True)  # first day it no longer holds

    class Meta:
        verbose_name = verbose_name_plural = "制度文本"
        ordering = ["document_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="rule_text_number_once"),
            models.UniqueConstraint(fields=["document"], condition=Q(number__isnull=True), name="rule_text_one_draft"),
            models.UniqueConstraint(fields=["document"], condition=Q(number__isnull=False, effective_to__isnull=True), name="rule_text_one_holds"),
            models.CheckConstraint(
                name="rule_text_issued_whole",
                condition=Q(number__isnull=True) | (~Q(text="") & ~Q(document_number="") & Q(effective_from__gte=F("issued_on"))),
            ),
            models.CheckConstraint(name="rule_text_not_backwards", condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number or 0}"


class RuleReview(models.Model):
    """复核: the question whether a rule still holds, put to the staffing office before its trial ends or its review is due."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="rule_review")
    document = models.ForeignKey(InstitutionDocument, models.PROTECT, verbose_name="制度文件", related_name="reviews")
    due_on = models.DateField("复核期限")
    outcome = models.CharField("结果", max_length=10, choices=ReviewOutcome.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "制度复核"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["document"], condition=Q(outcome=""), name="rule_review_one_open")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.due_on}"
