"""The administrator's forms: limits, levels, switches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shaoxiang.coordination.actions.settings import AMOUNT_MAX, counted_code
from shaoxiang.coordination.forms.fields import pick
from shaoxiang.coordination.rules import LevelRule
from shaoxiang.coordination.vocabulary import MeetingLevel, Quorum
from shaoxiang.kernel.clocks.rules import ClockSpec

COUNTED = [
    ("HOUR", gettext_lazy("小时")), ("WORKING_HOUR", gettext_lazy("工作时")), ("WORKING_DAY", gettext_lazy("工作日")), ("CALENDAR_DAY", gettext_lazy("日")),
]


class LimitForm(forms.Form):
    amount = forms.IntegerField(label=gettext_lazy("数量"), min_value=1, max_value=AMOUNT_MAX)
    counted = forms.ChoiceField(label=gettext_lazy("怎么算"), choices=COUNTED)

    @classmethod
    def of(cls, spec: ClockSpec) -> LimitForm:
        return cls(initial={"amount": spec.amount, "counted": counted_code(spec)}, auto_id=f"{spec.code}_%s")


class LevelForm(forms.Form):
    quorum = forms.ChoiceField(label=gettext_lazy("到会规则"), choices=pick(Quorum))
    rhythm_days = forms.IntegerField(label=gettext_lazy("有事要议时，至少多少天开一次"), min_value=0, max_value=366)
    notice_hours = forms.IntegerField(label=gettext_lazy("提前多少小时通知"), min_value=0, max_value=240)

    @classmethod
    def of(cls, rule: LevelRule) -> LevelForm:
        initial = {"quorum": rule.quorum.value, "rhythm_days": rule.rhythm_days, "notice_hours": rule.notice_hours}
        return cls(initial=initial, auto_id=f"{rule.level.value}_%s")


class SwitchForm(forms.Form):
    gap_level = forms.ChoiceField(label=gettext_lazy("清单上没有的，从哪一级开始协调"), choices=pick(MeetingLevel))
    bounce_level = forms.ChoiceField(label=gettext_lazy("三次退单的，从哪一级开始协调"), choices=pick(MeetingLevel))
    joint_rhythm_days = forms.IntegerField(
        label=gettext_lazy("街道与部门、派驻机构至少多少天开一次联席会"), min_value=0, max_value=366,
        help_text=gettext_lazy("过了就在街道的协调页提醒；填 0 不提醒。"),
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
