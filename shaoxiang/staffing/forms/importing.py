from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class SheetForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("表格"), help_text=gettext_lazy("XLSX 或 CSV，每行一项调整；先试算，什么也不写。"))
