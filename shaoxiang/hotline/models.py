from __future__ import annotations

from django.db import models
from django.db.models import Q

from shaoxiang.cases.vocabulary import AppealKind
from shaoxiang.hotline.vocabulary import (
    CallResult,
    CallState,
    Direction,
    ExchangeForm,
    MessageState,
    NotAccepted,
    Opinion,
    PetitionForm,
    PetitionStatus,
    TicketStatus,
)
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import OfMatter, StatusOf


class Call(models.Model):
    """来电: one telephone call while it is taken. What was typed is kept as it is typed; who called lies in the vault."""

    taken_by = models.BigIntegerField("接听人任职")
    key = models.CharField("页面标记", max_length=40, blank=True)  # of the page it is typed on: a late save finds its own call, ended or not
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=CallState.choices, default=CallState.OPEN)
    result = models.CharField("结果", max_length=10, choices=CallResult.choices, blank=True)
    said = models.JSONField("已填内容", default=dict)
    caller_id = models.BigIntegerField("来电人档案", null=True, blank=True)
    matter_id = models.BigIntegerField("事项", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "来电"
        constraints = [models.UniqueConstraint(fields=["taken_by", "key"], name="call_key_once", condition=~Q(key=""))]
        indexes = [models.Index(fields=["taken_by", "-began_at"], name="call_open", condition=Q(state=CallState.OPEN.value))]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"


class AnswerEntry(models.Model):
    """答案: a question often asked and what to say. Dated; every wording it had is an `AnswerVersion`."""

    question = models.CharField("问题", max_length=200)
    answer = models.TextField("答案")
    kind = models.CharField("诉求种类", max_length=12, choices=AppealKind.choices, default=AppealKind.CONSULT)
    type_code = models.CharField("事项类别", max_length=16, blank=True)
    street_id = models.BigIntegerField("镇街", null=True, blank=True)  # none: the whole district
    basis = models.CharField("依据", max_length=200, blank=True)
    valid_from = models.DateField("生效日")
    valid_to = models.DateField("失效日", null=True, blank=True)
    reviewed_by = models.CharField("审核单位", max_length=60, blank=True)
    used = models.PositiveIntegerField("用过次数", default=0)  # by entry, never by person
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "答案"
        ordering = ["-used", "pk"]
        constraints = [models.CheckConstraint(name="answer_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")))]

    def __str__(self) -> str:
        return self.question


class AnswerVersion(models.Model):
    """答案的一次措辞: what stood there from that moment on."""

    entry = models.ForeignKey(AnswerEntry, models.PROTECT, verbose_name="答案", related_name="versions")
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("答案")
    basis = models.CharField("依据", max_length=200, blank=True)
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("填写人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答案历史"
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"#{self.entry_id} {self.written_at:%F}"


class ExchangeProfile(models.Model):
    """对接方案: how one other system's tickets or statuses are read or written, as data.

    `fields`: rows of {"theirs", "ours", "kind", "table", "value", "required"}; `tables`: {"name": {"their code": "our code"}}.
    """

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    direction = models.CharField("方向", max_length=4, choices=Direction.choices)
    form = models.CharField("方式", max_length=8, choices=ExchangeForm.choices)
    fields = models.JSONField("字段对照", default=list)
    tables = models.JSONField("代码对照", default=dict)
    dedupe = models.CharField("去重字段", max_length=40, default="external_number")
    time_zone = models.CharField("时区", max_length=40, default="Asia/Shanghai")
    answers_to = models.ForeignKey(
        "self", models.PROTECT, verbose_name="状态回到", null=True, blank=True, related_name="answered_by"
    )  # of an inward profile: the outward one its statuses go by
    target = models.URLField("推送地址", max_length=300, blank=True)
    sealed_secret = models.BinaryField("签名密钥密文", blank=True, default=b"")
    in_use = models.BooleanField("启用", default=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "对接方案"
        ordering = ["direction", "code"]

    def __str__(self) -> str:
        return self.code


class TicketLink(models.Model):
    """工单对应: one ticket of an upper system and our matter. Its number there never changes."""

    profile = models.ForeignKey(ExchangeProfile, models.PROTECT, verbose_name="对接方案", related_name="links")
    external_number = models.CharField("上级工单号", max_length=64)
    matter_id = models.BigIntegerField("事项")
    carried = models.JSONField("随单字段", default=dict)  # what came and has no column of ours; goes back as it came
    attachments = models.JSONField("附件引用", default=list)
    received_at = models.DateTimeField("接收时间")

    class Meta:
        verbose_name = verbose_name_plural = "工单对应"
        constraints = [models.UniqueConstraint(fields=["profile", "external_number"], name="ticket_once")]
        indexes = [models.Index(fields=["matter_id"], name="ticket_matter"), models.Index(fields=["-received_at", "-id"], name="ticket_newest")]

    def __str__(self) -> str:
        return self.external_number


class TicketIntake(models.Model):
    """来件文件: an uploaded file between its dry run and its import. Sealed, and emptied once imported or after a week."""

    profile = models.ForeignKey(ExchangeProfile, models.PROTECT, verbose_name="对接方案", related_name="intakes")
    name = models.CharField("文件名", max_length=120)
    sealed = models.BinaryField("密文")
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.BigIntegerField("上传人任职", null=True, blank=True)
    imported_at = models.DateTimeField("导入时间", null=True, blank=True)
    made = models.PositiveIntegerField("新建", default=0)
    known = models.PositiveIntegerField("已有", default=0)
    refused = models.PositiveIntegerField("有误", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "来件文件"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class StatusMessage(models.Model):
    """状态消息: one status told to one upper system; pushed by HTTP or collected into a file. Written once per journal entry."""

    link = models.ForeignKey(TicketLink, models.PROTECT, verbose_name="工单", related_name="messages")
    profile = models.ForeignKey(ExchangeProfile, models.PROTECT, verbose_name="对接方案", related_name="messages")
    entry_id = models.BigIntegerField("记录")
    status = models.CharField("状态", max_length=12, choices=TicketStatus.choices)
    happened_at = models.DateTimeField("发生时间")
    uid = models.CharField("消息号", max_length=40, unique=True)
    state = models.CharField("推送状态", max_length=8, choices=MessageState.choices)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    not_before = models.DateTimeField("下次推送")
    settled_at = models.DateTimeField("送达或放弃时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "状态消息"
        constraints = [models.UniqueConstraint(fields=["link", "entry_id"], name="status_once")]
        indexes = [
            models.Index(fields=["not_before", "id"], name="status_next", condition=Q(state=MessageState.WAITING.value)),
            models.Index(fields=["profile", "state", "-id"], name="status_profile"),
        ]

    def __str__(self) -> str:
        return self.uid


class DeliveryAttempt(models.Model):
    """推送记录: one try and what came back."""

    message = models.ForeignKey(StatusMessage, models.PROTECT, verbose_name="状态消息", related_name="tries")
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("应答码")  # 0: nobody answered
    words = models.CharField("应答", max_length=200, blank=True)
    took_ms = models.PositiveIntegerField("耗时(毫秒)")

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"#{self.message_id} {self.status}"


class Petition(OfMatter):
    """信访事项: its own table, number and flow, never a case. Identity, status and dates are its `matter`'s."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, verbose_name="事项", related_name="petition")
    status = StatusOf(PetitionStatus)
    form = models.CharField("信访形式", max_length=8, choices=PetitionForm.choices)
    grounds = models.JSONField("为什么是信访", default=list)
    content = models.TextField("请求、事实和理由")
    people = models.PositiveSmallIntegerField("人数", default=1)
    petitioner = models.ForeignKey(VaultRecord, models.PROTECT, verbose_name="信访人档案", null=True, blank=True, related_name="+")
    reachable = models.BooleanField("姓名住址清楚", default=True)
    registered_by = models.BigIntegerField("登记人任职", null=True, blank=True)
    office_unit_id = models.BigIntegerField("信访工作机构")
    organ_unit_id = models.BigIntegerField("有权处理的机关", null=True, blank=True)
    not_accepted = models.CharField("不予受理情形", max_length=16, choices=NotAccepted.choices, blank=True)
    opinion = models.CharField("处理意见", max_length=8, choices=Opinion.choices, blank=True)
    answered_at = models.DateTimeField("答复送达时间", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "信访事项"
        indexes = [
            models.Index(fields=["office_unit_id"], name="petition_office"),
            models.Index(fields=["organ_unit_id"], name="petition_organ", condition=Q(organ_unit_id__isnull=False)),
        ]


class PetitionNote(models.Model):
    """信访文字: opinions, notices and remarks of a petition. The journal holds only their digest."""

    petition = models.ForeignKey(Petition, models.PROTECT, verbose_name="信访事项", related_name="notes")
    entry_kind = models.CharField("所属记录", max_length=48)
    text = models.TextField("内容")
    written_at = models.DateTimeField("时间")
    written_by = models.BigIntegerField("填写人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信访文字"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"#{self.petition_id} {self.written_at:%F}"


class HotlineSetting(models.Model):
    """热线设置: one row each, changed by the administrator with history."""

    code = models.CharField("设置", max_length=32, unique=True)
    value = models.JSONField("值")

    class Meta:
        verbose_name = verbose_name_plural = "热线设置"

    def __str__(self) -> str:
        return self.code
