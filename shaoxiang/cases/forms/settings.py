"""The administrator's form: one row per limit, one line per switch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.actions.settings import AMOUNT_MAX, counted_code
from shaoxiang.cases.rules.relations import radii
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

    similar_radius_m = forms.IntegerField(
        label=_("多近算可能重复（米）"), required=False, min_value=20, max_value=2000, help_text=_("登记时提示附近的同类事件；可以在下面给个别类别另定。")
    )
    similar_radii = forms.CharField(
        label=_("个别类别另定多近"), required=False, max_length=300, empty_value="",
        help_text=_("大类或类别代码加米数，用逗号隔开，例如 B01:80, 0511:300；空着就都按上面的数。"),
    )

    def clean_similar_radii(self) -> str:
        text: str = self.cleaned_data["similar_radii"]
        try:
            radii(text)
        except ValueError:
            raise forms.ValidationError(_("请写成 代码:米数，用逗号隔开，米数在 20 到 2000 之间。")) from None
        return text.strip()

    @property
    def values(self) -> dict[str, Any]:
        """What was said; a number left empty changes nothing."""
        return {code: value for code, value in self.cleaned_data.items() if value is not None}
