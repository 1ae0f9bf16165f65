"""The administrator's form: one row per limit, one line per switch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.actions.settings import AMOUNT_MAX, counted_code
from shaoxiang.kernel.clocks.rules import ClockSpec

COUNTED = [("HOUR", _("小时")), ("WORKING_HOUR", _("工作时")), ("WORKING_DAY", _("工作日")), ("CALENDAR_DAY", _("日"))]


class LimitForm(forms.Form):
    """One limit of a step."""

    amount = forms.IntegerField(label=_("数量"), min_value=1, max_value=AMOUNT_MAX)
    counted = forms.ChoiceField(label=_("怎么算"), choices=COUNTED)

    @classmethod
    def of(cls, spec: ClockSpec) -> LimitForm:
        return cls(initial={"amount": spec.amount, "counted": counted_code(spec)}, auto_id=f"{spec.code}_%s")


class SettingsForm(forms.Form):
    straight_dispatch = forms.BooleanField(label=_("职责清楚的直接派单"), required=False, help_text=_("类别、位置、承办单位都明确时，不等受理席，系统直接派。"))

    keep_reporter_days = forms.IntegerField(
        label=_("反映人信息保存天数"), required=False, min_value=30, max_value=3650, help_text=_("从办结算起；到期自动清除姓名、电话，案件本身照常保留。")
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was said; a number left empty changes nothing."""
        return {code: value for code, value in self.cleaned_data.items() if value is not None}
