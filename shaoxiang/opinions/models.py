from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf
from shaoxiang.opinions.rules import COMMENT_LEAST, COMMENT_USUAL
from shaoxiang.opinions.vocabulary import DecisionGround, FileStatus, LegalFinding, OpinionStatus, PlanStage, Power, Uptake, View


class ConsultationScope(Dated):
    """必须征求街道意见的事项. A change ends the row and begins another: the rows of a code are its history."""

    code = models.CharField("代码", max_length=24)
    title = models.CharField("事项", max_length=100)
    title_en = models.CharField("英文", max_length=160, blank=True)
    power = models.CharField("权力", max_length=32, choices=Power.choices)
    days = models.PositiveSmallIntegerField("答复工作日")
    decision = models.BooleanField("按重大决策办", default=False)  # public comment and review of legality, whatever the power
    marks = models.CharField("事由里的字样", max_length=200, blank=True)  # words, with spaces between
    basis = models.CharField("依据", max_length=200, blank=True)
    set_by = models.BigIntegerField("设定人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见范围"
        constraints = [
            models.CheckConstraint(name="opinions_scope_forwards", condition=NOT_BACKWARDS),
            models.UniqueConstraint(fields=["code"], name="opinions_scope_one_in_force", condition=Q(valid_to__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_title(self) -> str:
        return in_words(self.title, self.title_en)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.marks.split())


class ScopeChange(models.Model):
    """改动: what one change of a line made of what, and why. Only added to; the journal holds its number and digests (ADR 0043)."""

    scope = models.ForeignKey(ConsultationScope, models.PROTECT, verbose_name="范围事项", related_name="changes")
    code = models.CharField("代码", max_length=24, db_index=True)
    parts = models.JSONField("前后", default=dict)  # column -> [before, after]
    why = models.CharField("为什么改", max_length=200)
    assignment_id = models.BigIntegerField("任职", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "征求意见范围的改动"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code


class OpinionFile(OfMatter):
    """征求意见的决策、规划或人事事项: who asks stands on the matter (`unit_id`); what for, here."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="opinion_file")
    status = StatusOf(FileStatus)
    power = models.CharField("权力", max_length=32, choices=Power.choices)
    stage = models.CharField("规划阶段", max_length=16, choices=PlanStage.choices, blank=True)
    scope = models.ForeignKey(ConsultationScope, models.PROTECT, verbose_name="范围事项", related_name="files", null=True, blank=True)
    text = models.TextField("内容", blank=True)
    days = models.PositiveSmallIntegerField("答复工作日")
    whole = models.BooleanField("全区", default=False)
    ground = models.CharField("为什么按重大决策办", max_length=8, choices=DecisionGround.choices, blank=True)  # as it was when the file was opened
    ground_word = models.CharField("哪个字样", max_length=40, blank=True)
    subject_kind = models.CharField("来自哪类事项", max_length=32, blank=True)  # of an upper room's row
    subject_id = models.BigIntegerField("来自哪一件", null=True, blank=True)
    asked_by = models.BigIntegerField("经办人任职", null=True, blank=True)
    asking_post_id = models.BigIntegerField("经办岗位", null=True, blank=True)
    asking_role = models.CharField("经办角色", max_length=24)
    comment_began_at = models.DateTimeField("公开征求意见起", null=True, blank=True)  # its end is the clock's: a corrected calendar moves it
    comment_at = models.CharField("在哪里公开", max_length=200, blank=True)
    comment_days = models.PositiveSmallIntegerField("公开几日", null=True, blank=True)
    short_why = models.TextField("为什么短于三十日", blank=True)
    legal_sent_at = models.DateTimeField("送审时间", null=True, blank=True)
    legal_finding = models.CharField("审查结论", max_length=12, choices=LegalFinding.choices, blank=True)
    legal_words = models.TextField("审查意见", blank=True)
    sent_at = models.DateTimeField("提交会议时间", null=True, blank=True)
    meeting = models.CharField("提交哪个会", max_length=100, blank=True)
    dropped_why = models.TextField("为什么不再办理", blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见事项"
        constraints = [
            models.CheckConstraint(name="opinions_finding_after_sending", condition=Q(legal_finding="") | Q(legal_sent_at__isnull=False)),
            models.CheckConstraint(
                name="opinions_short_comment_said",  # 暂行条例 15: less than thirty days says why, and never less than seven
                condition=Q(comment_days__isnull=True, comment_began_at__isnull=True)
                | (Q(comment_days__gte=COMMENT_LEAST, comment_began_at__isnull=False) & (Q(comment_days__gte=COMMENT_USUAL) | ~Q(short_why=""))),
            ),
            models.CheckConstraint(name="opinions_stage_of_plan", condition=Q(stage="") | Q(power=Power.PLANNING_PARTICIPATION.value)),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="opinions_subject", condition=~Q(subject_kind=""))]


class ConcernedUnit(models.Model):
    """涉及的街道: who must be asked before the file may go on."""

    file = models.ForeignKey(OpinionFile, models.PROTECT, verbose_name="事项", related_name="concerned")
    unit_id = models.BigIntegerField("街道（镇）")

    class Meta:
        verbose_name = verbose_name_plural = "涉及的街道"
        constraints = [models.UniqueConstraint(fields=["file", "unit_id"], name="opinions_concerned_once")]

    def __str__(self) -> str:
        return f"#{self.file_id} {self.unit_id}"


class GateRefusal(models.Model):
    """拦下: a file was to go to its meeting before the streets concerned had been heard. Each time, with what was in the way."""

    file = models.ForeignKey(OpinionFile, models.PROTECT, verbose_name="事项", related_name="refusals")
    at = models.DateTimeField("时间")
    bars = models.JSONField("为什么", default=list)  # codes of `rules.Bar`

    class Meta:
        verbose_name = verbose_name_plural = "不能上会"
        indexes = [models.Index(fields=["at"], name="opinions_gate_at")]

    def __str__(self) -> str:
        return f"#{self.file_id} {self.bars}"


class EarlierWord(models.Model):
    """原先的话: what a street answered, or justice found (`unit_id` empty), before another paper was attached. Kept as it was said."""

    file = models.ForeignKey(OpinionFile, models.PROTECT, verbose_name="事项", related_name="earlier")
    unit_id = models.BigIntegerField("街道（镇）", null=True, blank=True)
    said = models.CharField("意见或结论", max_length=12, choices=[*View.choices, *LegalFinding.choices])
    words = models.TextField("原话", blank=True)
    said_at = models.DateTimeField("什么时候说的", null=True, blank=True)
    said_by = models.BigIntegerField("谁说的（任职）", null=True, blank=True)
    late = models.BooleanField("过期补答", default=False)
    uptake = models.CharField("采纳情况", max_length=12, choices=Uptake.choices, blank=True)
    feedback = models.TextField("反馈", blank=True)
    at = models.DateTimeField("附材料时间")

    class Meta:
        verbose_name = verbose_name_plural = "附材料以前的意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"#{self.file_id} {self.unit_id} {self.said}"


class OpinionRequest(OfMatter):
    """向一个街道征求意见: asked, answered (or silent), told what became of it."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="opinion_request")
    status = StatusOf(OpinionStatus)
    file = models.ForeignKey(OpinionFile, models.PROTECT, verbose_name="征求意见事项", related_name="requests")
    unit_id = models.BigIntegerField("街道（镇）")
    asked_at = models.DateTimeField("发出时间")
    due_at = models.DateTimeField("答复期限")
    opened_at = models.DateTimeField("签收时间", null=True, blank=True)
    view = models.CharField("意见", max_length=12, choices=View.choices, blank=True)
    words = models.TextField("原话", blank=True)
    late = models.BooleanField("过期补答", default=False)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.BigIntegerField("答复人任职", null=True, blank=True)
    uptake = models.CharField("采纳情况", max_length=12, choices=Uptake.choices, blank=True)
    feedback = models.TextField("反馈", blank=True)
    feedback_at = models.DateTimeField("反馈时间", null=True, blank=True)
    feedback_by = models.BigIntegerField("反馈人任职", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        constraints = [
            models.UniqueConstraint(fields=["file", "unit_id"], name="opinions_asked_once"),
            models.CheckConstraint(name="opinions_view_dated", condition=Q(view="") | Q(answered_at__isnull=False)),
            models.CheckConstraint(name="opinions_feedback_written", condition=Q(uptake="") | (Q(feedback_at__isnull=False) & ~Q(feedback="") & ~Q(view=""))),
        ]
        indexes = [models.Index(fields=["unit_id", "-asked_at"], name="opinions_of_unit")]
