"""Template words of the board: {% load board %}."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date

register = template.Library()


@register.filter
def by_when(due_at: datetime | None) -> str:
    """A due time as said on the day: 09:51, 明天 09:51, 12月3日 09:51. A clock counted in days ends at 24:00 of its last day: 今天, 明天, 12月3日."""
    if due_at is None:
        return "—"
    local, today = timezone.localtime(due_at), timezone.localdate()
    ends_a_day = (local.hour, local.minute, local.second) == (0, 0, 0)
    day = (local - timedelta(days=1)).date() if ends_a_day else local.date()
    words = {0: gettext("今天"), 1: gettext("明天"), -1: gettext("昨天")}.get((day - today).days, zh_date(day, "short"))
    if ends_a_day:
        return words
    return f"{local:%H:%M}" if day == today else f"{words} {local:%H:%M}"
