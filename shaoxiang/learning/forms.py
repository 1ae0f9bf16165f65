from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.learning.actions import LEAST_SURE


class AloneForm(forms.Form):
    alone_from = forms.FloatField(
        label=_("把握达到多少时可以单独决定类别"), required=False, min_value=LEAST_SURE, max_value=1, widget=forms.NumberInput(attrs={"step": "0.01"}),
        help_text=_("填 0.80 到 1.00；留空表示从不单独决定，只给建议（默认）。关键词规则指向别的类别时也不单独决定。"),
    )
