from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shaoxiang.staffing.forms.quotas import day


class ChannelForm(forms.Form):
    """One post that is to favour staff on institutional quotas."""

    post_id = forms.TypedChoiceField(label=gettext_lazy("岗位"), coerce=int, help_text=gettext_lazy("列出的是各机构的责任岗位；别的岗位从表格登记。"))
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=120, help_text=gettext_lazy("哪个文件定的，写名称和文号"))
    since = day(gettext_lazy("从哪天起"))

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["post_id"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = posts


class EndChannelForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("为什么不再列入"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
