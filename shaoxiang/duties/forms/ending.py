"""Shape of the pages on which a type is ended and comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ResumeTypeForm(forms.Form):
    since = forms.DateField(label=_("从哪天起恢复"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                            help_text=_("今天或以后；还没有停用的，写停用那天或更早就是不停用了。"))


class EndTypeForm(forms.Form):
    since = forms.DateField(label=_("从哪天起停用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                            help_text=_("今天或以后。那天起新来的不能再选这一类。"))
    successor = forms.ChoiceField(label=_("以后用哪一类"), required=False,
                                  help_text=_("选了的，还照旧单子报来的记作那一类；清单上还有条目承接这一类的，要选，或者先改清单。"))

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["successor"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [("", _("没有，不再收这样的事")), *types]
