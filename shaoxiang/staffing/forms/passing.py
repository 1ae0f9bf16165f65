from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from shaoxiang.staffing.forms.quotas import day


class PassingForm(forms.Form):
    """编委会 has met: when, and under which number."""

    meeting_on = day(gettext_lazy("编委会会议日期"))
    meeting_number = forms.CharField(label=gettext_lazy("会议文号"), max_length=60)
