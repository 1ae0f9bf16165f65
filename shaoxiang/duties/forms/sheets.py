"""What is filled in beside a sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.duties.rules import NO_REASON
from shaoxiang.kernel.sheets.forms import FileForm


class WhySheetForm(FileForm):
    """Why, for every line alike: kept in the history of each."""

    why = forms.CharField(label=_("为什么改"), max_length=200, error_messages={"required": _(NO_REASON)}, help_text=_("写依据或起因；记在每一类的改动记录里。"))
