from __future__ import annotations

from django.db import models

from shaoxiang.kernel.files import rules
from shaoxiang.kernel.files.vocabulary import AttachmentRole


class StoredFile(models.Model):
    """文件: some bytes, once, whoever attached them."""

    sha256 = models.CharField("内容摘要", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("大小 (字节)")
    media_type = models.CharField("类型", max_length=80)
    width = models.PositiveIntegerField("宽 (像素)", null=True, blank=True)
    height = models.PositiveIntegerField("高 (像素)", null=True, blank=True)
    created_at = models.DateTimeField("收存时间")
    wanted_at = models.DateTimeField("最近上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        db_table = "files_stored"

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:8]}"

    @property
    def is_image(self) -> bool:
        return rules.is_image(self.media_type)

    @property
    def is_recording(self) -> bool:
        return rules.is_recording(self.media_type)


class Attachment(models.Model):
    """附件: a file on a matter. `public`: the reporter may see it."""

    matter_id = models.BigIntegerField("事项")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="attachments")
    role = models.CharField("环节", max_length=12, choices=AttachmentRole.choices)
    name = models.CharField("名称", max_length=100)
    assignment_id = models.BigIntegerField("上传人任职", null=True, blank=True)
    at = models.DateTimeField("时间")
    public = models.BooleanField("报事人可见", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        db_table = "files_attachment"
        indexes = [models.Index(fields=["matter_id", "id"], name="attachment_matter")]

    def __str__(self) -> str:
        return f"#{self.matter_id} {self.name}"


class Upload(models.Model):
    """上传: a file on its way, part by part, over a line that breaks. `key` is the sender's own; `file`: what it became."""

    post_id = models.BigIntegerField("岗位")
    key = models.CharField("来件编号", max_length=40)
    name = models.CharField("名称", max_length=100)
    size = models.PositiveBigIntegerField("大小 (字节)")
    sha256 = models.CharField("内容摘要", max_length=64)
    offset = models.PositiveBigIntegerField("已收 (字节)", default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="uploads", null=True, blank=True)
    touched_at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        db_table = "files_upload"
        constraints = [models.UniqueConstraint(fields=["post_id", "key"], name="upload_once")]
        indexes = [models.Index(fields=["touched_at"], name="upload_touched")]

    def __str__(self) -> str:
        return f"{self.key} {self.offset}/{self.size}"
