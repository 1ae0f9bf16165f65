"""The two fields of a form by which streets were heard, or why they were not."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

HEARD_FIELDS = ("heard_number", "unheard_why")


class HeardForm(forms.Form):
    heard_number = forms.CharField(
        label=_("征求街道意见的编号"), max_length=24, required=False, help_text=_("动到的街道都问过、已经提交会议的那一件，JC 开头。"))
    unheard_why = forms.CharField(
        label=_("没有编号的，为什么不用征求"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("理由会一直显示在这一页上。"))
