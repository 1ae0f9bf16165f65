"""Shape of the page on which a carrier is set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.duties.vocabulary import DeploymentMode


class CarrierForm(forms.Form):
    mode = forms.ChoiceField(label=_("怎么下沉"), choices=[(one.value, _(one.label)) for one in DeploymentMode], widget=forms.RadioSelect)
    body_id = forms.TypedChoiceField(label=_("承办机构"), coerce=int)
    what = forms.CharField(label=_("职责编号或分类代码"), max_length=12, required=False,
                           help_text=_("全部下沉的才写，如 D-C02 或 0111；派驻机构和队伍承办部门的全部事项，空着。"))
    street_id = forms.TypedChoiceField(label=_("镇街"), required=False, coerce=int, empty_value=None, help_text=_("有执法片区的派驻机构空着，照片区算。"))
    since = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    basis = forms.CharField(label=_("依据"), max_length=120, help_text=_("谁在什么时候定的，如“改革方案”和文号"))

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], streets: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("body_id", bodies), ("street_id", [("", _("全区")), *streets])):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
            chosen.choices = choices
