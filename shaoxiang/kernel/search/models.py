from __future__ import annotations

from django.db import models


class SearchText(models.Model):
    """检索文本: the tokens of one matter. Each database keeps them its own way (`store`); nothing reads this model's `tsv`."""

    matter_id = models.BigIntegerField("事项", primary_key=True)
    opened_at = models.DateTimeField("发生时间")

    class Meta:
        verbose_name = verbose_name_plural = "检索文本"
        db_table = "search_text"

    def __str__(self) -> str:
        return str(self.matter_id)
