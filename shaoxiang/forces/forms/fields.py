"""Fields that several forms share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shaoxiang.kernel.vocabulary import Vocabulary


def pick(vocabulary: type[Vocabulary], *, without: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices if code not in without]


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """A local time, as `datetime-local` gives it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **more)


def clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def shown(at: datetime) -> str:
    """An instant as a `datetime-local` field shows it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def heard() -> forms.CharField:
    """On which file the streets were heard before somebody is taken from them."""
    return forms.CharField(
        label=gettext_lazy("征求街道意见的编号"), max_length=24, required=False,
        help_text=gettext_lazy("比现在减少的才填：服务的镇街都问过、已经提交会议的那一件，JC 开头，事由里写到这支力量。"),
    )


def unheard() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("没有编号的，为什么不用征求"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("理由会一直显示在这支力量的页面上。"),
    )
