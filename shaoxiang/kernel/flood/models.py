from __future__ import annotations

from django.db import models


class FloodCount(models.Model):
    """How often one asker sent one form in one window of time."""

    form = models.CharField("表单", max_length=40)
    asker = models.CharField("来处", max_length=40)  # a keyed digest of the address or number
    window_start = models.DateTimeField("起")
    times = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "限流计数"
        db_table = "flood_count"
        constraints = [models.UniqueConstraint(fields=["form", "asker", "window_start"], name="flood_once")]
        indexes = [models.Index(fields=["window_start"], name="flood_window")]

    def __str__(self) -> str:
        return f"{self.form} ×{self.times}"
