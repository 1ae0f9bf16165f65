"""Shapes of page input: one day, one year's notice, one clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.workdays.rules import DayEntry, YearNotice, days_of
from shaoxiang.kernel.workdays.vocabulary import DayKind


class DayForm(forms.Form):
    kind = forms.ChoiceField(label=_("这一天"), choices=[(kind.value, _(kind.label)) for kind in DayKind], widget=forms.RadioSelect)
    name = forms.CharField(label=_("节日或说明"), max_length=40, required=False, help_text=_("例如：春节。会写进时限说明。"))

    def entry(self, day: date) -> DayEntry:
        kind = DayKind(self.cleaned_data["kind"])
        return DayEntry(day, kind in (DayKind.WORKDAY, DayKind.SWAP_WORKDAY), kind, self.cleaned_data["name"].strip())


class YearForm(forms.Form):
    holidays = forms.CharField(
        label=_("放假"), widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("一行一个：日期或者起止日期，再写节日，例如 2027-02-05/2027-02-11 春节。"),
    )
    swaps = forms.CharField(
        label=_("调休上班的周末"), widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), required=False,
        help_text=_("一行一个日期，例如 2027-02-20。"),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.days: list[DayEntry] = []

    def clean_holidays(self) -> dict[date, str]:
        found: dict[date, str] = {}
        for number, line in _lines(self.cleaned_data["holidays"]):
            span, _space, name = line.partition(" ")
            first, _slash, last = span.partition("/")
            begin, end = _day(first, number), _day(last or first, number)
            if end < begin or (end - begin).days > 30:
                raise forms.ValidationError(gettext("第 %(line)s 行：起止日期不对。") % {"line": number})
            for count in range((end - begin).days + 1):
                found[begin + timedelta(days=count)] = name.strip()[:40]
        return found

    def clean_swaps(self) -> frozenset[date]:
        return frozenset(_day(line, number) for number, line in _lines(self.cleaned_data["swaps"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "holidays" in data and "swaps" in data:
            try:
                self.days = days_of(self.notice(data))
            except ValueError as error:
                raise forms.ValidationError(gettext(str(error))) from None
        return data

    def notice(self, data: dict[str, Any] | None = None) -> YearNotice:
        data = self.cleaned_data if data is None else data
        return YearNotice(self.year, data["holidays"], data["swaps"])


class ClockForm(forms.Form):
    amount = forms.IntegerField(label=_("数量"), min_value=1, max_value=3660)
    extension_cap = forms.IntegerField(label=_("延长上限"), min_value=0, max_value=3660, required=False, help_text=_("单位与时限相同；不填就是不得延长。"))
    approver_role = forms.RegexField(
        r"^[A-Z_]+( [A-Z_]+)*$", label=_("延期批准角色"), required=False, max_length=80,
        help_text=_("角色代码，几个之间空一格，例如 DEPARTMENT_HEAD STREET_LEADER。"),
        error_messages={"invalid": _("请写角色代码：大写字母和下划线，几个之间空一格。")},
    )
    rolls = forms.BooleanField(label=_("最后一日是休息日的，顺延到下一个工作日"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False, help_text=_("本区文件或者另有规定的法律条款。"))

    def __init__(self, *args: Any, rolls: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rolls:  # only a last day counted by the calendar can fall on a rest day
            del self.fields["rolls"]

    def clean_extension_cap(self) -> int | None:
        return self.cleaned_data["extension_cap"] or None


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _day(text: str, number: int) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise forms.ValidationError(
            gettext("第 %(line)s 行：“%(text)s”不是日期，请写成 2027-01-01。") % {"line": number, "text": text.strip()[:20]}
        ) from None
