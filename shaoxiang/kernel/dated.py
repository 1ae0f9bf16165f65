"""Rows with a validity: bodies, places, lists and posts are never deleted, they end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

FIRST_YEAR = 2000
AHEAD = timedelta(days=366)
NOT_BACKWARDS = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))


def too_far(day: date, today: date) -> bool:
    """More than a year ahead: a slip in the year would close a register to every change before it."""
    return day > today + AHEAD


def too_long_ago(day: date) -> bool:
    """Before the calendars begin (`kernel.workdays`): a slip in the year, with which nothing can be counted."""
    return day.year < FIRST_YEAR


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose validity holds on that day: from `valid_from`, before `valid_to` (the first day it no longer holds)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on}))


class Dated(models.Model):
    """Rows are never deleted, they end. `valid_to` is the first day the row no longer holds."""

    valid_from = models.DateField("生效日期", default=date(2020, 3, 24))
    valid_to = models.DateField("失效日期", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        abstract = True
