from __future__ import annotations

from django.db import models


class DocumentNumber(models.Model):
    """文号: the last number given per kind, unit and year. The row is held while a paper is issued, so there are no gaps."""

    kind = models.CharField("文书", max_length=24)
    unit_id = models.BigIntegerField("单位")
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号"
        db_table = "documents_number"
        constraints = [models.UniqueConstraint(fields=["kind", "unit_id", "year"], name="document_number_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.year} {self.last}"


class IssuedDocument(models.Model):
    """已发文书: a numbered paper as it left the house; its PDF is kept by content."""

    kind = models.CharField("文书", max_length=24)
    matter_id = models.BigIntegerField("事项")
    unit_id = models.BigIntegerField("发文单位")
    year = models.PositiveSmallIntegerField("年份")
    ordinal = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=60)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, verbose_name="文件", related_name="papers")
    issued_at = models.DateTimeField("签发时间")
    assignment_id = models.BigIntegerField("签发人任职", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "已发文书"
        db_table = "documents_issued"
        constraints = [models.UniqueConstraint(fields=["kind", "unit_id", "year", "ordinal"], name="document_issued_once")]
        indexes = [models.Index(fields=["matter_id", "id"], name="document_matter")]

    def __str__(self) -> str:
        return self.number
