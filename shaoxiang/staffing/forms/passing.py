from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from shaoxiang.staffing.forms.quotas import day


class PassingForm(forms.Form):
    """编委会 has met: when, and under which number."""

    meeting_on = day(gettext_lazy("编委会会议日期"))
    meeting_number = forms.CharField(label=gettext_lazy("会议文号"), max_length=60)


class LockForm(forms.Form):
    """From which day the unit's quotas only rise."""

    effective_from = day(gettext_lazy("锁定之日"), help_text=gettext_lazy("会议定的那一天。从这一天起只增不减，以后不能改，也不能撤。"))
    meeting_on = day(gettext_lazy("编委会会议日期"))
    meeting_number = forms.CharField(label=gettext_lazy("会议文号"), max_length=60)
